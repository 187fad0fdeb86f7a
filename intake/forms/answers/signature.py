"""Who signed: a typed name, or a picture of one."""

import re

from intake.forms.answers.compound import part_for
from intake.forms.answers.given import Given, filled, refused
from intake.forms.answers.phrases import Hollow, hollow
from intake.forms.answers.printed import rest_of
from intake.forms.slot import Slot
from intake.model.form import Field, Form
from intake.model.reading import IMAGE, Problem, State

UNSIGNED = re.compile(
    r"(?:please )?sign(?:ed|ature)?(?: and date(?:d)?)?(?: here| below| above)?|(?:to be|not|not yet|un|yet to be|needs? to be|will be|awaiting|pending)[ -]?(?:a )?(?:signed|signature)"
    r"|(?:signature|sign) (?:to follow|awaited|pending|required|needed)|no(?: signature)?|n|date|(?:print(?:ed)? )?name"
)
"""What stands where somebody is still to sign."""


def understood_signature(slot: Slot, field: Field, form: Form) -> Given:
    """The typed name wins over a picture beside it; ink that cannot be read is for a person."""
    rest = rest_of(slot.blocks, slot.label, field, form)
    text = " ".join(part_for(rest.lines, slot.label, field, form) or ())
    found = (hollow(text, field, form) or _unsigned(text)) if text else None
    if text and found is None:
        return filled(text, rest.text)
    if rest.has_picture:
        return filled(IMAGE, rest.text)
    if rest.is_unreadable:
        return refused(State.UNCLEAR, Problem.UNREADABLE, rest.text)
    if found is not None:
        return refused(found.state, found.problem, rest.text)
    return refused(*rest.nothing, rest.text)


def _unsigned(text: str) -> Hollow | None:
    words = text.casefold().strip(" .:*()[]<>/-")
    return Hollow(State.PLACEHOLDER, Problem.PLACEHOLDER) if UNSIGNED.fullmatch(words) else None

"""Options that have places of their own, such as the columns `Yes` and `No` of a grid."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from intake.forms.answers.boxes import label_of
from intake.forms.answers.menu import NO, NOT_APPLICABLE, NOT_KNOWN, YES, Menu
from intake.forms.answers.phrases import is_placeholder, key, says_nothing
from intake.forms.answers.pick import NO_OPTION, NOT_CHOSEN, UNDECIDED, UNREADABLE, Pick, chosen
from intake.forms.answers.printed import LEADERS
from intake.forms.answers.script import CROSS, LOOKS, OFF, ON, SIGNS, TICK, Script, script_of
from intake.forms.slot import Option
from intake.model.document import Mark
from intake.model.form import Form

YES_WORDS = frozenset({"yes", "y", "true", "1", "ok"})
NO_WORDS = frozenset({"no", "n", "false", "0", "none"})
NO_SIGNS = {ord(sign): " " for sign in SIGNS}


class Sign(Enum):
    """What stands in an option's place, the surest last."""

    NOTHING = 0
    DENIED = 1
    LABEL = 2
    """Only the option's own words, printed there."""
    WORDS = 3
    YES = 4
    """`Yes` against the option."""
    CROSS = 5
    TICK = 6
    UNREADABLE = 7


@dataclass(frozen=True, slots=True)
class Place:
    option: str | None
    sign: Sign
    script: Script
    other: str | None
    """The other option that the words in this place name: `No` typed under `Yes`."""


def chosen_in_columns(options: Sequence[Option], menu: Menu, form: Form) -> Pick:
    """What the places of the options choose; NOT_CHOSEN when nothing is marked in any."""
    places = [_place(each, menu, form) for each in options]
    if any(each.script.has_doubtful_box for each in places):
        return UNREADABLE
    if any(each.sign is Sign.UNREADABLE for each in places) and not any(
        each.sign in {Sign.TICK, Sign.CROSS, Sign.YES} for each in places
    ):
        return UNREADABLE
    others = {each.other for each in places if each.other is not None}
    on = _on(places)
    if not on and len(others) == 1:
        return chosen(*others)
    if not on:
        return _printed(places)
    named = [each.option for each in on if each.option is not None]
    return chosen(*named) if named else NO_OPTION


def _on(places: Sequence[Place]) -> list[Place]:
    """The places marked; where both ticks and crosses were typed, the ticks say yes and the crosses no."""
    has_ticks = any(each.sign is Sign.TICK for each in places)
    marks = {Sign.TICK, Sign.YES} if has_ticks else {Sign.CROSS, Sign.YES}
    marked = [each for each in places if each.sign in marks]
    return marked or [each for each in places if each.sign is Sign.WORDS and each.other is None]


def _printed(places: Sequence[Place]) -> Pick:
    """Options whose words stand in their places: one alone was left over or typed, one that stands out was marked."""
    labels = [each for each in places if each.sign is Sign.LABEL]
    left = [each for each in labels if not _look(each) & Mark.STRIKE]
    if len(left) == 1 and len(places) > 1:
        return chosen(*(each.option for each in left if each.option is not None))
    for look in LOOKS:
        having = [each for each in left if _look(each) & look]
        if len(having) == 1:
            return chosen(*(each.option for each in having if each.option is not None))
        if 1 < len(having) < len(left):
            return UNDECIDED
    return NOT_CHOSEN


def _look(place: Place) -> Mark:
    return place.script.look(0, len(place.script.text))


def _place(option: Option, menu: Menu, form: Form) -> Place:
    script = script_of(option.blocks)
    id_, _ = label_of(option.label.lower().strip(" :?*.\n"), menu)
    words = LEADERS.sub(" ", script.text.translate(NO_SIGNS)).strip(" \n\t/|,;:.-*()[]")
    other = menu.exact(words) if words else None
    other = other if other not in {id_, NOT_KNOWN, NOT_APPLICABLE} else None
    if id_ in {YES, NO} and key(words) in (YES_WORDS if id_ == NO else frozenset()):
        other = None
    return Place(option=id_, sign=_sign(script, words, option.label, id_, form), script=script, other=other)


def _sign(script: Script, words: str, label: str, id_: str | None, form: Form) -> Sign:
    if script.truth is not None:
        return Sign.TICK if script.truth else Sign.DENIED
    marked = _typed_mark(script)
    if marked is not None:
        return marked
    if words:
        return _said(script, words, label, id_, form)
    return Sign.UNREADABLE if script.is_unreadable or script.has_picture else Sign.NOTHING


def _typed_mark(script: Script) -> Sign | None:
    if ON in script.text or TICK in script.text:
        return Sign.TICK
    return Sign.CROSS if CROSS in script.text else None


def _said(script: Script, words: str, label: str, id_: str | None, form: Form) -> Sign:
    """What words in an option's place mean for it."""
    found = key(words)
    if found == key(label):
        return Sign.NOTHING if OFF in script.text else Sign.LABEL
    if found in YES_WORDS:
        return Sign.YES
    if found in NO_WORDS and id_ != NO:
        return Sign.DENIED
    return Sign.NOTHING if says_nothing(words) or is_placeholder(words, form) else Sign.WORDS

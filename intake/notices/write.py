"""Decision -> letters: each action has its own, and a complete form has a receipt as well."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from intake.model.decision import Action, Decision, Forward, HandOver, Return
from intake.model.form import Form
from intake.model.mail import Notice
from intake.model.message import Message
from intake.model.office import Folders, Office
from intake.notices.forwarding import forward_letter
from intake.notices.handing_over import hand_over_letter
from intake.notices.letter import Letter, Occasion, finished
from intake.notices.returning import receipt_letter, return_letter
from intake.notices.templates import Templates


def write(  # noqa: PLR0913 - each is a different thing that a letter says
    decision: Decision,
    message: Message,
    office: Office,
    forms: Mapping[str, Form],
    templates: Templates,
    *,
    arrival: str,
    references: Sequence[str | None],
    received: datetime,
    now: datetime,
    folders: Folders | None = None,
) -> tuple[Notice, ...]:
    """All letters of one decision, in the order of its actions; none where it has none.

    `references` has one entry for each action: the referral that it is about, or None. `arrival` names the message in keys
    and, where there is no reference, in the subject; `received` is when our own server took it. Whom the message names and
    the handbook recuses is told nothing: another stands in. Raises TemplateFault,
    ValueError when the references do not fit the actions, and KeyError when a form has no definition.
    """
    told = office.recusing(decision.recusals)
    occasion = Occasion(
        decision=decision,
        message=message,
        office=told,
        arrival=arrival,
        received=received,
        now=now,
        folders=folders or Folders(),
    )
    notices = (finished(letter, told, templates) for letter in letters(occasion, forms, references))
    return tuple(replace(each, is_kept_apart=bool(decision.recusals)) for each in notices)


def letters(occasion: Occasion, forms: Mapping[str, Form], references: Sequence[str | None]) -> Iterator[Letter]:
    """The letters before their words."""
    pairs = zip(occasion.decision.actions, references, strict=True)
    for number, (action, reference) in enumerate(pairs, start=1):
        yield from _letters(action, occasion, forms, number, reference)


def _letters(
    action: Action, occasion: Occasion, forms: Mapping[str, Form], number: int, reference: str | None
) -> Iterator[Letter]:
    match action:
        case Forward():
            yield forward_letter(action, occasion, forms, number=number, reference=reference)
            receipt = receipt_letter(action, occasion, number=number, reference=reference)
            if receipt is not None:
                yield receipt
        case Return():
            yield return_letter(action, occasion, forms, number=number, reference=reference)
        case HandOver():
            yield hand_over_letter(action, occasion, forms, number=number, reference=reference)
        case _:
            assert_never(action)

"""The threshold and the considerations, as the referrer asserts them.

Nothing here says that a criterion "is met": that is for the partners (domain notes, section 2.2).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intake.model.assessment import ConsiderationAnswer
from intake.model.form import Duty
from intake.model.reading import Value
from intake.notices.paper import CANNOT_TELL, FULL_TEXT, LONG, NOT_KNOWN, Paper
from intake.notices.shown import excerpt, shown
from intake.notices.wording import DUTIES

HARM: Mapping[Value, str] = {"died": "the child died", "seriously_harmed": "the child was seriously harmed"}
ABUSE: Mapping[Value, str] = {"known": "known", "suspected": "suspected"}
ANSWERS: Mapping[str | None, str] = {"yes": "Yes", "no": "No", "not known": NOT_KNOWN, None: CANNOT_TELL}
CASE = "a serious child safeguarding case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One row of the table of considerations."""

    number: int
    label: str
    authority: str
    answer: str
    evidence: str
    where: str | None


@dataclass(frozen=True, slots=True)
class DutyGroup:
    """The considerations that bind the partners in the same way."""

    title: str
    rows: tuple[Weighed, ...]


def threshold(paper: Paper) -> str | None:
    """Both limbs of a serious child safeguarding case (Children Act 2004 s16B(9)); None where the form does not ask both."""
    if paper.answer("outcome") is None or paper.answer("abuse_or_neglect") is None:
        return None
    harm, abuse = HARM.get(paper.value("outcome")), ABUSE.get(paper.value("abuse_or_neglect"))
    if harm and abuse:
        return f"The referrer asserts both limbs of {CASE}: abuse or neglect is {abuse}, and {harm}."
    if harm:
        return f"The referrer asserts one of the two limbs of {CASE}: {harm}. Abuse or neglect is not asserted."
    if abuse:
        return (
            f"The referrer asserts one of the two limbs of {CASE}: abuse or neglect is {abuse}. "
            "Death or serious harm is not asserted."
        )
    return f"The referrer asserts neither limb of {CASE}."


def duty_groups(answers: Iterable[ConsiderationAnswer]) -> tuple[DutyGroup, ...]:
    """The considerations by duty, numbered through in the order of the form."""
    numbered = tuple(enumerate(answers, start=1))
    groups = (
        DutyGroup(
            DUTIES[duty], tuple(_row(number, each) for number, each in numbered if each.consideration.duty is duty)
        )
        for duty in Duty
    )
    return tuple(group for group in groups if group.rows)


def _row(number: int, answer: ConsiderationAnswer) -> Weighed:
    return Weighed(
        number=number,
        label=answer.consideration.label,
        authority=answer.consideration.authority,
        answer=ANSWERS.get(answer.answer, CANNOT_TELL),
        evidence=excerpt(shown(answer.evidence), length=LONG, more=FULL_TEXT),
        where=shown(answer.where) if answer.where else None,
    )

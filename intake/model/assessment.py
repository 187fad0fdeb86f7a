"""What a reading is worth: what is missing, what is doubtful, what the considerations say. Never a judgement on the case."""

from dataclasses import dataclass, field
from enum import StrEnum

from intake.model.form import Consideration
from intake.model.reading import Problem, Reading


class Verdict(StrEnum):
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    """A required answer is surely missing."""
    UNCLEAR = "unclear"
    """None is surely missing, but one cannot be told: for a person, never back to the referrer."""
    BLANK = "blank"
    NOT_A_FORM = "not_a_form"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A required answer that is missing or doubtful."""

    field: str
    label: str
    """As printed on their form, else as the definition has it."""
    section: str
    """The section's title."""
    problem: Problem
    where: str | None = None


@dataclass(frozen=True, slots=True)
class ConsiderationAnswer:
    """What the referrer asserts on one consideration."""

    consideration: Consideration
    answer: str | None
    """`yes`, `no`, `not known`, or None when it cannot be told."""
    evidence: str = field(repr=False)
    where: str | None = None


class Urgency(StrEnum):
    DIED = "died"
    SERIOUSLY_HARMED = "seriously_harmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Our reading of one form, weighed."""

    reading: Reading
    verdict: Verdict
    missing: tuple[Gap, ...] = ()
    """In the order of the form."""
    doubts: tuple[Gap, ...] = ()
    """Required answers that stand there but cannot be told, in the order of the form."""
    considerations: tuple[ConsiderationAnswer, ...] = ()
    not_known: tuple[str, ...] = ()
    """Ids of the fields answered with an accepted "not known"."""
    inconsistencies: tuple[str, ...] = ()
    """Codes of `checks.consistency`; for a person to weigh, never a reason to return."""
    warnings: tuple[str, ...] = ()
    urgency: Urgency | None = None
    required_count: int = 0
    """How many answers were owed, given the others."""

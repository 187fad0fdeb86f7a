"""What was answered: one form as read from one document, as written and as understood, and not judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class State(StrEnum):
    FILLED = "filled"
    EMPTY = "empty"
    PLACEHOLDER = "placeholder"
    NOT_KNOWN = "not_known"
    INVALID = "invalid"
    CONFLICTING = "conflicting"
    """Two marks or two readings disagree."""
    UNCLEAR = "unclear"
    """Something stands there that cannot be read, or text that could not be tied to the field."""


class Problem(StrEnum):
    """Why an answer does not count, as a code; its wording stands in `notices.wording`."""

    EMPTY = "empty"
    NOT_CHOSEN = "not_chosen"
    """Printed options, none of them marked."""
    GUIDANCE_ONLY = "guidance_only"
    PLACEHOLDER = "placeholder"
    NOT_KNOWN_REFUSED = "not_known_refused"
    NOT_A_DATE = "not_a_date"
    IMPOSSIBLE_DATE = "impossible_date"
    PART_OF_A_DATE = "part_of_a_date"
    AMBIGUOUS_DATE = "ambiguous_date"
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_PHONE = "not_a_phone"
    NOT_AN_OPTION = "not_an_option"
    SEVERAL_MARKED = "several_marked"
    SEVERAL_PLACES = "several_places"
    """Found in two places that say different things."""
    NO_ROWS = "no_rows"
    PICTURE = "picture"
    UNREADABLE = "unreadable"
    UNCLAIMED_TEXT = "unclaimed_text"
    NOT_ON_THIS_VERSION = "not_on_this_version"
    """The label was not found: their form does not ask it."""


TableRows: TypeAlias = tuple[Mapping[str, str], ...]
Value: TypeAlias = str | tuple[str, ...] | TableRows | None
IMAGE = "[image]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as written and as understood.

    `value` is an ISO date, a choice id, a tuple of choice ids, "yes" or "no", rows by column id (an empty tuple when the
    form says that there are none), IMAGE, or text with white space folded; None unless the state is FILLED.
    """

    state: State
    value: Value = field(default=None, repr=False)
    text: str = field(default="", repr=False)
    """As written, white space folded."""
    where: str | None = None
    """As a person would say it: `Table 3, row 2`, `Referral!C7`."""
    problem: Problem | None = None
    label: str | None = None
    """The label as printed on this copy; None when it was not found."""


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """Text that is no label, guidance or answer."""

    where: str
    text: str = field(repr=False)


class Standing(StrEnum):
    """What a document is to us."""

    FORM = "form"
    BLANK = "blank"
    NOT_A_FORM = "not_a_form"
    OTHER_FORM = "other_form"
    """A safeguarding or referral form that is not ours: another authority's, or a concern on a MARF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One form found in a document (a document may hold two), or the statement that none is there."""

    standing: Standing
    form: str | None = None
    """Id of the form's definition."""
    printed_version: str | None = None
    """The version that this copy prints on itself; None when it prints none."""
    answers: Mapping[str, Answer] = field(default_factory=dict, repr=False)
    """By field id, every field of the form in its order."""
    unclaimed: tuple[Unclaimed, ...] = ()
    score: float = 0.0
    """Share of the form's labels that were found, 0 to 1."""
    hides_writing: bool = False
    """Something is hidden in the document that is neither the form's own nor an answer."""
    warnings: tuple[str, ...] = ()
    """In words for a person, without a word of the form's content."""

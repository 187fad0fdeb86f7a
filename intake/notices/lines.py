"""Lines of a letter, and the ways in which an answer becomes one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from intake.notices.paper import LONG, SHORT, Paper


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a letter: what it is about, and what is said of it."""

    label: str
    """Empty in a list."""
    value: str


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    lines: tuple[Line, ...]
    is_loud: bool = False
    """Asks for a second look."""


Says: TypeAlias = Callable[[Paper, date], str | None]
"""What a form says on one point, today; None where it says nothing."""
Row: TypeAlias = tuple[str, Says]


def said(field_id: str, *, length: int = SHORT) -> Says:
    return lambda paper, _today: paper.said(field_id, length=length)


def told(field_id: str) -> Says:
    """A narrative, in the referrer's own words."""
    return said(field_id, length=LONG)


def joined(*field_ids: str) -> Says:
    """Several answers on one line."""

    def says(paper: Paper, _today: date) -> str | None:
        return ", ".join(each for field_id in field_ids if (each := paper.said(field_id))) or None

    return says


def with_detail(field_id: str, *details: str) -> Says:
    """An answer, and in brackets what was asked further."""

    def says(paper: Paper, _today: date) -> str | None:
        answer = paper.said(field_id)
        more = "; ".join(each for detail in details if (each := paper.said(detail, length=LONG)))
        return f"{answer} ({more})" if answer and more else answer or more or None

    return says


def lines(rows: Iterable[Row], paper: Paper, today: date) -> tuple[Line, ...]:
    """The rows on which the form says something, in their order."""
    pairs = ((label, says(paper, today)) for label, says in rows)
    return tuple(Line(label, value) for label, value in pairs if value)


def listed(values: Iterable[str]) -> tuple[Line, ...]:
    """Each value once, without a label."""
    return tuple(Line("", value) for value in dict.fromkeys(values))

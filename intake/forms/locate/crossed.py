"""Tables that ask the same of two people: a row for each question, a column for each person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intake.forms.locate.matching import Matcher
from intake.forms.locate.places import Grid, Place
from intake.forms.slot import Slot

HEADER_ROWS = 3
"""Rows from the top within which the people are named."""


@dataclass(frozen=True, slots=True, eq=False)
class Crossing:
    """One answer: where a question's row meets a person's column."""

    field: str
    question: Place
    answer: Place | None

    @property
    def slot(self) -> Slot:
        place = self.answer or self.question
        blocks = self.answer.blocks if self.answer else ()
        return Slot(field=self.field, where=place.where, label=self.question.text.strip(), blocks=blocks)


def crossings(grids: Iterable[Grid], matcher: Matcher) -> tuple[list[Crossing], set[int]]:
    """Every such answer, and the indexes of the places that these tables take up."""
    found: list[Crossing] = []
    taken: set[int] = set()
    for grid in grids:
        for row in range(len(grid.rows) if grid.is_sheet else min(HEADER_ROWS, len(grid.rows))):
            people = _people(grid.rows[row], matcher)
            crossed = list(_crossed(grid, row, people, matcher)) if len(set(people.values())) > 1 else []
            if len(crossed) > 1:
                found += crossed
                taken.update(place.index for place in grid.rows[row])
                taken.update(_taken(crossed))
                break
    return found, taken


def _people(cells: list[Place], matcher: Matcher) -> dict[Place, str]:
    """The section that each cell of a header row names, where it names one."""
    named = ((place, section_named(matcher.normal(place.text), matcher)) for place in cells if place.text.strip())
    return {place: section for place, section in named if section is not None}


def section_named(words: str, matcher: Matcher) -> str | None:
    """The section whose title, or whose people, these words name."""
    names = matcher.names
    if words in names.titles:
        return names.titles[words]
    if names.subject_words.isdisjoint(words.split()):
        return None
    found = {
        section for section, subjects in names.subjects.items() if any(_is_about(words, each) for each in subjects)
    }
    return found.pop() if len(found) == 1 else None


def _is_about(words: str, subject: str) -> bool:
    return words == subject or (" " in subject and f" {subject} " in f" {words} " and len(words) <= len(subject) * 3)


def _crossed(grid: Grid, row: int, people: dict[Place, str], matcher: Matcher) -> Iterator[Crossing]:
    first = min((place.column for place in people), default=0)
    used: set[str] = set()
    for at in range(row + 1, len(grid.rows)):
        cells = grid.rows[at]
        if grid.numbers[at] > grid.numbers[at - 1] + 1:
            return
        question = next((place for place in cells if place.column < first and place.text.strip()), None)
        if question is None:
            continue
        for person, section in people.items():
            field = _field(question, section, matcher)
            if field is not None and field not in used:
                used.add(field)
                yield Crossing(field, question, next((each for each in cells if each.column == person.column), None))


def _field(question: Place, section: str, matcher: Matcher) -> str | None:
    """The one field of a section that a question asks for."""
    named = matcher.names.exact.get(matcher.normal(question.text), ())
    found = [each.field for each in named if matcher.names.sections[each.field] == section]
    return found[0] if len(found) == 1 else None


def _taken(crossed: list[Crossing]) -> Iterator[int]:
    for each in crossed:
        yield each.question.index
        if each.answer is not None:
            yield each.answer.index

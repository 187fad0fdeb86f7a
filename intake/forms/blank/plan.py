"""How a section's fields are laid out, for Word and Excel alike: what stands together in one table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from intake.model.form import Consideration, Duty, Field, FieldType, Form, Party, Section


@dataclass(frozen=True, slots=True)
class AnswerRows:
    """Short answers, each beside its label."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class LongAnswer:
    """An answer that wants the whole width, below its label."""

    field: Field


@dataclass(frozen=True, slots=True)
class BlankTable:
    """A table field: a heading, then rows to fill."""

    field: Field


@dataclass(frozen=True, slots=True)
class Grid:
    """The considerations, one row each, under the duty that each falls under."""

    bands: tuple[tuple[Duty, tuple[Consideration, ...]], ...]


Part: TypeAlias = AnswerRows | LongAnswer | BlankTable | Grid


def parts_of(form: Form, section: Section) -> tuple[Part, ...]:
    """A section's parts in the order of its fields."""
    grid = [Grid(_bands(form))] if section.holds_considerations else []
    weighed = {each.id for each in form.considerations}
    fields = [each for each in section.fields if each.id not in weighed and each.evidence_of is None]
    return (*grid, *_grouped(fields))


def _bands(form: Form) -> tuple[tuple[Duty, tuple[Consideration, ...]], ...]:
    found = ((duty, tuple(each for each in form.considerations if each.duty is duty)) for duty in Duty)
    return tuple((duty, members) for duty, members in found if members)


def _grouped(fields: list[Field]) -> Iterator[Part]:
    beside: list[Field] = []
    for field in fields:
        if field.type not in {FieldType.TABLE, FieldType.LONG_TEXT}:
            beside.append(field)
            continue
        if beside:
            yield AnswerRows(tuple(beside))
            beside = []
        yield BlankTable(field) if field.type is FieldType.TABLE else LongAnswer(field)
    if beside:
        yield AnswerRows(tuple(beside))


def is_for_office(section: Section) -> bool:
    return section.party is Party.OFFICE

"""Answers in rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from rapidfuzz import fuzz

from intake.forms.answers.choices import understood_choice
from intake.forms.answers.dates import from_cell, is_month_and_year, latest_year, whole_date
from intake.forms.answers.given import Given, filled, refused
from intake.forms.answers.lines import fold, lines_of, shown, written
from intake.forms.answers.phrases import hollow, key
from intake.forms.answers.printed import names_of, rest_of
from intake.forms.answers.vocabulary import words
from intake.forms.normal import normal
from intake.forms.slot import Slot, SlotRow
from intake.model.document import Block, Span, SpanKind
from intake.model.form import Column, Field, FieldType, Form
from intake.model.reading import Problem, State

Row: TypeAlias = Mapping[str, str]

NONE = frozenset({"none", "no", "noone", "nobody", "nil", "noneknown", "therearenone", "noothers", "nothing"})
AFTER_NONE = re.compile(r"(?:tous|tome|tothisagency|toouragency|toourservice)?(?:atthistime|atpresent|currently)?")
NO = re.compile(r"no\s", re.IGNORECASE)
LIKENESS = 74.0
"""Percent from which a `No ...` is taken for the form's own words for it."""
NUMBER = re.compile(r"(?:child|person|row|no|adult|agency|sibling|member)?\s*\(?\d{1,2}\s*[.):]?", re.IGNORECASE)
EXAMPLE = re.compile(r"\W*(?:e\.?g\b|for example\b|example\b)", re.IGNORECASE)
BOTH = re.compile(r"\W*y(?:es)?\b.{0,12}?\bno?\b.{0,12}", re.IGNORECASE)
USUALLY_PRINTED = frozenset(
    words(
        "gp midwife midwifery healthvisitor healthvisiting schoolnurse school schoolornursery schoolcollege nursery earlyyears police probation camhs housing "
        "other others otherspecify otherpleasespecify childrenssocialcare socialcare socialworker childrensservices adultsocialcare hospital education "
        "ambulance fireservice earlyhelp youthjustice mentalhealth lado voluntarysector mother father sibling siblings mothers fathers partner"
    )
)
"""Keys of first cells that forms print before anybody writes beside them."""
FEW_ROWS = 2
"""Rows of a table that nobody prints in advance."""


def understood_table(slot: Slot, field: Field, form: Form) -> Given:
    rows = [cells for row in slot.rows if any((cells := _cells(row, field, form)).values())]
    text = "; ".join(", ".join(filter(None, row.values())) for row in rows) or written(slot.blocks)
    real = _real([row for row in rows if not is_heading(row, field)], field, form)
    return filled(tuple(real), text) if real else _without_rows(slot, rows, text, field, form)


def _without_rows(slot: Slot, rows: Sequence[Row], text: str, field: Field, form: Form) -> Given:
    """Why no row counts: none are said to be, a placeholder, words in place of rows, or nothing at all."""
    beside = rest_of(slot.blocks, slot.label, field, form).lines
    said = [*(cell for row in rows for cell in row.values() if cell), *beside]
    if any(says_none(each, field) for each in said):
        return filled((), text)
    if any(hollow(each, field, form) is None for each in beside):
        return refused(State.UNCLEAR, Problem.UNCLAIMED_TEXT, text)
    empty = next(
        (found for each in said if (found := hollow(each, field, form)) is not None and found.state is not State.EMPTY),
        None,
    )
    if empty is not None:
        return refused(empty.state, empty.problem, text)
    return _unreadable(slot, text) or refused(State.EMPTY, Problem.NO_ROWS, text)


def _unreadable(slot: Slot, text: str) -> Given | None:
    blocks = (block for row in slot.rows for cell in row.cells.values() for block in cell)
    kinds = {span.kind for span in _spans((*blocks, *slot.blocks))}
    if SpanKind.IMAGE in kinds:
        return refused(State.UNCLEAR, Problem.PICTURE, text)
    return refused(State.UNCLEAR, Problem.UNREADABLE, text) if SpanKind.UNREADABLE in kinds else None


def _real(rows: Sequence[Row], field: Field, form: Form) -> list[Row]:
    """The rows that somebody filled: more than a placeholder, a number, or what is printed in the first column."""
    said = [row for row in rows if not _says_nothing(row, field, form)]
    lone = [row for row in said if is_first_only(row)]
    is_sparse = len(lone) == len(said) <= FEW_ROWS
    return [
        row
        for row in said
        if row not in lone or not _is_printed(next(iter(row.values())), form, as_usual=not is_sparse)
    ]


def _says_nothing(row: Row, field: Field, form: Form) -> bool:
    if EXAMPLE.match(next(filter(None, row.values()))):
        return True
    return all(
        hollow(cell, field, form) is not None or says_none(cell, field) or NUMBER.fullmatch(cell)
        for cell in row.values()
        if cell
    )


def is_first_only(row: Row) -> bool:
    """Whether there are other columns than the first, and only the first says anything."""
    return len(row) > 1 and all(not cell or at == 0 for at, cell in enumerate(row.values()))


def _is_printed(cell: str, form: Form, *, as_usual: bool) -> bool:
    return normal(cell) in form.printed or (as_usual and key(cell) in USUALLY_PRINTED)


def is_heading(row: Row, field: Field) -> bool:
    """Whether every cell says the name of its own column: the heading once more."""
    return all(normal(row[column.id]) in names_of(column.names) for column in field.columns if row[column.id])


def says_none(text: str, field: Field) -> bool:
    """Whether the words say that there is nothing to list."""
    found = key(text)
    phrases = _by_key(field.none_phrases)
    if any(found.startswith(each) and AFTER_NONE.fullmatch(found, len(each)) for each in (*NONE, *phrases)):
        return True
    return NO.match(text) is not None and any(
        fuzz.ratio(found, each) >= LIKENESS for each, phrase in phrases.items() if NO.match(phrase)
    )


@lru_cache(maxsize=64)
def _by_key(phrases: tuple[str, ...]) -> Mapping[str, str]:
    return {key(each): each for each in phrases}


def _cells(row: SlotRow, field: Field, form: Form) -> Row:
    return {column.id: _cell(row.cells.get(column.id, ()), column, field, form) for column in field.columns}


def _cell(blocks: tuple[Block, ...], column: Column, field: Field, form: Form) -> str:
    """What one cell says: a date in ISO where the column asks for dates and the cell is one, else as typed."""
    if not blocks:
        return ""
    text = rest_of(blocks, None, field, form).text
    spans = tuple(_spans(blocks))
    if any(span.kind is SpanKind.TICK for span in spans) or BOTH.fullmatch(text):
        return _marked(blocks, text, column, field, form)
    return (_day(spans, text, column, form) or text) if column.is_date and text else text


def _spans(blocks: tuple[Block, ...]) -> tuple[Span, ...]:
    return tuple(span for line in lines_of(blocks) for span in line)


def _day(spans: Sequence[Span], text: str, column: Column, form: Form) -> str | None:
    values = [span.value for span in spans if span.value is not None]
    day = from_cell(values[0]) if len(values) == 1 and not is_month_and_year(text) else None
    day = day or whole_date(text, latest_year(f"{column.id} {column.label}", form))
    return day.isoformat() if day is not None else None


def _marked(blocks: tuple[Block, ...], text: str, column: Column, field: Field, form: Form) -> str:
    """A cell with boxes, or with yes and no to choose from: what is chosen there, empty when nothing is."""
    asked = Field(id=column.id, label=column.label, type=FieldType.YES_NO, section=field.section)
    found = understood_choice(Slot(field=column.id, where="", label=None, blocks=blocks), asked, form)
    if found.state is State.FILLED:
        return str(found.value).capitalize()
    if any(span.kind is SpanKind.TICK for span in _spans(blocks)):
        return ", ".join(_ticked(_spans(blocks)))
    return "" if found.problem is Problem.NOT_CHOSEN else text


def _ticked(spans: Sequence[Span]) -> Iterator[str]:
    """The words behind each ticked box, up to the next box."""
    is_on, words = False, ""
    for span in (*spans, Span("", kind=SpanKind.TICK)):
        if span.kind is not SpanKind.TICK:
            words += shown(span)
            continue
        if is_on and (label := fold(words)):
            yield label
        is_on, words = bool(span.ticked), ""

"""A whole form filled in plainly, but for one section that a test writes out paragraph by paragraph, cell by cell."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from intake.forms import read_forms
from intake.forms.definition import load_form
from intake.model.document import (
    Block,
    Cell,
    Document,
    FileType,
    Mark,
    Paragraph,
    Row,
    Span,
    SpanKind,
    Story,
    StoryKind,
    Table,
)
from intake.model.form import Field, FieldType, Section
from intake.model.reading import Reading

DEFINITION = Path(__file__).resolve().parents[3] / "config" / "forms" / "halton-lcspr.yaml"
FORM = load_form(DEFINITION.read_text(encoding="utf-8"), name=DEFINITION.name)
ANSWERS = {FieldType.DATE: "3 May 2026", FieldType.EMAIL: "a.person@weir.example", FieldType.PHONE: "01632 960100"}
BOLD, ITALIC = Mark.BOLD, Mark.ITALIC
ON, OFF = Span("☒", kind=SpanKind.TICK, ticked=True), Span("☐", kind=SpanKind.TICK, ticked=False)

Written: TypeAlias = str | Span | Block | Sequence[str | Span | Block]
"""A cell: words, a span, blocks, or several of them one below the other."""


def para(*spans: str | Span, mark: Mark = Mark.NONE, heading: int | None = None) -> Paragraph:
    written = tuple(Span(each, mark) if isinstance(each, str) else each for each in spans)
    return Paragraph(written, heading=heading)


def bold(words: str) -> Paragraph:
    return para(words, mark=BOLD)


def table(
    *rows: Sequence[Written], name: str = "Table 9", shaded: Iterable[int] = (), widths: Sequence[int] = ()
) -> Table:
    """Rows of cells; the columns named in `shaded` have a fill."""
    return Table(name, tuple(_row(number, row, set(shaded), widths) for number, row in enumerate(rows, 1)))


def _row(number: int, row: Sequence[Written], shaded: set[int], widths: Sequence[int]) -> Row:
    cells, column = [], 0
    for at, written in enumerate(row):
        width = widths[at] if at < len(widths) else 1
        cells.append(Cell(column, _blocks(written), width, is_shaded=at in shaded))
        column += width
    return Row(number, tuple(cells))


def _blocks(written: Written) -> tuple[Block, ...]:
    if isinstance(written, str):
        return tuple(para(line) for line in written.split("\n"))
    if isinstance(written, Span):
        return (para(written),)
    if isinstance(written, Paragraph | Table):
        return (written,)
    return tuple(block for each in written for block in _blocks(each))


def written(section: str, *blocks: Block) -> Document:
    """The form in Word: every section a table of labels and answers, but for this one."""
    shown: list[Block] = []
    for each in FORM.sections:
        shown.append(para(each.title, heading=1))
        shown += blocks if each.id == section else _plainly(each)
    return Document(type=FileType.DOCX, stories=(Story(StoryKind.BODY, tuple(shown)),))


def _plainly(section: Section) -> Iterable[Block]:
    asked = [each for each in section.fields if each.evidence_of is None and each.type is not FieldType.TABLE]
    rows = [(bold(each.label), _answer(each)) for each in asked]
    return [table(*rows, name=section.id)] if rows else []


def _answer(asked: Field) -> str:
    if asked.type is FieldType.YES_NO:
        return "No"
    return asked.choices[0].label if asked.choices else ANSWERS.get(asked.type, "Something else")


def read(document: Document) -> Reading:
    (reading,) = read_forms(document, [FORM])
    return reading

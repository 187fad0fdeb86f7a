"""The body of a blank Word form: guidance, then a heading and its tables for every section."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from lxml import etree

from intake.forms.blank import wording
from intake.forms.blank.plan import AnswerRows, BlankTable, Grid, LongAnswer, Part, is_for_office, parts_of
from intake.forms.blank.word_controls import Controls
from intake.forms.blank.word_markup import element, paragraph, run
from intake.forms.blank.word_styles import TEXT_WIDTH
from intake.model.form import Consideration, Field, FieldType, Form, Section

LABEL_WIDTH = 3600
TICK_WIDTH, NOT_KNOWN_WIDTH, CONSIDERATION_WIDTH = 640, 960, 3700
DATE_WIDTH = 1500
LONG_ANSWER_HEIGHT = 1247
"""Twips, 2.2 cm; the row grows with what is written."""


def body(form: Form) -> Iterator[etree._Element]:
    """Every block of the document, in order."""
    writer = _Writer(form)
    yield from writer.opening()
    has_office = any(map(is_for_office, form.sections))
    if has_office:
        yield paragraph("Heading1", wording.referrers_part(form))
    for section in form.sections:
        is_main = not has_office or is_for_office(section)
        yield from writer.section(section, "Heading1" if is_main else "Heading2")


class _Writer:
    def __init__(self, form: Form) -> None:
        self.form = form
        self.controls = Controls()

    def opening(self) -> Iterator[etree._Element]:
        ordinary, danger = wording.guidance(self.form)
        yield paragraph("Partnership", self.form.partnership)
        yield paragraph("Title", self.form.title)
        yield paragraph("GuidanceHeading", wording.HOW_TO_COMPLETE)
        for line in (ordinary, wording.STAR):
            if line:
                yield paragraph("Guidance", line)
        if danger:
            yield paragraph("Danger", danger)

    def section(self, section: Section, heading: str) -> Iterator[etree._Element]:
        office = is_for_office(section)
        yield paragraph(heading, section.title)
        for hint in wording.section_hints(section, office=office):
            yield paragraph("SectionHelp", hint)
        for part in parts_of(self.form, section):
            if isinstance(part, BlankTable):
                yield from self.label(part.field, "Question")
            yield self.part(part, section)
            yield paragraph("Gap")

    def part(self, part: Part, section: Section) -> etree._Element:
        beside, below = ("FormOffice", "FormOffice") if is_for_office(section) else ("FormAnswers", "FormQuestion")
        match part:
            case AnswerRows(fields=fields):
                return self.answer_rows(fields, beside, section.title)
            case LongAnswer(field=field):
                return self.long_answer(field, below)
            case BlankTable(field=field):
                return self.blank_table(field, below)
            case Grid():
                return self.grid(part)
            case never:
                assert_never(never)

    def answer_rows(self, fields: Sequence[Field], table: str, title: str) -> etree._Element:
        widths = (LABEL_WIDTH, TEXT_WIDTH - LABEL_WIDTH)
        styles = ("Question", *("Label" for _ in fields[1:]))  # the first row stays with the next, under its heading
        rows = (
            _row(_cell(widths[0], *self.label(field, style)), _cell(widths[1], *self.answer(field)), whole=True)
            for field, style in zip(fields, styles, strict=True)
        )
        return _table(table, widths, rows, title, "Questions on the left, answers on the right.")

    def long_answer(self, field: Field, style: str) -> etree._Element:
        widths = (TEXT_WIDTH,)
        heading = _row(_cell(TEXT_WIDTH, *self.label(field, "Question")), heading=True, whole=True)
        answer = _row(_cell(TEXT_WIDTH, *self.answer(field)), height=LONG_ANSWER_HEIGHT)
        return _table(style, widths, (heading, answer), field.label, "The question, and below it the answer.")

    def blank_table(self, field: Field, style: str) -> etree._Element:
        widths = _column_widths(field)
        headings = (
            _cell(width, paragraph("ColumnHeading", column.label))
            for width, column in zip(widths, field.columns, strict=True)
        )
        blanks = [
            _row(*(_cell(width, paragraph("Answer")) for width in widths), whole=True)
            for _ in range(wording.BLANK_ROWS)
        ]
        rows = (
            _row(*headings, heading=True, whole=True),
            self.controls.repeating_rows(field.id, field.label, blanks),
        )
        return _table(style, widths, rows, field.label, "One row for each. Add rows if you need more.")

    def grid(self, grid: Grid) -> etree._Element:
        accepts = any(each.accepts_not_known for _, members in grid.bands for each in members)
        marks = [wording.YES, wording.NO, *([self.form.not_known_phrases[0]] if accepts else [])]
        ticks = [TICK_WIDTH, TICK_WIDTH, *([NOT_KNOWN_WIDTH] if accepts else [])]
        widths = (CONSIDERATION_WIDTH, *ticks, TEXT_WIDTH - CONSIDERATION_WIDTH - sum(ticks))
        headings = (
            _cell(width, paragraph("ColumnHeading", words))
            for width, words in zip(widths, (wording.CONSIDERATION, *marks, wording.EVIDENCE), strict=True)
        )
        rows = [_row(*headings, heading=True, whole=True)]
        for duty, members in grid.bands:
            rows.append(_row(_cell(TEXT_WIDTH, paragraph("Band", wording.BANDS[duty]), span=len(widths)), whole=True))
            rows += (self.consideration(each, widths, marks) for each in members)
        return _table(
            "FormQuestion", widths, rows, "Considerations", "One row for each: tick yes or no, and give the evidence."
        )

    def consideration(self, each: Consideration, widths: Sequence[int], marks: Sequence[str]) -> etree._Element:
        label = _cell(
            widths[0],
            paragraph("Consideration", each.label, run(wording.STAR, "Required")),
            paragraph("Help", wording.authority(each)),
        )
        ticks = (
            _cell(
                width,
                self.tick(each, mark)
                if at < len((wording.YES, wording.NO)) or each.accepts_not_known
                else paragraph("Tick"),
            )
            for at, (width, mark) in enumerate(zip(widths[1:-1], marks, strict=True))
        )
        evidence = self.form.fields[f"{each.id}_evidence"]
        return _row(label, *ticks, _cell(widths[-1], *self.answer(evidence)), whole=True)

    def tick(self, each: Consideration, mark: str) -> etree._Element:
        return paragraph("Tick", self.controls.tick_box(each.id, f"{mark}: {each.label}"))

    def label(self, field: Field, style: str) -> Iterator[etree._Element]:
        star = (run(wording.star(field), "Required"),) if field.required else ()
        yield paragraph(style, field.label, *star)
        for hint in wording.hints(self.form, field):
            yield paragraph("QuestionHelp" if style == "Question" else "Help", hint)

    def answer(self, field: Field) -> Iterator[etree._Element]:
        """What stands in the answer's cell of any field but a table."""
        tag, title = field.id, field.label
        options = wording.options(self.form, field)
        match field.type:
            case FieldType.LONG_TEXT | FieldType.SIGNATURE:
                yield self.controls.passage(tag, title)
            case FieldType.DATE:
                yield paragraph("Answer", self.controls.date(tag, title))
            case FieldType.CHOICE | FieldType.YES_NO:
                yield paragraph("Answer", self.controls.drop_down(tag, title, options))
            case FieldType.CHOICES:
                for _, label in options:
                    yield paragraph("TickLine", self.controls.tick_box(tag, f"{label}: {title}"), f" {label}")
            case FieldType.TEXT | FieldType.EMAIL | FieldType.PHONE | FieldType.DATE_OR_TEXT:
                yield paragraph("Answer", self.controls.text(tag, title))
            case FieldType.TABLE:
                raise ValueError(f"{field.id} is a table")
            case never:
                assert_never(never)


def _column_widths(field: Field) -> tuple[int, ...]:
    """Date columns are narrow where the others can use the room; the last one takes what is left."""
    others = sum(not column.is_date for column in field.columns)
    dates = len(field.columns) - others
    shared = (TEXT_WIDTH - DATE_WIDTH * dates) // others if others else 0
    if shared < DATE_WIDTH:
        shared = TEXT_WIDTH // len(field.columns)
        widths = [shared for _ in field.columns]
    else:
        widths = [DATE_WIDTH if column.is_date else shared for column in field.columns]
    return (*widths[:-1], TEXT_WIDTH - sum(widths[:-1]))


def _table(
    style: str,
    widths: Sequence[int],
    rows: Iterator[etree._Element] | Sequence[etree._Element],
    title: str,
    description: str,
) -> etree._Element:
    """A table that names itself to a screen reader (Alt Text)."""
    look = element("w:tblLook", val="06A0", firstRow=1, lastRow=0, firstColumn=1, lastColumn=0, noHBand=1, noVBand=1)
    properties = element(
        "w:tblPr",
        element("w:tblStyle", val=style),
        element("w:tblW", w=sum(widths), type="dxa"),
        element("w:tblLayout", type="fixed"),
        look,
        element("w:tblCaption", val=title),
        element("w:tblDescription", val=description),
    )
    grid = element("w:tblGrid", *(element("w:gridCol", w=width) for width in widths))
    return element("w:tbl", properties, grid, *rows)


def _row(
    *cells: etree._Element, heading: bool = False, whole: bool = False, height: int | None = None
) -> etree._Element:
    """`heading` repeats on the next page, `whole` never breaks across pages."""
    properties = element(
        "w:trPr",
        element("w:cantSplit") if whole else None,
        element("w:trHeight", val=height, hRule="atLeast") if height else None,
        element("w:tblHeader") if heading else None,
    )
    return element("w:tr", properties, *cells)


def _cell(width: int, *blocks: etree._Element, span: int = 1) -> etree._Element:
    merged = element("w:gridSpan", val=span) if span > 1 else None
    return element("w:tc", element("w:tcPr", element("w:tcW", w=width, type="dxa"), merged), *blocks)

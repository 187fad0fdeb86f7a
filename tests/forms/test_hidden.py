"""What a workbook hides, and when that is the form's own."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from intake.forms import read_forms, with_blank
from intake.model.document import Cell, Document, FileType, Paragraph, Row, Span, SpanKind, Story, StoryKind, Table
from intake.model.form import Form
from intake.model.reading import Reading
from tests.forms.drawing import draw
from tests.forms.looks import Look
from tests.forms.sheets import as_sheet
from tests.forms.test_recognise import answers, our_form

ALIAS = "Kestrel"
OWN_LIST = ("Team North", "Team South")


def line(*texts: str) -> Row:
    return Row(90, tuple(Cell(column, (Paragraph((Span(each),)),)) for column, each in enumerate(texts)))


def sheet(rows: Iterable[Row]) -> Story:
    return Story(StoryKind.SHEET, (Table("Lists", tuple(rows)),), "Lists", is_hidden=True)


def filled(*hidden: Story) -> Document:
    drawn = as_sheet(draw(our_form(), {**answers(), "child_aliases": ALIAS}, Look()).stories[0].blocks)
    return replace(drawn, stories=(*drawn.stories, *hidden))


def read(document: Document, form: Form | None = None) -> Reading:
    return read_forms(document, [form or our_form()])[0]


def last_rows_hidden(document: Document, *rows: Row) -> Document:
    """More rows under the first sheet."""
    first, *others = document.stories
    table = first.blocks[0]
    assert isinstance(table, Table)
    return replace(document, stories=(replace(first, blocks=(Table(table.name, (*table.rows, *rows)),)), *others))


def test_a_workbook_without_anything_hidden_hides_nothing() -> None:
    assert not read(filled()).hides_writing


@pytest.mark.parametrize("text", ["Una Lowe, born 2 May 2011", "07700 900123", "Жанна"])
def test_a_hidden_sheet_that_the_blank_does_not_have_hides_writing(text: str) -> None:
    reading = read(filled(sheet([line(text)])))
    assert reading.hides_writing
    assert any("hides" in warning for warning in reading.warnings)
    assert not any(text in warning for warning in reading.warnings)


def test_a_hidden_picture_is_writing_too() -> None:
    picture = Row(1, (Cell(0, (Paragraph((Span("", kind=SpanKind.IMAGE),)),)),))
    assert read(filled(sheet([picture]))).hides_writing


@pytest.mark.parametrize("text", ["Yes", "A Local Child Safeguarding Practice Review", ALIAS, "", "…", "Name of child"])
def test_choices_labels_and_what_is_said_openly_as_well_are_no_hidden_writing(text: str) -> None:
    assert not read(filled(sheet([line(text)]))).hides_writing


def test_the_lists_of_the_blank_are_harmless_and_what_is_added_to_them_is_not() -> None:
    lists = [line(each) for each in OWN_LIST]
    blank = Document(type=FileType.XLSX, stories=(sheet(lists),))
    form = with_blank(our_form(), blank)
    assert read(filled(sheet(lists))).hides_writing
    assert not read(filled(sheet(lists)), form).hides_writing
    assert read(filled(sheet([*lists, line("Una Lowe")])), form).hides_writing


def test_what_a_blank_hides_is_never_taken_for_printed() -> None:
    """A choice from a hidden list stays an answer."""
    form = with_blank(our_form(), Document(type=FileType.XLSX, stories=(sheet([line(ALIAS)]),)))
    assert read(filled(), form).answers["child_aliases"].value == ALIAS


def test_an_answer_in_a_hidden_row_counts_and_is_no_hidden_writing() -> None:
    document = filled()
    first, *others = document.stories
    table = first.blocks[0]
    assert isinstance(table, Table)
    hidden = tuple(row._replace(is_hidden=any(ALIAS in cell.text for cell in row.cells)) for row in table.rows)
    assert any(row.is_hidden for row in hidden)
    document = replace(document, stories=(replace(first, blocks=(Table(table.name, hidden),)), *others))
    reading = read(document)
    assert reading.answers["child_aliases"].value == ALIAS
    assert not reading.hides_writing


@pytest.mark.parametrize(
    "row",
    [
        line("An old note about somebody else.")._replace(is_hidden=True),
        Row(90, (Cell(9, (Paragraph((Span("An old note about somebody else."),)),), is_hidden=True),)),
    ],
)
def test_what_stands_in_a_hidden_row_or_column_and_answers_nothing_is_hidden_writing(row: Row) -> None:
    assert read(last_rows_hidden(filled(), row)).hides_writing

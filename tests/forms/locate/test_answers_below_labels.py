"""Labels in a grid, each answer in the cell below its label."""

from pathlib import Path

import pytest

from intake.forms import read_forms
from intake.forms.definition import load_form
from intake.model.document import Cell, Document, FileType, Mark, Paragraph, Row, Span, Story, StoryKind, Table
from intake.model.form import Field, FieldType
from intake.model.reading import State

DEFINITION = Path(__file__).resolve().parents[3] / "config" / "forms" / "halton-lcspr.yaml"
FORM = load_form(DEFINITION.read_text(encoding="utf-8"), name=DEFINITION.name)
ANSWERS = {FieldType.DATE: "3 May 2026", FieldType.EMAIL: "a.person@weir.example", FieldType.PHONE: "01632 960100"}


def row(number: int, words: list[str], columns: int, mark: Mark) -> Row:
    cells = (words + [""] * columns)[:columns]
    return Row(
        number,
        tuple(
            Cell(column, (Paragraph((Span(each, mark),) if each else ()),), is_shaded=bool(mark))
            for column, each in enumerate(cells)
        ),
    )


def grid(name: str, asked: list[Field], columns: int, empty: str | None) -> Table:
    rows: list[Row] = []
    for start in range(0, len(asked), columns):
        some = asked[start : start + columns]
        answers = ["" if each.id == empty else ANSWERS.get(each.type, "Something else") for each in some]
        rows.append(row(len(rows) + 1, [each.label for each in some], columns, Mark.BOLD))
        rows.append(row(len(rows) + 1, answers, columns, Mark.NONE))
    return Table(name, tuple(rows))


def drawn(columns: int, empty: str | None = None) -> Document:
    blocks: list[Paragraph | Table] = []
    for number, section in enumerate(FORM.sections, 1):
        asked = [each for each in section.fields if each.evidence_of is None and each.type is not FieldType.TABLE]
        blocks.append(Paragraph((Span(section.title, Mark.BOLD),), heading=1))
        if asked:
            blocks.append(grid(f"Table {number}", asked, columns, empty))
    return Document(type=FileType.DOCX, stories=(Story(StoryKind.BODY, tuple(blocks)),))


@pytest.mark.parametrize("columns", [2, 3, 4])
@pytest.mark.parametrize("field", ["referrer_address", "child_nhs_number", "child_gp", "harm_nature", "signature"])
def test_the_last_label_of_a_row_filled_up_with_empty_cells_has_its_answer_below(columns: int, field: str) -> None:
    (reading,) = read_forms(drawn(columns), [FORM])

    assert reading.answers[field].value == "Something else"


@pytest.mark.parametrize("columns", [2, 3, 4])
@pytest.mark.parametrize("field", ["referrer_address", "child_nhs_number", "child_gp", "referrer_name"])
def test_an_empty_cell_below_a_label_is_no_answer(columns: int, field: str) -> None:
    (reading,) = read_forms(drawn(columns, empty=field), [FORM])

    assert reading.answers[field].state is State.EMPTY

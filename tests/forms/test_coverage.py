"""Text that no question claims: counted, shown, and never held against the referrer."""

from dataclasses import replace
from datetime import date

import pytest

from intake.checks import assess
from intake.forms import read_forms
from intake.model.assessment import Verdict
from intake.model.document import Block, Cell, Document, Mark, Paragraph, Row, Span, Table
from intake.model.reading import Problem, Reading, State
from tests.forms.drawing import draw
from tests.forms.locate.test_layouts import our_form, truth
from tests.forms.looks import Look

PERSON = "01-police-tidy"
TODAY = date(2026, 11, 24)


def text(words: str, mark: Mark = Mark.NONE) -> Paragraph:
    return Paragraph((Span(words, mark),))


def drawn(look: Look, **changes: str | None) -> Document:
    return draw(our_form(), {**truth(PERSON), **changes}, look)


def with_blocks(document: Document, blocks: tuple[Block, ...]) -> Document:
    return replace(document, stories=(replace(document.stories[0], blocks=blocks),))


def read(document: Document) -> Reading:
    (reading,) = read_forms(document, [our_form()])
    return reading


def with_row(document: Document, below: str, cells: tuple[str, ...]) -> Document:
    """A row added right under the row that begins with a label."""
    blocks: list[Block] = []
    for block in document.stories[0].blocks:
        if not isinstance(block, Table):
            blocks.append(block)
            continue
        rows: list[Row] = []
        for row in block.rows:
            rows.append(row._replace(number=len(rows) + 1))
            if row.cells[0].text == below:
                added = tuple(Cell(column, (text(words),)) for column, words in enumerate(cells))
                rows.append(Row(len(rows) + 1, added))
        blocks.append(block._replace(rows=tuple(rows)))
    return with_blocks(document, tuple(blocks))


def test_a_note_behind_the_form_is_shown_with_its_place() -> None:
    document = drawn(Look(layout="right"))
    noted = with_blocks(
        document, (*document.stories[0].blocks, Table("Table 99", (Row(1, (Cell(0, (text("Ring Ines first."),)),)),)))
    )
    assert [(each.where, each.text) for each in read(noted).unclaimed] == [("Table 99, row 1", "Ring Ines first.")]


@pytest.mark.parametrize(
    "words",
    ["(tick all that apply)", "Please use a new line for each.", "________", "4.2", "…", "   "],
)
def test_what_is_printed_on_a_form_is_never_left_over(words: str) -> None:
    document = with_row(drawn(Look(layout="right")), "Where did it happen", ("", words))
    assert read(document).unclaimed == ()


def test_an_answer_that_may_stand_beside_its_place_is_for_a_person() -> None:
    document = with_row(
        drawn(Look(layout="right"), incident_place=None), "Where did it happen", ("Kitchen of the flat", "")
    )
    reading = read(document)
    answer = reading.answers["incident_place"]

    assert (answer.state, answer.problem) == (State.UNCLEAR, Problem.UNCLAIMED_TEXT)
    assert [each.text for each in reading.unclaimed] == ["Kitchen of the flat"]
    assert assess(our_form(), reading, today=TODAY).verdict is Verdict.UNCLEAR


def test_what_begins_like_guidance_and_goes_on_is_left_over() -> None:
    words = "The neighbour found her at seven in the morning and rang for an ambulance, which came within nine minutes."
    document = drawn(Look())
    behind = (*document.stories[0].blocks, text("The end of the form."), text(words))
    assert [each.text for each in read(with_blocks(document, behind)).unclaimed] == [words]


def test_an_answer_that_is_continued_behind_the_form_is_for_a_person() -> None:
    document = drawn(Look(), incident_summary="See continuation sheet", child_gp="As above")
    behind = (*document.stories[0].blocks, text("She was found by a neighbour at seven in the morning."))
    found = read(with_blocks(document, behind)).answers
    assert (found["incident_summary"].state, found["child_gp"].state) == (State.UNCLEAR, State.PLACEHOLDER)
    assert read(document).answers["incident_summary"].state is State.PLACEHOLDER


def test_an_answer_that_stands_where_it_belongs_is_not_doubted() -> None:
    document = with_row(drawn(Look(layout="right")), "Where did it happen", ("Ring me about this one", ""))
    reading = read(document)

    assert reading.answers["incident_place"].state is State.FILLED
    assert [each.text for each in reading.unclaimed] == ["Ring me about this one"]


def test_left_over_text_repeats_no_content_in_its_place() -> None:
    document = with_row(
        drawn(Look(layout="right"), incident_place=None), "Where did it happen", ("Kitchen of the flat", "")
    )
    (left,) = read(document).unclaimed
    assert left.where.startswith("Table ")
    assert "Kitchen" not in repr(left)


def test_the_office_part_is_read_and_never_left_over() -> None:
    document = draw(our_form(), {**truth(PERSON), "office_reference": "HCP/26/014"}, Look(layout="right"))
    reading = read(document)
    assert reading.answers["office_reference"].value == "HCP/26/014"
    assert reading.unclaimed == ()

"""The same form twice in one file."""

from dataclasses import replace

import pytest

from intake.forms import read_forms
from intake.model.document import Document, Story, StoryKind
from intake.model.reading import Reading, Standing
from tests.forms.drawing import draw
from tests.forms.locate.test_layouts import differences, our_form, truth
from tests.forms.looks import LAYOUTS, SHEET_LAYOUTS, Look

FIRST, SECOND = "01-police-tidy", "16-academy-died"


def joined(one: Document, other: Document) -> Document:
    """One text after the other; worksheets after worksheets."""
    if one.stories[0].kind is StoryKind.SHEET:
        renamed = (replace(story, name=f"Second {story.name}") for story in other.stories)
        return replace(one, stories=(*one.stories, *renamed))
    blocks = tuple(block for document in (one, other) for block in document.stories[0].blocks)
    return replace(one, stories=(Story(StoryKind.BODY, blocks),))


def read_both(look: Look) -> tuple[Reading, ...]:
    drawn = [draw(our_form(), truth(name), look, seed) for seed, name in enumerate((FIRST, SECOND))]
    return read_forms(joined(*drawn), [our_form()])


@pytest.mark.parametrize(
    "look", [Look(layout=each) for each in LAYOUTS] + [Look(layout=each, sheet=True) for each in SHEET_LAYOUTS]
)
def test_two_filled_forms_give_two_readings_in_their_order(look: Look) -> None:
    first, second = read_both(look)
    assert differences(first, truth(FIRST)) == {}
    assert differences(second, truth(SECOND)) == {}


def test_two_forms_in_one_worksheet_are_parted() -> None:
    drawn = [draw(our_form(), truth(name), Look(sheet=True)) for name in (FIRST, SECOND)]
    upper, lower = (document.stories[0].blocks[0] for document in drawn)
    below = upper.rows[-1].number + 2  # type: ignore[union-attr]
    moved = tuple(row._replace(number=row.number + below) for row in lower.rows)  # type: ignore[union-attr]
    table = upper._replace(rows=(*upper.rows, *moved))  # type: ignore[call-arg, union-attr]
    document = replace(drawn[0], stories=(replace(drawn[0].stories[0], blocks=(table,)),))

    first, second = read_forms(document, [our_form()])

    assert differences(first, truth(FIRST)) == {}
    assert differences(second, truth(SECOND)) == {}


@pytest.mark.parametrize("blank_first", [True, False])
def test_a_blank_copy_beside_a_filled_one_is_left_out(blank_first: bool) -> None:  # noqa: FBT001
    filled = draw(our_form(), truth(FIRST), Look())
    blank = draw(our_form(), dict.fromkeys(truth(FIRST)), Look())
    document = joined(blank, filled) if blank_first else joined(filled, blank)

    (reading,) = read_forms(document, [our_form()])

    assert reading.standing is Standing.FORM
    assert differences(reading, truth(FIRST)) == {}

"""Fillable PDFs: what was typed into their fields; and all others, which are not read."""

import pytest

from intake.documents import read
from intake.model.document import FileType, SpanKind, Table, Trouble, UnreadableDocument
from tests.documents.pdf_files import box, pdf, text_field


def rows(content: bytes) -> list[tuple[str, str]]:
    document = read(content)
    assert document.type is FileType.PDF
    (table,) = document.stories[0].blocks
    assert isinstance(table, Table)
    return [(row.cells[0].text, row.cells[1].text) for row in table.rows]


def test_fields_are_rows_of_label_and_value() -> None:
    content = pdf(
        text_field("a1", "Jo Weir", "Name of referrer"), text_field("page.child_name", "Rowan"), text_field("b", None)
    )
    assert rows(content) == [("Name of referrer", "Jo Weir"), ("child name", "Rowan"), ("b", "")]


def test_lines_of_a_value_are_lines() -> None:
    assert rows(pdf(text_field("story", "He fell.\rNobody saw.")))[0][1] == "He fell.\nNobody saw."


@pytest.mark.parametrize("ticked", [True, False])
def test_a_box_is_ticked_or_not(ticked: bool) -> None:  # noqa: FBT001 - the one thing that it says
    document = read(pdf(box("urgent", ticked=ticked)))
    (table,) = document.stories[0].blocks
    assert isinstance(table, Table)
    (span,) = next(iter(table.rows[0].cells[1].paragraphs)).spans
    assert (span.kind, span.ticked) == (SpanKind.TICK, ticked)


@pytest.mark.parametrize("content", [pdf(), b"%PDF-1.7\nnothing else", pdf(text_field("a", "b"))[:300]])
def test_a_pdf_without_fields_is_not_read(content: bytes) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(content)
    assert caught.value.trouble is Trouble.PDF

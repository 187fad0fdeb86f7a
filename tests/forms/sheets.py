"""A drawn document laid out on worksheets."""

from collections.abc import Sequence

from intake.model.document import Block, Cell, Document, FileType, Mark, Paragraph, Row, Span, Story, StoryKind, Table
from tests.forms.looks import NEW_SHEET


def as_sheet(blocks: Sequence[Block]) -> Document:
    """Everything on worksheets: paragraphs become rows of one wide cell, blank cells are left out."""
    stories: list[Story] = []
    rows: list[Row] = []
    number = 1

    def close() -> None:
        nonlocal rows, number
        name = f"Sheet{len(stories) + 1}" if stories else "Referral"
        if rows:
            stories.append(Story(StoryKind.SHEET, (Table(name, tuple(rows)),), name=name))
        rows, number = [], 1

    for block in blocks:
        if isinstance(block, Paragraph):
            if block.text == NEW_SHEET:
                close()
                continue
            if block.text.strip():
                dressed = block.heading is not None or any(span.mark & Mark.BOLD for span in block.spans)
                plain = Paragraph(
                    tuple(Span(s.text, s.mark | (Mark.BOLD if block.heading else 0)) for s in block.spans)
                )
                rows.append(Row(number, (Cell(0, (plain,), 5, 1, dressed),)))
            number += 1
            continue
        for row in block.rows:
            cells = tuple(Cell(c.column, c.blocks, c.width, c.height, c.is_shaded) for c in row.cells if c.text.strip())
            if cells:
                rows.append(Row(number, cells))
            number += 1
    close()
    return Document(type=FileType.XLSX, stories=tuple(stories))

"""A body's markup, read: short ways to what a test looks at."""

from intake.documents import read
from intake.model.document import Document, Paragraph, RemarkCode, Span, Table
from tests.documents.word_files import word_file


def document(body: str, **changes: object) -> Document:
    return read(word_file(body, **changes))  # type: ignore[arg-type]


def spans(body: str, **changes: object) -> list[Span]:
    return [
        span
        for block in document(body, **changes).stories[0].blocks
        if isinstance(block, Paragraph)
        for span in block.spans
    ]


def text(body: str, **changes: object) -> str:
    return "".join(span.text for span in spans(body, **changes))


def table(body: str) -> Table:
    found = document(body).stories[0].blocks[0]
    assert isinstance(found, Table)
    return found


def grid(body: str) -> list[list[tuple[int, int, int, str]]]:
    """Column, width, height and text of each cell."""
    return [[(cell.column, cell.width, cell.height, cell.text) for cell in row.cells] for row in table(body).rows]


def codes(found: Document) -> set[RemarkCode]:
    return {remark.code for remark in found.remarks}

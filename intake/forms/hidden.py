"""Writing that nobody sees who opens a file: on a hidden sheet, in a hidden row or column, under merged cells.

A form may hide its own lists to choose from, and people hide rows that do not concern them. What is hidden and is neither
the form's own nor an answer may be anything: last year's child, or what somebody did not mean to send.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from intake.forms.coverage import printed_on
from intake.forms.normal import normal
from intake.model.document import Block, Cell, Document, Paragraph, SpanKind
from intake.model.form import Form, Party
from intake.model.reading import Answer, Reading

MEANING = frozenset({SpanKind.IMAGE, SpanKind.UNREADABLE})
"""What says something though it has no words."""


def hidden_lines(document: Document) -> frozenset[str]:
    """The normal form of every line that a document hides; of a picture or the like, what it is."""
    return _lines(document, wanted=True)


def hides_writing(document: Document, forms: Sequence[Form], readings: Iterable[Reading]) -> bool:
    """Whether it hides a line that no blank form has, that is no choice, no answer, and not said openly as well."""
    hidden = hidden_lines(document).difference(*(form.hidden for form in forms))
    if not hidden:
        return False
    told = _told(readings, {form.id: form for form in forms})
    return any(
        f" {line} " not in told and not any(printed_on(form).has(line) for form in forms)
        for line in hidden - _lines(document, wanted=False)
    )


def _lines(document: Document, *, wanted: bool) -> frozenset[str]:
    return frozenset(
        line
        for story in document.stories
        for block in story.blocks
        for is_hidden, paragraph in _paragraphs(block, is_hidden=story.is_hidden)
        if is_hidden is wanted
        for line in _lines_of(paragraph)
    )


def _paragraphs(block: Block, *, is_hidden: bool) -> Iterator[tuple[bool, Paragraph]]:
    """Each with whether it is hidden, tables opened."""
    if isinstance(block, Paragraph):
        yield is_hidden, block
        return
    for row in block.rows:
        for cell in row.cells:
            yield from _in_cell(cell, is_hidden=is_hidden or row.is_hidden or cell.is_hidden)


def _in_cell(cell: Cell, *, is_hidden: bool) -> Iterator[tuple[bool, Paragraph]]:
    for block in cell.blocks:
        yield from _paragraphs(block, is_hidden=is_hidden)


def _lines_of(paragraph: Paragraph) -> Iterator[str]:
    yield from filter(None, map(normal, paragraph.text.splitlines()))
    yield from (span.kind for span in paragraph.spans if span.kind in MEANING)


def _told(readings: Iterable[Reading], forms: Mapping[str, Form]) -> str:
    """All answers of the referrer in normal form, with a blank before and after every word."""
    texts = (text for reading in readings for answer in _referrers(reading, forms) for text in _texts(answer))
    return f" {' | '.join(map(normal, texts))} "


def _referrers(reading: Reading, forms: Mapping[str, Form]) -> Iterator[Answer]:
    """Left-over text is easily taken for an answer of the office, whose part is empty when a form comes."""
    asked = forms[reading.form].fields if reading.form is not None else {}
    return (answer for field, answer in reading.answers.items() if asked[field].party is Party.REFERRER)


def _texts(answer: Answer) -> Iterator[str]:
    yield answer.text
    if isinstance(answer.value, tuple):
        yield from (text for row in answer.value if not isinstance(row, str) for text in row.values())

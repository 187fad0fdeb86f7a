"""What is made to be slow or large is read in time that grows with its size, or cut and told."""

import hashlib
import time
from collections.abc import Callable

import pytest

from intake.documents import read
from intake.model.document import Paragraph, RemarkCode
from tests.documents.word_files import arrow, p, part, r, word_file
from tests.documents.word_reading import codes, document, spans

MOST_SECONDS = 6.0
"""Far above what each of these takes, and far below what it took while its effort was quadratic."""


def character(kind: str, number: int) -> str:
    """With text that does not pack well: the gate refuses what does."""
    word = hashlib.sha256(number.to_bytes(4, "big")).hexdigest()[:12]
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/><w:t>{word}</w:t></w:r>'


def nested_fields(count: int) -> bytes:
    runs = [
        *(character("begin", number) for number in range(count)),
        *(character("end", number) for number in range(count)),
    ]
    return word_file(p(*runs))


def fields_that_never_end(count: int) -> bytes:
    return word_file(p(*(character("begin", number) for number in range(count))))


def lists(count: int) -> bytes:
    levels = "".join(f'<w:lvl w:ilvl="{number}"/>' for number in range(count))
    numbers = "".join(f'<w:num w:numId="{each}"><w:abstractNumId w:val="0"/></w:num>' for each in range(1, count))
    numbering = part("numbering", f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{numbers}')
    listed = '<w:numPr><w:ilvl w:val="{0}"/><w:numId w:val="{0}"/></w:numPr>'
    body = "".join(p(r("x"), properties=listed.format(number)) for number in range(count))
    return word_file(body, parts={"word/numbering.xml": numbering}, relations=arrow("n", "numbering", "numbering.xml"))


@pytest.mark.parametrize(
    ("build", "count"),
    [(nested_fields, 45_000), (fields_that_never_end, 45_000), (lists, 20_000)],
)
def test_effort_grows_with_size(build: Callable[[int], bytes], count: int) -> None:
    content = build(count)
    begun = time.process_time()
    read(content)
    assert time.process_time() - begun < MOST_SECONDS


def test_more_boxes_than_a_form_can_have_are_text() -> None:
    found = document(p(r("☐a" * 15_000), r("☑b" * 15_000)))
    block = found.stories[0].blocks[0]
    assert isinstance(block, Paragraph)
    assert len(block.spans) == 30_001
    assert codes(found) == {RemarkCode.CUT_SHORT}


def test_one_look_is_one_span_however_many_runs_it_has() -> None:
    assert [len(span.text) for span in spans(p(*(r("word ") for _ in range(5_000))))] == [25_000]

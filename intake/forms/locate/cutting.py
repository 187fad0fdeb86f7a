"""Parts of paragraphs by character, with the look of every piece kept."""

from collections.abc import Iterator
from typing import NamedTuple

from intake.model.document import Block, Paragraph, Span


class Point(NamedTuple):
    """A place between two characters of a run of blocks."""

    block: int
    offset: int = 0


def cut(blocks: tuple[Block, ...], start: Point, end: Point | None = None) -> tuple[Block, ...]:
    """What stands from `start` up to `end`, or to the last block. A paragraph that loses all its spans is left out."""
    return tuple(_pieces(blocks, start, end or Point(len(blocks))))


def _pieces(blocks: tuple[Block, ...], start: Point, end: Point) -> Iterator[Block]:
    for index in range(start.block, min(end.block + 1, len(blocks))):
        block = blocks[index]
        first = start.offset if index == start.block else 0
        last = end.offset if index == end.block else None
        if last == 0:
            continue
        if not isinstance(block, Paragraph) or (first == 0 and last is None):
            yield block
        else:
            spans = cut_spans(block.spans, first, last)
            if spans:
                yield block._replace(spans=spans)


def cut_spans(spans: tuple[Span, ...], start: int, end: int | None = None) -> tuple[Span, ...]:
    """The pieces between two characters; a span without text (a picture) stays where it stands."""
    pieces: list[Span] = []
    at = 0
    for span in spans:
        left, right = at, at + len(span.text)
        at = right
        if right < start or (end is not None and left >= end) or (right == start and span.text):
            continue
        piece = span.text[max(start - left, 0) : None if end is None else max(end - left, 0)]
        pieces.append(span if piece == span.text else span._replace(text=piece))
    return tuple(pieces)

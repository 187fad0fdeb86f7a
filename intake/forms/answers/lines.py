"""What stands in a slot, line by line, as it is written."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import TypeAlias

from intake.forms.answers.phrases import is_prompt_text
from intake.model.document import Block, CellValue, Mark, Span, SpanKind, block_paragraphs

Line: TypeAlias = tuple[Span, ...]

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))
"""Soft hyphens, zero-width spaces and marks of direction: nobody typed them to be read."""
PLACEHOLDER = int(Mark.PLACEHOLDER)
"""A number, for the `&` of two flags is worked out in Python, and spans are many."""
WHOLE_PROMPT = re.compile(r"Click (?:or tap )?(?:here )?to enter (?:text|a date)\.|Choose an item\.")


def fold(text: str) -> str:
    """Runs of white space made one space, none at the ends; what cannot be seen is dropped."""
    return " ".join(text.translate(INVISIBLE).split())


def lines_of(blocks: Iterable[Block]) -> Iterator[Line]:
    """The lines of the blocks in reading order, tables opened; a line break inside a span parts it."""
    for block in blocks:
        for paragraph in block_paragraphs(block):
            yield from _parted(paragraph.spans)


def _parted(spans: tuple[Span, ...]) -> Iterator[Line]:
    if not any("\n" in span.text for span in spans):
        yield spans
        return
    line: list[Span] = []
    for span in spans:
        first, *others = span.text.split("\n")
        line.append(span._replace(text=first))
        for each in others:
            yield tuple(line)
            line = [span._replace(text=each)]
    yield tuple(line)


def is_prompt(span: Span) -> bool:
    """Whether this is the prompt of a control that nobody has filled.

    The look of a prompt is not enough: other programs leave it on what was typed over one, and drop the control.
    """
    if span.kind is not SpanKind.TEXT:
        return False
    if span.control is not None and span.control.is_placeholder:
        return True
    return span.mark is not Mark.NONE and bool(int(span.mark) & PLACEHOLDER) and is_prompt_text(fold(span.text))


def unprompted(line: Line) -> Line:
    """A line without the prompts of controls that nobody has filled, one that was cut into several spans included."""
    looking = [
        span
        for span in line
        if int(span.mark) & PLACEHOLDER or (span.control is not None and span.control.is_placeholder)
    ]
    if not looking:
        return line
    if WHOLE_PROMPT.fullmatch(_joined(line)):  # the rest of it has lost its look
        return tuple(span for span in line if span.kind is not SpanKind.TEXT)
    if is_prompt_text(_joined(looking)):
        return tuple(span for span in line if span not in looking)
    return tuple(span for span in line if not is_prompt(span))


def _joined(spans: Iterable[Span]) -> str:
    return fold("".join(span.text for span in spans if span.kind is SpanKind.TEXT))


def is_struck(span: Span) -> bool:
    return span.mark is not Mark.NONE and bool(span.mark & Mark.STRIKE)


def shown(span: Span) -> str:
    """The words of a span: its text, or its typed value where a worksheet shows none."""
    if span.kind is not SpanKind.TEXT:
        return ""
    return span.text or _spelled(span.value)


def _spelled(value: CellValue) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case datetime():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def written(blocks: Iterable[Block]) -> str:
    """Everything that stands in the blocks but unfilled prompts, white space folded; glyphs of boxes stay."""
    spans = (span for line in lines_of(blocks) for span in (*unprompted(line), Span(" ")))
    return fold("".join(span.text or shown(span) for span in spans))

"""Strings: plain, rich, escaped (ECMA-376 part 1 §18.4, §22.9.2.19)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

from lxml.etree import _Element

from intake.documents.excel.numbers import number_of
from intake.documents.excel.symbols import seen_in_font, spans_of
from intake.documents.excel.xml import child, children, is_on, local_name, value_of
from intake.model.document import Mark, Span

LONGEST_TEXT = 32_767
"""Letters in a cell."""
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Look:
    """The font of a cell or of a run, as far as it says something."""

    mark: Mark = Mark.NONE
    font: str = ""
    is_white: bool = False
    is_tiny: bool = False
    """Too small for anybody to read."""


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    look: Look | None
    """None: as its cell."""


NO_LOOK = Look()
TINIEST_POINTS = 2
"""Letters of this size or less are dots."""
WHITE = frozenset({"FFFFFF"})
WHITE_INDEXES = frozenset({"1", "9"})
WHITE_THEME = "0"
RichText = tuple[Run, ...]


def rich_text(item: _Element) -> RichText:
    """The runs of an `si`, an `is` or a comment's `text`; readings beside Asian letters (`rPh`) are no part of it."""
    return tuple(_cut(run for run in _runs(item) if run.text))


def plain_text(item: _Element) -> str:
    return "".join(run.text for run in _runs(item))


def spans(runs: RichText, cell_look: Look) -> tuple[Span, ...]:
    """The runs as spans, in the look of their cell where they have none of their own."""
    return tuple(span for run in runs for span in _run_spans(run, run.look or cell_look))


def look_of(properties: _Element | None) -> Look:
    """The look that an `rPr` or a `font` asks for."""
    if properties is None:
        return Look()
    name = child(properties, "rFont", "name")
    marks = (mark for tag, mark in MARKS.items() if _is_marked(child(properties, tag)))
    return Look(
        reduce(Mark.__or__, marks, Mark.NONE),
        value_of(name) or "",
        is_white=is_white(child(properties, "color")),
        is_tiny=_is_tiny(child(properties, "sz")),
    )


def is_white(colour: _Element | None) -> bool:
    """Whether a colour is the white of the paper, by its number, its place in the palette or that in the theme."""
    if colour is None:
        return False
    if colour.get("rgb") is not None:
        return colour.get("rgb", "")[-6:].upper() in WHITE
    return (colour.get("theme") == WHITE_THEME and colour.get("tint") is None) or colour.get("indexed") in WHITE_INDEXES


def _is_tiny(size: _Element | None) -> bool:
    found = None if size is None else number_of(size.get("val", ""))
    return found is not None and 0 < found <= TINIEST_POINTS


MARKS = {"b": Mark.BOLD, "i": Mark.ITALIC, "u": Mark.UNDERLINE, "strike": Mark.STRIKE}


def unescaped(text: str) -> str:
    """`_x000D_` and its like as the letters that they stand for; line ends as newline characters."""
    if "_x" in text:
        text = ESCAPE.sub(_letter, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _cut(runs: Iterator[Run]) -> Iterator[Run]:
    """No more than Excel lets a cell hold."""
    room = LONGEST_TEXT
    for run in runs:
        yield run if len(run.text) <= room else Run(run.text[:room], run.look)
        room -= len(run.text)
        if room <= 0:
            return


def _letter(escape: re.Match[str]) -> str:
    code = int(escape[1], 16)
    return chr(code) if code else ""


def _is_marked(switch: _Element | None) -> bool:
    return switch is not None and switch.get("val") != "none" and is_on(switch.get("val"), default=True)


def _runs(item: _Element) -> Iterator[Run]:
    for part in item:
        match local_name(part):
            case "t":
                yield Run(unescaped(part.text or ""), None)
            case "r":
                properties = child(part, "rPr")
                text = "".join(unescaped(each.text or "") for each in children(part, "t"))
                yield Run(text, None if properties is None else look_of(properties))
            case _:
                pass


def _run_spans(run: Run, look: Look) -> Iterator[Span]:
    text = seen_in_font(run.text, look.font) if look.font else run.text
    return spans_of(text, look.mark)

"""Boxes and ticks that stand in text: as letters of their own, or as ordinary letters in a font of symbols."""

import re
from collections.abc import Iterator

from intake.model.document import Mark, Span, SpanKind

BOXES = {
    "☐": False,
    "□": False,
    "❏": False,
    "❑": False,
    "⬜": False,
    "🗆": False,
    "☑": True,
    "☒": True,
    "🗵": True,
    "🗷": True,
    "🗹": True,
    "🗸": True,
    "✅": True,
}
BOX = re.compile(f"([{''.join(BOXES)}])[\ufe0e\ufe0f]?")
TICKED_BOX, EMPTY_BOX = "☒", "☐"

SYMBOL_FONTS = {
    "wingdings": {0x6F: "☐", 0x70: "☐", 0x71: "☐", 0x72: "☐", 0x78: "☒", 0xA8: "☐", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"},
    "wingdings 2": {0x2A: "☐", 0x30: "☐", 0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐"},
    "webdings": {0x61: "✓", 0x63: "☐", 0x72: "✗"},
    "marlett": {0x61: "✓", 0x62: "✓", 0x72: "✗"},
}  # fmt: skip
"""What a letter of such a font looks like, for ticks and boxes only."""
SYMBOL_AREA = 0xF000
"""Word and Excel also keep a symbol as this plus its code."""


def is_symbol_font(font: str) -> bool:
    return font.strip().lower() in SYMBOL_FONTS


def seen_in_font(text: str, font: str) -> str:
    """The text with the letters of a symbol font as what a person sees; unknown ones stay."""
    shapes = SYMBOL_FONTS.get(font.strip().lower())
    if shapes is None:
        return text
    codes = (ord(letter) for letter in text)
    return "".join(shapes.get(code - SYMBOL_AREA if code >= SYMBOL_AREA else code, chr(code)) for code in codes)


def spans_of(text: str, mark: Mark) -> Iterator[Span]:
    """The text as spans: each box that can be ticked is a span of its own."""
    place = 0
    for box in BOX.finditer(text):
        if place < box.start():
            yield Span(text[place : box.start()], mark)
        yield Span(box[1], mark, SpanKind.TICK, BOXES[box[1]])
        place = box.end()
    if place < len(text):
        yield Span(text[place:], mark)


def tick(*, ticked: bool | None) -> Span:
    """A box of a control; its glyph is empty where its state is not known."""
    return Span(TICKED_BOX if ticked else EMPTY_BOX, kind=SpanKind.TICK, ticked=ticked)

"""Where words stand that may be a label: at the beginning of a line, a cell, or a bold or tabbed piece."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

from intake.forms.locate.cutting import Point
from intake.forms.locate.places import Place
from intake.model.document import Mark, Paragraph, SpanKind

Turn: TypeAlias = tuple[int, int, int]
"""Index of the place, index of the block, offset in its text."""
COLONS = 2
"""A label may hold a colon of its own: `If so: when, and for how long:`."""
WINDOW = 260
"""Characters from its beginning within which a label must end."""
BOLD = int(Mark.BOLD)
GAP = re.compile(r"\t| {3,}|\u2003|_{3,}|\.{4,}|…{2,}|[|]")
COLON = re.compile(r":(?!//|\d)")
DASH = re.compile(r"\s[-–—]\s")
BRACKET = re.compile(r"[(\[]")
STAR = re.compile(r"\*")
STARTS = re.compile(r"\n|\t+| {3,}|[|;]\s")
BEGINNING_SIGNS = ("\n", "\t", "   ", "|", ";")
ENDS = (
    (COLON, (":",), COLONS),
    (GAP, ("\t", "   ", "\u2003", "___", "....", "……", "|"), 1),
    (DASH, ("-", "–", "—"), 1),
    (BRACKET, ("(", "["), 1),
    (STAR, ("*",), 1),
)
"""What may end a label, the signs without which it is nowhere in a text, and how often it is looked for."""
AFTER = re.compile(r"[\s*:?†‡]*")
HINT = re.compile(r"\s*[(\[](?=[^()\[\]]*\w{2})[^()\[\]]*[)\]][\s*:?]*")


@dataclass(slots=True, eq=False)
class Spot:
    """Words that may be a label, and where its answer would begin in the same place."""

    place: Place
    block: int
    start: int
    end: int
    rest: int
    """Where the text after the label and its punctuation begins."""
    text: str = field(repr=False)
    whole: str = field(repr=False)
    """The text of its paragraph."""
    is_leading: bool
    """Nothing stands before it in its place."""
    is_line: bool
    """Nothing stands before it on its line."""
    ends_line: bool
    has_colon: bool
    is_bold: bool
    turn: Turn = field(init=False)
    """Its place in reading order."""

    def __post_init__(self) -> None:
        self.turn = (self.place.index, self.block, self.start)

    @property
    def answer_point(self) -> Point:
        return Point(self.block, self.rest)

    @property
    def point(self) -> Point:
        return Point(self.block, self.start)


@dataclass(frozen=True, slots=True)
class _Looks:
    """Where a paragraph's bold pieces and ticks begin and end."""

    bold: tuple[tuple[int, int], ...]
    ticks: tuple[int, ...]

    def bold_at(self, start: int) -> int:
        """Where the bold piece ends in which this stands; `start` itself where it is not bold."""
        found = bisect_right(self.bold, start, key=lambda piece: piece[0])
        return max(self.bold[found - 1][1], start) if found else start

    def tick_after(self, start: int) -> int | None:
        found = bisect_right(self.ticks, start)
        return self.ticks[found] if found < len(self.ticks) else None


def spots_in(place: Place) -> Iterator[Spot]:
    """Every candidate of a place: several with the same start and other ends stand for other readings of it."""
    seen = False
    for index, block in enumerate(place.blocks):
        if not isinstance(block, Paragraph):
            continue
        text = block.text
        if not text.strip():
            continue
        first = len(text) - len(text.lstrip())
        looks = _looks(block)
        ways = [(pattern, most) for pattern, signs, most in ENDS if any(map(text.__contains__, signs))]
        for start, is_line in _starts(text, looks):
            for end in _ends(text, start, looks, ways):
                yield _spot(
                    place,
                    index,
                    text,
                    (start, end),
                    looks,
                    is_line=is_line,
                    is_leading=not seen and start <= first,
                )
        seen = True


def _looks(paragraph: Paragraph) -> _Looks:
    bold: list[tuple[int, int]] = []
    ticks: list[int] = []
    at = 0
    for span in paragraph.spans:
        end = at + len(span.text)
        if span.kind is SpanKind.TICK:
            ticks.append(at)
        elif int(span.mark) & BOLD or (bold and bold[-1][1] == at and not span.text.strip()):
            if bold and bold[-1][1] == at:
                bold[-1] = (bold[-1][0], end)
            else:
                bold.append((at, end))
        at = end
    return _Looks(tuple(bold), tuple(ticks))


def _starts(text: str, looks: _Looks) -> list[tuple[int, bool]]:
    starts = {_skip(text, 0): True}
    if any(map(text.__contains__, BEGINNING_SIGNS)):
        for found in STARTS.finditer(text):
            starts.setdefault(_skip(text, found.end()), "\n" in found[0])
    for start, _ in looks.bold:
        if start and not text[start - 1].isalnum():
            starts.setdefault(_skip(text, start), False)
    return sorted((start, is_line) for start, is_line in starts.items() if start < len(text))


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _ends(text: str, start: int, looks: _Looks, ways: Sequence[tuple[re.Pattern[str], int]]) -> list[int]:
    line = text.find("\n", start)
    stop = len(text) if line < 0 else line
    ends = [stop] if stop - start <= WINDOW else []
    stop = min(stop, start + WINDOW)
    for pattern, most in ways:
        ends += [each.start() for each in islice(pattern.finditer(text, start + 1, stop), most)]
    question = text.find("?", start, stop)
    if question > 0:
        ends.append(question + 1)
    ends += [at for at in (looks.tick_after(start), looks.bold_at(start)) if at is not None and start < at <= stop]
    return sorted({start + len(words) for end in ends if (words := text[start:end].rstrip())})


def _spot(
    place: Place, block: int, text: str, extent: tuple[int, int], looks: _Looks, *, is_line: bool, is_leading: bool
) -> Spot:
    start, end = extent
    rest = AFTER.match(text, end).end()  # type: ignore[union-attr]
    hint = HINT.match(text, rest)
    if hint:
        rest = hint.end()
    line_end = text.find("\n", end)
    return Spot(
        place=place,
        block=block,
        start=start,
        end=end,
        rest=rest,
        text=text[start:rest].strip(),
        whole=text,
        is_leading=is_leading,
        is_line=is_line,
        ends_line=rest >= len(text) or (0 <= line_end < rest),
        has_colon=":" in text[max(end - 1, 0) : rest],
        is_bold=start + len(text[start:end].rstrip()) <= looks.bold_at(start),
    )

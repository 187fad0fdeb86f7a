"""A slot as one string in which every box is one letter, with the look of each letter at hand."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from intake.forms.answers.lines import lines_of, shown, unprompted
from intake.forms.answers.menu import plain
from intake.model.document import Block, Mark, Span, SpanKind

ON, OFF, TICK, CROSS = "\ue200", "\ue201", "\ue202", "\ue203"
"""A ticked box, an empty box, a typed tick, a typed cross; letters of no script."""
BOXES = frozenset((ON, OFF))
TYPED = frozenset((TICK, CROSS))
SIGNS = BOXES | TYPED
STRIKE = int(Mark.STRIKE)

GLYPHS = str.maketrans(
    {
        **dict.fromkeys("☑☒▣⊠⊗✅🗹🗷⮽🅇◉⦿\uf0fe\uf0fd\uf052\uf053\uf054", ON),
        **dict.fromkeys("☐□▢◻⬜❏❑❐◯⭘🞎\uf0a8\uf06f\uf071\uf072\uf0a3\uf0a1", OFF),
        **dict.fromkeys("✓✔√🗸\uf0fc\uf050", TICK),
        **dict.fromkeys("✗✘✕✖×❌☓\uf0fb\uf04f", CROSS),
    }
)
FRAMED = re.compile(rf"[\[({{]\s{{0,3}}(?:[x*]|{TICK}|{CROSS}|{ON})\s{{0,3}}[\])}}]")
"""`[x]`, `(x)`, `[✓]`: boxes drawn with brackets."""
EMPTY_FRAME = re.compile(rf"[\[({{](?:[\s_]{{0,5}}|\s?{OFF}\s?)[\])}}]")
LONE_X = re.compile(
    r"(?<![^\W_])(?<![/'.&])x(?![^\W_]|[/'&]|\s(?:against|in|on|if|where|as|all|one|beside|next|to|for|each|the (?:one|ones|box|boxes|option|options|answer|correct|right|relevant|appropriate))\b)|(?:<-+|<=+|←)"
)
TAB = "    "
"""Room beside a mark says which words it goes with, and a tab is more of it than a space."""
LONE_X_SIGNS = ("x", "<", "←")
"""One of them stands in every lone cross: they spare most texts the slow search."""
LOOKS = (Mark.RINGED, Mark.HIGHLIGHT, Mark.UNDERLINE, Mark.BOLD)
"""Ways to choose among printed words, the plainest first."""


@dataclass(frozen=True, slots=True)
class Script:
    text: str
    """Plain (`menu.plain`), lines parted by line breaks, boxes and typed marks as `SIGNS`."""
    looks: tuple[tuple[int, int, Mark], ...]
    """Start, end and mark of every span, in their order."""
    has_picture: bool
    is_unreadable: bool
    has_doubtful_box: bool
    """Holds a box whose state is not known, or said in two ways."""
    truth: bool | None
    """What a worksheet's cell of TRUE or FALSE says; None where there is no such cell."""

    def look(self, start: int, end: int) -> Mark:
        """The marks that all the letters between have."""
        found: Mark | None = None
        for at, upto, mark in self.looks:
            if at < end and upto > start and self.text[max(at, start) : min(upto, end)].strip():
                found = mark if found is None else found & mark
        return found or Mark.NONE

    @property
    def unstruck(self) -> str:
        """The text with struck letters blanked; as long as it was."""
        text = self.text
        for start, end, mark in self.looks:
            if int(mark) & STRIKE:
                text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
        return text

    @property
    def has_boxes(self) -> bool:
        return ON in self.text or OFF in self.text


def script_of(blocks: Iterable[Block]) -> Script:
    pieces: list[str] = []
    looks: list[tuple[int, int, Mark]] = []
    kinds: set[SpanKind] = set()
    truth: bool | None = None
    has_doubtful_box = False
    at = 0
    for line in lines_of(blocks):
        kinds.update(span.kind for span in line)
        for span in unprompted(line):
            if isinstance(span.value, bool):
                truth = span.value
            has_doubtful_box = has_doubtful_box or (span.kind is SpanKind.TICK and span.ticked is None)
            text = _letters(span)
            pieces.append(text)
            looks.append((at, at + len(text), span.mark))
            at += len(text)
        pieces.append("\n")
        at += 1
    return Script(
        text=_signs(plain("".join(pieces))),
        looks=tuple(looks),
        has_picture=SpanKind.IMAGE in kinds,
        is_unreadable=SpanKind.UNREADABLE in kinds,
        has_doubtful_box=has_doubtful_box,
        truth=truth,
    )


def _letters(span: Span) -> str:
    if span.kind is SpanKind.TICK and span.ticked is not None:
        return ON if span.ticked else OFF
    return shown(span).replace("\t", TAB)


def _signs(text: str) -> str:
    """Glyphs, brackets and lone crosses as signs; as long as the text was."""
    text = text.translate(GLYPHS)
    if "(" in text or "[" in text or "{" in text:
        text = FRAMED.sub(lambda found: ON + " " * (len(found[0]) - 1), text)
        text = EMPTY_FRAME.sub(lambda found: OFF + " " * (len(found[0]) - 1), text)
    if any(map(text.__contains__, LONE_X_SIGNS)):
        text = LONE_X.sub(lambda found: CROSS + " " * (len(found[0]) - 1), text)
    return text

"""How a run looks: its own properties over its styles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from intake.documents.word.names import VAL, Element, W, child, is_on, value, whole
from intake.model.document import Mark

TOGGLES: Final = (
    (W + "b", Mark.BOLD),
    (W + "i", Mark.ITALIC),
    (W + "strike", Mark.STRIKE),
    (W + "dstrike", Mark.STRIKE),
)
NO_COLOUR = frozenset({None, "auto", "FFFFFF", "ffffff", "none"})
PLACEHOLDER_STYLES = frozenset({"placeholdertext", "placeholder text"})
STYLE_DEPTH = 20
HEADING_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Look:
    """What the properties say: marks switched on, marks switched off, hidden or not, the font where it is named.

    Marks are plain numbers here, for there is a look to every run; `MARK_OF` makes marks of them.
    """

    on: int = 0
    off: int = 0
    hidden: bool | None = None
    font: str | None = None
    style: str | None = None

    def over(self, base: "Look") -> "Look":
        """Itself on top of another look."""
        if base is PLAIN:
            return self
        return Look(
            on=(base.on & ~self.off) | self.on,
            off=(base.off & ~self.on) | self.off,
            hidden=base.hidden if self.hidden is None else self.hidden,
            font=self.font or base.font,
        )


PLAIN = Look()


def look_of(properties: Element | None) -> Look:
    """The look that a `w:rPr` by itself gives."""
    if properties is None or not len(properties):
        return PLAIN
    on, off, hidden, font, style = 0, 0, None, None, None
    for each in properties:
        tag = each.tag
        mark = MARKS.get(tag)
        if mark is not None:
            on, off = (on | mark, off) if _marks(tag, each) else (on, off | mark)
        elif tag == VANISH:
            hidden = is_on(each)
        elif tag == FONTS:
            font = each.get(W + "ascii") or each.get(W + "hAnsi")
        elif tag == RUN_STYLE:
            style = each.get(VAL)
    return Look(on, off, hidden, font, style)


VANISH, FONTS, RUN_STYLE = W + "vanish", W + "rFonts", W + "rStyle"
MARKS: Mapping[str, int] = {
    **{name: mark.value for name, mark in TOGGLES},
    W + "u": Mark.UNDERLINE.value,
    W + "highlight": Mark.HIGHLIGHT.value,
    W + "shd": Mark.HIGHLIGHT.value,
    W + "bdr": Mark.RINGED.value,
}
ALL_MARKS = sum(mark.value for mark in Mark)
MARK_OF = tuple(Mark(number) for number in range(ALL_MARKS + 1))


def _marks(tag: str, element: Element) -> bool:
    if tag == W + "shd":
        return element.get(W + "fill") not in NO_COLOUR
    if tag == W + "bdr":
        return element.get(VAL) not in {None, "none", "nil"}
    return is_on(element)


@dataclass(slots=True)
class Styles:
    """The styles part: looks by style id with their parents resolved, and heading levels."""

    looks: dict[str, Look] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    placeholders: set[str] = field(default_factory=set)

    def look(self, style: str | None) -> Look:
        return self.looks.get(style, PLAIN) if style is not None else PLAIN

    def is_placeholder(self, style: str | None) -> bool:
        return style is not None and (style in self.placeholders or style.lower() in PLACEHOLDER_STYLES)


def styles_of(root: Element | None) -> Styles:
    """Read the styles part once; absent, there are none."""
    styles = Styles()
    if root is None:
        return styles
    own = {each.get(W + "styleId", ""): each for each in root.iterchildren(W + "style")}
    for name, element in own.items():
        styles.looks[name] = _inherited(name, own, 0)
        shown = (value(child(element, W + "name")) or "").lower()
        if shown in PLACEHOLDER_STYLES:
            styles.placeholders.add(name)
        level = _level(element, shown)
        if level is not None:
            styles.levels[name] = level
    return styles


def _inherited(name: str, own: Mapping[str, Element], depth: int) -> Look:
    element = own.get(name)
    if element is None or depth > STYLE_DEPTH:
        return PLAIN
    parent = value(child(element, W + "basedOn"))
    look = look_of(child(element, W + "rPr"))
    return look.over(_inherited(parent, own, depth + 1)) if parent else look


def _level(style: Element, shown: str) -> int | None:
    if shown == "title":
        return 1
    if shown.startswith("heading "):
        return whole(shown.removeprefix("heading ").strip(), 0, HEADING_LEVELS) or None
    properties = child(style, W + "pPr")
    return outline_level(child(properties, W + "outlineLvl")) if properties is not None else None


def outline_level(outline: Element | None) -> int | None:
    """The level that a `w:outlineLvl` says, 1 for the highest; None for body text."""
    level = value(outline)
    return whole(level, HEADING_LEVELS, HEADING_LEVELS) + 1 if level in LEVELS else None


LEVELS = frozenset(str(number) for number in range(HEADING_LEVELS))

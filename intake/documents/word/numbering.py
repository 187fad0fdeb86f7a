"""The glyphs of lists. Numbers and bullets are no text; a bullet that is a box can be ticked."""

from collections.abc import Callable

from intake.documents.excel.symbols import seen_in_font
from intake.documents.word.looks import FONTS, RUN_PROPERTIES
from intake.documents.word.names import Element, W, child, value

LEVEL = W + "ilvl"
LEVELS = frozenset("012345678")


class Numbering:
    """The numbering part, read when the first list is met."""

    def __init__(self, part: Callable[[], Element | None]) -> None:
        self._part = part
        self._lists: dict[str, Element] | None = None
        self._patterns: dict[str, Element] = {}
        self._levels: dict[str, dict[str, Element]] = {}
        self._glyphs: dict[tuple[str, str], str] = {}

    def glyph(self, numbering: tuple[str, str]) -> str:
        """What a list level (number id, level) prints, as a person sees it; `%1.` and the like for numbers."""
        if numbering not in self._glyphs:
            level = self._level(*numbering)
            self._glyphs[numbering] = "" if level is None else printed(level)
        return self._glyphs[numbering]

    def _level(self, number: str, level: str) -> Element | None:
        if self._lists is None:
            self._lists = self._read(self._part())
        listed = self._lists.get(number)
        if listed is None or level not in LEVELS:
            return None
        overrides = (each for each in listed.iterchildren(W + "lvlOverride") if each.get(LEVEL, "0") == level)
        own = next((found for found in (child(each, W + "lvl") for each in overrides) if found is not None), None)
        return own if own is not None else self._pattern(value(child(listed, W + "abstractNumId")) or "").get(level)

    def _pattern(self, name: str) -> dict[str, Element]:
        """The levels of a list's pattern."""
        if name not in self._levels:
            pattern = self._patterns.get(name)
            levels = () if pattern is None else pattern.iterchildren(W + "lvl")
            self._levels[name] = {each.get(LEVEL, "0"): each for each in levels}
        return self._levels[name]

    def _read(self, root: Element | None) -> dict[str, Element]:
        if root is None:
            return {}
        self._patterns = {each.get(W + "abstractNumId", ""): each for each in root.iterchildren(W + "abstractNum")}
        return {each.get(W + "numId", ""): each for each in root.iterchildren(W + "num")}


def printed(level: Element) -> str:
    text = value(child(level, W + "lvlText")) or ""
    properties = child(level, RUN_PROPERTIES)
    fonts = None if properties is None else child(properties, FONTS)
    font = "" if fonts is None else fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or ""
    return seen_in_font(text, font)

"""The glyphs of lists. Numbers and bullets are no text; a bullet that is a box can be ticked."""

from collections.abc import Callable

from intake.documents.excel.symbols import seen_in_font
from intake.documents.word.looks import FONTS, RUN_PROPERTIES
from intake.documents.word.names import Element, W, child, value


class Numbering:
    """The numbering part, read when the first list is met."""

    def __init__(self, part: Callable[[], Element | None]) -> None:
        self._part = part
        self._lists: dict[str, Element] | None = None
        self._patterns: dict[str, Element] = {}
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
        if listed is None:
            return None
        overrides = (child(each, W + "lvl") for each in listed.iterchildren(W + "lvlOverride") if is_level(each, level))
        own = next((each for each in overrides if each is not None), None)
        if own is not None:
            return own
        pattern = self._patterns.get(value(child(listed, W + "abstractNumId")) or "")
        levels = () if pattern is None else pattern.iterchildren(W + "lvl")
        return next((each for each in levels if is_level(each, level)), None)

    def _read(self, root: Element | None) -> dict[str, Element]:
        if root is None:
            return {}
        self._patterns = {each.get(W + "abstractNumId", ""): each for each in root.iterchildren(W + "abstractNum")}
        return {each.get(W + "numId", ""): each for each in root.iterchildren(W + "num")}


def is_level(element: Element, level: str) -> bool:
    return bool(element.get(W + "ilvl", "0") == level)


def printed(level: Element) -> str:
    text = value(child(level, W + "lvlText")) or ""
    properties = child(level, RUN_PROPERTIES)
    fonts = None if properties is None else child(properties, FONTS)
    font = "" if fonts is None else fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or ""
    return seen_in_font(text, font)

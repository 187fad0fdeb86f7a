"""What the style of a cell says of its value: number format, look of the text, shading, in-cell check box."""

from dataclasses import dataclass

from lxml.etree import _Element

from intake.documents.excel.formats import BUILT_IN, GENERAL, NumberFormat, number_format
from intake.documents.excel.strings import NO_LOOK, Look, is_white, look_of
from intake.documents.excel.xml import child, children, count_of, descendants

MOST_STYLES = 65_490
"""As many as Excel allows."""
BACKGROUND = "65"
"""The index that means the colour of the paper."""


@dataclass(frozen=True, slots=True)
class Style:
    format: NumberFormat
    look: Look = NO_LOOK
    is_shaded: bool = False
    is_tick_box: bool = False
    """A boolean here is shown as a check box (Excel 365)."""

    def hides(self, look: Look | None, *, on_white: bool) -> bool:
        """Whether nobody sees words of this look, by default the cell's own; `on_white` where no more colours the cell."""
        seen = look or self.look
        return seen.is_tiny or (seen.is_white and on_white and not self.is_shaded)


PLAIN = Style(number_format(GENERAL))


def cell_styles(root: _Element | None) -> tuple[Style, ...]:
    """The styles that cells name by number; none where there is no style part."""
    if root is None:
        return ()
    formats = _formats(root)
    looks = [look_of(font) for font in children(child(root, "fonts"), "font")]
    fills = [_is_shading(fill) for fill in children(child(root, "fills"), "fill")]
    styles: dict[tuple[int, int, int, bool], Style] = {}
    found = []
    for xf in children(child(root, "cellXfs"), "xf"):
        key = _key(xf)
        if key not in styles:
            styles[key] = _style(key, formats, looks, fills)
        found.append(styles[key])
        if len(found) == MOST_STYLES:
            break
    return tuple(found)


def _key(xf: _Element) -> tuple[int, int, int, bool]:
    has_box = len(xf) > 0 and next(descendants(xf, "xfComplement"), None) is not None
    return count_of(xf.get("numFmtId")), count_of(xf.get("fontId")), count_of(xf.get("fillId")), has_box


def _style(key: tuple[int, int, int, bool], formats: dict[int, str], looks: list[Look], fills: list[bool]) -> Style:
    format_id, font, fill, has_box = key
    return Style(
        number_format(formats.get(format_id) or BUILT_IN.get(format_id, GENERAL)),
        looks[font] if font < len(looks) else NO_LOOK,
        fills[fill] if fill < len(fills) else False,
        has_box,
    )


def _formats(root: _Element) -> dict[int, str]:
    return {
        count_of(each.get("numFmtId"), -1): each.get("formatCode", GENERAL)
        for each in children(child(root, "numFmts"), "numFmt")
    }


def _is_shading(fill: _Element) -> bool:
    """A colour or a pattern; white and none do not stand out."""
    pattern = child(fill, "patternFill")
    if pattern is None:
        return child(fill, "gradientFill") is not None
    kind = pattern.get("patternType", "none")
    colour = child(pattern, "fgColor")
    return kind != "none" and not (kind == "solid" and colour is not None and _is_white(colour))


def _is_white(colour: _Element) -> bool:
    return is_white(colour) or (colour.get("rgb") is None and colour.get("indexed") == BACKGROUND)

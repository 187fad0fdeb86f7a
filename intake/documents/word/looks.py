"""How text looks: the properties of a run over those of its styles (ISO 29500-1 §17.7.2), as one number.

The number holds the bits of `Mark` and, above them, what only this reader needs. There is one to every run of a document,
so it stays a plain number until a span is made; `MARK_OF` turns it into a Mark.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from intake.documents.excel.symbols import is_symbol_font
from intake.documents.word.names import VAL, Element, W, by_name, child, is_on, value, whole
from intake.model.document import Mark

ALL_MARKS = sum(Mark)
MARK_OF = tuple(Mark(number) for number in range(ALL_MARKS + 1))
HIDDEN = ALL_MARKS + 1
DOUBLE_STRIKE = HIDDEN << 1
RAISED = HIDDEN << 2
"""Set as superscript."""
BOLD, ITALIC, STRIKE, UNDERLINE = (mark.value for mark in (Mark.BOLD, Mark.ITALIC, Mark.STRIKE, Mark.UNDERLINE))
PLACEHOLDER, INSERTED = Mark.PLACEHOLDER.value, Mark.INSERTED.value
TOGGLES = BOLD | ITALIC | STRIKE | HIDDEN
"""Said twice, by the style of the paragraph and that of its letters, they cancel out (§17.7.3)."""

RUN_PROPERTIES, RUN_STYLE, FONTS = W + "rPr", W + "rStyle", W + "rFonts"
ASCII, HIGH_ANSI = W + "ascii", W + "hAnsi"
SHADING, BORDER, HEIGHT = W + "shd", W + "bdr", W + "vertAlign"
BITS: Mapping[str, int] = {
    W + "b": BOLD,
    W + "i": ITALIC,
    W + "strike": STRIKE,
    W + "dstrike": DOUBLE_STRIKE,
    W + "vanish": HIDDEN,
    W + "u": UNDERLINE,
    HEIGHT: RAISED,
    W + "highlight": Mark.HIGHLIGHT.value,
    SHADING: Mark.HIGHLIGHT.value,
    BORDER: Mark.RINGED.value,
}
NO_MARK = frozenset({"0", "false", "off", "none", "white"})
NO_COLOUR = frozenset({"auto", "ffffff", "white", "none", ""})
NO_BORDER = frozenset({"none", "nil", ""})
LINK_STYLES = frozenset({"hyperlink", "followedhyperlink", "internet link"})
HEADING_STYLE, TITLE_STYLE = "heading ", "title"
HEADING_LEVELS = 9
STYLE_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Look:
    """What one set of properties says: bits switched on, bits switched off, and a font."""

    on: int = 0
    off: int = 0
    font: str | None = None
    """The name of a font of symbols, empty for any other font, None where none is named."""
    style: str | None = None
    """The style that it names."""

    def over(self, base: "Look") -> "Look":
        """Itself on top of another."""
        font = base.font if self.font is None else self.font
        return Look((base.on & ~self.off) | self.on, (base.off & ~self.on) | self.off, font)


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a paragraph takes from its style."""

    id: str | None
    mark: int = 0
    font: str = ""
    heading: int | None = None
    numbering: tuple[str, str] | None = None
    """Number id and level."""


@dataclass(frozen=True, slots=True)
class TableStyle:
    """What cells take from the style of their table: bits, and whether they are shaded."""

    all: tuple[int, bool] = (0, False)
    first_row: tuple[int, bool] = (0, False)
    first_column: tuple[int, bool] = (0, False)


NO_TABLE_STYLE = TableStyle()


class Styles:
    """The styles part, each style resolved when it is first met."""

    def __init__(self, root: Element | None) -> None:
        styles = [] if root is None else [each for each in root.getchildren() if each.tag == W + "style"]
        self._elements = {each.get(W + "styleId", ""): each for each in styles}
        self._default = next((each.get(W + "styleId") for each in styles if is_default_paragraph(each)), None)
        self._base = PLAIN if root is None else document_defaults(root)
        self._looks: dict[str, Look] = {}
        self._paragraphs: dict[tuple[str | None, int], ParagraphStyle] = {}
        self._tables: dict[str | None, TableStyle] = {}
        self._combined: dict[tuple[str | None, str, int], tuple[int, str]] = {}

    def paragraph(self, style: str | None, table_mark: int = 0) -> ParagraphStyle:
        """Of a paragraph in a table whose style gives `table_mark`; without a style it has the default one."""
        known = self._paragraphs.get((style, table_mark))
        if known is None:
            known = self._paragraphs[style, table_mark] = self._paragraph(style or self._default, table_mark)
        return known

    def look(self, properties: Element, base: ParagraphStyle, table_mark: int = 0) -> tuple[int, str]:
        """Bits and font of a run with these properties in a paragraph of this style."""
        on, off, own_font, style = said_by(properties)
        if style is None:
            mark, font = base.mark, base.font
        else:
            key = (base.id, style, table_mark)
            if key not in self._combined:
                self._combined[key] = self._with_style(base.id, style, table_mark)
            mark, font = self._combined[key]
        mark = mark & ~off | on
        return mark | STRIKE if mark & DOUBLE_STRIKE else mark, font if own_font is None else own_font

    def is_filled(self, style: str | None) -> bool:
        """Whether a style, or one that it is based on, colours anything."""
        return any(is_filled(each) for element in self._chain(style) for each in element.iter(SHADING))

    def table(self, style: str | None) -> TableStyle:
        if style not in self._tables:
            self._tables[style] = self._table(style)
        return self._tables[style]

    def _paragraph(self, style: str | None, table_mark: int) -> ParagraphStyle:
        mark, font = self._with_style(style, None, table_mark)
        chain = self._chain(style)
        return ParagraphStyle(
            id=style,
            mark=with_strikes(mark),
            font=font,
            heading=next((level for level in map(heading_level, chain) if level is not None), None) or None,
            numbering=next((found for found in map(style_numbering, chain) if found is not None), None),
        )

    def _with_style(self, paragraph: str | None, run: str | None, table_mark: int) -> tuple[int, str]:
        """The bits and the font that the styles give together."""
        lower, upper = self._look(paragraph), self._look(run)
        look = upper.over(lower.over(self._base))
        toggled = ((lower.on ^ upper.on) | self._base.on) & TOGGLES
        return look.on & ~TOGGLES | toggled | table_mark, look.font or ""

    def _look(self, style: str | None) -> Look:
        """A style's own look over those that it is based on."""
        if style is None:
            return PLAIN
        if style not in self._looks:
            look = PLAIN
            for element in reversed(self._chain(style)):
                look = look_of_style(element).over(look)
            self._looks[style] = look
        return self._looks[style]

    def _chain(self, style: str | None) -> list[Element]:
        """The style and those that it is based on."""
        chain: list[Element] = []
        while style in self._elements and len(chain) < STYLE_DEPTH:
            chain.append(self._elements[style])
            style = value(child(chain[-1], W + "basedOn"))
        return chain

    def _table(self, style: str | None) -> TableStyle:
        chain = self._chain(style)
        parts = [{each.get(W + "type"): each for each in element.iterchildren(W + "tblStylePr")} for element in chain]
        return TableStyle(
            all=cells_of_style(chain),
            first_row=cells_of_style([each["firstRow"] for each in parts if "firstRow" in each]),
            first_column=cells_of_style([each["firstCol"] for each in parts if "firstCol" in each]),
        )


def look_of(properties: Element | None) -> Look:
    """What a `w:rPr` says by itself."""
    return PLAIN if properties is None else Look(*said_by(properties))


def said_by(properties: Element) -> tuple[int, int, str | None, str | None]:
    """Bits switched on, bits switched off, the font and the style that a `w:rPr` names."""
    on, off, font, style = 0, 0, None, None
    for each in properties.getchildren():
        tag = each.tag
        bit = BITS.get(tag)
        if bit is not None:
            on, off = (on | bit, off & ~bit) if says_so(tag, each) else (on & ~bit, off | bit)
        elif tag == FONTS:
            font = symbol_font(each)
        elif tag == RUN_STYLE:
            style = each.get(VAL)
    return on, off, font, style


def says_so(tag: str, element: Element) -> bool:
    if tag == SHADING:
        return is_filled(element)
    said = element.get(VAL)
    if tag == BORDER:
        return said is not None and said.lower() not in NO_BORDER
    if tag == HEIGHT:
        return str(said) == "superscript"
    return said is None or said.lower() not in NO_MARK


def is_filled(shading: Element | None) -> bool:
    """Whether a `w:shd` gives a colour that can be seen on white paper."""
    if shading is None:
        return False
    has_pattern = shading.get(VAL, "clear").lower() not in {"clear", "nil"}
    return has_pattern or shading.get(W + "fill", "auto").lower() not in NO_COLOUR


def symbol_font(fonts: Element) -> str | None:
    name = fonts.get(ASCII) or fonts.get(HIGH_ANSI)
    return None if name is None else symbol_name(name)


@lru_cache(maxsize=256)
def symbol_name(font: str) -> str:
    """A font's name if its letters are symbols, else empty."""
    return font if is_symbol_font(font) else ""


def with_strikes(mark: int) -> int:
    """Struck twice is struck."""
    return mark | STRIKE if mark & DOUBLE_STRIKE else mark


def look_of_style(style: Element) -> Look:
    """Of one style by itself; that a link is underlined says nothing."""
    look = look_of(child(style, RUN_PROPERTIES))
    name = (value(child(style, W + "name")) or "").lower()
    return Look(look.on & ~UNDERLINE, look.off, look.font) if name in LINK_STYLES else look


def is_default_paragraph(style: Element) -> bool:
    return style.get(W + "type") == "paragraph" and is_on(style, W + "default") and style.get(W + "default") is not None


def document_defaults(styles: Element) -> Look:
    return look_of(styles.find(f"{W}docDefaults/{W}rPrDefault/{RUN_PROPERTIES}"))


def heading_level(style: Element) -> int | None:
    """1 for the title and for the highest level; 0 where the style says that it is body text; None where it says nothing."""
    name = (value(child(style, W + "name")) or "").lower()
    if name == TITLE_STYLE:
        return 1
    outline = by_name(child(style, W + "pPr")).get(W + "outlineLvl")
    if outline is not None:
        return outline_level(outline)
    if not name.startswith(HEADING_STYLE):
        return None
    return whole(name.removeprefix(HEADING_STYLE).strip(), 0, HEADING_LEVELS) or None


def outline_level(outline: Element) -> int:
    """1 for the highest; 0 for body text."""
    level = whole(value(outline), HEADING_LEVELS, HEADING_LEVELS)
    return level + 1 if level < HEADING_LEVELS else 0


def style_numbering(style: Element) -> tuple[str, str] | None:
    numbering = by_name(child(style, W + "pPr")).get(W + "numPr")
    return None if numbering is None else numbering_of(numbering)


def numbering_of(numbering: Element) -> tuple[str, str]:
    """Number id (`0` for none) and level."""
    found = by_name(numbering)
    return value(found.get(W + "numId")) or "0", value(found.get(W + "ilvl")) or "0"


def cells_of_style(elements: list[Element]) -> tuple[int, bool]:
    """What a chain of styles, or of their parts for some cells, gives to cells."""
    look = PLAIN
    for element in reversed(elements):
        look = look_of(child(element, RUN_PROPERTIES)).over(look)
    shadings = (by_name(child(element, W + "tcPr")).get(SHADING) for element in elements)
    return with_strikes(look.on), is_filled(next((each for each in shadings if each is not None), None))

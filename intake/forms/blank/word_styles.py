"""The styles of a blank form: everything that is seen is a style, so that an office can restyle it in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from intake.forms.blank.word_markup import element, name, root

FONT = "Arial"
TWIPS_PER_POINT = 20
INK, QUIET, ALARM = "0B0C0C", "4A4A4A", "A3001B"
"""Text colours, each at least 7:1 on white and on the pale grounds below (WCAG 2.2, 1.4.6)."""
HEADING_INK, LABEL_GROUND, OFFICE_GROUND, RULE = "1F3864", "E3EAF5", "E4E4E4", "6F7782"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphStyle:
    """Sizes and spaces in points."""

    name: str
    based_on: str | None = "Normal"
    size: float | None = None
    is_bold: bool | None = None
    colour: str | None = None
    before: float | None = None
    after: float | None = None
    keeps_with_next: bool = False
    outline: int | None = None
    alignment: str | None = None
    box: str | None = None
    """Colour of a border on all four sides."""
    ground: str | None = None
    tab_at: int | None = None
    """Twips; a right-hand tab stop."""
    next: str | None = None


TEXT_WIDTH = 9638
"""Twips between the margins of an A4 page, 2 cm at either side."""

PARAGRAPHS: Mapping[str, ParagraphStyle] = {
    "Normal": ParagraphStyle(name="Normal", based_on=None, size=11, colour=INK, before=0, after=6),
    "Header": ParagraphStyle(name="header", size=10, is_bold=True, colour=ALARM, after=0, tab_at=TEXT_WIDTH),
    "Footer": ParagraphStyle(name="footer", size=9, colour=QUIET, after=0, tab_at=TEXT_WIDTH),
    "Partnership": ParagraphStyle(name="Partnership", size=13, is_bold=True, colour=HEADING_INK, after=4),
    "Title": ParagraphStyle(name="Title", size=20, is_bold=True, colour=HEADING_INK, after=10),
    "Heading1": ParagraphStyle(
        name="heading 1", size=16, is_bold=True, colour=HEADING_INK, before=18, after=6, keeps_with_next=True, outline=0, next="Normal"
    ),
    "Heading2": ParagraphStyle(
        name="heading 2", size=13, is_bold=True, colour=HEADING_INK, before=16, after=6, keeps_with_next=True, outline=1, next="Normal"
    ),
    "Guidance": ParagraphStyle(name="Guidance", box=RULE, ground="F3F5F8", before=0, after=0),
    "GuidanceHeading": ParagraphStyle(
        name="Guidance Heading", based_on="Guidance", is_bold=True, keeps_with_next=True
    ),
    "Danger": ParagraphStyle(name="Danger", box=ALARM, ground="FDF0F1", is_bold=True, colour=ALARM, before=10, after=6),
    "SectionHelp": ParagraphStyle(name="Section Help", colour=QUIET, after=6, keeps_with_next=True),
    "Label": ParagraphStyle(name="Label", size=10, is_bold=True, after=0),
    "Question": ParagraphStyle(name="Question", based_on="Label", keeps_with_next=True),
    "Help": ParagraphStyle(name="Help", size=9, colour=QUIET, before=2, after=0),
    "QuestionHelp": ParagraphStyle(name="Question Help", based_on="Help", after=3, keeps_with_next=True),
    "ColumnHeading": ParagraphStyle(name="Column Heading", size=10, is_bold=True, after=0, keeps_with_next=True),
    "Band": ParagraphStyle(name="Band", size=10, is_bold=True, after=0, keeps_with_next=True),
    "Consideration": ParagraphStyle(name="Consideration", size=10, after=0),
    "Tick": ParagraphStyle(name="Tick", size=12, after=0, alignment="center"),
    "TickLine": ParagraphStyle(name="Tick Line", after=2),
    "Answer": ParagraphStyle(name="Answer", after=0),
    "Gap": ParagraphStyle(name="Gap", size=5, after=0),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TableStyle:
    name: str
    grounds: Mapping[str, str] = field(default_factory=dict)
    """By part of the table (`firstRow`, `firstCol`, `wholeTable`)."""


TABLES: Mapping[str, TableStyle] = {
    "FormAnswers": TableStyle(name="Form Answers", grounds={"firstCol": LABEL_GROUND}),
    "FormQuestion": TableStyle(name="Form Question", grounds={"firstRow": LABEL_GROUND}),
    "FormOffice": TableStyle(name="Form Office", grounds={"wholeTable": OFFICE_GROUND}),
}
"""Answers beside their labels, answers below their headings, and the office's part."""
BUILT_IN = frozenset({"Normal", "Header", "Footer", "Title", "Heading1", "Heading2"})


def styles() -> etree._Element:
    return root(
        "w:styles",
        _defaults(),
        *(_paragraph_style(each, style) for each, style in PARAGRAPHS.items()),
        element(
            "w:style", element("w:name", val="Default Paragraph Font"), type="character", default=1, styleId="DefaultParagraphFont"
        ),
        _character_style("PlaceholderText", "Placeholder Text", element("w:color", val="595959")),
        _character_style("Required", "Required", element("w:color", val=ALARM)),
        _character_style("TickBox", "Tick Box", _fonts("MS Gothic")),
        _plain_table(),
        *(_table_style(each, style) for each, style in TABLES.items()),
    )  # fmt: skip


def _fonts(face: str) -> etree._Element:
    return element("w:rFonts", ascii=face, eastAsia=face, hAnsi=face, cs=face)


def _defaults() -> etree._Element:
    language = element("w:lang", val="en-GB", eastAsia="en-GB", bidi="ar-SA")
    properties = element("w:rPr", _fonts(FONT), element("w:sz", val=22), element("w:szCs", val=22), language)
    return element("w:docDefaults", element("w:rPrDefault", properties), element("w:pPrDefault"))


def _paragraph_style(style_id: str, style: ParagraphStyle) -> etree._Element:
    made = element(
        "w:style",
        element("w:name", val=style.name),
        element("w:basedOn", val=style.based_on) if style.based_on else None,
        element("w:next", val=style.next) if style.next else None,
        element("w:qFormat"),
        _paragraph_properties(style),
        _run_properties(style),
        type="paragraph",
        styleId=style_id,
    )
    if style_id not in BUILT_IN:
        made.set(name("w:customStyle"), "1")
    if style.based_on is None:
        made.set(name("w:default"), "1")
    return made


def _paragraph_properties(style: ParagraphStyle) -> etree._Element:
    spacing = {
        key: round(value * TWIPS_PER_POINT)
        for key, value in (("before", style.before), ("after", style.after))
        if value is not None
    }
    tab = element("w:tab", val="right", pos=style.tab_at) if style.tab_at else None
    return element(
        "w:pPr",
        element("w:keepNext") if style.keeps_with_next else None,
        _box(style.box) if style.box else None,
        element("w:shd", val="clear", color="auto", fill=style.ground) if style.ground else None,
        element("w:tabs", tab) if tab is not None else None,
        element("w:spacing", **spacing) if spacing else None,
        element("w:ind", left=113, right=113) if style.box else None,
        element("w:jc", val=style.alignment) if style.alignment else None,
        element("w:outlineLvl", val=style.outline) if style.outline is not None else None,
    )


def _box(colour: str) -> etree._Element:
    sides = (
        element(f"w:{side}", val="single", sz=8, space=5, color=colour) for side in ("top", "left", "bottom", "right")
    )
    return element("w:pBdr", *sides)


def _run_properties(style: ParagraphStyle) -> etree._Element:
    halves = None if style.size is None else round(style.size * 2)
    return element(
        "w:rPr",
        element("w:b") if style.is_bold else None,
        element("w:color", val=style.colour) if style.colour else None,
        element("w:sz", val=halves) if halves else None,
        element("w:szCs", val=halves) if halves else None,
    )


def _character_style(style_id: str, shown: str, look: etree._Element) -> etree._Element:
    return element("w:style", element("w:name", val=shown), element("w:rPr", look), type="character", styleId=style_id)


def _plain_table() -> etree._Element:
    margins = element("w:tblCellMar", *(element(f"w:{side}", w=108, type="dxa") for side in ("left", "right")))
    return element(
        "w:style",
        element("w:name", val="Normal Table"),
        element("w:tblPr", element("w:tblInd", w=0, type="dxa"), margins),
        type="table",
        default=1,
        styleId="TableNormal",
    )


def _table_style(style_id: str, style: TableStyle) -> etree._Element:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = element(
        "w:tblBorders", *(element(f"w:{side}", val="single", sz=4, space=0, color=RULE) for side in sides)
    )
    margins = element(
        "w:tblCellMar",
        *(
            element(f"w:{side}", w=wide, type="dxa")
            for side, wide in (("top", 57), ("left", 108), ("bottom", 57), ("right", 108))
        ),
    )
    return element(
        "w:style",
        element("w:name", val=style.name),
        element("w:basedOn", val="TableNormal"),
        element("w:tblPr", borders, margins),
        *(_ground(part, fill) for part, fill in style.grounds.items()),
        type="table",
        customStyle=1,
        styleId=style_id,
    )  # fmt: skip


def _ground(part: str, fill: str) -> etree._Element:
    shading = element("w:shd", val="clear", color="auto", fill=fill)
    if part == "wholeTable":
        return element("w:tcPr", shading)
    return element("w:tblStylePr", element("w:tcPr", shading), type=part)

"""Yellow cells in an Excel form, and a note at each, where the answers to the gaps belong."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from lxml import etree

from intake.forms.marking.package import OFFICE, Package, parsed
from intake.forms.marking.spots import AUTHOR, NOTE, YELLOW, Spot

S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R: Final = f"{{{OFFICE}}}"
WORKBOOK: Final = "xl/workbook.xml"
COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
DRAWING_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
BEHIND_A_DRAWING: Final = frozenset(
    f"{S}{name}"
    for name in (
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
    )
)
"""What follows the notes' drawing in a worksheet (ECMA-376 part 1, §18.3.1.99)."""
NOTES = f"""<comments xmlns="{S[1:-1]}"><authors><author>{AUTHOR}</author></authors><commentList/></comments>"""
DRAWING = """<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"
 path="m,l,21600r21600,l21600,xe"/></xml>"""
SHAPE = """<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:x="urn:schemas-microsoft-com:office:excel" id="mark{number}" type="#_x0000_t202" fillcolor="#fff2ab"
 style="position:absolute;width:144pt;height:36pt;visibility:hidden"><x:ClientData ObjectType="Note"><x:Anchor>{left}, 15, {top}, 2,
 {right}, 31, {bottom}, 1</x:Anchor><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"""
LONGEST_COUNT = 7
WIDE, HIGH = 2, 3
"""Of a note, in cells."""


def marked_sheets(package: Package, spots: Sequence[Spot], *, highlights: bool) -> bool:
    """Whether any gap was marked."""
    was_marked = False
    for sheet, part in _sheets(package):
        places = [place for spot in spots if (place := _on(sheet, spot)) is not None]
        root = package.changing(part) if places else None
        if root is None:
            continue
        has_notes = _note(package, part, root, places)
        has_colour = highlights and _colour(package, root, places)
        was_marked = was_marked or has_notes or has_colour
    return was_marked


def _sheets(package: Package) -> Iterator[tuple[str, str]]:
    """Name and part of each worksheet."""
    book = package.root(WORKBOOK)
    parts = dict(package.targets(WORKBOOK, "worksheet"))
    for each in book.iter(f"{S}sheet") if book is not None else ():
        part = parts.get(each.get(f"{R}id", ""))
        if part is not None:
            yield each.get("name", ""), part


def _on(sheet: str, spot: Spot) -> tuple[str, int] | None:
    """Column and row where the place is a cell of this sheet."""
    name, _, cell = spot.where.rpartition("!")
    found = CELL.fullmatch(cell)
    return (found[1], int(found[2])) if found is not None and name == sheet else None


# -- notes -----------------------------------------------------------------------------------------------------------


def _note(package: Package, part: str, sheet: etree._Element, places: Iterable[tuple[str, int]]) -> bool:
    """Notes of a sheet that has none. One that has keeps them as they are."""
    if sheet.find(f"{S}legacyDrawing") is not None or any(package.targets(part, "comments")):
        return False
    number = part.rpartition("sheet")[2].removesuffix(".xml") or "0"
    notes, drawing = parsed(NOTES.encode()), parsed(DRAWING.encode())
    (listed,) = notes.iter(f"{S}commentList")
    for at, (column, row) in enumerate(dict.fromkeys(places), start=1):
        note = etree.SubElement(listed, f"{S}comment", ref=f"{column}{row}", authorId="0")
        etree.SubElement(etree.SubElement(note, f"{S}text"), f"{S}t").text = NOTE
        drawing.append(parsed(_shape(at, _number(column), row - 1)))
    package.add(f"xl/commentsMark{number}.xml", notes, COMMENTS_TYPE)
    package.add(f"xl/drawings/vmlDrawingMark{number}.vml", drawing, DRAWING_TYPE)
    package.tie(part, "comments", f"xl/commentsMark{number}.xml")
    tie = package.tie(part, "vmlDrawing", f"xl/drawings/vmlDrawingMark{number}.vml")
    at = next((index for index, each in enumerate(sheet) if each.tag in BEHIND_A_DRAWING), len(sheet))
    sheet.insert(at, etree.Element(f"{S}legacyDrawing", {f"{R}id": tie}))
    return True


def _shape(number: int, column: int, row: int) -> bytes:
    return SHAPE.format(
        number=number,
        row=row,
        column=column,
        left=column + 1,
        right=column + 1 + WIDE,
        top=max(row - 1, 0),
        bottom=max(row - 1, 0) + HIGH,
    ).encode()


def _number(column: str) -> int:
    """0 for `A`."""
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


# -- yellow ----------------------------------------------------------------------------------------------------------


def _colour(package: Package, sheet: etree._Element, places: Iterable[tuple[str, int]]) -> bool:
    """Each cell in its own style but for its ground; False where the workbook has no styles to go by."""
    styles = next((package.changing(part) for _, part in package.targets(WORKBOOK, "styles")), None)
    formats = None if styles is None else styles.find(f"{S}cellXfs")
    fills = None if styles is None else styles.find(f"{S}fills")
    data = sheet.find(f"{S}sheetData")
    if formats is None or not len(formats) or fills is None or data is None:
        return False
    fill = _yellow(fills)
    for column, row in places:
        cell = _cell(_row(data, row), column, row)
        cell.set("s", _in_yellow(formats, _count(cell.get("s")), fill))
    return True


def _yellow(fills: etree._Element) -> str:
    """The number of a yellow fill."""
    pattern = etree.SubElement(etree.SubElement(fills, f"{S}fill"), f"{S}patternFill", patternType="solid")
    etree.SubElement(pattern, f"{S}fgColor", rgb=YELLOW)
    etree.SubElement(pattern, f"{S}bgColor", indexed="64")
    fills.set("count", str(len(fills)))
    return str(len(fills) - 1)


def _in_yellow(formats: etree._Element, style: int, fill: str) -> str:
    """The number of a format that is this one on a yellow ground."""
    same = parsed(etree.tostring(formats[min(style, len(formats) - 1)]))
    same.set("fillId", fill)
    same.set("applyFill", "1")
    formats.append(same)
    formats.set("count", str(len(formats)))
    return str(len(formats) - 1)


def _row(data: etree._Element, number: int) -> etree._Element:
    """The row with this number, made where it is not stored."""
    for index, each in enumerate(data):
        at = _count(each.get("r"))
        if at == number:
            return each
        if at > number:
            row = etree.Element(f"{S}row", r=str(number))
            data.insert(index, row)
            return row
    return etree.SubElement(data, f"{S}row", r=str(number))


def _count(written: str | None) -> int:
    """0 for what is no number: files of other programs hold all kinds of things."""
    return int(written) if written and written.isascii() and written.isdigit() and len(written) <= LONGEST_COUNT else 0


def _cell(row: etree._Element, column: str, number: int) -> etree._Element:
    for index, each in enumerate(row):
        found = CELL.fullmatch(each.get("r") or "")
        if found is not None and found[1] == column:
            return each
        if found is not None and _number(found[1]) > _number(column):
            cell = etree.Element(f"{S}c", r=f"{column}{number}")
            row.insert(index, cell)
            return cell
    return etree.SubElement(row, f"{S}c", r=f"{column}{number}")

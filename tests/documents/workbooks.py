"""Small workbooks written by hand, part by part, as the programs write them that people use."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from intake.documents.excel.places import column_letters
from intake.documents.limits import DocumentLimits
from intake.documents.package import open_package
from intake.documents.xlsx import read_xlsx
from intake.model.document import Cell, Document, FileType, Paragraph, Span, Story, StoryKind, Table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STRICT = (
    (MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACES = (
    f'xmlns="{MAIN}" xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
    ' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
    ' xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
)
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
LIMITS = DocumentLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    rows: str = ""
    name: str = "Form"
    state: str = "visible"
    before: str = ""
    """What stands before `sheetData`: columns, formats of the sheet."""
    after: str = ""
    """What stands behind it: merges, validations, drawings."""
    arrows: Sequence[tuple[str, str, str]] = ()
    """Id, kind and target of its relationships."""
    kind: str = "worksheet"


def workbook(
    *sheets: Sheet,
    strings: str = "",
    styles: str = "",
    properties: str = "",
    names: str = "",
    parts: Mapping[str, str] | None = None,
    arrows: Sequence[tuple[str, str, str]] = (),
    main_type: str = WORKBOOK_TYPE,
) -> bytes:
    """The file. Sheets are `xl/worksheets/sheet1.xml` and on; `arrows` are more relationships of the workbook."""
    listed = "".join(
        f'<sheet name="{escape(each.name)}" sheetId="{at}" state="{each.state}" r:id="rId{at}"/>'
        for at, each in enumerate(sheets, 1)
    )
    targets = [(f"rId{at}", each.kind, f"worksheets/sheet{at}.xml") for at, each in enumerate(sheets, 1)]
    contents = {
        "[Content_Types].xml": _content_types(main_type),
        "_rels/.rels": relationships(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f"{HEAD}<workbook {NAMESPACES}>{properties}<sheets>{listed}</sheets>"
        f"<definedNames>{names}</definedNames></workbook>",
    }
    if strings:
        contents["xl/sharedStrings.xml"] = f'{HEAD}<sst xmlns="{MAIN}">{strings}</sst>'
        targets.append(("rId101", "sharedStrings", "sharedStrings.xml"))
    if styles:
        contents["xl/styles.xml"] = f"{HEAD}<styleSheet {NAMESPACES}>{styles}</styleSheet>"
        targets.append(("rId102", "styles", "styles.xml"))
    contents["xl/_rels/workbook.xml.rels"] = relationships(*targets, *arrows)
    for at, each in enumerate(sheets, 1):
        contents[f"xl/worksheets/sheet{at}.xml"] = (
            f"{HEAD}<worksheet {NAMESPACES}>{each.before}<sheetData>{each.rows}</sheetData>{each.after}</worksheet>"
        )
        if each.arrows:
            contents[f"xl/worksheets/_rels/sheet{at}.xml.rels"] = relationships(*each.arrows)
    return zipped({**contents, **(parts or {})})


def zipped(contents: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()


def relationships(*arrows: tuple[str, str, str]) -> str:
    """Targets that begin with `http` are external."""
    inner = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{_mode(target)}"/>'
        for key, kind, target in arrows
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def _mode(target: str) -> str:
    return "External" if target.startswith("http") else "Internal"


def strict(content: bytes) -> bytes:
    """The same workbook in the names of ISO 29500 strict."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for transitional, its_strict in STRICT:
        parts = {name: part.replace(transitional, its_strict) for name, part in parts.items()}
    return zipped(parts)


def styles_for(*formats: str, xfs: str = "", fonts: str = "", fills: str = "") -> str:
    """Styles of which number 1 and on have these number formats; `xfs` follow them."""
    codes = "".join(f'<numFmt numFmtId="{200 + at}" formatCode="{escape(code)}"/>' for at, code in enumerate(formats))
    looks = "".join(f'<xf numFmtId="{200 + at}" applyNumberFormat="1"/>' for at in range(len(formats)))
    return (
        f"<numFmts>{codes}</numFmts><fonts><font/>{fonts}</fonts><fills><fill/>{fills}</fills>"
        f"<cellXfs><xf/>{looks}{xfs}</cellXfs>"
    )


def row(number: int, *cells: str, attributes: str = "") -> str:
    return f'<row r="{number}" {attributes}>{"".join(cells)}</row>'


def text(place: str, words: str, style: int = 0) -> str:
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(words)}</t></is></c>'


def number(place: str, value: object, style: int = 0) -> str:
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def one_cell(cell: str, **book: str) -> Span:
    """The only span of the only cell of a workbook."""
    (span,) = cell_at(read(workbook(Sheet(rows=row(1, cell)), **book)), "A1").blocks[0].spans  # type: ignore[arg-type, union-attr]
    return span


def _content_types(main_type: str) -> str:
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main_type}"/></Types>'
    )


# -- what was read ----------------------------------------------------------------------------------------------------


def read(content: bytes, kind: FileType = FileType.XLSX, limits: DocumentLimits = LIMITS) -> Document:
    return read_xlsx(open_package(content, limits), kind, limits)


def sheets_of(document: Document) -> list[Story]:
    return [story for story in document.stories if story.kind is StoryKind.SHEET]


def table_of(document: Document, sheet: str = "Form") -> Table:
    story = next(story for story in sheets_of(document) if story.name == sheet)
    table = story.blocks[0]
    assert isinstance(table, Table)
    return table


def boxed(document: Document) -> list[str]:
    return [block.text for story in sheets_of(document) for block in story.blocks if isinstance(block, Paragraph)]


def cells_of(document: Document, sheet: str = "Form") -> dict[str, Cell]:
    """The cells by their place, such as `C7`."""
    rows = table_of(document, sheet).rows
    return {f"{column_letters(cell.column)}{row.number}": cell for row in rows for cell in row.cells}


def cell_at(document: Document, place: str, sheet: str = "Form") -> Cell:
    return cells_of(document, sheet)[place]


def spans_at(document: Document, place: str, sheet: str = "Form") -> list[Span]:
    return [span for paragraph in cell_at(document, place, sheet).paragraphs for span in paragraph.spans]


def remarks_of(document: Document) -> set[tuple[str, str | None]]:
    return {(remark.code.value, remark.where) for remark in document.remarks}

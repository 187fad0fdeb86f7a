"""Reads an Excel workbook into a Document: every cell with something in it, once, typed, and what floats above the cells.

Our own small reader on the parts: libraries lose check boxes, shapes, lists on other sheets and struck words, and some
of them fill the memory for one value in the last cell.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from intake.documents.excel.anchors import Geometry
from intake.documents.excel.book import MACRO_SHEETS, WORKSHEET, SheetEntry, shared_by_sheets, sheet_entries
from intake.documents.excel.comments import Comment, notes, threads
from intake.documents.excel.dangers import dangers, fetches
from intake.documents.excel.floating import Floating, floating
from intake.documents.excel.grid import Grid
from intake.documents.excel.names import DefinedName, by_name, defined_names, target
from intake.documents.excel.overlays import Find, Overlays, entries, lay_controls, lay_shapes
from intake.documents.excel.parts import Parts
from intake.documents.excel.places import Area
from intake.documents.excel.sheet import ListRule, stored_sheet
from intake.documents.excel.values import Workbook
from intake.documents.limits import DocumentLimits
from intake.documents.package import Package
from intake.model.document import Document, FileType, Remark, RemarkCode, Story, StoryKind


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A worksheet while it is put together."""

    entry: SheetEntry
    grid: Grid
    floating: Floating
    comments: tuple[Comment, ...]


def read_xlsx(package: Package, type: FileType, limits: DocumentLimits) -> Document:  # noqa: A002 - the field's word
    """Everything that a person sees in a workbook (.xlsx, .xlsm, .xltx, strict or not). Raises UnreadableDocument.

    One story for each worksheet, in their order and hidden ones among them, each followed by its comments. A value has
    its type in `Span.value` and stands in `Span.text` as Excel shows it.
    """
    parts = Parts(package)
    workbook = parts.xml(package.main_part)
    listed = sheet_entries(workbook, parts, package.main_part)
    book = shared_by_sheets(workbook, parts, package.main_part)
    names = defined_names(workbook, tuple(entry.name for entry in listed))
    sheets = [_stored(entry, book, parts, limits) for entry in listed if entry.kind == WORKSHEET]
    overlays = [_filled(sheet, sheets, names) for sheet in sheets]
    told = [_told(sheet, overlaid, limits) for sheet, overlaid in zip(sheets, overlays, strict=True)]
    remarks = [*_file_remarks(parts, package, type, listed), *(remark for _, some in told for remark in some)]
    stories = tuple(story for some, _ in told for story in some)
    return Document(type=type, stories=stories, remarks=tuple(dict.fromkeys(remarks)))


def _stored(entry: SheetEntry, book: Workbook, parts: Parts, limits: DocumentLimits) -> _Sheet:
    rows = parts.elements(entry.part, "row", "sheetData")
    sheet = stored_sheet(rows, book.box_styles, most_rows=limits.rows, most_cells_in_row=limits.columns)
    comments = (
        *(each for name in parts.related(entry.part, "comments") for each in notes(parts.xml(name))),
        *(each for name in parts.related(entry.part, "threadedComment") for each in threads(parts.xml(name))),
    )
    grid = Grid(name=entry.name, sheet=sheet, book=book)
    return _Sheet(entry, grid, floating(sheet.root, entry.part, parts), comments)


def _filled(sheet: _Sheet, sheets: Iterable[_Sheet], names: tuple[DefinedName, ...]) -> Overlays:
    """Names, lists and all that floats put onto the sheet."""
    find = _find(sheet.entry.name, {each.entry.name.casefold(): each.grid for each in sheets}, names)
    overlays, geometry = Overlays(), Geometry(sheet.grid.sheet)
    sheet.grid.give_names(_names_on(sheet.entry.name, names))
    for rule in sheet.grid.sheet.lists:
        options = _options(rule, find)
        for area in rule.areas if options else ():
            sheet.grid.offer(area, options)
    lay_shapes(sheet.floating.shapes, sheet.grid, geometry, overlays)
    lay_controls(sheet.floating.controls, sheet.grid, geometry, find, overlays)
    return overlays


def _find(home: str, grids: Mapping[str, Grid], names: tuple[DefinedName, ...]) -> Find:
    known = by_name(names)

    def find(formula: str) -> tuple[Grid, Area] | None:
        found = target(formula, home, known)
        grid = None if found is None else grids.get(found[0].casefold())
        return None if found is None or grid is None else (grid, found[1])

    return find


def _names_on(sheet: str, names: tuple[DefinedName, ...]) -> Iterator[tuple[str, Area]]:
    return ((each.name, each.area) for each in names if each.sheet.casefold() == sheet.casefold())


def _options(rule: ListRule, find: Find) -> tuple[str, ...]:
    return rule.written_options or entries(rule.formula, find)


# -- what becomes of a sheet -----------------------------------------------------------------------------------------


def _told(sheet: _Sheet, overlays: Overlays, limits: DocumentLimits) -> tuple[list[Story], list[Remark]]:
    """The stories of a sheet and of its comments, and what is to be remarked of it."""
    name = sheet.entry.name
    table, is_cut = sheet.grid.table(most_rows=limits.rows, most_columns=limits.columns)
    stories = [
        *sheet.grid.stories((table, *overlays.boxed), is_hidden=sheet.entry.is_hidden),
        *(Story(StoryKind.COMMENT, (each.paragraph,), f"{name}!{each.place}") for each in sheet.comments),
    ]
    remarks = [
        *([Remark(RemarkCode.HIDDEN_SHEET, name)] if sheet.entry.is_hidden else []),
        *([Remark(RemarkCode.CUT_SHORT, name)] if is_cut or sheet.grid.sheet.is_cut_short else []),
        *_grid_remarks(sheet.grid, name),
        *(Remark(code, f"{name}!{place}") for code, place in (*sheet.grid.remarks, *overlays.remarks)),
        *(Remark(RemarkCode.COMMENT, f"{name}!{each.place}") for each in sheet.comments),
    ]
    return stories, remarks


def _grid_remarks(grid: Grid, name: str) -> Iterator[Remark]:
    yield from (Remark(code, f"{name}!{place}") for code, place in grid.hidden_parts())
    for cell in grid.sheet.cells:
        if cell.formula and fetches(cell.formula):
            yield Remark(RemarkCode.EXTERNAL_CONTENT, f"{name}!{cell.place}")


def _file_remarks(parts: Parts, package: Package, kind: FileType, listed: Iterable[SheetEntry]) -> Iterator[Remark]:
    yield from (Remark(code) for code in dangers(parts, kind))
    if package.is_strict:
        yield Remark(RemarkCode.STRICT)
    if kind is FileType.XLTX:
        yield Remark(RemarkCode.TEMPLATE)
    yield from (Remark(RemarkCode.MACROS, entry.name) for entry in listed if entry.kind in MACRO_SHEETS)

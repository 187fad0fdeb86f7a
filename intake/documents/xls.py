"""Reads the older binary workbooks (.xls) and .xlsb through calamine: values and merges, no looks.

What floats above the cells of an .xls is read from its records (`excel_97`); an .xlsb with controls goes to a person.

Calamine believes what a file says of its own size, so the claims are weighed first, and an .xls reaches it written anew
round its one stream. It gives an error value and a formula without its value as an empty cell; where LibreOffice is
installed, a conversion to .xlsx says more.
"""

import io
import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TypeAlias

import olefile
from lxml.etree import Element
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from intake.documents.claims import check_area, check_binary_parts, check_workbook_stream
from intake.documents.compound import around
from intake.documents.excel.controls import ControlShape, controls
from intake.documents.excel.dangers import dangers
from intake.documents.excel.grid import Grid
from intake.documents.excel.moments import iso_text
from intake.documents.excel.names import target
from intake.documents.excel.numbers import plain_number
from intake.documents.excel.overlays import Find, Overlays, lay_controls, lay_shapes
from intake.documents.excel.parts import Parts
from intake.documents.excel.places import LAST_COLUMN, LAST_ROW, Area, Place
from intake.documents.excel.serials import DateSystem
from intake.documents.excel.sheet import StoredSheet
from intake.documents.excel.strings import unescaped
from intake.documents.excel.symbols import spans_of
from intake.documents.excel.values import Workbook
from intake.documents.excel_97.sheets import Above, sheets_above
from intake.documents.limits import DocumentLimits
from intake.documents.package import Package, open_package
from intake.model.document import (
    CellValue,
    Document,
    FileType,
    Mark,
    Remark,
    RemarkCode,
    Span,
    Story,
    Trouble,
    UnreadableDocument,
)

Stored: TypeAlias = int | float | str | bool | time | date | datetime | timedelta

ZIPPED = b"PK"
MOST_SHEETS = 100
VBA_STORAGES = ("_VBA_PROJECT_CUR", "_VBA_PROJECT", "Macros")
MACRO_SHEETS = (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba)
ACTIVE_X_PARTS, OLD_DRAWING = "xl/activex/", ".vml"
EMBEDDED_STORAGE = "MBD"
WORKBOOK_STREAMS = ("Workbook", "Book")
FIRST_RECORDS = 12
RECORD_HEADER = struct.Struct("<HH")
FILE_PASS = 0x002F
NO_PART = Element("worksheet")
NO_SHEET = StoredSheet(rows=(), root=NO_PART)
NO_BOOK = Workbook(strings=(), styles=(), dates=DateSystem.FROM_1900)
"""Calamine has used what cells share."""
PANIC = "PanicException"
"""What a fault inside calamine becomes; it is no Exception, and has no name to import."""
BROKEN_OLE = (OSError, ValueError, IndexError, TypeError, AttributeError, KeyError, RecursionError, OverflowError)


@dataclass(frozen=True, slots=True)
class _Weighed:
    active: tuple[RemarkCode, ...]
    """What acts in it."""
    content: bytes = field(repr=False)
    """The file that calamine may open."""
    stream: bytes | None = field(default=None, repr=False)
    """The records of an .xls."""


def read_xls(content: bytes, limits: DocumentLimits) -> Document:
    """The values of a workbook, dates typed, hidden sheets told. Raises UnreadableDocument."""
    if len(content) > limits.file_bytes:
        raise UnreadableDocument(Trouble.TOO_LARGE, "file")
    kind = FileType.XLSB if content.startswith(ZIPPED) else FileType.XLS
    weighed = _weighed_package(content, limits) if kind is FileType.XLSB else _weighed_stream(content)
    remarks = [Remark(RemarkCode.CONVERTED), *(Remark(code) for code in weighed.active)]
    stories: list[Story] = []
    with _workbook(weighed.content) as workbook:
        sheets = _worksheets(workbook)
        names = tuple(each.name for each in workbook.sheets_metadata)
        above = sheets_above(weighed.stream, names)
        grids = {
            each.name: _grid(workbook.get_sheet_by_name(each.name), above.get(each.name), limits) for each in sheets
        }
        for sheet in sheets:
            grid = grids[sheet.name]
            overlays = _overlaid(grid, above.get(sheet.name), grids)
            table, is_cut = grid.table(most_rows=limits.rows, most_columns=limits.columns)
            is_hidden = sheet.visible != SheetVisibleEnum.Visible
            stories += grid.stories((table, *overlays.boxed), is_hidden=is_hidden)
            remarks += [Remark(RemarkCode.HIDDEN_SHEET, sheet.name)] * is_hidden
            remarks += [Remark(RemarkCode.CUT_SHORT, sheet.name)] * is_cut
            told = (*grid.hidden_parts(), *grid.remarks, *overlays.remarks)
            remarks += [Remark(code, f"{sheet.name}!{place}") for code, place in told]
            notes = above[sheet.name].notes if sheet.name in above else ()
            remarks += [Remark(RemarkCode.COMMENT, f"{sheet.name}!{place}") for place in notes]
        remarks += [Remark(RemarkCode.MACROS, each.name) for each in workbook.sheets_metadata if _is_macro_sheet(each)]
    return Document(type=kind, stories=tuple(stories), remarks=tuple(dict.fromkeys(remarks)))


def _overlaid(grid: Grid, above: Above | None, grids: Mapping[str, Grid]) -> Overlays:
    """What floats over a sheet laid onto its cells."""
    overlays = Overlays()
    if above is not None:
        known = {name.casefold(): each for name, each in grids.items()}
        lay_shapes(above.floating.shapes, grid, above.geometry, overlays)
        lay_controls(above.floating.controls, grid, above.geometry, _find(grid.name, known), overlays)
    return overlays


def _find(home: str, grids: Mapping[str, Grid]) -> Find:
    def find(formula: str) -> tuple[Grid, Area] | None:
        found = target(formula, home, {})
        grid = None if found is None else grids.get(found[0].casefold())
        return None if found is None or grid is None else (grid, found[1])

    return find


@contextmanager
def _workbook(content: bytes) -> Iterator[CalamineWorkbook]:
    """The opened workbook; all that calamine raises while it is open becomes UnreadableDocument."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            yield workbook
    except PasswordError as error:
        raise UnreadableDocument(Trouble.ENCRYPTED) from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise UnreadableDocument(Trouble.DAMAGED, type(error).__name__) from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise UnreadableDocument(Trouble.DAMAGED, PANIC) from error


def _worksheets(workbook: CalamineWorkbook) -> tuple[SheetMetadata, ...]:
    sheets = tuple(each for each in workbook.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet)
    if not sheets:
        raise UnreadableDocument(Trouble.DAMAGED, "no worksheet")
    if len(sheets) > MOST_SHEETS:
        raise UnreadableDocument(Trouble.TOO_LARGE, "sheets")
    return sheets


def _is_macro_sheet(sheet: SheetMetadata) -> bool:
    return any(sheet.typ == kind for kind in MACRO_SHEETS)


def _weighed_package(content: bytes, limits: DocumentLimits) -> _Weighed:
    """Its parts say whether macros are in it; the type of each says that they may be."""
    package = open_package(content, limits)
    check_binary_parts(package)
    parts = Parts(package)
    if _takes_answers_in_controls(package, parts):
        raise UnreadableDocument(Trouble.OLD_FORMAT, "controls")
    return _Weighed(tuple(dangers(parts, FileType.XLSB)), content)


def _takes_answers_in_controls(package: Package, parts: Parts) -> bool:
    """Whether an .xlsb has check boxes or the like: not read there, they would pass for empty."""
    names = {name.lower(): name for name in package.names}
    if any(name.startswith(ACTIVE_X_PARTS) for name in names):
        return True
    drawings = (parts.vml(name) for folded, name in names.items() if folded.endswith(OLD_DRAWING))
    return any(each.shape is not ControlShape.WORDS for vml in drawings for each in controls(NO_PART, {}, vml, {}))


def _weighed_stream(content: bytes) -> _Weighed:
    """Reduced to a file with nothing but its workbook. Raises UnreadableDocument."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            active = tuple(_active_storages(file))
            name = next((name for name in WORKBOOK_STREAMS if file.exists(name)), None)
            if name is None or file.get_size(name) > len(content):
                raise UnreadableDocument(Trouble.DAMAGED, "no workbook")
            stream = file.openstream(name).read()
    except BROKEN_OLE as error:
        raise UnreadableDocument(Trouble.DAMAGED, type(error).__name__) from error
    if _is_encrypted(stream):
        raise UnreadableDocument(Trouble.ENCRYPTED)
    check_workbook_stream(stream)
    return _Weighed(active, around(stream, name), stream)


def _active_storages(file: olefile.OleFileIO) -> Iterator[RemarkCode]:
    if any(file.exists(storage) for storage in VBA_STORAGES):
        yield RemarkCode.MACROS
    if any(path[0].startswith(EMBEDDED_STORAGE) for path in file.listdir(streams=False, storages=True)):
        yield RemarkCode.EMBEDDED_OBJECT


def _is_encrypted(records: bytes) -> bool:
    """Whether a FilePass record stands among the first ([MS-XLS] 2.4.117)."""
    place = 0
    for _ in range(FIRST_RECORDS):
        if place + RECORD_HEADER.size > len(records):
            return False
        kind, size = RECORD_HEADER.unpack_from(records, place)
        if kind == FILE_PASS:
            return True
        place += RECORD_HEADER.size + size
    return False


def _grid(sheet: CalamineSheet, above: Above | None, limits: DocumentLimits) -> Grid:
    """The sheet's values at their places, one row and one cell more than the limits where there are more.

    Calamine gives the rows from the first of the sheet, and their cells from the first column that is used.
    """
    check_area(sheet.total_height, sheet.total_width)
    stored = NO_SHEET if above is None else above.sheet
    grid = Grid(name=sheet.name, sheet=replace(stored, merges=tuple(_areas(sheet))), book=NO_BOOK)
    first_column = sheet.start[1] if sheet.start else 0
    count = 0
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = islice(_cells(number, enumerate(values, first_column)), limits.columns + 1)
        are_seen = [grid.put(place, spans) for place, spans in cells]
        count += any(are_seen)
        if count > limits.rows:
            break
    return grid


def _areas(sheet: CalamineSheet) -> Iterator[Area]:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if 0 <= top <= bottom < LAST_ROW and 0 <= left <= right <= LAST_COLUMN and (top, left) != (bottom, right):
            yield Area(Place(top + 1, left), Place(bottom + 1, right))


def _cells(number: int, values: Iterable[tuple[int, Stored]]) -> Iterator[tuple[Place, tuple[Span, ...]]]:
    for column, value in values:
        if value != "" and (spans := _spans(value)):
            yield Place(number, column), spans


def _spans(value: Stored) -> tuple[Span, ...]:
    if isinstance(value, str):
        return tuple(spans_of(unescaped(value), Mark.NONE))
    text, typed = _typed(value)
    return (Span(text, value=typed),)


def _typed(value: float | time | date | timedelta) -> tuple[str, CellValue]:
    """The text and the value of what is no text: a midnight is the day alone, a whole number has no point."""
    match value:
        case bool():
            return str(value).upper(), value
        case timedelta():
            return str(value), value / timedelta(days=1)
        case datetime():
            moment = value.date() if value.time() == time.min else value.replace(microsecond=0)
            return _moment_text(moment), moment
        case date() | time():
            return _moment_text(value), value
        case _:
            number = int(value) if float(value).is_integer() else value
            return plain_number(number), number


def _moment_text(moment: date | time) -> str:
    if isinstance(moment, date) and not isinstance(moment, datetime):
        return f"{moment:%d/%m/%Y}"
    return iso_text(moment)

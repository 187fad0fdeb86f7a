"""Reads the older binary workbooks (.xls) and .xlsb through calamine: values and merges, no looks, no controls.

Calamine believes what a file says of its own size, so the claims are weighed first, and an .xls reaches it written anew
round its one stream. It gives an error value and a formula without its value as an empty cell; where LibreOffice is
installed, a conversion to .xlsx says more.
"""

import io
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

import olefile
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
from intake.documents.excel.dangers import dangers
from intake.documents.excel.merges import Merges
from intake.documents.excel.moments import iso_text
from intake.documents.excel.numbers import plain_number
from intake.documents.excel.parts import Parts
from intake.documents.excel.places import LAST_COLUMN, LAST_ROW, Area, Place
from intake.documents.excel.strings import unescaped
from intake.documents.excel.symbols import spans_of
from intake.documents.limits import DocumentLimits
from intake.documents.package import open_package
from intake.model.document import (
    Cell,
    CellValue,
    Document,
    FileType,
    Mark,
    Paragraph,
    Remark,
    RemarkCode,
    Row,
    Span,
    Story,
    StoryKind,
    Table,
    Trouble,
    UnreadableDocument,
)

Stored: TypeAlias = int | float | str | bool | time | date | datetime | timedelta

ZIPPED = b"PK"
MOST_SHEETS = 100
VBA_STORAGES = ("_VBA_PROJECT_CUR", "_VBA_PROJECT", "Macros")
MACRO_SHEETS = (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba)
EMBEDDED_STORAGE = "MBD"
WORKBOOK_STREAMS = ("Workbook", "Book")
FIRST_RECORDS = 12
RECORD_HEADER = struct.Struct("<HH")
FILE_PASS = 0x002F
PANIC = "PanicException"
"""What a fault inside calamine becomes; it is no Exception, and has no name to import."""
BROKEN_OLE = (OSError, ValueError, IndexError, TypeError, AttributeError, KeyError, RecursionError, OverflowError)


def read_xls(content: bytes, limits: DocumentLimits) -> Document:
    """The values of a workbook, dates typed, hidden sheets told. Raises UnreadableDocument."""
    if len(content) > limits.file_bytes:
        raise UnreadableDocument(Trouble.TOO_LARGE, "file")
    kind = FileType.XLSB if content.startswith(ZIPPED) else FileType.XLS
    active, weighed = _weighed_package(content, limits) if kind is FileType.XLSB else _weighed_stream(content)
    remarks = [Remark(RemarkCode.CONVERTED), *(Remark(code) for code in active)]
    stories = []
    with _workbook(weighed) as workbook:
        for sheet in _worksheets(workbook):
            table, is_cut = _table(workbook.get_sheet_by_name(sheet.name), sheet.name, limits)
            is_hidden = sheet.visible != SheetVisibleEnum.Visible
            stories.append(Story(StoryKind.SHEET, (table,), sheet.name, is_hidden))
            remarks += [Remark(RemarkCode.HIDDEN_SHEET, sheet.name)] * is_hidden
            remarks += [Remark(RemarkCode.CUT_SHORT, sheet.name)] * is_cut
        remarks += [Remark(RemarkCode.MACROS, each.name) for each in workbook.sheets_metadata if _is_macro_sheet(each)]
    return Document(type=kind, stories=tuple(stories), remarks=tuple(dict.fromkeys(remarks)))


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


def _weighed_package(content: bytes, limits: DocumentLimits) -> tuple[Iterable[RemarkCode], bytes]:
    """What acts in an .xlsb, and the file. Its parts say whether macros are in it; the type of each says that they may be."""
    package = open_package(content, limits)
    check_binary_parts(package)
    return dangers(Parts(package), FileType.XLSB), content


def _weighed_stream(content: bytes) -> tuple[Iterable[RemarkCode], bytes]:
    """What acts in an .xls, and a file with nothing but its workbook. Raises UnreadableDocument."""
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
    return active, around(stream, name)


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


def _table(sheet: CalamineSheet, name: str, limits: DocumentLimits) -> tuple[Table, bool]:
    """The rows with something in them, and whether there are more than the limits allow.

    Calamine gives the rows from the first of the sheet, and their cells from the first column that is used.
    """
    check_area(sheet.total_height, sheet.total_width)
    merges = Merges(_areas(sheet))
    first_column = sheet.start[1] if sheet.start else 0
    rows: list[Row] = []
    is_cut = False
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = [cell for cell in _cells(number, enumerate(values, first_column), merges) if cell.blocks]
        if cells and len(rows) == limits.rows:
            return Table(name, tuple(rows)), True
        if cells:
            is_cut = is_cut or len(cells) > limits.columns
            rows.append(Row(number, tuple(cells[: limits.columns])))
    return Table(name, tuple(rows)), is_cut


def _areas(sheet: CalamineSheet) -> Iterator[Area]:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if 0 <= top <= bottom < LAST_ROW and 0 <= left <= right <= LAST_COLUMN and (top, left) != (bottom, right):
            yield Area(Place(top + 1, left), Place(bottom + 1, right))


def _cells(number: int, values: Iterable[tuple[int, Stored]], merges: Merges) -> Iterator[Cell]:
    for column, value in values:
        if value == "":
            continue
        place = Place(number, column)
        if merges.corner(place) == place:
            width, height = merges.size(place)
            yield Cell(column, _blocks(value), width, height)


def _blocks(value: Stored) -> tuple[Paragraph, ...]:
    if isinstance(value, str):
        spans = tuple(spans_of(unescaped(value), Mark.NONE))
        return (Paragraph(spans),) if spans else ()
    text, typed = _typed(value)
    return (Paragraph((Span(text, value=typed),)),)


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

"""The register of referrals as an Excel file: references, times and outcomes. It names nobody."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, TypeAlias, cast
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from intake.model.office import Office
from intake.store import RegisterLine

Value: TypeAlias = str | int | datetime | None

WHEN: Final = "yyyy-mm-dd hh:mm"


def local(instant: datetime | None, office: Office) -> datetime | None:
    """Excel knows no zones."""
    return None if instant is None else instant.astimezone(ZoneInfo(office.zone)).replace(tzinfo=None)


def agency(line: RegisterLine, office: Office) -> str | None:
    """By its name where it is on the list, else the domain that it wrote from."""
    return None if line.agency_domain is None else office.agency_of(line.agency_domain) or line.agency_domain


COLUMNS: Final[tuple[tuple[str, int, Callable[[RegisterLine, Office], Value]], ...]] = (
    ("Reference", 16, lambda line, _: line.reference),
    ("Received", 17, lambda line, office: local(line.opened, office)),
    ("Agency", 40, agency),
    ("Form", 22, lambda line, _: line.form),
    ("Now", 14, lambda line, _: line.outcome.replace("_", " ")),
    ("Since", 17, lambda line, office: local(line.changed, office)),
    ("Closed", 17, lambda line, office: local(line.closed, office)),
    ("Urgent", 9, lambda line, _: "yes" if line.urgent else ""),
    ("Copies received", 17, lambda line, _: line.versions),
)
"""Heading, width in characters, and what stands there."""


def write_register(lines: Sequence[RegisterLine], office: Office) -> bytes:
    """An .xlsx with a line for each referral; times are local, and no text is ever taken for a formula."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise ValueError("a new workbook has a sheet")
    sheet.title = "Referrals"
    for column, (heading, width, _) in enumerate(COLUMNS, start=1):
        put(cast("Cell", sheet.cell(1, column)), heading)
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, line in enumerate(lines, start=2):
        for column, (_, _, value) in enumerate(COLUMNS, start=1):
            put(cast("Cell", sheet.cell(row, column)), value(line, office))
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(lines) + 1}"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def put(cell: Cell, value: Value) -> None:
    """Text stays text, whatever it begins with: openpyxl would make a formula of `=`."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    elif isinstance(value, datetime):
        cell.number_format = WHEN

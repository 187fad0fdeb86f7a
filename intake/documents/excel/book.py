"""The workbook part: its sheets and what they share."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element

from intake.documents.excel.parts import Parts
from intake.documents.excel.serials import DateSystem
from intake.documents.excel.strings import RichText, rich_text
from intake.documents.excel.styles import cell_styles
from intake.documents.excel.values import Workbook
from intake.documents.excel.xml import child, children, is_on, local_name, relationship_id
from intake.model.document import Trouble, UnreadableDocument

MOST_SHEETS = 100
WORKSHEET = "worksheet"
MACRO_SHEETS = frozenset({"xlMacrosheet", "xlIntlMacrosheet"})


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it."""

    name: str
    part: str
    kind: str
    """The last word of its relationship's type: `worksheet`, `chartsheet`, `xlMacrosheet`."""
    is_hidden: bool


def sheet_entries(root: _Element, parts: Parts, workbook_part: str) -> tuple[SheetEntry, ...]:
    """All sheets in their order, hidden ones among them. Raises UnreadableDocument where there is no worksheet."""
    entries = tuple(_entries(root, parts, workbook_part))
    if not any(entry.kind == WORKSHEET for entry in entries):
        raise UnreadableDocument(Trouble.DAMAGED, "no worksheet")
    if len(entries) > MOST_SHEETS:
        raise UnreadableDocument(Trouble.TOO_LARGE, "sheets")
    return entries


def shared_by_sheets(root: _Element, parts: Parts, workbook_part: str) -> Workbook:
    strings = parts.first_related(workbook_part, "sharedStrings")
    styles = parts.first_related(workbook_part, "styles")
    return Workbook(
        strings=() if strings is None else tuple(_strings(parts, strings)),
        styles=cell_styles(None if styles is None else parts.xml(styles)),
        dates=date_system(root),
        has_cell_images=parts.first_related(workbook_part, "richValueRel") is not None,
    )


def date_system(workbook: _Element) -> DateSystem:
    properties = child(workbook, "workbookPr")
    is_1904 = properties is not None and is_on(properties.get("date1904"))
    return DateSystem.FROM_1904 if is_1904 else DateSystem.FROM_1900


def _entries(root: _Element, parts: Parts, workbook_part: str) -> Iterator[SheetEntry]:
    for each in children(child(root, "sheets"), "sheet"):
        found = parts.target(workbook_part, relationship_id(each))
        if found is None:
            raise UnreadableDocument(Trouble.DAMAGED, "sheet without a part")
        yield SheetEntry(each.get("name", ""), found.target, found.type, each.get("state", "visible") != "visible")


def _strings(parts: Parts, name: str) -> Iterator[RichText]:
    """The shared strings in their order; what the part says of their number is not believed."""
    for item in parts.elements(name, "si", "sst"):
        if local_name(item) == "si":
            yield rich_text(item)

"""Defined names, and what a formula that only names cells points to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.etree import _Element

from intake.documents.excel.places import Area, sheet_area_of
from intake.documents.excel.xml import child, children, count_of

MOST_NAMES = 5_000


@dataclass(frozen=True, slots=True)
class DefinedName:
    name: str
    sheet: str
    """The sheet that it points into."""
    area: Area
    scope: str | None
    """The sheet where it is known; None for the whole workbook."""


def defined_names(workbook: _Element, sheets: tuple[str, ...]) -> tuple[DefinedName, ...]:
    """Names that point to cells, in the order of the file. Those that programs keep for themselves begin with `_`."""
    return tuple(_names(workbook, sheets))


def target(formula: str, home: str, names: Mapping[str, DefinedName]) -> tuple[str, Area] | None:
    """The sheet and area of a reference or a defined name, read on the sheet `home`; None where it is neither."""
    found = sheet_area_of(formula)
    if found is not None:
        return found[0] or home, found[1]
    name = formula.strip().removeprefix("=").rpartition("!")[2].casefold()
    defined = names.get(f"{home}!{name}") or names.get(name)
    return None if defined is None else (defined.sheet, defined.area)


def by_name(names: tuple[DefinedName, ...]) -> dict[str, DefinedName]:
    """Each name in small letters; a name known on one sheet only as `Sheet!name`."""
    return {(f"{each.scope}!" if each.scope else "") + each.name.casefold(): each for each in names}


def _names(workbook: _Element, sheets: tuple[str, ...]) -> Iterator[DefinedName]:
    for at, each in enumerate(children(child(workbook, "definedNames"), "definedName")):
        if at == MOST_NAMES:
            return
        name, scope = each.get("name", ""), _scope(each, sheets)
        found = sheet_area_of(each.text or "")
        if not name or name.startswith("_") or found is None:
            continue
        sheet = found[0] or scope
        if sheet is not None:
            yield DefinedName(name, sheet, found[1], scope)


def _scope(name: _Element, sheets: tuple[str, ...]) -> str | None:
    index = count_of(name.get("localSheetId"), len(sheets))
    return sheets[index] if index < len(sheets) else None

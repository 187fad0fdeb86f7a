"""Invented people fill in the partnership's own blank forms, as Word and Excel keep them."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from lxml import etree

from intake.demo.people import Answers
from intake.forms.blank.excel import write_excel
from intake.forms.blank.word import write_word
from intake.forms.blank.wording import CROSSED_BOX
from intake.model.form import Field, FieldType, Form

Element: TypeAlias = Any
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHOSEN = frozenset({FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO})
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")


def filled_word(form: Form, answers: Answers) -> bytes:
    """The blank Word form with these answers in its content controls."""
    return with_part(write_word(form), "word/document.xml", lambda root: fill_controls(root, form, answers))


def with_part(package: bytes, name: str, change: Any) -> bytes:
    """The package with one part changed."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == name:
                root = etree.fromstring(content)
                change(root)
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            new.writestr(entry.filename, content)
    return result.getvalue()


def shown(field: Field, value: str) -> str:
    """An answer as a person types it: a choice's label, a date in UK order."""
    if field.type in CHOSEN:
        labels = {choice.id: choice.label for choice in field.choices} | {"yes": "Yes", "no": "No"}
        return labels.get(value, value)
    return uk_date(value)


def uk_date(value: str) -> str:
    try:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    except ValueError:
        return value


# -- Word ------------------------------------------------------------------------------------------------------------


def fill_controls(root: Element, form: Form, answers: Answers) -> None:
    seen: dict[str, int] = {}
    for control in list(root.iter(f"{W}sdt")):
        tag = control.find(f"{W}sdtPr/{W}tag")
        name = tag.get(f"{W}val") if tag is not None else None
        if name in answers and name in form.fields:
            number = seen[name] = seen.get(name, -1) + 1
            fill_control(control, form.fields[name], answers[name], number)


def fill_control(control: Element, field: Field, value: Any, number: int) -> None:
    """`number` counts the controls of one field: boxes stand in the order of the options."""
    box = control.find(f"{W}sdtPr/{W14}checkbox")
    if field.type is FieldType.TABLE:
        fill_rows(control, [[uk_date(row.get(column.id, "")) for column in field.columns] for row in value])
    elif box is not None:
        options = [choice.id for choice in field.choices] or ["yes", "no", "not known"]
        tick(control, box, ticked=options[number] in ({value} if isinstance(value, str) else value))
    else:
        type_into(control, shown(field, value))


def tick(control: Element, box: Element, *, ticked: bool) -> None:
    box.find(f"{W14}checked").set(f"{W14}val", "1" if ticked else "0")
    next(control.iter(f"{W}t")).text = "☒" if ticked else "☐"


def type_into(control: Element, text: str) -> None:
    """Replace the prompt, as Word does when somebody types."""
    properties = control.find(f"{W}sdtPr")
    for prompt in properties.findall(f"{W}showingPlcHdr"):
        properties.remove(prompt)
    run = next(control.find(f"{W}sdtContent").iter(f"{W}r"))
    for look in run.findall(f"{W}rPr"):
        run.remove(look)
    run.find(f"{W}t").text = text


def fill_rows(section: Element, rows: Sequence[Sequence[str]]) -> None:
    for element, texts in zip(section.iter(f"{W}tr"), rows, strict=False):
        for cell, text in zip(element.iter(f"{W}tc"), texts, strict=True):
            run = etree.SubElement(next(cell.iter(f"{W}p")), f"{W}r")
            etree.SubElement(run, f"{W}t").text = text


# -- Excel -----------------------------------------------------------------------------------------------------------


def filled_excel(form: Form, answers: Answers) -> bytes:
    """The blank workbook with these answers at its named places."""
    package = write_excel(form)
    places = dict(named_places(package))
    texts: dict[str, dict[str, str]] = {}
    for name, value in answers.items():
        sheet, area = places[name]
        texts.setdefault(sheet, {}).update(cell_texts(form.fields[name], value, area))
    for part, cells in texts.items():
        package = with_part(package, part, lambda root, cells=cells: type_into_cells(root, cells))
    return package


def named_places(package: bytes) -> Iterator[tuple[str, tuple[str, str]]]:
    """Part and area of each defined name."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        book = etree.fromstring(archive.read("xl/workbook.xml"))
    sheets = [each.get("name") for each in book.iter(f"{S}sheet")]
    for defined in book.iter(f"{S}definedName"):
        sheet, _, area = (defined.text or "").rpartition("!")
        if sheet.strip("'") in sheets:
            yield defined.get("name"), (f"xl/worksheets/sheet{sheets.index(sheet.strip(chr(39))) + 1}.xml", area)


def cell_texts(field: Field, value: Any, area: str) -> Mapping[str, str]:
    """What goes into which cell."""
    column, row = first_cell(area)
    if field.type is FieldType.TABLE:
        return {
            f"{chr(ord(column) + across)}{row + down}": uk_date(line.get(each.id, ""))
            for down, line in enumerate(value)
            for across, each in enumerate(field.columns)
        }
    if field.type is FieldType.CHOICES:
        ticked = {f"{column}{row + at}": each for at, each in enumerate(field.choices) if each.id in value}
        return {place: f"{CROSSED_BOX} {each.label}" for place, each in ticked.items()}
    return {f"{column}{row}": shown(field, value)}


def first_cell(area: str) -> tuple[str, int]:
    found = REFERENCE.search(area)
    if found is None:
        raise ValueError("a name without a place")
    return found[1], int(found[2])


def type_into_cells(root: Element, texts: Mapping[str, str]) -> None:
    cells = {cell.get("r"): cell for cell in root.iter(f"{S}c")}
    for place, text in texts.items():
        if text:
            cell = cells[place]
            cell.clear(keep_tail=True)
            cell.set("r", place)
            cell.set("t", "inlineStr")
            etree.SubElement(etree.SubElement(cell, f"{S}is"), f"{S}t").text = text

"""Blank forms filled as a referrer's program would: through the tags of content controls and the names of cells."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date

import openpyxl
from lxml import etree

from intake.forms.blank.sheet_rules import defined_name
from intake.model.form import Field, FieldType, Form
from intake.model.reading import TableRows, Value

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
NAMESPACES = {"w": W, "w14": W14}
DOCUMENT = "word/document.xml"


def shown(form: Form, field: Field, value: Value) -> str:
    """A value as a referrer writes it."""
    if field.type is FieldType.DATE and is_date(value):
        return date.fromisoformat(str(value)).strftime("%d/%m/%Y")
    labels = {**{each.id: each.label for each in field.choices}, "yes": "Yes", "no": "No", "not known": "Not known"}
    return labels.get(str(value), str(value))


def is_date(value: Value) -> bool:
    return isinstance(value, str) and value[:1].isdigit()


def fill_word(content: bytes, form: Form, answers: Mapping[str, Value]) -> bytes:
    parts = _parts(content)
    root = etree.fromstring(parts[DOCUMENT])
    for field_id, value in answers.items():
        _answer(root, form, form.fields[field_id], value)
    parts[DOCUMENT] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _answer(root: etree._Element, form: Form, field: Field, value: Value) -> None:
    controls = root.xpath(f"//w:sdt[w:sdtPr/w:tag/@w:val='{field.id}']", namespaces=NAMESPACES)
    match field.type:
        case FieldType.TABLE:
            _rows(controls[0], field, value)
        case FieldType.CHOICES:
            for control, choice in zip(controls, field.choices, strict=True):
                if choice.id in (value or ()):
                    _tick(control)
        case FieldType.YES_NO if len(controls) > 1:
            _tick(controls[["yes", "no", "not known"].index(str(value))])
        case _:
            _write(controls[0], shown(form, field, value))


def _tick(control: etree._Element) -> None:
    control.find(f".//{{{W14}}}checked").set(f"{{{W14}}}val", "1")
    control.find(f".//{{{W}}}t").text = "☒"


def _write(control: etree._Element, text: str) -> None:
    properties = control.find(f"{{{W}}}sdtPr")
    properties.remove(properties.find(f"{{{W}}}showingPlcHdr"))
    run = control.find(f".//{{{W}}}r")
    run.remove(run.find(f"{{{W}}}rPr"))
    run.find(f"{{{W}}}t").text = text


def _rows(control: etree._Element, field: Field, value: Value) -> None:
    assert isinstance(value, tuple)
    rows: TableRows = value  # type: ignore[assignment]
    for row, element in zip(rows, control.iter(f"{{{W}}}tr"), strict=False):
        for column, paragraph in zip(field.columns, element.iter(f"{{{W}}}p"), strict=True):
            run = etree.SubElement(paragraph, f"{{{W}}}r")
            etree.SubElement(run, f"{{{W}}}t").text = row.get(column.id, "")


def fill_excel(content: bytes, form: Form, answers: Mapping[str, Value]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content), rich_text=True)
    for field_id, value in answers.items():
        field = form.fields[field_id]
        [(sheet, where)] = book.defined_names[defined_name(field_id)].destinations
        found = book[sheet][where.replace("$", "")]
        rows = found if isinstance(found, tuple) else ((found,),)
        if field.type is FieldType.TABLE:
            for cells, row in zip(rows, value or (), strict=False):
                for cell, column in zip(cells, field.columns, strict=True):
                    cell.value = row.get(column.id) or None  # type: ignore[union-attr]
        elif field.type is FieldType.CHOICES:
            for (cell,), choice in zip(rows, field.choices, strict=True):
                if choice.id in (value or ()):
                    cell.value = f"☒ {choice.label}"
        elif field.type is FieldType.DATE and is_date(value):
            rows[0][0].value = date.fromisoformat(str(value))
        else:
            rows[0][0].value = shown(form, field, value).replace(",", ";" if field.choices else ",")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()

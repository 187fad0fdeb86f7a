"""Filled forms, and the many ways in which they go wrong: one small change each."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any

from lxml import etree
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import load_workbook

from intake.demo import people
from intake.demo.filling import S, W, filled_excel, filled_word, with_part
from intake.forms.blank.excel import write_excel
from intake.forms.blank.word import write_word
from tests.pipeline.robots import handbook

TODAY = date(2026, 7, 1)
DOCUMENT = "word/document.xml"
SHEET = "xl/worksheets/sheet1.xml"
LEAD = "Zebedee Marker"
"""The answer that is changed: a required name."""
NAMESPACES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def answers(**changes: Any) -> people.Answers:
    """A complete, unhurried form; None takes an answer away."""
    merged = {**people.near_miss(TODAY), "lead_name": LEAD, **changes}
    return {name: value for name, value in merged.items() if value is not None}


@cache
def word() -> bytes:
    return filled_word(handbook().forms[0], answers())


@cache
def excel() -> bytes:
    return filled_excel(handbook().forms[0], answers())


def word_with(**changes: Any) -> bytes:
    return filled_word(handbook().forms[0], answers(**changes))


def excel_with(**changes: Any) -> bytes:
    return filled_excel(handbook().forms[0], answers(**changes))


def blank_word() -> bytes:
    return write_word(handbook().forms[0])


def blank_excel() -> bytes:
    return write_excel(handbook().forms[0])


# -- the package -----------------------------------------------------------------------------------------------------


def repacked(package: bytes, change: Callable[[str, bytes], bytes | None] | None = None, **more: bytes) -> bytes:
    """Written anew, each entry as `change` has it (None leaves it out), and more entries at the end (`__` for a slash)."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = change(entry.filename, old.read(entry)) if change else old.read(entry)
            if content is not None:
                new.writestr(entry.filename, content)
        for name, content in more.items():
            new.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return result.getvalue()


def with_text(package: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """One piece of a part replaced; it must be there."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert old in archive.read(part)
    return repacked(package, lambda name, content: content.replace(old, new, 1) if name == part else content)


def with_arrow(
    package: bytes, kind: str, target: str, *, owner: str = "word/document.xml", external: bool = True
) -> bytes:
    """One more relationship of a part."""
    folder, _, name = owner.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels"
    mode = ' TargetMode="External"' if external else ""
    arrow = f'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"{mode}/></Relationships>'
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        has_rels = rels in archive.namelist()
    if has_rels:
        return with_text(package, rels, b"</Relationships>", arrow.encode())
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    return repacked(package, None, **{rels.replace("/", "__"): (head + arrow).encode()})


def twice(package: bytes, name: str, second: bytes) -> bytes:
    """Two entries of one name."""
    import warnings

    result = io.BytesIO(package)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(result, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, second)
    return result.getvalue()


def locked(package: bytes, password: str = "Tannery-6") -> bytes:
    result = io.BytesIO()
    OOXMLFile(io.BytesIO(package)).encrypt(password, result)
    return result.getvalue()


def zipped(files: Mapping[str, bytes]) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return result.getvalue()


def locked_zip(files: Mapping[str, bytes]) -> bytes:
    """The flag of encryption alone: nobody gets as far as the password."""
    content = bytearray(zipped(files))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(magic)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(magic, at + 4)
    return bytes(content)


def winmail(name: str, content: bytes) -> bytes:
    def attribute(identity: int, value: bytes) -> bytes:
        return struct.pack("<BII", 2, identity, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    head = struct.pack("<IH", 0x223E9F78, 1)
    return (
        head + attribute(0x69002, b"\0" * 14) + attribute(0x18010, name.encode() + b"\0") + attribute(0x6800F, content)
    )


def ole(stream: str) -> bytes:
    """The head of an OLE2 file as Word 97 and Excel 97 write it, with nothing readable in it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + stream.encode("utf-16-le") + b"\0" * 2000


# -- Word: the run that holds the lead's name, in other shapes --------------------------------------------------------


def run_of(root: Any, text: str = LEAD) -> Any:
    return next(each for each in root.iter(f"{W}t") if each.text == text).getparent()


def lead_as(markup: str, *, block: bool = False) -> bytes:
    """The run (or its whole paragraph) replaced by this markup; `{}` stands for the answer. Out of its content control."""

    def change(root: Any) -> None:
        run = run_of(root)
        control = next(each for each in run.iterancestors(f"{W}sdt"))
        inside = control.find(f"{W}sdtContent")
        for each in reversed(list(inside)):
            control.addnext(each)
        control.getparent().remove(control)
        target = next(run.iterancestors(f"{W}p")) if block else run
        piece = etree.fromstring(f"<x {NAMESPACES}>{markup.format(LEAD)}</x>")
        for each in reversed(list(piece)):
            target.addnext(each)
        target.getparent().remove(target)

    return with_part(word(), DOCUMENT, change)


def with_body(markup: str, package: bytes | None = None) -> bytes:
    """More at the end of the body."""
    added = f"{markup}<w:sectPr".encode()
    return with_text(package or word(), DOCUMENT, b"<w:sectPr", added)


def removed(count: Callable[[Any], list[Any]]) -> bytes:
    def change(root: Any) -> None:
        for each in count(root):
            each.getparent().remove(each)

    return with_part(word(), DOCUMENT, change)


# -- Excel: the cell that holds the lead's name -----------------------------------------------------------------------


def cell_as(change: Callable[[Any], None], text: str = LEAD) -> bytes:
    """The cell of the lead's name, changed."""

    def find(root: Any) -> None:
        change(next(each for each in root.iter(f"{S}c") if "".join(each.itertext()) == text))

    return with_part(excel(), sheet_of(text), find)


def sheet_of(text: str) -> str:
    with zipfile.ZipFile(io.BytesIO(excel())) as archive:
        return next(
            name for name in archive.namelist() if "worksheets/sheet" in name and text.encode() in archive.read(name)
        )


def typed(kind: str | None, *children: tuple[str, str]) -> Callable[[Any], None]:
    """The cell with another type and other children: `("f", formula)`, `("v", value)`."""

    def change(cell: Any) -> None:
        place, style = cell.get("r"), cell.get("s")
        cell.clear(keep_tail=True)
        cell.set("r", place)
        if style:
            cell.set("s", style)
        if kind:
            cell.set("t", kind)
        for name, value in children:
            etree.SubElement(cell, f"{S}{name}").text = value

    return change


def sheet_with(change: Callable[[Any], None]) -> bytes:
    return with_part(excel(), sheet_of(LEAD), change)


def with_far_cell(root: Any) -> None:
    row = etree.SubElement(root.find(f"{S}sheetData"), f"{S}row", r="1048576")
    cell = etree.SubElement(row, f"{S}c", r="XFD1048576", t="inlineStr")
    etree.SubElement(etree.SubElement(cell, f"{S}is"), f"{S}t").text = "far"


def with_merge(area: str) -> Callable[[Any], None]:
    def change(root: Any) -> None:
        merges = root.find(f"{S}mergeCells")
        if merges is None:
            merges = etree.Element(f"{S}mergeCells")
            root.find(f"{S}sheetData").addnext(merges)
        etree.SubElement(merges, f"{S}mergeCell", ref=area)

    return change


def excel_hiding(sheet: str, *lines: str) -> bytes:
    """The filled workbook with one more sheet that is hidden."""
    book = load_workbook(io.BytesIO(excel()))
    added = book.create_sheet(sheet)
    added.sheet_state = "hidden"
    for line in lines:
        added.append([line])
    result = io.BytesIO()
    book.save(result)
    return result.getvalue()


def hidden_rows(root: Any) -> None:
    for row in list(root.iter(f"{S}row"))[3:6]:
        row.set("hidden", "1")


def copied(element: Any) -> Any:
    return deepcopy(element)

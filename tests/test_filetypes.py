import io
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.filetypes import sniff
from intake.model.document import FileType

OOXML = "application/vnd.openxmlformats-officedocument"
MACRO = "application/vnd.ms"


def zipped(files: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def package(main_type: str, name: str = "[Content_Types].xml", encoding: str = "utf-8") -> bytes:
    types = f'<Types><Override PartName="/any/where.xml" ContentType="{main_type}"/></Types>'
    return zipped({name: types.encode(encoding).decode("latin-1"), "any/where.xml": "<x/>"})


def mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@school.example", "b@northshire.example", "Form"
    message.set_content("Attached.")
    return message.as_bytes()


@pytest.mark.parametrize(
    ("main_type", "expected"),
    [
        (f"{OOXML}.wordprocessingml.document.main+xml", FileType.DOCX),
        (f"{MACRO}-word.document.macroEnabled.main+xml", FileType.DOCM),
        (f"{OOXML}.wordprocessingml.template.main+xml", FileType.DOTX),
        (f"{MACRO}-word.template.macroEnabledTemplate.main+xml", FileType.DOCM),
        (f"{OOXML}.spreadsheetml.sheet.main+xml", FileType.XLSX),
        (f"{MACRO}-excel.sheet.macroEnabled.main+xml", FileType.XLSM),
        (f"{OOXML}.spreadsheetml.template.main+xml", FileType.XLTX),
        (f"{MACRO}-excel.template.macroEnabled.main+xml", FileType.XLSM),
        (f"{MACRO}-excel.sheet.binary.macroEnabled.main", FileType.XLSB),
        (f"{OOXML}.presentationml.presentation.main+xml", FileType.ZIP),
    ],
)
def test_an_office_package_is_known_by_its_main_part(main_type: str, expected: FileType) -> None:
    assert sniff(package(main_type)) is expected


@pytest.mark.parametrize("name", ["[Content_Types].xml", "[content_types].XML", "/[Content_Types].xml"])
def test_content_types_are_found_however_their_name_is_written(name: str) -> None:
    assert sniff(package(f"{OOXML}.wordprocessingml.document.main+xml", name)) is FileType.DOCX


def test_content_types_in_utf_16_are_understood() -> None:
    content = package(f"{OOXML}.wordprocessingml.document.main+xml", encoding="utf-16-le")
    assert sniff(content) is FileType.DOCX


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", FileType.EMPTY),
        (b" \r\n\0\0 ", FileType.EMPTY),
        (b"%PDF-1.7\n", FileType.PDF),
        (b"\xef\xbb\xbf  junk before %PDF-1.4\n", FileType.PDF),
        (b"{\\rtf1\\ansi x}", FileType.RTF),
        (b"\x78\x9f\x3e\x22 winmail", FileType.TNEF),
        (b"\x89PNG\r\n\x1a\n....", FileType.IMAGE),
        (b"\xff\xd8\xff\xe0 JFIF", FileType.IMAGE),
        (b"GIF89a", FileType.IMAGE),
        (b"II*\0", FileType.IMAGE),
        (b"<!DOCTYPE html><title>x</title>", FileType.HTML),
        (b"\xef\xbb\xbf<HTML><body>x</body></HTML>", FileType.HTML),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", FileType.CALENDAR),
        (mail(), FileType.EML),
        (b"Dear colleague, the form follows.", FileType.TEXT),
        (b"Name: x\nRole: y\nPhone: z\n", FileType.TEXT),
        (b"MZ\x90\0\x03\0", FileType.OTHER),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), FileType.ODT),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), FileType.ODS),
        (zipped({"mimetype": "application/epub+zip"}), FileType.ZIP),
        (zipped({"form.docx": "x"}), FileType.ZIP),
        (b"PK\x03\x04 cut short", FileType.ZIP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut short", FileType.OLE),
    ],
)
def test_a_file_is_what_stands_in_it(content: bytes, expected: FileType) -> None:
    assert sniff(content) is expected


@given(
    st.sampled_from(
        [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-", b"{\\rtf", b"<html", b"From: "]
    ),
    st.binary(max_size=3000),
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_have_a_type(magic: bytes, rest: bytes) -> None:
    assert sniff(magic + rest) in FileType

"""What a file is, by its content: bytes -> FileType. Never by its name, and never raising."""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping

from intake.model.document import FileType

PROBE_BYTES = 4096
CONTENT_TYPES_BYTES = 1_000_000
MAIN_PARTS: Mapping[str, FileType] = {
    "wordprocessingml.document.main+xml": FileType.DOCX,
    "word.document.macroenabled.main+xml": FileType.DOCM,
    "wordprocessingml.template.main+xml": FileType.DOTX,
    "word.template.macroenabledtemplate.main+xml": FileType.DOCM,
    "spreadsheetml.sheet.main+xml": FileType.XLSX,
    "excel.sheet.macroenabled.main+xml": FileType.XLSM,
    "spreadsheetml.template.main+xml": FileType.XLTX,
    "excel.template.macroenabled.main+xml": FileType.XLSM,
    "excel.sheet.binary.macroenabled.main": FileType.XLSB,
}
"""By the end of the main part's content type, in lower case; the main part may lie anywhere in the package."""
OPEN_DOCUMENTS: Mapping[bytes, FileType] = {
    b"application/vnd.oasis.opendocument.text": FileType.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": FileType.ODS,
}
OLE_STREAMS: tuple[tuple[str, FileType], ...] = (
    ("EncryptedPackage", FileType.ENCRYPTED_OFFICE),
    ("WordDocument", FileType.DOC),
    ("Workbook", FileType.XLS),
    ("Book", FileType.XLS),
    ("__properties_version1.0", FileType.MSG),
)
MAGIC: tuple[tuple[bytes, FileType], ...] = (
    (b"{\\rtf", FileType.RTF),
    (b"\x78\x9f\x3e\x22", FileType.TNEF),
    (b"\x89PNG\r\n\x1a\n", FileType.IMAGE),
    (b"\xff\xd8\xff", FileType.IMAGE),
    (b"GIF8", FileType.IMAGE),
    (b"BM", FileType.IMAGE),
    (b"II*\0", FileType.IMAGE),
    (b"MM\0*", FileType.IMAGE),
    (b"BEGIN:VCALENDAR", FileType.CALENDAR),
)
HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
MAIL = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){3,}")
MAIL_FIELDS = re.compile(rb"^(?:from|received|message-id|mime-version|subject):", re.IGNORECASE | re.MULTILINE)
PDF_WITHIN_BYTES = 1024


def sniff(content: bytes) -> FileType:
    """The type of a file, by what stands in it."""
    head = content[:PROBE_BYTES]
    if not content.strip(b"\0 \r\n\t"):
        return FileType.EMPTY
    if head.startswith(b"PK"):
        return _zipped(content)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole(content)
    stripped = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    found = next((kind for magic, kind in MAGIC if stripped.startswith(magic)), None)
    if found is None and b"%PDF-" in head[:PDF_WITHIN_BYTES]:
        return FileType.PDF
    return found or _text(stripped)


def _zipped(content: bytes) -> FileType:
    """An Office or OpenDocument package, or just a zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()}
            if "[content_types].xml" in names:
                return _office(_beginning(archive, names["[content_types].xml"]))
            if "mimetype" in names:
                return OPEN_DOCUMENTS.get(_beginning(archive, names["mimetype"]).strip(), FileType.ZIP)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError, KeyError):
        return FileType.ZIP
    return FileType.ZIP


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(CONTENT_TYPES_BYTES)


def _office(content_types: bytes) -> FileType:
    text = (content_types.replace(b"\0", b"") if b"\0" in content_types else content_types).lower()
    return next((kind for ending, kind in MAIN_PARTS.items() if ending.encode() in text), FileType.ZIP)


def _ole(content: bytes) -> FileType:
    # Rare, and slow to import.
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            return next((kind for name, kind in OLE_STREAMS if file.exists(name)), FileType.OLE)
    except (OSError, ValueError, IndexError, TypeError, AttributeError, KeyError, RecursionError, OverflowError):
        return FileType.OLE


def _text(head: bytes) -> FileType:
    if HTML.search(head):
        return FileType.HTML
    if MAIL.match(head) and MAIL_FIELDS.search(head):
        return FileType.EML
    return FileType.OTHER if b"\0" in head else FileType.TEXT

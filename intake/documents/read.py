"""Which reader reads a file: chosen by its content, never by its name."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace

from intake.documents.docx import read_docx
from intake.documents.limits import DocumentLimits
from intake.documents.package import BROKEN_ZIP, Package, open_package, part_name
from intake.documents.xlsx import read_xlsx
from intake.filetypes import sniff
from intake.model.document import Document, FileType, Remark, RemarkCode, Trouble, UnreadableDocument

DEFAULTS = DocumentLimits()
READERS: Mapping[FileType, Callable[[Package, FileType, DocumentLimits], Document]] = {
    FileType.DOCX: read_docx,
    FileType.DOCM: read_docx,
    FileType.DOTX: read_docx,
    FileType.XLSX: read_xlsx,
    FileType.XLSM: read_xlsx,
    FileType.XLTX: read_xlsx,
}
OFFICE_FOLDERS = ("word/", "xl/")
BINARY = frozenset({FileType.XLS, FileType.XLSB})
TROUBLES: Mapping[FileType, Trouble] = {
    FileType.ENCRYPTED_OFFICE: Trouble.ENCRYPTED,
    FileType.IMAGE: Trouble.IMAGE,
    FileType.EMPTY: Trouble.EMPTY,
    FileType.DOC: Trouble.OLD_FORMAT,
    FileType.RTF: Trouble.OLD_FORMAT,
    FileType.ODT: Trouble.OLD_FORMAT,
    FileType.ODS: Trouble.OLD_FORMAT,
}
"""Why a file without a reader cannot be read; any other is not an Office file."""


def read(content: bytes, limits: DocumentLimits = DEFAULTS) -> Document:
    """Everything that a person sees in the file. Raises UnreadableDocument and nothing else, whatever the bytes are."""
    kind = sniff(content)
    if kind is FileType.ENCRYPTED_OFFICE:
        return _read_protected(content, limits)
    return _read_open(content, kind, limits)


def _read_open(content: bytes, kind: FileType, limits: DocumentLimits) -> Document:
    if kind in BINARY:
        # Rare, and the libraries that open them are slow to import.
        from intake.documents.xls import read_xls

        return read_xls(content, limits)
    if kind is FileType.PDF:
        return _read_pdf(content, limits)
    reader = READERS.get(kind)
    if reader is None:
        raise UnreadableDocument(TROUBLES.get(kind) or damaged_or_other(content))
    return reader(open_package(content, limits), kind, limits)


def _read_pdf(content: bytes, limits: DocumentLimits) -> Document:
    # A form as a PDF is rare, and the library is slow to import.
    from intake.documents.pdf import read_pdf

    return read_pdf(content, limits)


def damaged_or_other(content: bytes) -> Trouble:
    """A zip that no type is found in is a damaged Office file if it cannot be opened, or holds the folders of one."""
    if not content.startswith(b"PK"):
        return Trouble.NOT_OFFICE
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [part_name(name).lower() for name in archive.namelist()]
    except BROKEN_ZIP:
        return Trouble.DAMAGED
    return Trouble.DAMAGED if any(name.startswith(OFFICE_FOLDERS) for name in names) else Trouble.NOT_OFFICE


def _read_protected(content: bytes, limits: DocumentLimits) -> Document:
    """Office's own default password is known to everybody but to the sender, who never typed one."""
    # Rare, and the library that opens them is slow to import.
    from intake.documents.password import opened_with_default_password

    opened = opened_with_default_password(content, limits)
    document = _read_open(opened, sniff(opened), limits)
    return replace(document, remarks=(*document.remarks, Remark(RemarkCode.DEFAULT_PASSWORD)))

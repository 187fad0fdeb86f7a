"""Which reader reads a file: chosen by its content, never by its name."""

from collections.abc import Callable, Mapping

from intake.documents.docx import read_docx
from intake.documents.limits import DocumentLimits
from intake.documents.package import Package, open_package
from intake.documents.password import opened_with_default_password
from intake.documents.xls import read_xls
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
BINARY = frozenset({FileType.XLS, FileType.XLSB})
TROUBLES: Mapping[FileType, Trouble] = {
    FileType.PDF: Trouble.PDF,
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
    if kind in BINARY:
        return read_xls(content, limits)
    reader = READERS.get(kind)
    if reader is None:
        raise UnreadableDocument(TROUBLES.get(kind, damaged_or_other(content)))
    return reader(open_package(content, limits), kind, limits)


def damaged_or_other(content: bytes) -> Trouble:
    """A zip that no type is found in may be an Office file that was cut short."""
    return Trouble.DAMAGED if content.startswith(b"PK") else Trouble.NOT_OFFICE


def _read_protected(content: bytes, limits: DocumentLimits) -> Document:
    """Office's own default password is known to everybody but to the sender, who never typed one."""
    opened = opened_with_default_password(content, limits)
    document = read(opened, limits)
    remarks = (*document.remarks, Remark(RemarkCode.DEFAULT_PASSWORD))
    return Document(type=document.type, stories=document.stories, remarks=remarks)

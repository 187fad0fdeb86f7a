"""The kinds of files that a letter may enclose; a kind that can carry macros is not among them."""

from collections.abc import Mapping

from intake.model.document import FileType

MEDIA_TYPES: Mapping[FileType, str] = {
    FileType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileType.DOTX: "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    FileType.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileType.XLTX: "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
    FileType.DOC: "application/msword",
    FileType.XLS: "application/vnd.ms-excel",
    FileType.RTF: "application/rtf",
    FileType.ODT: "application/vnd.oasis.opendocument.text",
    FileType.ODS: "application/vnd.oasis.opendocument.spreadsheet",
}

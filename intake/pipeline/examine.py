"""A message's bytes -> everything that the decision rests on. Pure, picklable, run in a limited child process."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from intake import documents, forms, messages
from intake.checks import as_suggestion, assess
from intake.documents.limits import DocumentLimits
from intake.filetypes import sniff
from intake.handbook import Handbook
from intake.model.assessment import Assessment, Verdict
from intake.model.decision import Examined, ExaminedFile
from intake.model.document import Document, FileType, Remark, RemarkCode, Trouble, UnreadableDocument
from intake.model.message import Attachment, Message
from intake.model.office import Limits, Recusal
from intake.model.reading import Reading, Standing
from intake.pipeline.marking import may_have_a_copy, with_marked_copy
from intake.pipeline.recusing import recused_by_document, recused_by_message

UNREAD = frozenset({FileType.TEXT, FileType.CALENDAR, FileType.EML, FileType.EMPTY, FileType.OTHER})
"""Files that are no paper at all: listed, and never the reason for anything."""
FORMS = frozenset({Verdict.COMPLETE, Verdict.INCOMPLETE, Verdict.UNCLEAR})


def examine(
    handbook: Handbook,
    content: bytes,
    *,
    today: date,
    converted: Mapping[str, bytes],
) -> Examined:
    """Parse a message, read every attached paper and weigh every form in it. Never raises on any content.

    `converted` holds Word or Excel bytes for attachments in older formats, by the SHA-256 of the original.
    """
    message = messages.parse(content, office=handbook.office, limits=handbook.limits)
    papers = (each for each in message.attachments if is_paper(each))
    files = tuple(_examine(handbook, each, converted.get(each.sha256), today) for each in papers)
    files = _without_copies(files)
    if may_have_a_copy(message, handbook.office):
        files = tuple(with_marked_copy(each, partial(_examine_again, handbook, each, today)) for each in files)
    return Examined(message=message, files=files, recusals=recusals(handbook, message, files))


def recusals(handbook: Handbook, message: Message, files: Iterable[ExaminedFile]) -> tuple[Recusal, ...]:
    """Each once, in the handbook's order."""
    found = {
        *recused_by_message(message, handbook.office.recusals),
        *(each for file in files for each in file.recusals),
    }
    return tuple(each for each in handbook.office.recusals if each in found)


def _without_copies(files: tuple[ExaminedFile, ...]) -> tuple[ExaminedFile, ...]:
    """A PDF beside a form in Word or Excel is a copy of it or something else, and says nothing more."""
    if not any(each.verdict in FORMS for file in files if not is_pdf(file) for each in file.assessments):
        return files
    return tuple(_unread(file) if is_pdf(file) else file for file in files)


def is_pdf(file: ExaminedFile) -> bool:
    return file.document is not None and file.document.type is FileType.PDF


def _unread(file: ExaminedFile) -> ExaminedFile:
    return replace(file, document=None, assessments=(), trouble=Trouble.PDF)


def read_message(handbook: Handbook, content: bytes) -> Message:
    """The message alone; no paper is opened. Never raises on any content."""
    return messages.parse(content, office=handbook.office, limits=handbook.limits)


def is_paper(attachment: Attachment) -> bool:
    """Could hold a form; a logo in the body could not."""
    if attachment.type in UNREAD:
        return False
    return not (attachment.is_inline and attachment.type in {FileType.IMAGE, FileType.HTML})


def examine_file(
    handbook: Handbook, name: str, content: bytes, *, today: date, converted: bytes | None
) -> ExaminedFile:
    """Read one file by itself, as `intake check` does."""
    attachment = Attachment(name=name, path=name, content=content, type=sniff(content))
    return _examine(handbook, attachment, converted, today)


def _examine(handbook: Handbook, attachment: Attachment, converted: bytes | None, today: date) -> ExaminedFile:
    try:
        document = _read(attachment.content, converted, handbook.limits)
    except UnreadableDocument as error:
        return ExaminedFile(attachment=attachment, trouble=error.trouble, trouble_detail=error.detail)
    readings = forms.read_forms(document, handbook.forms)
    assessments = tuple(_assess(handbook, reading, today) for reading in readings)
    file = ExaminedFile(
        attachment=attachment,
        document=_without_text(document),
        assessments=assessments,
        recusals=recused_by_document(document, handbook.forms, handbook.office.recusals),
    )
    return _suggested(file) if is_pdf(file) else file


def _examine_again(handbook: Handbook, file: ExaminedFile, today: date, content: bytes) -> ExaminedFile:
    return _examine(handbook, replace(file.attachment, content=content), None, today)


def _suggested(file: ExaminedFile) -> ExaminedFile:
    """The fields of a PDF are only a suggestion to a person, and worth a word only where they are a filled form of ours."""
    if not any(each.verdict in FORMS for each in file.assessments):
        return _unread(file)
    return replace(file, assessments=tuple(map(as_suggestion, file.assessments)))


def _read(content: bytes, converted: bytes | None, limits: Limits) -> Document:
    if converted is None:
        return documents.read(content, document_limits(limits))
    document = documents.read(converted, document_limits(limits))
    return replace(document, remarks=(*document.remarks, Remark(RemarkCode.CONVERTED)))


def _assess(handbook: Handbook, reading: Reading, today: date) -> Assessment:
    known = {form.id: form for form in handbook.forms}
    form = known.get(reading.form) if reading.form is not None and reading.standing is not Standing.OTHER_FORM else None
    return assess(form, reading, today=today)


def _without_text(document: Document) -> Document:
    """Only the type and the remarks leave the child: the text is in the answers."""
    return replace(document, stories=())


def document_limits(limits: Limits) -> DocumentLimits:
    return DocumentLimits(
        entries=limits.office_entries,
        inflated_bytes=limits.office_inflated_bytes,
        entry_bytes=limits.office_entry_bytes,
        ratio=limits.office_ratio,
        rows=limits.table_rows,
        columns=limits.table_columns,
    )

"""`check` and `try`: files and messages read by the handbook, with no mailbox, no database and nothing sent."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from intake import handbook, pipeline
from intake.app import child_limits, converter, examiner, load_handbook, local_today, now, reader
from intake.handbook import Handbook
from intake.jobs.decide import examined_message, form_of, handed_over
from intake.model.decision import Decision, Examined, ExaminedFile, History, Reason
from intake.model.document import FileType, Trouble, UnreadableDocument
from intake.model.form import Form
from intake.model.mail import Notice
from intake.model.message import Attachment, Message, MessageKind
from intake.notices import Templates, write
from intake.sandbox import ChildFailed, Sandbox


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Reads files and messages by the handbook and touches nothing."""

    handbook: Handbook
    sandbox: Sandbox
    convert: Callable[[bytes, FileType], bytes]

    @classmethod
    @contextlib.contextmanager
    def opened(cls, config: Path | None, *, only_form: str | None = None) -> Iterator["Trial"]:
        """Raises HandbookFaults, also for a form id that no definition has."""
        book = handbook.only_form(load_handbook(config), only_form)
        with Sandbox(examine_paper, book, child_limits(book), preload=("intake.pipeline",)) as sandbox:
            yield cls(handbook=book, sandbox=sandbox, convert=converter())

    @property
    def forms(self) -> Mapping[str, Form]:
        return {form.id: form for form in self.handbook.forms}

    @property
    def today(self) -> date:
        return local_today(self.handbook.office.zone)

    def check(self, name: str, content: bytes) -> ExaminedFile:
        """One file, as it would be read when it came by mail; older office formats are converted where that is possible."""
        examined = self._read(name, content, None)
        if examined.trouble is not Trouble.OLD_FORMAT:
            return examined
        try:
            converted = self.convert(content, examined.attachment.type)
        except UnreadableDocument:
            return examined
        return self._read(name, content, converted)

    def _read(self, name: str, content: bytes, converted: bytes | None) -> ExaminedFile:
        """A file that ends its reader is damaged, or made to be."""
        try:
            examined: ExaminedFile = self.sandbox.run(name, content, self.today, converted)
        except ChildFailed as failure:
            attachment = Attachment(name=name, path=name, content=b"", type=FileType.OTHER)
            return ExaminedFile(attachment=attachment, trouble=Trouble.DAMAGED, trouble_detail=failure.trouble)
        return examined

    def attempt(self, content: bytes) -> tuple[Examined, Decision, tuple[Notice, ...]]:
        """One message, as it would be decided with no history, and the letters that would go out."""
        instant = now()
        examined, decision = self._decided(content)
        references = trial_references(decision, self.handbook.office.reference_prefix, instant.year)
        notices = write(
            decision,
            examined.message,
            self.handbook.office,
            self.forms,
            Templates(self.handbook.templates),
            arrival="trial",
            references=references,
            received=instant,
            now=instant,
            folders=self.handbook.folders,
        )
        return examined, decision, notices

    def _decided(self, content: bytes) -> tuple[Examined, Decision]:
        """A message that ends its reader is handed over unread, as the worker does after its last attempt."""
        try:
            with reader(self.handbook) as child:
                examined = examined_message(examiner([child]), self.convert, content, self.today)
        except ChildFailed as failure:
            message = Message(kind=MessageKind.BROKEN, kind_reason=failure.trouble)
            return Examined(message=message), handed_over(Reason.FAILED)
        return examined, pipeline.decide(examined, history=History(), limits=self.handbook.limits)


def trial_references(decision: Decision, prefix: str, year: int) -> tuple[str | None, ...]:
    """References as the store would number them from 1, one for each form."""
    numbers: dict[tuple[str, int], int] = {}
    forms = (form_of(action) for action in decision.actions)
    return tuple(f"{prefix}-{year}-{numbers.setdefault(form, len(numbers) + 1):04}" if form else None for form in forms)


def examine_paper(book: Handbook, name: str, content: bytes, today: date, converted: bytes | None) -> ExaminedFile:
    """`pipeline.examine_file`, with its arguments in a row."""
    return pipeline.examine_file(book, name, content, today=today, converted=converted)

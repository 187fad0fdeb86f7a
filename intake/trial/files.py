"""Files, one by one, as they would be read when they came by mail."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from intake import handbook, pipeline
from intake.clock import local_today
from intake.equipment import child_limits, converter, load_handbook
from intake.handbook import Handbook
from intake.model.decision import ExaminedFile
from intake.model.document import FileType, Trouble, UnreadableDocument
from intake.model.form import Form
from intake.model.message import Attachment
from intake.sandbox import ChildFailed, Sandbox


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Reads files and messages by the handbook and touches nothing."""

    handbook: Handbook
    sandbox: Sandbox
    """Reads a file."""
    messages: Sandbox
    """Reads a message; its child starts with the first one."""
    convert: Callable[[bytes, FileType], bytes]

    @classmethod
    @contextlib.contextmanager
    def opened(cls, config: Path | None, *, only_form: str | None = None) -> Iterator["Trial"]:
        """Raises HandbookFaults, also for a form id that no definition has."""
        book = handbook.only_form(load_handbook(config), only_form)
        with (
            Sandbox(examine_paper, book, child_limits(book), preload=("intake.pipeline",)) as sandbox,
            Sandbox(pipeline.examine, book, child_limits(book), preload=("intake.pipeline",)) as messages,
        ):
            yield cls(handbook=book, sandbox=sandbox, messages=messages, convert=converter())

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


def examine_paper(book: Handbook, name: str, content: bytes, today: date, converted: bytes | None) -> ExaminedFile:
    """`pipeline.examine_file`, with its arguments in a row."""
    return pipeline.examine_file(book, name, content, today=today, converted=converted)

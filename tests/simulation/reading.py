"""Reading by the real pipeline, each paper once in the whole run: reading is pure, and what is tested here is not the reading."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from intake import messages, pipeline
from intake.handbook import Handbook
from intake.model.decision import Examined, ExaminedFile
from intake.model.message import Attachment
from intake.notices import Templates
from intake.pipeline.examine import is_paper, recusals
from tests.journeys.partnership import MAILBOX, handbook


@dataclass
class ReaderOfPapers:
    """As `pipeline.examine`; a paper that came before, in whichever message, is not read again."""

    book: Handbook
    read: dict[tuple[str, str, str, date], ExaminedFile] = field(default_factory=dict)

    def examine(self, content: bytes, today: date, _converted: Mapping[str, bytes]) -> Examined:
        message = messages.parse(content, office=self.book.office, limits=self.book.limits)
        files = tuple(self.file(each, today) for each in message.attachments if is_paper(each))
        return Examined(message=message, files=files, recusals=recusals(self.book, message, files))

    def file(self, paper: Attachment, today: date) -> ExaminedFile:
        key = (paper.sha256, paper.name, paper.path, today)
        if key not in self.read:
            whole = pipeline.examine_file(self.book, paper.name, paper.content, today=today, converted=None)
            self.read[key] = replace(whole, attachment=paper)
        return self.read[key]


@functools.cache
def reader() -> ReaderOfPapers:
    return ReaderOfPapers(handbook(MAILBOX))


@functools.cache
def templates() -> Templates:
    """Compiled once."""
    return Templates(reader().book.templates)

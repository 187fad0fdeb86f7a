"""A letter before its words: what it is about, to whom it goes, and the facts that its template says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from intake.model.decision import Decision, Outcome
from intake.model.mail import Enclosure, Notice, NoticeKind
from intake.model.message import Message
from intake.model.office import Folders, Office
from intake.notices.plain import plain_html, plain_text
from intake.notices.templates import TemplateFault, Templates
from intake.notices.times import local_day, moment_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One message, what was decided about it, and when: what every letter about it rests on."""

    decision: Decision
    message: Message = field(repr=False)
    office: Office
    arrival: str
    received: datetime
    now: datetime
    folders: Folders = field(default_factory=Folders)

    @property
    def today(self) -> date:
        return local_day(self.now, self.office.zone)

    @property
    def received_in_words(self) -> str:
        return moment_in_words(self.received, self.office.zone)

    @property
    def folder(self) -> str:
        """Where the original lies once it is filed."""
        folders = {
            Outcome.FORWARDED: self.folders.forwarded,
            Outcome.RETURNED: self.folders.returned,
            Outcome.HANDED_OVER: self.folders.handed_over,
            Outcome.LEFT: self.folders.inbox,
        }
        return folders[self.decision.outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    kind: NoticeKind
    key: str
    to: tuple[str, ...] = field(repr=False)
    copies: tuple[str, ...] = field(default=(), repr=False)
    subject: str
    facts: Mapping[str, object] = field(repr=False)
    """What the template may say, by name."""
    enclosures: tuple[Enclosure, ...] = field(default=(), repr=False)
    in_reply_to: str | None = None
    reference: str | None = None


INTERNAL = frozenset({NoticeKind.FORWARD, NoticeKind.HAND_OVER, NoticeKind.DIGEST, NoticeKind.ALARM})
"""Letters that stay inside the house; the others go to one referrer."""


def context_of(letter: Letter, office: Office) -> dict[str, object]:
    """All that a template may say."""
    return {"office": office, "subject": letter.subject, "reference": letter.reference, **letter.facts}


def finished(letter: Letter, office: Office, templates: Templates) -> Notice:
    """The letter in its words. A letter inside the house is written plainly where its template fails: it must go out.

    Raises TemplateFault for a letter to a referrer, who is told nothing rather than something half made.
    """
    try:
        text = templates.text(letter.kind.value, context_of(letter, office))
        html = templates.html(letter.kind.value, context_of(letter, office))
    except TemplateFault:
        if letter.kind not in INTERNAL:
            raise
        text = plain_text(letter.subject, letter.facts)
        html = plain_html(text)
    return Notice(
        kind=letter.kind,
        key=letter.key,
        to=letter.to,
        copies=letter.copies,
        subject=letter.subject,
        text=text,
        html=html,
        enclosures=letter.enclosures,
        in_reply_to=letter.in_reply_to,
        reference=letter.reference,
    )

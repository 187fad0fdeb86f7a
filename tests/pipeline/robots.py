"""Mails as programs and people write them, with a form of ours or without: what the rules for automatic answers are tried on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from email.message import EmailMessage, MIMEPart
from functools import cache
from pathlib import Path

from intake import messages
from intake.equipment import load_handbook
from intake.handbook import Handbook
from intake.jobs.versions import form_of
from intake.model.decision import Decision, Examined, ExaminedFile, History
from intake.model.mail import Notice, NoticeKind
from intake.model.office import Recusal
from intake.notices import Templates, write
from intake.pipeline import decide, examine_file
from intake.pipeline.examine import is_paper, recusals

ROOT = Path(__file__).resolve().parents[2]
FORMS = ROOT / "tests" / "samples" / "forms"
COMPLETE = "01-police-tidy.docx"
INCOMPLETE = "02-council-one-empty.docx"
WORD = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
SENDER = "rowan.example@cheshire.police.example"
PASSED = "mx.haltonsafeguarding.example; dmarc=pass header.from=cheshire.police.example"
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)


@cache
def handbook() -> Handbook:
    """The one that comes with the program, its business unit at an address of its own."""
    book = load_handbook(ROOT / "config")
    return replace(book, office=replace(book.office, business_unit="unit@haltonsafeguarding.example"))


def mail(body: str = "Good morning.", *, form: str | None = None, **fields: str) -> EmailMessage:
    """A verified agency's mail; `fields` replace its header fields, and an empty one takes it away."""
    message = EmailMessage()
    headers = {
        "Return-Path": f"<{SENDER}>",
        "Authentication-Results": PASSED,
        "From": f"Rowan Example <{SENDER}>",
        "To": f"Referrals <{handbook().office.mailbox}>",
        "Subject": "Hello",
        "Date": "Wed, 01 Jul 2026 09:00:00 +0100",
        "Message-ID": "<one@cheshire.police.example>",
    }
    message.set_content(body)
    if form is not None:
        attach(message, form)
    for name, value in {**headers, **{key.replace("_", "-"): value for key, value in fields.items()}}.items():
        if value:
            message[name] = value
    return message


def attach(message: EmailMessage, form: str) -> None:
    content = (FORMS / form).read_bytes()
    message.add_attachment(content, maintype=WORD[0], subtype=WORD[1], filename="Referral.docx")


def with_part(
    message: EmailMessage, kind: str, content: bytes, *, name: str | None = None, **parameters: str
) -> EmailMessage:
    """The mail with one more part, whose Content-Type carries these parameters."""
    part = MIMEPart()
    main, sub = kind.split("/")
    part.set_content(content, maintype=main, subtype=sub, cte="base64", filename=name)
    for parameter, value in parameters.items():
        part.set_param(parameter, value)
    wrap(message)
    message.attach(part)
    return message


def wrap(message: EmailMessage) -> None:
    if message.get_content_type() != "multipart/mixed":
        message.make_mixed()


def report(kind: str, *parts: tuple[str, str], form: str | None = None, **fields: str) -> bytes:
    """A multipart/report (RFC 6522), alone or beside a form in a wrapping."""
    outer = mail(form=form, **{"From": "MAILER-DAEMON@cheshire.police.example", "Return_Path": "<>", **fields})
    wrap(outer)
    pieces = "".join(f"--r\r\nContent-Type: {each}\r\n\r\n{content}\r\n" for each, content in parts)
    inner = f'Content-Type: multipart/report; report-type={kind}; boundary="r"\r\n\r\n{pieces}--r--\r\n'.encode()
    boundary = str(outer.get_boundary() or "outer")
    outer.set_boundary(boundary)
    content = outer.as_bytes()
    first = f"--{boundary}\n".encode()
    return content.replace(first, first + inner + b"\n" + first, 1)


def examined_message(book: Handbook, content: bytes) -> Examined:
    """As `pipeline.examine`, each paper read once in all."""
    message = messages.parse(content, office=book.office, limits=book.limits)
    papers = [each for each in message.attachments if is_paper(each)]
    files = tuple(replace(_read(book, each.content), attachment=each) for each in papers)
    return Examined(message=message, files=files, recusals=recusals(book, message, files))


READ: dict[tuple[bytes, tuple[Recusal, ...]], ExaminedFile] = {}


def _read(book: Handbook, content: bytes) -> ExaminedFile:
    key = content, book.office.recusals
    if key not in READ:
        READ[key] = examine_file(book, "paper", content, today=date(2026, 7, 1), converted=None)
    return READ[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """What a mail became, and who was told."""

    examined: Examined = field(repr=False)
    decision: Decision = field(repr=False)
    notices: tuple[Notice, ...] = field(repr=False)
    told: Mapping[str, frozenset[NoticeKind]]
    """By `head`, `unit` and `sender`: the kinds of letter that each got."""

    @property
    def is_answered(self) -> bool:
        return "sender" in self.told

    @property
    def summary(self) -> str:
        """`forwarded: head unit`."""
        return f"{self.decision.outcome}: {' '.join(sorted(self.told))}".rstrip(": ")


def became(content: bytes | EmailMessage, *, history: History | None = None, book: Handbook | None = None) -> Became:
    """The whole pure part on one message: read, decided, letters written."""
    book = book or handbook()
    raw = content if isinstance(content, bytes) else content.as_bytes()
    examined = examined_message(book, raw)
    decision = decide(examined, history=history or History(), limits=book.limits)
    references = tuple(
        f"HCP-2026-{number:04}" if form_of(action) else None for number, action in enumerate(decision.actions, 1)
    )
    notices = write(
        decision,
        examined.message,
        book.office,
        {form.id: form for form in book.forms},
        Templates(book.templates),
        arrival="1",
        references=references,
        received=NOW,
        now=NOW,
    )
    roles = {book.office.head: "head", book.office.business_unit: "unit"}
    told: dict[str, frozenset[NoticeKind]] = {}
    for notice in notices:
        for address in (*notice.to, *notice.copies):
            role = roles.get(address, "sender" if address == SENDER else address)
            told[role] = told.get(role, frozenset()) | {notice.kind}
    return Became(examined=examined, decision=decision, notices=notices, told=told)

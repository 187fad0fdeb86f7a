"""What the demo leaves behind: every letter that went out, as a file to open."""

import email
import email.policy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from intake.demo.minimail import MiniMail
from intake.mailbox import Mailbox
from intake.model.office import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter as one reader got it."""

    kind: str
    reader: str
    content: bytes = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)


KINDS = ("return", "forward", "hand_over", "receipt", "digest", "alarm")


def letters(mail: MiniMail, mailbox: Mailbox, office: Office) -> tuple[Letter, ...]:
    """What the outside got, and what lies in our own mailbox, in order."""
    outside = [(reader, content) for reader, contents in mail.outside.items() for content in contents]
    batches = mailbox.fetch(sorted(mailbox.list().uids))
    inside = [("the business unit", each.content) for batch in batches for each in batch if each.content is not None]
    return tuple(
        found for reader, content in (*outside, *inside) for found in _letter(reader_name(reader, office), content)
    )


def reader_name(reader: str, office: Office) -> str:
    return f"the {office.head_title}" if reader.lower() == office.head.lower() else reader


def _letter(reader: str, content: bytes) -> Iterator[Letter]:
    """Only our own: they carry the kind in their Message-ID."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    kind = str(message.get("Message-ID", "")).lstrip("<").partition(".")[0].replace("-", "_")
    if kind in KINDS and "X-Intake-Ref" in message:
        yield Letter(kind=kind, reader=reader, content=content, text=body(message, "plain"), html=body(message, "html"))


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def leave(found: Iterable[Letter], folder: Path) -> tuple[Letter, ...]:
    """Write each letter three ways into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    left = tuple(found)
    for number, letter in enumerate(left, start=1):
        stem = folder / f"{number:02}-{letter.kind}"
        stem.with_suffix(".eml").write_bytes(letter.content)
        stem.with_suffix(".html").write_text(letter.html, encoding="utf-8")
        stem.with_suffix(".txt").write_text(letter.text, encoding="utf-8")
    return left

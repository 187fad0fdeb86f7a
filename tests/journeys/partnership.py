"""An invented partnership whose addresses fit the test servers, and what agencies write to it."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from intake import equipment
from intake.demo import people, post
from intake.demo.filling import filled_word
from intake.demo.post import COUNCIL, Paper, Scene
from intake.handbook import Handbook
from intake.model.office import Limits, OldMail

OWN_DOMAIN = "intake.test"
"""Postfix hands mail for it to Dovecot, and all other mail to the relay."""
HEAD = "head.of.safeguarding@council.test"
DEPUTY = "deputy.head@council.test"
MAILBOX = f"referrals@{OWN_DOMAIN}"
SECRET = b"a secret of the tests that keys nothing real"
TITLES = tuple(title for title, _ in post.WRITERS)


@functools.cache
def starter() -> Handbook:
    """The handbook that comes with the program."""
    return equipment.load_handbook(Path("config").resolve())


def handbook(mailbox: str = MAILBOX, *, limits: Mapping[str, int] | None = None) -> Handbook:
    """The starter's handbook for this mailbox, which the business unit reads; the Head is at the council."""
    book = starter()
    office = replace(
        book.office,
        mailbox=mailbox,
        business_unit=mailbox,
        head=HEAD,
        deputies=(DEPUTY,),
        allowed_domains=(OWN_DOMAIN, "council.test"),
    )
    schedule = replace(book.schedule, old_mail=OldMail.TAKE)
    return replace(book, office=office, schedule=schedule, limits=replace(Limits(), **(limits or {})))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message that an agency sends."""

    title: str
    message_id: str
    content: bytes = field(repr=False)


def dozen(book: Handbook, *, now: datetime) -> tuple[Sent, ...]:
    """The demo's messages, of all kinds."""
    return tuple(sent(each.title, each.content) for each in post.posted(book.forms[0], book.office, now=now))


def sent(title: str, content: bytes) -> Sent:
    """With the line ends that mail has on the wire, and the Message-ID that it carries."""
    message = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return Sent(title=title, message_id=header(message, "Message-ID"), content=message)


def header(content: bytes, name: str) -> str:
    """One header field of a message; empty where there is none."""
    block = content.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("latin-1")
    unfolded = block.replace("\n ", " ").replace("\n\t", " ")
    values = (line.partition(":")[2] for line in unfolded.split("\n") if line.lower().startswith(f"{name.lower()}:"))
    return next(values, "").strip()


def corrected(book: Handbook, *, answers_to: str, now: datetime) -> Sent:
    """The complete form that the sender of the demo's incomplete one sends as an answer to our return."""
    scene = Scene(form=book.forms[0], office=book.office, today=now.date())
    content = filled_word(book.forms[0], people.near_miss(now.date()))
    written = scene.mail(
        40,
        now,
        f"Rowan Achebe <rowan.achebe@{COUNCIL}>",
        "RE: the form that you returned",
        "Here it is again, with everything filled in.",
        Paper(name="Referral form (2).docx", content=content),
        In_Reply_To=answers_to,
        References=answers_to,
    )
    return sent("the corrected form", written)


def plain(number: int, body: str, *, to: str, sender: str = f"a.person@{COUNCIL}") -> Sent:
    """A message without a form."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = "A message"
    message["Date"] = "Mon, 05 Jan 2026 09:00:00 +0000"
    message["Message-ID"] = f"<plain-{number}@{COUNCIL}>"
    message.set_content(body)
    return sent(f"message {number}", message.as_bytes())

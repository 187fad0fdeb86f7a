"""Mailbox -> store, after the database was lost or an older copy was put in its place: no second forward, whatever was forgotten."""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from intake.jobs.file import folder_of
from intake.mailbox import FolderMissing, Mailbox
from intake.model.decision import Outcome, Reason
from intake.model.mail import NoticeKind
from intake.model.mailbox import Fetched, Place
from intake.model.message import Message, MessageKind
from intake.model.office import Folders, Office
from intake.notices import NO_REFERENCE, proof_of_ours
from intake.store import Recovered, RecoveredLetter, Store

HEADER_BYTES = 256_000
END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
OUR_REFERENCE = re.compile(rb"(?im)^x-intake-ref:[ \t]*(\S+) ([0-9a-f]+)[ \t]*\r?$")
OUR_MESSAGE_ID = re.compile(r"<([a-z_]+)\.[0-9a-f]{32}@([^>]+)>")

Read = Callable[[bytes], Message]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """How many of each."""

    letters: int
    """Copies of ours."""
    filed: int
    """Messages in the folders of their outcomes that were not known any more."""
    under_way: int
    """Messages in the inbox whose form had been forwarded already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A message where it lies; without its bytes."""

    place: Place
    uid: int
    received: datetime
    size: int
    sha256: str
    message: Message
    files: tuple[str, ...]
    """SHA-256 of what came along."""
    letter: RecoveredLetter | None
    outcome: Outcome | None
    """Of the folder; None in the inbox."""


def rebuild(
    boxes: Mapping[Outcome | None, Mailbox],
    store: Store,
    read: Read,
    office: Office,
    folders: Folders,
    *,
    secret: bytes,
    now: Callable[[], datetime],
) -> Rebuilt:
    """Look through the inbox and the folders, and write down what became of everything that lies there.

    `boxes` watch the folder of an outcome each, and the inbox. What only the inbox holds, and no copy of a forward speaks
    of, is left to be decided as new. Nothing is sent. Run again, it finds nothing more to do.
    Raises MailboxUnavailable and MailboxRefused; what was written stays.
    """
    lying = [each for outcome, box in boxes.items() for each in looked_through(box, outcome, read, office, secret)]
    ours = [each for each in lying if each.letter is not None]
    for each in ours:
        store.recover(own_copy(each), letter=each.letter, now=now())
    theirs = [each for each in lying if each.letter is None]
    filed_now = [
        each
        for each in theirs
        if each.outcome is not None and store.recover(in_its_folder(each, each.outcome, folders), now=now())
    ]
    waiting = [each for each in theirs if each.outcome is None and store.forwarded_files(each.files)]
    under_way = [store.recover(forwarded_before(each), now=now()) for each in waiting]
    leave_what_is_old(store, lying, now=now())
    unseen = sum(each.outcome in {Outcome.RETURNED, None} for each in theirs)
    store.end_rebuilding(prefix=office.reference_prefix, unseen_references=unseen, now=now())
    for each in filed_now:
        if is_unanswered(each, theirs):
            store.open_return(in_its_folder(each, Outcome.RETURNED, folders), prefix=office.reference_prefix, now=now())
    return Rebuilt(letters=len(ours), filed=len(filed_now), under_way=sum(under_way))


def is_unanswered(returned: Lying, others: Sequence[Lying]) -> bool:
    """Whether it was returned, and nothing from its sender was forwarded or handed over since: in doubt it is open."""
    if returned.outcome is not Outcome.RETURNED:
        return False
    return not any(
        each.outcome in {Outcome.FORWARDED, Outcome.HANDED_OVER}
        and each.message.sender == returned.message.sender
        and each.received > returned.received
        for each in others
    )


def leave_what_is_old(store: Store, lying: Sequence[Lying], *, now: datetime) -> None:
    """What lies in the inbox from days before our first letter or filed message lay there before we began."""
    works = [each.received for each in lying if each.letter is not None or each.outcome is not None]
    inbox = [each for each in lying if each.letter is None and each.outcome is None]
    if not (works and inbox) or store.begun(inbox[0].place) is not None:
        return
    began = min(works)
    old = [each.uid for each in inbox if each.received.date() < began.date()]
    store.leave_alone(inbox[0].place, old, now=now, since=began)


def looked_through(box: Mailbox, outcome: Outcome | None, read: Read, office: Office, secret: bytes) -> Iterator[Lying]:
    """Everything in one folder; nothing in one that is not there."""
    try:
        listing = box.list()
    except FolderMissing:
        if outcome is None:
            raise
        return
    for batch in box.fetch(sorted(listing.uids)):
        for fetched in batch:
            if fetched.content is not None:
                message = read(fetched.content)
                letter = own_letter(message, fetched.content, fetched.received, office, secret)
                yield looked_at(listing.place, fetched, fetched.content, message, letter, outcome)


def looked_at(
    place: Place,
    fetched: Fetched,
    content: bytes,
    message: Message,
    letter: RecoveredLetter | None,
    outcome: Outcome | None,
) -> Lying:
    return Lying(
        place=place,
        uid=fetched.uid,
        received=fetched.received,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        message=message,
        files=tuple(each.sha256 for each in message.attachments),
        letter=letter,
        outcome=outcome,
    )


def own_letter(
    message: Message, content: bytes, received: datetime, office: Office, secret: bytes
) -> RecoveredLetter | None:
    """The letter of ours that this is a copy of: by a keyed hash, for anybody may write the rest.

    A forged copy of a forward would say of a form that it had gone to the Head.
    """
    shape = OUR_MESSAGE_ID.fullmatch(message.message_id or "")
    reference = OUR_REFERENCE.search(END_OF_HEADER.split(content[:HEADER_BYTES], maxsplit=1)[0])
    if message.kind is not MessageKind.OWN or shape is None or reference is None:
        return None
    kind, domain = shape.groups()
    if kind not in set(NoticeKind) or domain != office.mailbox.rpartition("@")[2].lower():
        return None
    named = reference[1].decode("ascii", "replace")
    if not hmac.compare_digest(reference[2].decode(), proof_of_ours(named, shape[0], secret=secret)):
        return None
    return RecoveredLetter(
        kind=NoticeKind(kind),
        message_id=shape[0],
        reference=None if named == NO_REFERENCE else named,
        files=tuple(each.sha256 for each in message.attachments),
        received=received,
    )


# -- what is written down --------------------------------------------------------------------------------------------


def own_copy(lying: Lying) -> Recovered:
    return recovered(lying, outcome=Outcome.LEFT, reason=Reason.OWN_COPY, folder=None)


def in_its_folder(lying: Lying, outcome: Outcome, folders: Folders) -> Recovered:
    """Somebody looks at what needs a person where it lies; the digest does not list it all again."""
    return recovered(lying, outcome=outcome, reason=Reason.REBUILT, folder=folder_of(outcome, folders))


def forwarded_before(lying: Lying) -> Recovered:
    """One paper: that was it. Of several some may not have been forwarded, and a person looks."""
    if len(lying.files) == 1:
        return recovered(lying, outcome=Outcome.FORWARDED, reason=Reason.REBUILT, folder=None)
    return recovered(lying, outcome=Outcome.HANDED_OVER, reason=Reason.REBUILT, folder=None, needs_person=True)


def recovered(
    lying: Lying, *, outcome: Outcome, reason: Reason, folder: str | None, needs_person: bool = False
) -> Recovered:
    message = lying.message
    return Recovered(
        place=lying.place,
        uid=lying.uid,
        received=lying.received,
        size=lying.size,
        sha256=lying.sha256,
        fingerprint=message.fingerprint,
        message_id=message.message_id,
        sender=message.sender.address if message.sender else None,
        agency_domain=message.sender.domain if message.sender else None,
        files=lying.files,
        outcome=outcome,
        reason=reason,
        folder=folder,
        needs_person=needs_person,
    )

"""Store -> examine -> decide -> store: each arrival once, whole, in one transaction."""

import hashlib
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TypeAlias
from zoneinfo import ZoneInfo

from intake.handbook import Handbook
from intake.jobs.breaker import breaker_letters, is_breaker_open
from intake.jobs.scanning import MALWARE, is_harmful, is_held
from intake.jobs.versions import form_of, versions
from intake.model.decision import Decision, Examined, HandOver, Outcome, Reason
from intake.model.document import FileType, Trouble, UnreadableDocument
from intake.model.mail import Mail
from intake.model.message import Message, MessageKind, Withheld
from intake.model.office import Office
from intake.notices import Templates, compose, write
from intake.pipeline import decide
from intake.scanner import Scanner
from intake.store import Arrival, Deciding, LeaseLost, Store

HEADER_BYTES = 256_000
END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
MESSAGE_ID_LINE = re.compile(rb"(?im)^message-id:[ \t\r\n]*(<[!-;=?-~]{1,200}@[!-;=?-~]{1,200}>)")
"""By no parser: one may be what failed."""
FAILED_RETRY = timedelta(minutes=1)
CONVERTIBLE = frozenset({FileType.DOC, FileType.RTF, FileType.ODT, FileType.ODS})

Examine: TypeAlias = Callable[[bytes, date, Mapping[str, bytes]], Examined]
Reading: TypeAlias = Callable[[], Examined]
READ_AHEAD = 5
"""Messages claimed at one time and in reading; claimed anew when half of them are decided. More would only be leased longer."""
Convert: TypeAlias = Callable[[bytes, FileType], bytes]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Everything that deciding needs."""

    store: Store
    handbook: Handbook
    templates: Templates
    examine: Examine
    """In a limited child process: content, today, converted papers."""
    convert: Convert
    """An older office format to Word or Excel; raises UnreadableDocument."""
    secret: bytes = field(repr=False)
    worker: str
    now: Callable[[], datetime]
    is_stopping: Callable[[], bool] = lambda: False
    scanner: Scanner | None = None
    """Looks through every message before it is read, where one is set up."""
    readers: Executor | None = None
    """Threads that each wait for a child: the next messages are read while a decision is written."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.handbook.office.zone)


def decide_all(desk: Desk) -> int:
    """Decide every arrival that waits; answer how many. One bad message never holds up another.

    Told to stop, it finishes those that it has begun to read.
    """
    decided = 0
    begun: deque[tuple[Arrival, Reading]] = deque()
    while True:
        if len(begun) <= READ_AHEAD // 2:
            begun.extend((arrival, begin(desk, arrival)) for arrival in claimed(desk, READ_AHEAD - len(begun)))
        if not begun:
            return decided
        decided += decide_one(desk, *begun.popleft())


def claimed(desk: Desk, limit: int) -> Sequence[Arrival]:
    """The next arrivals to decide, at most so many; none when there are none, or it is time to stop."""
    if desk.is_stopping() or is_held(desk.scanner, desk.store, now=desk.now()):
        return ()
    lease_seconds = desk.handbook.limits.deciding_lease_seconds
    return desk.store.claim_arrivals(limit, worker=desk.worker, now=desk.now(), lease_seconds=lease_seconds)


def begin(desk: Desk, arrival: Arrival) -> Reading:
    """Start reading; what is called for the result waits for it, and raises what the reading raised."""
    if desk.readers is None:
        return partial(examined_arrival, desk, arrival)
    return desk.readers.submit(examined_arrival, desk, arrival).result


def decide_one(desk: Desk, arrival: Arrival, reading: Reading | None = None) -> bool:
    """Whether the arrival is decided now. A fault of our own is counted; after the third it is handed over unread."""
    try:
        record(desk, arrival, (reading or begin(desk, arrival))())
    except LeaseLost:
        return False
    except Exception as error:  # noqa: BLE001 - the one such place: a bug of ours is a state of one arrival, not the end of the worker
        let_go(desk, arrival, error=type(error).__name__)
        return False
    return True


def let_go(desk: Desk, arrival: Arrival, *, error: str) -> None:
    """Free for the next attempt; when not even the hand-over can be written, an alarm says so."""
    now = desk.now()
    with suppress(LeaseLost):
        desk.store.release_failed(arrival, error=error, now=now, retry_at=now + FAILED_RETRY)
    if has_failed_too_often(desk, arrival):
        desk.store.raise_alarm("cannot_hand_over", now=now, detail=str(arrival.id))


def examined_arrival(desk: Desk, arrival: Arrival) -> Examined:
    """The message read, older office formats converted on the way; unread when it is too large or we failed too often."""
    if arrival.content is None or has_failed_too_often(desk, arrival):
        return Examined(message=unread(arrival))
    if desk.scanner is not None and desk.scanner.finds(arrival.content):
        return Examined(message=replace(unread(arrival), kind_reason=MALWARE))
    today = desk.now().astimezone(desk.zone).date()
    return examined_message(desk.examine, desk.convert, arrival.content, today)


def has_failed_too_often(desk: Desk, arrival: Arrival) -> bool:
    """The attempt is counted before the work, so this holds from the attempt after the last."""
    return arrival.attempts > desk.handbook.limits.attempts


def examined_message(examine: Examine, convert: Convert, content: bytes, today: date) -> Examined:
    """The message read; read again with what could be converted when papers came in older formats."""
    examined = examine(content, today, {})
    converted = dict(conversions(convert, examined))
    return examine(content, today, converted) if converted else examined


def conversions(convert: Convert, examined: Examined) -> Iterator[tuple[str, bytes]]:
    for file in examined.files:
        if file.trouble is Trouble.OLD_FORMAT and file.attachment.type in CONVERTIBLE:
            try:
                yield file.attachment.sha256, convert(file.attachment.content, file.attachment.type)
            except UnreadableDocument:
                continue


def unread(arrival: Arrival) -> Message:
    """A message that nothing is known of but that it is there, and its Message-ID where one is plainly to be seen."""
    content = arrival.content or b""
    found = MESSAGE_ID_LINE.search(END_OF_HEADER.split(content[:HEADER_BYTES], maxsplit=1)[0])
    return Message(
        kind=MessageKind.BROKEN,
        kind_reason="unread",
        message_id=found[1].decode("ascii") if found else None,
        fingerprint=hashlib.sha256(content or str(arrival.id).encode()).hexdigest(),
    )


def record(desk: Desk, arrival: Arrival, examined: Examined) -> None:
    """Decision, references, finished letters and audit: one transaction. Raises LeaseLost."""
    now = desk.now()
    message = examined.message
    with desk.store.deciding(arrival, now=now) as deciding:
        decision = decided(desk, arrival, deciding, examined, now)
        references = tuple(new_references(desk, deciding, decision, now))
        mails = (
            *letters(desk, arrival, message, decision, references, now),
            *breaker_letters(deciding, decision, desk.handbook.office, desk.templates, secret=desk.secret, now=now),
        )
        deciding.record(
            kind=decision.kind,
            outcome=decision.outcome,
            reason=decision.reason,
            withheld=decision.withheld,
            fingerprint=message.fingerprint,
            message_id=message.message_id,
            sender=message.sender.address if message.sender else None,
            referrals=versions(decision, references, message, desk.handbook.forms),
            mails=mails,
            kept_from=decision.kept_from,
        )


def decided(desk: Desk, arrival: Arrival, deciding: Deciding, examined: Examined, now: datetime) -> Decision:
    if arrival.is_too_large:
        return handed_over(Reason.TOO_LARGE)
    if arrival.is_damaged or has_failed_too_often(desk, arrival):
        return handed_over(Reason.FAILED)
    message = examined.message
    if is_harmful(message):
        return handed_over(Reason.MALWARE)
    history = deciding.history(
        fingerprint=message.fingerprint,
        message_id=message.message_id,
        sender=message.sender.address if message.sender else None,
        refers_to=message.refers_to,
        references=message.references,
        files=tuple(each.attachment.sha256 for each in examined.files),
        day_start=now.astimezone(desk.zone).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC),
    )
    history = replace(history, is_breaker_open=is_breaker_open(deciding))
    if arrival.is_quiet:
        examined = replace(examined, message=replace(message, withheld=(*message.withheld, Withheld.OLD)))
    return still_kept_apart(decide(examined, history=history, limits=desk.handbook.limits), desk.handbook.office)


def still_kept_apart(decision: Decision, office: Office) -> Decision:
    """What an earlier version or letter was kept from, this is too, though it may name nobody (a bounce, a question)."""
    earlier = decision.earlier.kept_from if decision.earlier is not None else ()
    more = tuple(each for each in office.recusals if not {*each.reads}.isdisjoint(earlier))
    return replace(decision, recusals=tuple(dict.fromkeys((*decision.recusals, *more))))


def handed_over(reason: Reason) -> Decision:
    return Decision(
        kind=MessageKind.BROKEN, outcome=Outcome.HANDED_OVER, reason=reason, actions=(HandOver(reason=reason),)
    )


# -- references and letters ------------------------------------------------------------------------------------------


def new_references(desk: Desk, deciding: Deciding, decision: Decision, now: datetime) -> Iterator[str | None]:
    """A reference for each action, in order: one for each form, and the earlier one for a form sent again."""
    known: dict[tuple[str, int], str] = {}
    year = now.astimezone(desk.zone).year
    for action in decision.actions:
        form = form_of(action)
        if form is None:
            yield decision.earlier.reference if decision.earlier else None
            continue
        if form not in known:
            reuses = decision.earlier is not None and not known
            fresh = None if reuses else deciding.new_reference(desk.handbook.office.reference_prefix, year)
            known[form] = fresh or (decision.earlier.reference if decision.earlier else "")
        yield known[form]


def letters(
    desk: Desk,
    arrival: Arrival,
    message: Message,
    decision: Decision,
    references: Sequence[str | None],
    now: datetime,
) -> tuple[Mail, ...]:
    """The finished mails of a decision: bytes, Message-ID and Date never change after this."""
    office = desk.handbook.office
    notices = write(
        decision,
        message,
        office,
        {form.id: form for form in desk.handbook.forms},
        desk.templates,
        arrival=str(arrival.id),
        references=references,
        received=arrival.received,
        now=now,
        folders=desk.handbook.folders,
    )
    return tuple(compose(notice, office, secret=desk.secret, now=now) for notice in notices)

"""Is the audit as it was written? Which step is changed, missing, moved, copied or not ours, and is its end still there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, exists, select

from intake.store.chain import fields
from intake.store.engine import keyring_of
from intake.store.marks import FIRST, chained, is_ours, is_proven
from intake.store.rows import AuditFault, AuditHead, AuditReport
from intake.store.schema import arrivals, audit, digests, links, outbox
from intake.store.sealing import Keyring
from intake.store.states import Event, MailState

AT_ONCE: Final = 1_000


class Flaw(StrEnum):
    """What is wrong with a step."""

    CHANGED = "changed"
    MOVED = "moved"
    """It is ours and stands in the place of another."""
    MISSING = "missing"
    COPIED = "copied"
    NOT_OURS = "not_ours"
    """Somebody who has not the key added it."""
    LINK_MISSING = "link_missing"
    LINK_CHANGED = "link_changed"
    """The chain was rebuilt from here on by somebody who has not the key, or its links were put in another order."""
    CUT = "cut"
    """A head that was written down outside is not in the chain: its end was taken away, or the whole of it replaced."""
    UNTOLD = "untold"
    """Something happened that no step tells of: its row stands in the store."""
    KEY_MISSING = "key_missing"
    """The newest link was made with a key that is not here: nothing vouches for the rest."""


@dataclass(slots=True)
class _Walk:
    """Along the chain, link by link."""

    keyring: Keyring
    number: int = 0
    before: bytes = FIRST
    marks: set[bytes] = field(default_factory=set)
    is_vouched_for: bool = True
    faults: list[AuditFault] = field(default_factory=list)

    def look(self, row: Row[Any]) -> None:
        """At one link and the step that it is about."""
        self._look_at_number(row)
        if row.id is None:
            self.say(Flaw.MISSING, row.step_id)
        elif chained(self.before, row.step_id, fields(row), row.mark) != row.link:
            self.say(self._how(row), row.step_id)
        elif row.mark is not None and is_ours(fields(row), row.mark, self.keyring) is False:
            self.say(Flaw.CHANGED, row.step_id)
        if row.mark is not None and row.mark in self.marks:
            self.say(Flaw.COPIED, row.step_id)
        self._look_at_proof(row)
        self.marks.add(row.mark or b"")
        self.number, self.before = row.number, row.link

    def _look_at_number(self, row: Row[Any]) -> None:
        for number in range(self.number + 1, row.number)[:AT_ONCE]:
            self.say(Flaw.LINK_MISSING, number)

    def _look_at_proof(self, row: Row[Any]) -> None:
        proof = is_proven(row.link, row.proof, self.keyring)
        self.is_vouched_for = proof is not None
        if proof is False:
            self.say(Flaw.LINK_CHANGED, row.step_id)

    def _how(self, row: Row[Any]) -> Flaw:
        """A step whose own mark is good is as we wrote it; then it is its place, or the link before it, that is wrong."""
        if row.mark is None or is_ours(fields(row), row.mark, self.keyring) is not True:
            return Flaw.CHANGED
        return Flaw.LINK_CHANGED if self.number + 1 != row.number else Flaw.MOVED

    def say(self, flaw: Flaw, number: int) -> None:
        self.faults.append(AuditFault(flaw=flaw.value, number=number))


def verify(connection: Connection, heads: Sequence[AuditHead]) -> AuditReport:
    """The whole audit; `heads` are those that somebody has written down, in a digest for instance."""
    walk = _Walk(keyring_of(connection))
    for row in _chain(connection):
        walk.look(row)
    if not walk.is_vouched_for:
        walk.say(Flaw.KEY_MISSING, walk.number)
    unchained = tuple(_unchained(connection, walk.keyring))
    return AuditReport(
        steps=walk.number,
        unchained=sum(1 for each in unchained if each is None),
        head=AuditHead(number=walk.number, link=walk.before.hex()),
        faults=(
            *walk.faults,
            *(each for each in unchained if each is not None),
            *_cut(connection, (*heads, *_remembered(connection, walk.keyring))),
            *_untold(connection),
        ),
    )


def _chain(connection: Connection) -> Iterator[Row[Any]]:
    chosen = select(links, audit).join(audit, audit.c.id == links.c.step_id, isouter=True).order_by(links.c.number)
    yield from connection.execute(chosen.execution_options(yield_per=AT_ONCE))


def _unchained(connection: Connection, keyring: Keyring) -> Iterator[AuditFault | None]:
    """None for a step that only waits for its link."""
    is_chained = exists().where(links.c.step_id == audit.c.id)
    for row in connection.execute(select(audit).where(~is_chained).order_by(audit.c.id)):
        ours = is_ours(fields(row), row.mark or b"", keyring)
        yield None if ours else AuditFault(flaw=Flaw.NOT_OURS.value, number=row.id)


def _remembered(connection: Connection, keyring: Keyring) -> Iterator[AuditHead]:
    """The heads that went out in digests. They are sealed, so nobody without the key can set another."""
    for row in connection.execute(select(digests).where(digests.c.head.is_not(None)).order_by(digests.c.queued_at)):
        shown = keyring.unseal_text(row.head, digests.c.head, f"{row.day} {row.reader_hash}")
        if shown is not None:
            yield AuditHead.of(shown)


def _cut(connection: Connection, heads: Sequence[AuditHead]) -> Iterator[AuditFault]:
    for head in dict.fromkeys(heads):
        link = connection.execute(select(links.c.link).where(links.c.number == head.number)).scalar_one_or_none()
        if link is None or not bytes(link).hex().startswith(head.link):
            yield AuditFault(flaw=Flaw.CUT.value, number=head.number)


def _untold(connection: Connection) -> Iterator[AuditFault]:
    """Rows of what happened, without the step that belongs to each: they show where steps and links went together."""
    for chosen in (
        _without(arrivals.c.id, audit.c.arrival_id, (Event.KEPT, Event.TOO_LARGE)),
        _without(arrivals.c.id, audit.c.arrival_id, (Event.DECIDED,), arrivals.c.decided_at.is_not(None)),
        _without(outbox.c.id, audit.c.outbox_id, (Event.QUEUED,)),
        _without(outbox.c.id, audit.c.outbox_id, (Event.SENT, Event.FOUND), outbox.c.state == MailState.SENT),
    ):
        for number in connection.execute(chosen).scalars():
            yield AuditFault(flaw=Flaw.UNTOLD.value, number=number)


def _without(
    row: Column[Any], named: Column[Any], events: Sequence[Event], *conditions: ColumnElement[bool]
) -> Select[Any]:
    tells = exists().where(named == row, audit.c.event.in_(events))
    return select(row).where(~tells, *conditions).order_by(row).limit(AT_ONCE)

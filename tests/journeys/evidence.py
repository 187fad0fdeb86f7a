"""What real servers and the database show in the end, and what is wrong with it. The database is asked past our own store."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection, Engine, text

from intake.model.decision import Outcome, Reason
from tests.journeys.fates import FATES, PERSON, Fate, deliveries
from tests.journeys.offices import Letter, Lying, RealServers, letter
from tests.journeys.partnership import Sent, header
from tests.simulation.books import ALWAYS, UNFINISHED, Finding, Wrong

ATTEMPTS = 3
FAILED = Fate(Outcome.HANDED_OVER, Reason.FAILED, PERSON, ("hand_over",))
"""Of a message in whose reading we were stopped too often: a person has it."""
REPORTS = frozenset({"digest", "alarm"})
"""Letters that answer no message."""
NOBODY_TOOK_IT = {
    "I2 a message is gone and nobody took it": "SELECT count(*) FROM filings WHERE state = 'gone'",
    "I10 a letter is given up and no server refused it": "SELECT count(*) FROM outbox WHERE state IN ('dead', 'refused', 'held')",
}
"""Beside what must never be: in a world without people and refusals."""
ARRIVED = "SELECT sha256, outcome, reason, attempts FROM arrivals"
WRITTEN = """SELECT message_id, state,
    (SELECT count(*) FROM audit WHERE audit.outbox_id = outbox.id AND event = 'sent_again') FROM outbox"""


@dataclass(frozen=True, slots=True)
class Arrived:
    outcome: str
    reason: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in the outbox."""

    state: str
    sent_again: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What the database says."""

    arrived: Mapping[str, tuple[Arrived, ...]]
    """By the hash of the bytes."""
    written: Mapping[str, Written]
    """By Message-ID."""
    contradictions: tuple[str, ...]
    unfinished: tuple[str, ...]


def read(database: Engine) -> Books:
    """Raises DBAPIError where there is no table yet."""
    with database.connect() as connection:
        arrived: dict[str, tuple[Arrived, ...]] = {}
        for sha256, *row in connection.execute(text(ARRIVED)):
            arrived[sha256] = (*arrived.get(sha256, ()), Arrived(*row))
        written = {message_id: Written(*row) for message_id, *row in connection.execute(text(WRITTEN))}
        return Books(
            arrived=arrived,
            written=written,
            contradictions=tuple(_holding(connection, {**ALWAYS, **NOBODY_TOOK_IT})),
            unfinished=tuple(_holding(connection, UNFINISHED)),
        )


def _holding(connection: Connection, questions: Mapping[str, str]) -> Iterator[str]:
    """The names of those whose answer is not 0."""
    return (name for name, question in questions.items() if connection.execute(text(question)).scalar_one())


@dataclass(frozen=True, kw_only=True)
class Evidence:
    unit: str
    """The business unit's address: our own mailbox."""
    sent: tuple[Sent, ...]
    lying: tuple[Lying, ...]
    outside: tuple[Letter, ...] = field(repr=False)
    books: Books

    @classmethod
    def gathered(cls, ground: RealServers, sent: tuple[Sent, ...], database: Engine) -> "Evidence":
        return cls(
            unit=ground.address,
            sent=sent,
            lying=tuple(ground.lying()),
            outside=tuple(ground.outside()),
            books=read(database),
        )

    @cached_property
    def letters(self) -> tuple[Letter, ...]:
        """Ours, once for each reader and each time that it came."""
        own = (letter(self.unit, each.content) for each in self.lying if header(each.content, "X-Intake-Ref"))
        return (*self.outside, *own)

    @cached_property
    def fates(self) -> Mapping[str, Fate]:
        """What should have become of each message, by Message-ID."""
        return {each.message_id: FAILED if self._has_failed(each) else FATES[each.title] for each in self.sent}

    def _has_failed(self, message: Sent) -> bool:
        return any(each.reason == "failed" and each.attempts > ATTEMPTS for each in self._arrived(message))

    def _arrived(self, message: Sent) -> tuple[Arrived, ...]:
        """A server adds fields, so that the hash is that of what lies there."""
        hashes = {hashlib.sha256(each.content).hexdigest() for each in self._places(message)}
        return tuple(each for sha256 in hashes for each in self.books.arrived.get(sha256, ()))

    def _places(self, message: Sent) -> tuple[Lying, ...]:
        return tuple(each for each in self.lying if each.message_id == message.message_id)

    @property
    def given_to_a_person(self) -> int:
        """Messages in whose reading we were stopped too often."""
        return sum(fate is FAILED for fate in self.fates.values())

    @cached_property
    def doubled(self) -> frozenset[str]:
        """Message-IDs of letters that one reader got more than once."""
        came = Counter((each.message_id, each.reader) for each in self.letters)
        return frozenset(message_id for (message_id, _), times in came.items() if times > 1)

    @property
    def without_copy_doubled(self) -> frozenset[str]:
        """Those of which our own mailbox gets no copy that could be looked for."""
        return self.doubled - {each.message_id for each in self.letters if each.reader == self.unit}

    @property
    def is_at_rest(self) -> bool:
        """Nothing is left to do, and everything that lies there was collected."""
        return not self.books.unfinished and sum(map(len, self.books.arrived.values())) == len(self.lying)

    # -- what is wrong

    def wrong(self) -> Iterator[Wrong]:
        for message in self.sent:
            yield from self._wrong_message(message)
        yield from self._wrong_letters()
        yield from self._wrong_doubles()
        yield from (Wrong(finding=Finding.BOOKS, what=each) for each in self.books.contradictions)
        yield from (Wrong(finding=Finding.UNFINISHED, what=f"I7 {each}") for each in self.books.unfinished)
        if sum(map(len, self.books.arrived.values())) != len(self.lying):
            yield Wrong(finding=Finding.BOOKS, what="I1 as many messages as lie there are not in the books")

    def _wrong_message(self, message: Sent) -> Iterator[Wrong]:
        fate, folders = self.fates[message.message_id], [each.folder for each in self._places(message)]
        arrived = self._arrived(message)
        if not folders or not arrived:
            yield Wrong(finding=Finding.LOST, what=f"I1 {message.title}: in {len(folders)} folders")
        elif len(folders) > 1 or len(arrived) > 1:
            yield Wrong(
                finding=Finding.DOUBLED, what=f"I1 {message.title}: {len(folders)} folders, {len(arrived)} rows"
            )
        elif (arrived[0].outcome, arrived[0].reason, folders[0]) != (fate.outcome, fate.reason, fate.folder):
            yield Wrong(finding=Finding.WRONG_OUTCOME, what=f"I2 {message.title}: {arrived[0]}, {folders[0]}")

    def _wrong_letters(self) -> Iterator[Wrong]:
        """Each letter that is due to somebody, and no other; how often it came is another matter."""
        due: Counter[tuple[str, str]] = Counter()
        for fate in self.fates.values():
            due += deliveries(fate, self.unit)
        each_once = {(each.message_id, each.kind, each.reader) for each in self.letters if each.kind not in REPORTS}
        came = Counter((kind, reader) for _, kind, reader in each_once)
        yield from (Wrong(finding=Finding.LOST, what=f"I2 nobody got: {kind}") for kind, _ in (due - came).elements())
        yield from (Wrong(finding=Finding.DOUBLED, what=f"I3 one more: {kind}") for kind, _ in (came - due).elements())

    def _wrong_doubles(self) -> Iterator[Wrong]:
        came = {each.message_id: each.kind for each in self.letters}
        for message_id in sorted(self.doubled):
            if message_id not in self.without_copy_doubled:
                yield Wrong(finding=Finding.DOUBLED, what=f"I3 {came[message_id]}, of which there is a copy")
            elif message_id in self.books.written and not self.books.written[message_id].sent_again:
                yield Wrong(finding=Finding.BOOKS, what=f"I9 {came[message_id]} came twice and the audit has it once")
        if came.keys() - self.books.written.keys():
            yield Wrong(finding=Finding.BOOKS, what="I9 a letter that is not in the books")
        for message_id, each in self.books.written.items():
            if each.state == "sent" and message_id not in came:
                yield Wrong(finding=Finding.LOST, what="I2 said to be sent, and nobody got it")

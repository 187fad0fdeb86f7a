"""What must hold after every step, and what must hold in the end. The database is read past our own store."""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from intake.store.sealing import Keyring
from tests.journeys.partnership import DEPUTY, HEAD, MAILBOX, SECRET
from tests.journeys.world import INBOX, Accepted
from tests.simulation.deck import LEFT, Card
from tests.simulation.outside import Outside

ALWAYS: Mapping[str, str] = {
    "I1 one state": "SELECT count(*) FROM arrivals WHERE (decided_at IS NULL) != (outcome IS NULL)",
    "I1 every UID that was seen is accounted for": """SELECT count(*) FROM ledger LEFT JOIN arrivals ON arrivals.ledger_id = ledger.id
        WHERE (ledger.fate = 'vanished') = (arrivals.id IS NOT NULL)""",
    "I1 what is decided waits to be filed": """SELECT count(*) FROM arrivals LEFT JOIN filings ON filings.arrival_id = arrivals.id
        WHERE filings.arrival_id IS NULL AND outcome != 'left'""",
    "I1 references without a gap": """SELECT (SELECT coalesce(sum(last), 0) FROM counters) != (SELECT count(*) FROM referrals)""",
    "I2 move last": """SELECT count(*) FROM filings JOIN outbox ON outbox.arrival_id = filings.arrival_id
        WHERE filings.state != 'waiting' AND outbox.finished_at IS NULL""",
    "I3 one forward for one mail": """SELECT count(*) FROM (SELECT 1 FROM arrivals WHERE outcome != 'left' AND reason != 'failed'
        GROUP BY fingerprint HAVING count(*) > 1) AS doubled""",
    "I8 the original is kept": """SELECT count(*) FROM arrivals LEFT JOIN originals ON originals.arrival_id = arrivals.id
        WHERE originals.arrival_id IS NULL""",
    "I9 intended before done": """SELECT count(*) FROM outbox WHERE state = 'sent' AND NOT EXISTS
        (SELECT 1 FROM audit WHERE audit.outbox_id = outbox.id AND event = 'sending')""",
    "I9 every step is noted": """SELECT count(*) FROM outbox WHERE state = 'sent' AND NOT EXISTS
        (SELECT 1 FROM audit WHERE audit.outbox_id = outbox.id AND event IN ('sent', 'found'))""",
    "I10 dead letters are seen": """SELECT count(*) FROM outbox WHERE state IN ('dead', 'refused') AND settled_at IS NULL AND NOT EXISTS
        (SELECT 1 FROM audit WHERE audit.outbox_id = outbox.id AND event IN ('dead', 'refused'))""",
}
"""Each counts what must not be."""
QUESTION = f"SELECT {', '.join(f'({question})' for question in ALWAYS.values())}"
UNFINISHED: Mapping[str, str] = {
    "arrivals": "SELECT count(*) FROM arrivals WHERE decided_at IS NULL",
    "letters": "SELECT count(*) FROM outbox WHERE finished_at IS NULL",
    "filings": "SELECT count(*) FROM filings WHERE finished_at IS NULL",
}
KEYRING = Keyring(SECRET)
INTERNAL = frozenset({HEAD, DEPUTY, MAILBOX})
ANSWERS = frozenset({"return", "receipt"})


class Finding(StrEnum):
    LOST = "lost"
    DOUBLED = "doubled"
    WRONG_PERSON = "wrong_person"
    WRONG_OUTCOME = "wrong_outcome"
    UNFINISHED = "unfinished"
    UNCAUGHT = "uncaught"
    """An exception ended a beat that is none of the outside world's."""
    BOOKS = "books"
    """The database contradicts itself, or the world."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    finding: Finding
    what: str
    """In codes."""


class Books:
    """A connection of its own to the database of a seed."""

    def __init__(self, database: Path, outside: Outside) -> None:
        self.outside = outside
        self._connection = sqlite3.connect(database, check_same_thread=False, isolation_level=None)
        self._seen = 0

    def close(self) -> None:
        self._connection.close()

    def counted(self, question: str, *values: object) -> int:
        return int(self._connection.execute(question, values).fetchone()[0])

    def is_kept(self, content: bytes) -> bool:
        digest = hashlib.sha256(content).hexdigest()
        kept = "SELECT count(*) FROM arrivals JOIN originals ON originals.arrival_id = arrivals.id WHERE sha256 = ?"
        return bool(self.counted(kept, digest))

    def was_collected(self, message_id: str) -> bool:
        """Our copy of a letter was seen by a decision."""
        named = KEYRING.message_id_hash(message_id)
        return bool(self.counted("SELECT count(*) FROM arrivals WHERE message_id_hash = ?", named))

    # -- after every step

    def wrong_now(self) -> Iterator[Wrong]:
        yield from self._wrong_books()
        new, self._seen = self.outside.accepted[self._seen :], len(self.outside.accepted)
        for letter in new:
            yield from self._wrong_letter(letter)

    def _wrong_books(self) -> Iterator[Wrong]:
        found = self._connection.execute(QUESTION).fetchone()
        for name, count in zip(ALWAYS, found, strict=True):
            if count:
                yield Wrong(finding=Finding.DOUBLED if name.startswith("I3") else Finding.BOOKS, what=name)

    def _wrong_letter(self, letter: Accepted) -> Iterator[Wrong]:
        """As soon as it was accepted: by whom, and how often.

        The readers may differ: the Head is refused when a letter without a copy is sent again, and a deputy gets it.
        """
        times = [each for each in self.outside.accepted if each.message_id == letter.message_id]
        if len(times) > 1 and letter.message_id not in self.outside.without_copy:
            yield Wrong(finding=Finding.DOUBLED, what=f"I3 {letter.kind} accepted {len(times)} times")
        if len({each.sha256 for each in times}) > 1:
            yield Wrong(finding=Finding.DOUBLED, what=f"I3 {letter.kind} came again with other bytes")
        yield from self._wrong_recipients(letter)

    def _wrong_recipients(self, letter: Accepted) -> Iterator[Wrong]:
        if letter.kind not in ANSWERS:
            if not INTERNAL.issuperset(letter.recipients):
                yield Wrong(finding=Finding.WRONG_PERSON, what=f"I4 {letter.kind}")
        elif letter.recipients != (self._sender(letter),):
            yield Wrong(finding=Finding.WRONG_PERSON, what=f"I4 {letter.kind}")

    def _sender(self, letter: Accepted) -> str | None:
        """Of the message that the letter answers."""
        found = self._connection.execute(
            "SELECT sha256 FROM arrivals JOIN outbox ON outbox.arrival_id = arrivals.id WHERE outbox.message_id = ?",
            (letter.message_id,),
        ).fetchone()
        return None if found is None else self.outside.came[found[0]].sender

    # -- in the end

    def wrong_in_the_end(self) -> Iterator[Wrong]:
        yield from self.unfinished()
        for sha256, card in self.outside.came.items():
            yield from self._wrong_fate(sha256, card)
        yield from self._wrong_letters()

    def unfinished(self) -> Iterator[Wrong]:
        for name, question in UNFINISHED.items():
            if self.counted(question):
                yield Wrong(finding=Finding.UNFINISHED, what=f"I7 {name}")
        known = self._connection.execute(
            "SELECT uid FROM ledger WHERE uidvalidity = ? AND folder = ?", (self.outside.uidvalidity, INBOX)
        )
        if self.outside.folders[INBOX].keys() - {uid for (uid,) in known}:
            yield Wrong(finding=Finding.LOST, what="I1 a message lies in the inbox that nobody knows")

    def _wrong_fate(self, sha256: str, card: Card) -> Iterator[Wrong]:
        rows = self._connection.execute("SELECT id, outcome, reason FROM arrivals WHERE sha256 = ?", (sha256,))
        fates = [(number, outcome, reason) for number, outcome, reason in rows]
        if not fates and sha256 not in self.outside.taken:
            yield Wrong(finding=Finding.LOST, what=f"I1 {card.title}")
        for number, outcome, reason in fates:
            if (outcome, reason) == ("left", "duplicate") or reason == "failed":
                continue
            if outcome not in card.outcomes:
                yield Wrong(finding=Finding.WRONG_OUTCOME, what=f"I2 {card.title}: {outcome} {reason}")
            if outcome != LEFT:
                yield from self._wrong_effect(number, card)

    def _wrong_effect(self, arrival_id: int, card: Card) -> Iterator[Wrong]:
        letters = self._connection.execute(
            "SELECT message_id, kind, state FROM outbox WHERE arrival_id = ?", (arrival_id,)
        ).fetchall()
        if sum(kind == "forward" for _, kind, _ in letters) > card.forwards:
            yield Wrong(finding=Finding.DOUBLED, what=f"I3 {card.title}: too many forwards")
        if not any(kind != "receipt" for _, kind, _ in letters):
            yield Wrong(finding=Finding.LOST, what=f"I2 {card.title}: no letter")

    def _wrong_letters(self) -> Iterator[Wrong]:
        accepted = Counter(each.message_id for each in self.outside.accepted)
        for message_id, kind, state in self._connection.execute("SELECT message_id, kind, state FROM outbox"):
            if state == "sent" and message_id not in accepted:
                yield Wrong(finding=Finding.LOST, what=f"I2 {kind}: said to be sent, and nobody got it")
        written = {name for (name,) in self._connection.execute("SELECT message_id FROM outbox")}
        if accepted.keys() - written:
            yield Wrong(finding=Finding.BOOKS, what="I9 a letter that is not in the books")
        alarms = self.counted("SELECT count(*) FROM alarms WHERE cleared_at IS NULL")
        if self.counted("SELECT count(*) FROM outbox WHERE state IN ('dead', 'refused')") and not alarms:
            yield Wrong(finding=Finding.BOOKS, what="I10 a dead letter without an alarm")

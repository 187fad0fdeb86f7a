"""The store: every question and every change by its name, one transaction each."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Self

from intake.model.decision import Outcome
from intake.model.mail import Mail, NoticeKind
from intake.model.mailbox import Fetched, Place
from intake.model.ticks import Ticks
from intake.store import (
    again,
    alarms,
    arrivals,
    calm,
    chain,
    clock,
    digests,
    erasing,
    figures,
    filing,
    health,
    keys,
    ledger,
    outbox,
    rebuilding,
    recent,
    reconciling,
    runs,
    settling,
    trace,
    verify,
)
from intake.store.audit import gathered
from intake.store.deciding import Deciding
from intake.store.engine import Database
from intake.store.recent import MessageLine
from intake.store.rows import (
    Alarm,
    Arrival,
    AuditHead,
    AuditReport,
    DigestFacts,
    Erasable,
    Erased,
    Figures,
    Filing,
    Health,
    OutboxItem,
    Recovered,
    RecoveredLetter,
    Refusal,
    RegisterLine,
    Run,
    Schema,
    SealingKey,
    Signs,
    Step,
)
from intake.store.sealing import Keyring
from intake.store.states import MailState

RESEALED_AT_ONCE = 50
ERASED_AT_ONCE = 200


class Store:
    """Raises StoreUnavailable from any method when the database is away: what was in hand may be done or not.

    Instants given and taken are aware. Threads may share a store.
    """

    def __init__(self, database: Database, *, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    @classmethod
    def open(cls, url: str, *, secret: bytes, keys: Sequence[bytes] = ()) -> Self:
        """The store at `sqlite:///FILE` or `postgresql+psycopg://USER@HOST/NAME`. Raises StoreRefused.

        `secret` keys the hashes under which senders are counted. Contents are sealed with the first of `keys`, or with
        a key that derives from the secret.
        """
        keyring = Keyring(secret, keys)
        return cls(Database(url, keyring), keyring=keyring)

    def migrate(self) -> None:
        """Bring the schema up to this program, whole or not at all.

        Raises StoreRefused for one that is newer, or sealed with a key that is not here.
        """
        from intake.store.migrate import migrate

        migrate(self._database, self._keyring)

    def look(self) -> Schema:
        """What `migrate` would find, with nothing changed. Raises StoreRefused as it does."""
        from intake.store.migrate import look

        return look(self._database, self._keyring)

    def health(self) -> Health:
        """What the database says of itself, and the newest arrivals of the clocks."""
        with self._database.reading() as connection:
            return health.health(connection)

    def sealing_keys(self) -> Sequence[SealingKey]:
        """The keys that something is sealed with, oldest first."""
        with self._database.reading() as connection:
            return keys.sealing_keys(connection)

    def rotate_keys(self, *, now: datetime) -> int:
        """Seal with the newest key what older ones sealed, a few values a transaction; how many.

        Others may work meanwhile, if they know the newest key. Stopped, it goes on when it is called again.
        """
        resealed = 0
        while True:
            with self._database.alone() as connection:
                count = keys.reseal(connection, self._keyring, limit=RESEALED_AT_ONCE)
                if not count:
                    keys.retire(connection, self._keyring, now=now)
                    return resealed
            resealed += count

    def occupied(self, *, by: str, now: datetime) -> AbstractContextManager[None]:
        """While jobs run: on SQLite by one process at a time. Raises StoreOccupied when it is entered."""
        return self._database.occupied(by=by, now=now)

    def close(self) -> None:
        self._database.close()

    # -- what was seen and kept

    def known_uids(self, place: Place, *, above: int = 0) -> frozenset[int]:
        """Every UID of this place above that one that was ever seen."""
        with self._database.reading() as connection:
            return ledger.known_uids(connection, place, above=above)

    def highest_uid(self, place: Place) -> int:
        """Of those that were ever seen in this place; 0 where none was."""
        with self._database.reading() as connection:
            return ledger.highest_uid(connection, place)

    def keep(self, place: Place, messages: Sequence[Fetched], *, now: datetime) -> int:
        """Write down what was fetched, all or nothing; what is known stays as it is. The number of new arrivals."""
        with self._database.alone() as connection:
            return ledger.keep(connection, place, messages, now=now, keyring=self._keyring)

    def known_as(self, place: Place, uids: Iterable[int]) -> Mapping[int, datetime | None]:
        """By UID, those of `uids` that were kept here, and when the server took them; None for one that vanished."""
        with self._database.reading() as connection:
            return ledger.known_as(connection, place, uids)

    def keep_others(self, place: Place, messages: Sequence[Fetched], *, now: datetime) -> int:
        """Keep as new those of these messages that are not what their UIDs meant before. How many."""
        with self._database.alone() as connection:
            return ledger.keep_others(connection, place, messages, now=now, keyring=self._keyring)

    def begun(self, place: Place) -> datetime | None:
        """When we began in this folder, in whatever life of it; None where we never did."""
        with self._database.reading() as connection:
            return ledger.begun(connection, place)

    def leave_alone(self, place: Place, uids: Iterable[int], *, now: datetime, since: datetime | None = None) -> int:
        """What is not known of these lay here before we began; how many that are. The first time, we begin now, or began then."""
        with self._database.alone() as connection:
            return ledger.leave_alone(connection, place, uids, now=now, since=since)

    def left_alone(self, place: Place) -> frozenset[int]:
        """UIDs of what lay here before we began, and was not taken in since."""
        with self._database.reading() as connection:
            return ledger.left_alone(connection, place)

    def take_in(self, place: Place, messages: Sequence[Fetched], *, now: datetime, is_quiet: bool) -> int:
        """Keep these of the messages that were left alone; quiet ones get no reply. The number of new arrivals."""
        with self._database.alone() as connection:
            return ledger.take_in(connection, place, messages, now=now, is_quiet=is_quiet, keyring=self._keyring)

    # -- deciding

    def claim_arrival(self, *, worker: str, now: datetime, lease_seconds: float) -> Arrival | None:
        """The oldest arrival that is undecided, due and free; its attempt is counted before any work."""
        return next(iter(self.claim_arrivals(1, worker=worker, now=now, lease_seconds=lease_seconds)), None)

    def claim_arrivals(self, limit: int, *, worker: str, now: datetime, lease_seconds: float) -> Sequence[Arrival]:
        """At most so many of them, oldest first, each with a lease and an attempt of its own."""
        with self._database.writing() as connection, gathered(connection):
            claim = partial(arrivals.claim, worker=worker, now=now, lease_seconds=lease_seconds, keyring=self._keyring)
            claimed = iter(lambda: claim(connection), None)
            return tuple(islice(claimed, limit))

    def release_failed(self, arrival: Arrival, *, error: str, now: datetime, retry_at: datetime) -> int:
        """Let it go until `retry_at`; the attempts so far. `error` is the name of a class. Raises LeaseLost."""
        with self._database.writing() as connection:
            return arrivals.release_failed(connection, arrival, error=error, now=now, retry_at=retry_at)

    @contextmanager
    def deciding(self, arrival: Arrival, *, now: datetime) -> Iterator[Deciding]:
        """One transaction for one decision: committed at the end, or nothing of it. Raises LeaseLost."""
        with self._database.alone() as connection:
            arrivals.hold(connection, arrival)
            deciding = Deciding(connection, arrival=arrival, now=now, keyring=self._keyring)
            with gathered(connection):
                yield deciding
            deciding.check()

    # -- sending

    def calm(self, ticks: Ticks, *, now: datetime) -> timedelta:
        """How long nobody has set this machine's clock, as far as anybody asked this before."""
        with self._database.writing() as connection:
            return calm.calm(connection, ticks, now=now)

    def claim_mail(
        self, *, worker: str, now: datetime, lease_seconds: float, takes_over: bool = True
    ) -> OutboxItem | None:
        """The oldest letter that is due and free. `must_look_first` says that it may have been accepted before.

        Only who `takes_over` is given one that another worker was sending when its lease ran out.
        """
        claim = partial(outbox.claim, worker=worker, now=now, lease_seconds=lease_seconds, keyring=self._keyring)
        with self._database.writing() as connection:
            return claim(connection, takes_over=takes_over)

    def still_holds(self, item: OutboxItem, *, now: datetime) -> bool:
        """Whether it is still ours, with at least half of the lease left. Ask just before DATA."""
        with self._database.reading() as connection:
            return outbox.still_holds(connection, item, now=now)

    def has_come_back(self, message_id: str) -> bool:
        """Whether our own copy of a letter was collected: it went out then, whatever became of the copy since."""
        with self._database.reading() as connection:
            return outbox.has_come_back(connection, message_id, keyring=self._keyring)

    def mark_sending(self, item: OutboxItem, *, now: datetime) -> None:
        """Before the server is spoken to: from here on a stop leaves an unknown outcome. Raises LeaseLost."""
        with self._database.writing() as connection:
            outbox.mark_sending(connection, item, now=now)

    def mark_without_copy(self, item: OutboxItem) -> None:
        """The server refuses our own copy, and the letter leaves now all the same. Raises LeaseLost."""
        with self._database.writing() as connection:
            outbox.mark_without_copy(connection, item)

    def mark_sent(self, item: OutboxItem, *, now: datetime, code: int | None, found_by_look: bool = False) -> None:
        """Accepted, by the server's word or because our copy was found. Raises LeaseLost."""
        with self._database.writing() as connection:
            outbox.mark_sent(connection, item, now=now, code=code, found_by_look=found_by_look)

    def mark_not_sent(
        self, item: OutboxItem, *, now: datetime, code: int | None, phase: str, retry_at: datetime
    ) -> None:
        """Surely not accepted: due again at `retry_at`. Raises LeaseLost."""
        with self._database.writing() as connection:
            outbox.mark_not_sent(connection, item, now=now, code=code, phase=phase, retry_at=retry_at)

    def mark_unknown(
        self, item: OutboxItem, *, now: datetime, retry_at: datetime, code: int | None = None, phase: str = ""
    ) -> None:
        """May have been accepted: due for a look at `retry_at`, when our copy must have arrived. Raises LeaseLost."""
        with self._database.writing() as connection:
            outbox.mark_unknown(connection, item, now=now, retry_at=retry_at, code=code, phase=phase)

    def mark_refused(self, item: OutboxItem, *, now: datetime, code: int | None, phase: str) -> None:
        """The server will not have it, now or later: a dead letter. Raises LeaseLost."""
        with self._database.writing() as connection:
            outbox.mark_undelivered(connection, item, MailState.REFUSED, now=now, code=code, phase=phase)

    def mark_dead(self, item: OutboxItem, *, now: datetime, code: int | None, phase: str, alarm: str) -> None:
        """Given up: a dead letter, and the alarm that says so by the letter's key, or neither. Raises LeaseLost."""
        with self._database.alone() as connection:
            outbox.mark_undelivered(connection, item, MailState.DEAD, now=now, code=code, phase=phase)
            alarms.raise_alarm(connection, alarm, detail=item.mail.key, now=now)

    def sent_since(self, instant: datetime) -> int:
        """How many letters were accepted after this instant."""
        with self._database.reading() as connection:
            return outbox.sent_since(connection, instant)

    def hold_beyond(self, kinds: Sequence[NoticeKind], *, most: int, now: datetime) -> int:
        """Of the letters of these kinds that are due, hold all but the oldest `most`; with an alarm. The number held."""
        with self._database.alone() as connection:
            held = outbox.hold_beyond(connection, kinds, most=most, now=now)
            if held:
                alarms.raise_alarm(connection, again.HELD_ALARM, detail="", now=now)
            return held

    def redirect(self, item: OutboxItem, recipients: tuple[str, ...], *, now: datetime, alarm: str) -> None:
        """The same letter, surely not accepted, to these instead: due at once; and the alarm that says so, or neither. Raises LeaseLost."""
        with self._database.alone() as connection:
            outbox.redirect(connection, item, recipients, now=now, keyring=self._keyring)
            alarms.raise_alarm(connection, alarm, detail=item.mail.key, now=now)

    def retry(self, name: str, *, now: datetime) -> int:
        """A person has it tried again: letters by reference or Message-ID, an arrival by its number. How many things."""
        with self._database.alone() as connection:
            return again.retry(connection, name, now=now)

    def release(self, name: str | None, *, now: datetime) -> int:
        """A person lets go the letters that were held, of this reference or Message-ID or all of them. How many."""
        with self._database.alone() as connection:
            return again.release(connection, name, now=now)

    # -- filing

    def claim_filing(self, *, limit: int, now: datetime) -> Sequence[Filing]:
        """Decided messages whose letters are finished and that lie where they came in, oldest first."""
        with self._database.reading() as connection:
            return filing.claim(connection, limit=limit, now=now, keyring=self._keyring)

    def intend_move(self, item: Filing, *, folder: str, now: datetime, until: datetime) -> bool:
        """Before the move: from here on it may have happened. False when somebody else moves it now, or has; ours until then."""
        with self._database.writing() as connection:
            return filing.intend(connection, item, folder=folder, now=now, until=until)

    def mark_filed(self, item: Filing, *, folder: str, uidvalidity: int | None, uid: int | None, now: datetime) -> None:
        """It lies in `folder` now; without a UID where the server did not say."""
        with self._database.writing() as connection:
            filing.mark_filed(connection, item, folder=folder, uidvalidity=uidvalidity, uid=uid, now=now)

    def is_filed_at(self, *, folder: str, uidvalidity: int, uid: int) -> bool:
        """Whether a message is known to have been filed there."""
        with self._database.reading() as connection:
            return filing.is_filed_at(connection, folder=folder, uidvalidity=uidvalidity, uid=uid)

    def mark_gone(self, item: Filing, *, now: datetime) -> None:
        """Somebody else moved or removed it: nothing is left to do."""
        with self._database.writing() as connection:
            filing.mark_gone(connection, item, now=now)

    def postpone_filing(self, item: Filing, *, reason: str, now: datetime, retry_at: datetime) -> None:
        """Could not be moved, for a reason in a code: due again at `retry_at`."""
        with self._database.writing() as connection:
            filing.postpone(connection, item, reason=reason, now=now, retry_at=retry_at)

    # -- after a lost database

    def recover(self, found: Recovered, *, now: datetime, letter: RecoveredLetter | None = None) -> bool:
        """Write down what lies in the mailbox, as sent where it is a letter of ours. False when it was known."""
        with self._database.alone() as connection:
            arrival_id = rebuilding.recover(connection, found, now=now, keyring=self._keyring)
            if letter is not None:
                rebuilding.recover_letter(connection, letter, arrival_id=arrival_id, now=now, keyring=self._keyring)
            return arrival_id is not None

    def open_return(self, found: Recovered, *, prefix: str, now: datetime) -> str:
        """Nobody is known to have answered this return: it is open, under a new reference. When all numbers are counted up."""
        with self._database.alone() as connection:
            return rebuilding.open_return(connection, found, prefix=prefix, now=now, keyring=self._keyring)

    def forwarded_files(self, files: Sequence[str]) -> frozenset[str]:
        """Those, by their SHA-256, that went to the Head."""
        with self._database.reading() as connection:
            return rebuilding.forwarded_files(connection, files)

    def end_rebuilding(self, *, prefix: str, unseen_references: int, now: datetime) -> None:
        """Leave out so many references of this year, look for every waiting letter before sending it, raise the alarm."""
        with self._database.alone() as connection:
            rebuilding.end(connection, prefix=prefix, year=now.year, unseen_references=unseen_references, now=now)

    def reconcile(self, *, now: datetime) -> Sequence[str]:
        """Hold every state against its sum; codes of those that do not agree, each an alarm while it lasts."""
        with self._database.alone() as connection:
            return reconciling.reconcile(connection, now=now)

    # -- looking, and the day's digest

    def figures(self, *, now: datetime) -> Figures:
        """The arithmetic, of one moment."""
        with self._database.reading() as connection:
            return figures.figures(connection, now=now)

    def digest_facts(self, *, since: datetime | None, now: datetime) -> DigestFacts:
        """What a digest says, of one moment; with the referrals forwarded after `since`, all of them without it."""
        with self._database.reading() as connection:
            return figures.digest_facts(connection, since=since, now=now, keyring=self._keyring)

    def register(self) -> Sequence[RegisterLine]:
        """Every referral, oldest first."""
        with self._database.reading() as connection:
            return figures.register(connection, self._keyring)

    def messages(self, *, limit: int = 100) -> Sequence[MessageLine]:
        """The newest messages and what became of each, oldest first."""
        with self._database.reading() as connection:
            return recent.messages(connection, limit=limit)

    def last_digest(self) -> datetime | None:
        """When a digest was queued last."""
        with self._database.reading() as connection:
            return digests.last_digest(connection)

    def record_digest(self, day: date, mails: Sequence[Mail], *, now: datetime) -> int:
        """Queue each reader's digest of a local day; who has it already gets no other. The number queued."""
        with self._database.alone() as connection:
            return digests.record(connection, day, mails, now=now, keyring=self._keyring)

    def trace(self, query: str) -> Sequence[Step]:
        """Every step, oldest first, of what goes by this reference, Message-ID, sender's address, or hash."""
        with self._database.reading() as connection:
            return trace.trace(connection, query, keyring=self._keyring)

    def verify_audit(self, heads: Sequence[AuditHead] = ()) -> AuditReport:
        """Look through the whole audit for what is not as it was written; `heads` were written down elsewhere."""
        with self._database.alone() as connection:
            while chain.extend(connection):
                pass
        with self._database.reading() as connection:
            return verify.verify(connection, heads)

    def settle(self, name: str, *, now: datetime) -> bool:
        """A person says that it is done with. False when nothing was open.

        An open referral goes by its reference, a hand-over without one by its arrival's number, a dead letter by its
        Message-ID, an alarm by its code.
        """
        with self._database.alone() as connection:
            return settling.settle(connection, name, now=now)

    # -- erasing

    def erasable(self, before: Mapping[Outcome, datetime]) -> Sequence[Erasable]:
        """Messages that are done with since before the instant of their outcome; nothing open, nothing held."""
        with self._database.reading() as connection:
            return erasing.due(connection, before)

    def erase_due(
        self, before: Mapping[Outcome, datetime], *, digests_before: datetime, by: str, now: datetime
    ) -> Erased:
        """Destroy what is erasable, and old digests, a few messages a transaction: nobody else waits long.

        `by` is the office of whoever looked through it and says so.
        """
        with self._database.alone() as connection:
            erased = erasing.erase_digests(connection, before=digests_before, by=by, now=now)
        while True:
            with self._database.alone() as connection:
                ids = [each.arrival_id for each in erasing.due(connection, before, limit=ERASED_AT_ONCE)]
                erased += erasing.erase(connection, ids, by=by, now=now)
            if not ids:
                return erased

    def erase(self, name: str, *, by: str, now: datetime) -> Erased | Refusal:
        """Destroy all of a referral by its reference, or one message by its number, however new; nothing open, nothing held."""
        with self._database.alone() as connection:
            return erasing.erase_named(connection, name, by=by, now=now)

    def hold(self, reference: str, *, by: str, now: datetime) -> bool:
        """Nothing of this referral is erased until the hold ends. False when there is no such referral."""
        with self._database.alone() as connection:
            return erasing.hold(connection, reference, by=by, now=now)

    def end_hold(self, reference: str, *, by: str, now: datetime) -> bool:
        """False when none was there."""
        with self._database.alone() as connection:
            return erasing.end_hold(connection, reference, by=by, now=now)

    # -- how the machine fares

    def raise_alarm(self, code: str, *, now: datetime, detail: str = "") -> bool:
        """True when it is new, and somebody has to be told; while it lasts it is only counted."""
        with self._database.alone() as connection:
            return alarms.raise_alarm(connection, code, detail=detail, now=now)

    def alarms_to_tell(self, *, now: datetime, repeat: timedelta) -> Sequence[Alarm]:
        """Those that last and that nobody was told of within `repeat`. Oldest first."""
        with self._database.reading() as connection:
            return alarms.to_tell(connection, now=now, repeat=repeat)

    def mark_alarm_told(self, alarm: Alarm, *, now: datetime) -> None:
        """Somebody outside heard of it."""
        with self._database.writing() as connection:
            alarms.mark_told(connection, alarm, now=now)

    def signs(self) -> Signs:
        """By which a look from aside sees that something stands still."""
        with self._database.reading() as connection:
            return figures.signs(connection)

    def open_alarms(self) -> Sequence[Alarm]:
        """Oldest first."""
        with self._database.reading() as connection:
            return alarms.open_alarms(connection)

    def clear_alarm(self, code: str, *, now: datetime, detail: str | None = None) -> bool:
        """Over: with this detail, or with any. False when there was none."""
        with self._database.writing() as connection:
            return alarms.clear_alarm(connection, code, detail=detail, now=now)

    def heartbeat(self, job: str, *, now: Callable[[], datetime], ok: bool, detail: str = "") -> None:
        """Note that a job ended, and chain the steps that it took; `detail` is a code.

        The clock is asked inside the transaction: by an hour that was read before others took their leases, these would
        seem to be of a clock that was ahead.
        """
        with self._database.alone() as connection:
            chain.extend(connection)
            ended = now()
            clock.notice(connection, now=ended)
            runs.heartbeat(connection, job, now=ended, ok=ok, detail=detail)

    def last_well(self, job: str) -> datetime | None:
        """When a job went well last."""
        with self._database.reading() as connection:
            return runs.last_well(connection, job)

    def runs(self) -> Sequence[Run]:
        """How each job fares, by name."""
        with self._database.reading() as connection:
            return runs.runs(connection)

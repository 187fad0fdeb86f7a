"""What remembering costs: each figure beside its floor, the same bytes written by the bare driver with as many commits.

python bench/store.py [DATABASE-URL]
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import insert

from intake.model.assessment import Verdict
from intake.model.decision import Outcome, Reason
from intake.model.mail import Mail, NoticeKind
from intake.model.mailbox import Fetched, Place
from intake.model.message import MessageKind
from intake.store import Arrival, ReferralVersion, Store
from intake.store.schema import arrivals, ledger
from intake.store.states import ArrivalState, Fate

SECRET = b"a secret of the bench that keys nothing real"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PLACE = Place(mailbox="bench", folder="INBOX", uidvalidity=1)
MESSAGES = 300
BATCH = 50
MESSAGE_BYTES = 120_000
LETTER_BYTES = 160_000
HISTORY = 50_000
LEASE_SECONDS = 1_200


def main() -> None:
    with tempfile.TemporaryDirectory(dir=".") as folder:
        floor = bare(Path(folder) / "bare.db")
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder) / 'intake.db'}"
        store = Store.open(url, secret=SECRET)
        store.migrate()
        measured = journey(store, uids=range(MESSAGES))
        grow(store)
        grown = journey(store, uids=range(MESSAGES, 2 * MESSAGES))
        looking = seconds(lambda: store.figures(now=NOW))
        store.close()
    for name, each in measured.items():
        shown = f"{name:28} {each * 1000:7.2f} ms   {each / floor[name]:5.2f} x the floor"
        print(f"{shown}   with {HISTORY:,} before: {grown[name] * 1000:7.2f} ms ({grown[name] / each:4.2f} x)")
    print(f"{'figures':28} {looking * 1000:7.2f} ms   with {HISTORY:,} arrivals")


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def journey(store: Store, *, uids: range) -> dict[str, float]:
    """Median seconds of each step."""
    batches = [uids[start : start + BATCH] for start in range(0, len(uids), BATCH)]
    keeping = [seconds(lambda batch=batch: keep(store, batch)) / BATCH for batch in batches]
    claiming, deciding = [], []
    for _ in uids:
        started = time.perf_counter()
        arrival = store.claim_arrival(worker="bench", now=NOW, lease_seconds=LEASE_SECONDS)
        claiming.append(time.perf_counter() - started)
        if arrival is None:
            raise SystemExit("nothing to claim")
        deciding.append(seconds(lambda arrival=arrival: decide(store, arrival)))
    return {"keep, a message": median(keeping), "claim": median(claiming), "decide": median(deciding)}


def keep(store: Store, uids: range) -> None:
    batch = [Fetched(uid=uid, received=NOW, content=filled(uid, MESSAGE_BYTES), size=MESSAGE_BYTES) for uid in uids]
    store.keep(PLACE, batch, now=NOW)


def filled(number: int, size: int) -> bytes:
    return number.to_bytes(4, "big") * (size // 4)


def decide(store: Store, arrival: Arrival) -> None:
    print_, sender = f"print-{arrival.uid}", f"referrer{arrival.uid % 50}@school.test"
    with store.deciding(arrival, now=NOW) as deciding:
        deciding.history(
            fingerprint=print_,
            message_id=f"<{print_}@school.test>",
            sender=sender,
            refers_to=("<a@council.test>", "<b@council.test>"),
            references=("HCP-2026-0001",),
            day_start=NOW - timedelta(hours=9),
        )
        reference = deciding.new_reference("HCP", 2026)
        deciding.record(
            kind=MessageKind.REFERRAL,
            outcome=Outcome.FORWARDED,
            reason=Reason.COMPLETE,
            fingerprint=print_,
            message_id=f"<{print_}@school.test>",
            sender=sender,
            referrals=[
                ReferralVersion(
                    reference=reference,
                    is_new=True,
                    attachment_sha256="0" * 64,
                    form="concern",
                    form_version="3",
                    verdict=Verdict.COMPLETE,
                    outcome=Outcome.FORWARDED,
                )
            ],
            mails=[letter(arrival, reference, NoticeKind.FORWARD), letter(arrival, reference, NoticeKind.RECEIPT)],
        )


def letter(arrival: Arrival, reference: str, kind: NoticeKind) -> Mail:
    return Mail(
        key=f"{kind}-{arrival.uid}",
        kind=kind,
        message_id=f"<{kind}-{arrival.uid}@council.test>",
        envelope_from="intake@council.test",
        recipients=("head@council.test",),
        content=filled(arrival.uid, LETTER_BYTES if kind is NoticeKind.FORWARD else 4_000),
        reference=reference,
    )


def grow(store: Store) -> None:
    """A past of many decided arrivals, without their bytes."""
    numbers = range(1_000_000, 1_000_000 + HISTORY)
    database = store._database  # noqa: SLF001 - the past is not written by named queries
    with database.writing() as connection:
        connection.execute(
            insert(ledger),
            [
                {
                    "id": number,
                    "mailbox": "past",
                    "folder": "INBOX",
                    "uidvalidity": 1,
                    "uid": number,
                    "fate": Fate.KEPT,
                    "seen_at": NOW,
                }
                for number in numbers
            ],
        )
        connection.execute(
            insert(arrivals),
            [
                {
                    "id": number,
                    "ledger_id": number,
                    "received_at": NOW,
                    "kept_at": NOW,
                    "due_at": NOW,
                    "size_bytes": 1,
                    "sha256": f"{number:064}",
                    "state": ArrivalState.DECIDED,
                    "attempts": 1,
                    "lease_token": 1,
                    "decided_at": NOW,
                    "outcome": Outcome.LEFT,
                    "fingerprint": f"past-{number}",
                    "message_id_hash": f"{number:064}",
                    "sender_hash": f"{number % 500:064}",
                }
                for number in numbers
            ],
        )
        if database.dialect == "postgresql":
            for name in ("ledger", "arrivals"):
                connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {numbers[-1]})")


def bare(path: Path) -> dict[str, float]:
    """The same bytes in as many commits, with the same care, and nothing else."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute("PRAGMA synchronous=EXTRA")
    connection.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, claimed INTEGER, content BLOB)")
    connection.execute("CREATE TABLE letter (id INTEGER PRIMARY KEY, content BLOB)")

    def commit(*statements: tuple[str, tuple[object, ...]]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for statement in statements:
            connection.execute(*statement)
        connection.execute("COMMIT")

    insertion, letters = "INSERT INTO message (content) VALUES (?)", "INSERT INTO letter (content) VALUES (?)"
    keeping = [
        seconds(
            lambda start=start: commit(
                *((insertion, (filled(uid, MESSAGE_BYTES),)) for uid in range(start, start + BATCH))
            )
        )
        / BATCH
        for start in range(0, MESSAGES, BATCH)
    ]
    claiming, deciding = [], []
    for number in range(1, MESSAGES + 1):
        claimed = ("UPDATE message SET claimed = 1 WHERE id = ?", (number,))
        read = ("SELECT content FROM message WHERE id = ?", (number,))
        claiming.append(seconds(lambda both=(claimed, read): commit(*both)))
        deciding.append(
            seconds(
                lambda number=number: commit(
                    ("UPDATE message SET claimed = 2 WHERE id = ?", (number,)),
                    (letters, (filled(number, LETTER_BYTES),)),
                    (letters, (filled(number, 4_000),)),
                )
            )
        )
    connection.close()
    return {"keep, a message": median(keeping), "claim": median(claiming), "decide": median(deciding)}


if __name__ == "__main__":
    main()

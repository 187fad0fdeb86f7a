"""How the databases are opened, and what is said when they are away."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event, text

from intake.model.decision import Outcome
from intake.store import Store, StoreFault, StoreRefused, StoreUnavailable
from tests.servers.postgres import Postgres
from tests.store.builders import NOW, PLACE, SECRET, claimed, decided, everything, fetched, kept, record

REFUSED = [
    "",
    "nonsense",
    "sqlite://",
    "sqlite:///:memory:",
    "sqlite:////nowhere/at/all/intake.db",
    "mysql://root:hunter2@localhost/x",
    "postgresql://root:hunter2@localhost/x",
    "://root:hunter2@",
]


@pytest.mark.parametrize("url", REFUSED)
def test_an_address_that_cannot_be_used_is_refused_without_being_quoted(url: str) -> None:
    with pytest.raises(StoreRefused) as refused:
        Store.open(url, secret=SECRET)

    assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None or "hunter2" not in str(refused.value.__cause__)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="folder"):
        Store.open(f"sqlite:///{tmp_path}", secret=SECRET)


def test_only_its_owner_may_read_the_database_file(tmp_path: Path) -> None:
    path = tmp_path / "intake.db"
    before = os.umask(0)
    try:
        Store.open(f"sqlite:///{path}", secret=SECRET).close()
    finally:
        os.umask(before)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_sqlite_syncs_wherever_it_can(sqlite_url: str) -> None:
    store = Store.open(sqlite_url, secret=SECRET)
    with store._database.reading() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    store.close()

    assert found == {"journal_mode": "delete", "synchronous": 3, "foreign_keys": 1, "busy_timeout": 30_000}


def test_postgresql_waits_for_nobody_for_ever(postgres_url_of_empty_store: str) -> None:
    store = Store.open(postgres_url_of_empty_store, secret=SECRET)
    with store._database.reading() as connection:
        names = ("lock_timeout", "idle_in_transaction_session_timeout", "application_name")
        found = [connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in names]
    store.close()

    assert found == ["30s", "1min", "intake"]


def test_an_instant_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StoreFault):
        store.raise_alarm("code", now=datetime(2026, 11, 24))  # noqa: DTZ001 - the fault

    assert store.open_alarms() == ()


def test_a_store_without_a_schema_says_that_it_is_our_fault(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'empty.db'}", secret=SECRET)

    with pytest.raises(StoreFault):
        store.known_uids(PLACE)

    store.close()


def test_a_database_that_stays_locked_is_unavailable_and_unchanged(sqlite_url: str) -> None:
    store = Store.open(sqlite_url, secret=SECRET)
    event.listen(store._database._engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=20").close())
    assert store.figures(now=NOW).received == 0
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(StoreUnavailable, match="SQLITE_BUSY"):
        kept(store, 1)

    other.execute("ROLLBACK")
    other.close()
    assert store.figures(now=NOW).received == 0
    kept(store, 1)
    store.close()


def test_a_full_disk_is_unavailable_and_loses_nothing(sqlite_url: str) -> None:
    store = Store.open(sqlite_url, secret=SECRET)
    kept(store, 1)
    before = everything(store)
    with store._database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    limit = [pages]
    event.listen(
        store._database._engine,
        "checkout",
        lambda raw, *_: raw.execute(f"PRAGMA max_page_count={limit[0]}").close(),
    )

    with pytest.raises(StoreUnavailable, match="SQLITE_FULL"):
        store.keep(PLACE, [fetched(2, b"x" * 1_000_000)], now=NOW)

    assert everything(store) == before
    limit[0] = 1_000_000
    assert store.keep(PLACE, [fetched(2, b"x" * 1_000_000)], now=NOW) == 1
    store.close()


def test_an_error_quotes_no_row(store: Store) -> None:
    decided(store, 1)
    kept(store, 2)

    def queue_twice() -> None:
        with store.deciding(claimed(store), now=NOW) as deciding:
            with store._database.reading() as connection:
                letter = connection.execute(text("SELECT key FROM outbox")).scalar_one()
            assert letter == "letter-1"
            record(deciding, Outcome.RETURNED, fingerprint="b", reference="HCP-2026-0001")

    with pytest.raises(Exception, match=r"^(SQLITE_CONSTRAINT_\w+|23505)$") as caught:
        queue_twice()

    assert caught.value.__cause__ is None


# -- a process that is killed ----------------------------------------------------------------------------------------

KEEPS_AND_SAYS_SO = """
import sys
from tests.store.builders import NOW, PLACE, SECRET, fetched
from intake.store import Store
store = Store.open(sys.argv[1], secret=SECRET)
for uid in range(1, 10_000):
    store.keep(PLACE, [fetched(uid, b"x" * 60_000)], now=NOW)
    print(uid, flush=True)
"""


def test_what_was_said_to_be_kept_is_there_after_a_kill(url: str, store: Store) -> None:
    worker = subprocess.Popen([sys.executable, "-c", KEEPS_AND_SAYS_SO, url], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    said = [int(worker.stdout.readline()) for _ in range(15)]
    worker.send_signal(signal.SIGKILL)
    said += [int(line) for line in worker.stdout if line.endswith("\n")]
    worker.stdout.close()
    worker.wait()

    assert set(said) <= store.known_uids(PLACE)
    assert len(store.known_uids(PLACE)) <= len(said) + 1, "at most one more, whose word was lost"
    assert store.figures(now=NOW).received == len(store.known_uids(PLACE))
    store.migrate()
    assert claimed(store).content == b"x" * 60_000


# -- a server that goes away -----------------------------------------------------------------------------------------


def test_a_server_that_is_not_there_is_unavailable() -> None:
    store = Store.open("postgresql+psycopg://intake:hunter2@127.0.0.1:9/none", secret=SECRET)

    with pytest.raises(StoreUnavailable) as away:
        store.figures(now=NOW)

    store.close()
    assert "hunter2" not in str(away.value)


def test_a_connection_lost_before_the_commit_leaves_nothing(
    postgres_url_of_empty_store: str, postgres: Postgres
) -> None:
    store, other = (
        Store.open(postgres_url_of_empty_store, secret=SECRET),
        Store.open(postgres_url_of_empty_store, secret=SECRET),
    )
    kept(store, 1)
    arrival = claimed(store)
    before = everything(store)

    def lose_the_line() -> None:
        with store.deciding(arrival, now=NOW) as deciding:
            record(deciding, Outcome.LEFT, fingerprint="a")
            backend = deciding._connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            with other._database.writing() as connection:
                connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})

    with pytest.raises(StoreUnavailable):
        lose_the_line()

    assert everything(other) == before
    with store.deciding(arrival, now=NOW) as deciding:
        record(deciding, Outcome.LEFT, fingerprint="a")
    store.close()
    other.close()


@pytest.mark.usefixtures("postgres")
def test_the_same_store_works_again_when_the_server_is_back() -> None:
    with Postgres(is_durable=True) as server:
        store = Store.open(server.url, secret=SECRET)
        store.migrate()
        kept(store, 1)

        server.kill()
        with pytest.raises(StoreUnavailable):
            kept(store, 2)

        server.start()
        kept(store, 2)
        assert store.known_uids(PLACE) == {1, 2}
        store.close()

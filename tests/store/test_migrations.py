"""The schema is brought up whole or not at all, and is the one the program knows."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from intake.store import Schema, Store, StoreRefused
from intake.store.migrate import configuration
from intake.store.schema import metadata
from tests.store.builders import NOW, SECRET, claimed, claimed_mail, everything, kept


@pytest.fixture(params=["sqlite", "postgresql"])
def new(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store without a schema."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'new.db'}"
    else:
        url = request.getfixturevalue("new_postgres_url")
    store = Store.open(url, secret=SECRET)
    yield store
    store.close()


def test_the_migrations_make_the_schema_that_the_program_knows(new: Store) -> None:
    new.migrate()

    with new._database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_looking_says_how_far_the_tables_are_and_makes_none(new: Store) -> None:
    assert new.look() is Schema.EMPTY
    assert new.look() is Schema.EMPTY

    new.migrate()
    assert new.look() is Schema.CURRENT

    with new._database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert new.look() is Schema.BEHIND


def test_migrating_again_changes_nothing(new: Store) -> None:
    new.migrate()
    kept(new, 1)
    before = everything(new)

    new.migrate()

    assert everything(new) == before


def test_a_schema_newer_than_the_program_is_refused_by_name(new: Store) -> None:
    new.migrate()
    with new._database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreRefused, match="9999"):
        new.migrate()


def test_a_migration_that_is_stopped_leaves_nothing(new: Store, stop_at: Callable[[Store, int], None]) -> None:
    stop_at(new, 12)

    with pytest.raises(BaseException, match="stopped"):
        new.migrate()

    stop_at(new, 0)
    with new._database.reading() as connection:
        assert not connection.dialect.get_table_names(connection)
    new.migrate()
    kept(new, 1)


def test_a_damaged_file_is_refused_and_kept(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    content = bytearray(path.read_bytes())
    content[4096:8192] = b"\xff" * 4096
    path.write_bytes(content)
    store = Store.open(sqlite_url, secret=SECRET)

    with pytest.raises(StoreRefused, match="damaged"):
        store.migrate()

    store.close()
    assert path.read_bytes() == content


def test_a_file_of_another_kind_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(b"PK\x03\x04" + b"not a database" * 100)
    store = Store.open(f"sqlite:///{path}", secret=SECRET)

    with pytest.raises(StoreRefused, match="damaged"):
        store.migrate()

    store.close()
    assert path.read_bytes().startswith(b"PK")


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "else.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE outbox (id INTEGER)")
    connection.close()
    store = Store.open(f"sqlite:///{path}", secret=SECRET)

    with pytest.raises(StoreRefused, match="another program"):
        store.migrate()

    store.close()


# -- what lay open before ----------------------------------------------------------------------------------------------

OPEN = """
INSERT INTO ledger VALUES (1, 'm', 'INBOX', 7, 1, 'kept', :at);
INSERT INTO arrivals (id, ledger_id, received_at, kept_at, size_bytes, state, attempts, due_at, lease_token, message_id)
    VALUES (1, 1, :at, :at, 14, 'waiting', 0, :at, 0, '<alice@home.test>');
INSERT INTO originals VALUES (1, :content);
INSERT INTO referrals (reference, opened_at, changed_at, outcome, urgent, agency_domain, versions)
    VALUES ('HCP-2026-0001', :at, :at, 'returned', false, 'school.test', 1);
INSERT INTO versions (reference, number, arrival_id, recorded_at, missing, outcome, urgent, agency_domain)
    VALUES ('HCP-2026-0001', 1, 1, :at, '[]', 'returned', false, 'school.test');
INSERT INTO outbox (key, message_id, arrival_id, kind, addressee_hash, envelope, content, state, attempts, queued_at,
    due_at, lease_token)
    VALUES ('return:1:1', '<ours@council.test>', 1, 'return', 'h', :envelope, :content, 'waiting', 0, :at, :at, 0)
"""
ENVELOPE = b'{"from": "intake@council.test", "to": ["alice@home.test"], "ledger_copy": null}'


def at_version(store: Store, revision: str) -> None:
    with store._database.alone() as connection:
        command.upgrade(configuration(connection, store._keyring), revision)


def test_what_lay_open_is_sealed_by_the_migration_and_stays_readable(new: Store) -> None:
    at_version(new, "0001")
    with new._database.writing() as connection:
        for statement in OPEN.split(";"):
            values = {"content": b"Alice's letter", "envelope": ENVELOPE, "at": "2026-11-24 09:00:00"}
            connection.execute(text(statement), {k: v for k, v in values.items() if f":{k}" in statement})

    new.migrate()

    arrival, letter = claimed(new), claimed_mail(new)
    assert arrival.content == b"Alice's letter"
    assert letter.mail.content == b"Alice's letter"
    assert letter.mail.recipients == ("alice@home.test",)
    assert new.trace("<alice@home.test>") != ()
    assert new.digest_facts(since=None, now=NOW).open_returns[0].agency_domain == "school.test"
    assert "alice" not in str(everything(new)).lower()
    assert "school.test" not in str(everything(new))

"""What all journeys begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.store import Store
from tests.journeys.lives import Lives
from tests.journeys.partnership import MAILBOX, SECRET
from tests.servers.postgres import Postgres


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy: quicker than migrating each."""
    path = tmp_path_factory.mktemp("lives") / "empty.db"
    store = Store.open(f"sqlite:///{path}", secret=SECRET)
    store.migrate()
    store.close()
    return path


@pytest.fixture(scope="session")
def lives_on_postgres(postgres: Postgres) -> Iterator[Lives]:
    store = Store.open(postgres.url, secret=SECRET)
    store.migrate()
    store.close()
    with Lives.on_server(postgres.url, mailbox=MAILBOX) as lives:
        yield lives


@pytest.fixture
def lives(empty_database: Path) -> Iterator[Lives]:
    with Lives.in_folder(empty_database.parent, mailbox=MAILBOX) as lives:
        yield lives

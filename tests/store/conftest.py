"""Every promise of the store is kept on both databases."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, delete, event, text

from intake.store import Store
from intake.store.schema import metadata
from tests.servers.postgres import Postgres
from tests.store.builders import SECRET

NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy: quicker than migrating each."""
    path = tmp_path_factory.mktemp("template") / "intake.db"
    migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> Iterator[Engine]:
    """One migrated database for all tests: emptying it is quicker than making one for each."""
    in_postgres(postgres, "CREATE DATABASE intake_shared")
    url = postgres_url(postgres, "intake_shared")
    migrated(url)
    engine = create_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_url_of_empty_store(migrated_postgres: Engine) -> str:
    with migrated_postgres.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # else the audit refuses
        for table in metadata.sorted_tables:
            connection.execute(delete(table))
        connection.execute(text("SELECT setval(seqrelid, 1, false) FROM pg_sequence"))
    return migrated_postgres.url.render_as_string(hide_password=False)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "intake.db")
    return f"sqlite:///{tmp_path / 'intake.db'}"


@pytest.fixture
def new_postgres_url(postgres: Postgres) -> Iterator[str]:
    """An empty database of its own, gone afterwards."""
    name = f"intake_{next(NUMBERS)}"
    in_postgres(postgres, f"CREATE DATABASE {name}")
    yield postgres_url(postgres, name)
    in_postgres(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated, empty store."""
    name = {"sqlite": "sqlite_url", "postgresql": "postgres_url_of_empty_store"}[request.param]
    address: str = request.getfixturevalue(name)
    return address


@pytest.fixture
def open_store(url: str) -> Iterator[Callable[[], Store]]:
    """Opens the same store once more, as another worker would."""
    opened: list[Store] = []

    def another() -> Store:
        opened.append(Store.open(url, secret=SECRET))
        return opened[-1]

    yield another
    for each in opened:
        each.close()


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    return open_store()


def postgres_url(server: Postgres, name: str) -> str:
    return server.url.rpartition("/")[0] + f"/{name}"


def in_postgres(server: Postgres, statement: str) -> None:
    engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def migrated(url: str) -> None:
    store = Store.open(url, secret=SECRET)
    store.migrate()
    store.close()


class Stopped(BaseException):
    """The process ends here."""


@pytest.fixture
def stop_at() -> Callable[[Store, int], None]:
    """Ends the process, as it were, just before the nth statement from now on; 0 lets it live."""

    def stop(store: Store, number: int) -> None:
        engine = store._database._engine
        if counting := STOPPING.pop(engine, None):
            event.remove(engine, "before_cursor_execute", counting)
        if number:
            STOPPING[engine] = counting = stopping(number)
            event.listen(engine, "before_cursor_execute", counting)

    return stop


STOPPING: dict[Engine, Callable[..., None]] = {}


def stopping(number: int) -> Callable[..., None]:
    left = itertools.count(number - 1, -1)

    def before(*_: object) -> None:
        if next(left) == 0:
            raise Stopped("stopped")

    return before

"""Connections: SQLite or PostgreSQL, one transaction at a time, and errors that give nothing away."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from intake.store.errors import StoreConflict, StoreFault, StoreRefused, StoreUnavailable
from intake.store.sealing import Keyring
from intake.store.workplace import occupied

SQLITE: Final = "sqlite"
POSTGRESQL: Final = "postgresql"
BUSY_SECONDS: Final = 30.0
"""How long a writer waits for another."""
PATIENCE: Final = f"-c lock_timeout={BUSY_SECONDS:.0f}s -c idle_in_transaction_session_timeout=60s"
"""A worker that is frozen in the middle of a transaction does not hold up the others for ever."""
CONNECT_SECONDS: Final = 10
ALONE: Final = 0x1A7A4E
"""Key of the advisory lock for what must not happen twice at a time on PostgreSQL; SQLite has one writer anyway."""
SNAPSHOT: Final[dict[str, Any]] = {
    SQLITE: {},
    POSTGRESQL: {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
"""Options under which a transaction sees one state of the database; SQLite knows no other."""
DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
BROKEN: Final = DAMAGED | {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN}
"""After these the connection is thrown away: what it says about its last transaction cannot be trusted."""
PRIMARY_CODE: Final = 0xFF
AWAY: Final = (OperationalError, InterfaceError, InternalError)


class Database:
    """One database, and transactions in it. Nothing of SQLAlchemy's errors leaves it."""

    def __init__(self, url: str, keyring: Keyring) -> None:
        self._engine = _engine(_checked(url)).execution_options(keyring=keyring)
        self._for_reading = self._engine.execution_options(**SNAPSHOT[self.dialect])
        self._for_writing = self._engine.execution_options(begin="BEGIN IMMEDIATE")

    @property
    def dialect(self) -> str:
        return self._engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that changes nothing and sees one state of the database."""
        with _translated(), self._for_reading.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all of it is committed at the end, or nothing when anything is raised."""
        with _translated(), self._for_writing.begin() as connection:
            yield connection

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """As `writing`, with no other such transaction beside it: what it reads of the past holds until its end."""
        with self.writing() as connection:
            if self.dialect == POSTGRESQL:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ALONE})
            yield connection

    def occupied(self, *, by: str, now: datetime) -> AbstractContextManager[None]:
        """A file has one worker at a time, a server as many as come. Raises StoreOccupied when it is entered."""
        file = self._engine.url.database
        if self.dialect != SQLITE or file is None:
            return nullcontext()
        return occupied(Path(file), by=by, now=now)

    def close(self) -> None:
        self._engine.dispose()


def keyring_of(connection: Connection) -> Keyring:
    """The keys of the store that a connection belongs to: every change writes a step of the audit with them."""
    keyring: Keyring = connection.get_execution_options()["keyring"]
    return keyring


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreRefused("not a database address") from None  # the error quotes it, with its password
    if parsed.drivername == SQLITE:
        return _checked_file(parsed)
    if parsed.drivername == f"{POSTGRESQL}+psycopg":
        return parsed
    raise StoreRefused("the database must be sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME")


def _checked_file(url: URL) -> URL:
    """The address of a file that exists from now on, and that its owner alone may read."""
    if not url.database or url.database == ":memory:":
        raise StoreRefused("sqlite needs a file: sqlite:///FILE")
    path = Path(url.database)
    if path.is_dir():
        raise StoreRefused("the database is a folder: name a file in it")
    try:
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise StoreRefused(f"the database file cannot be written ({type(error).__name__})") from error
    return url


def _engine(url: URL) -> Engine:
    try:
        if url.drivername == SQLITE:
            return _sqlite_engine(url)
        return create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"connect_timeout": CONNECT_SECONDS, "application_name": "intake", "options": PATIENCE},
        )
    except ModuleNotFoundError as error:
        raise StoreRefused("the driver is not installed: install intake[postgres]") from error


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _distrust)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """A rollback journal, synced wherever SQLite can: WAL loses commits in 3.7.0 to 3.51.2 (sqlite.org/wal.html#walresetbug)."""
    connection.isolation_level = None  # we say BEGIN ourselves; the driver would say it too late
    for pragma in ("journal_mode=DELETE", "synchronous=EXTRA", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    """Writers queue at the beginning: one that had read first could not be let in any more."""
    begin: Any = connection.get_execution_options().get("begin", "BEGIN")
    connection.exec_driver_sql(begin)


def _distrust(context: ExceptionContext) -> None:
    """A statement that is left open would keep the file locked, although its connection is thrown away."""
    if _sqlite_code(context.original_exception) in BROKEN:
        context.is_disconnect = True
        if context.execution_context is not None and context.execution_context.cursor is not None:
            context.execution_context.cursor.close()


@contextmanager
def _translated() -> Iterator[None]:
    """Our errors for theirs. Those of a driver quote rows, so they are not even kept as a cause."""
    try:
        yield
    except DBAPIError as error:
        raise _ours(error) from None
    except PoolTimeoutError:
        raise StoreUnavailable("all connections are in use") from None
    except SQLAlchemyError as error:
        raise StoreFault(type(error).__name__) from error


def _ours(error: DBAPIError) -> StoreConflict | StoreRefused | StoreUnavailable | StoreFault:
    primary = _sqlite_code(error.orig)
    if isinstance(error, IntegrityError):
        return StoreConflict(_code(error))
    if primary in DAMAGED:
        return StoreRefused("the database file is damaged: keep it, and restore a backup")
    if isinstance(error, AWAY) and primary != sqlite3.SQLITE_ERROR:
        return StoreUnavailable(_code(error))
    return StoreFault(_code(error))


def _sqlite_code(error: BaseException | None) -> int | None:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & PRIMARY_CODE


def _code(error: DBAPIError) -> str:
    """The database's own code for it: `SQLITE_BUSY`, `40P01`; else the kind of error."""
    named = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    return str(named or type(error.orig).__name__)

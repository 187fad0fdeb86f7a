"""What the database says of itself, and what the newest arrivals say of the clocks."""

from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, select, text

from intake.store.engine import POSTGRESQL, SQLITE
from intake.store.rows import Health
from intake.store.schema import arrivals

ASKED: Final = {
    SQLITE: {"version": "SELECT sqlite_version()", "integrity": "PRAGMA quick_check(1)"},
    POSTGRESQL: {
        "version": "SHOW server_version",
        "fsync": "SHOW fsync",
        "full_page_writes": "SHOW full_page_writes",
        "synchronous_commit": "SHOW synchronous_commit",
    },
}
LOOKED_AT: Final = 50


def health(connection: Connection) -> Health:
    dialect = connection.dialect.name
    said = {name: str(connection.execute(text(asked)).scalar_one()) for name, asked in ASKED[dialect].items()}
    return Health(database=dialect, said=said, received_ahead=_received_ahead(connection))


def _received_ahead(connection: Connection) -> timedelta | None:
    """By how much the mail server was ahead of us in the worst case: nothing is received after it was kept."""
    newest = select(arrivals.c.received_at, arrivals.c.kept_at).order_by(arrivals.c.id.desc()).limit(LOOKED_AT)
    return max((row.received_at - row.kept_at for row in connection.execute(newest)), default=None)

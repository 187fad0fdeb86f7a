"""One worker at a time at a database file: SQLite has one writer, and leases are for those who share a server."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from intake.store.errors import StoreOccupied, StoreRefused

SUFFIX = "-worker"


@contextmanager
def occupied(database: Path, *, by: str, now: datetime) -> Iterator[None]:
    """Nobody else on this machine works at the file meanwhile. Whoever dies leaves the place, however they die.

    Raises StoreOccupied, which says who is there.
    """
    path = database.with_name(database.name + SUFFIX)
    try:
        path.touch(mode=0o600)
        place = path.open("r+b", buffering=0)
    except OSError as error:
        raise StoreRefused(f"beside the database file nothing can be written ({type(error).__name__})") from error
    with place:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreOccupied(
                f"another intake works on this database file already ({place.read().decode() or 'it has just begun'}): "
                "stop it first, or let several work together on PostgreSQL"
            ) from None
        with suppress(OSError):  # a full disk: nobody reads who we are, and the place is ours all the same
            place.truncate()
            place.write(f"{by}, since {now:%Y-%m-%d %H:%M} UTC".encode())
        yield

"""The database and the disk that it lies on, the clock, the keys, and what ends."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final, assert_never

from intake import app
from intake.clock import local_today, now
from intake.doctor.finding import Finding, away, ending, good, mind, wrong
from intake.settings import Settings
from intake.signin import AppCredentials, ServiceKey
from intake.store import Health, Schema, Store, StoreRefused, StoreUnavailable

NETWORK_FILE_SYSTEMS: Final = frozenset(
    {"9p", "afs", "ceph", "cifs", "fuse.glusterfs", "fuse.sshfs", "glusterfs", "lustre", "nfs", "nfs4", "smb3", "smbfs"}
)
SQLITE_PREFIX: Final = "sqlite:///"
MOUNTS: Final = Path("/proc/self/mounts")
CARE: Final = {"integrity": "ok", "fsync": "on", "full_page_writes": "on"}
"""What keeps a commit through a power cut."""
CLOCKS_DIFFER: Final = timedelta(minutes=1)
OLD_KEY: Final = timedelta(days=730)
SHOWN_OF_KEY: Final = 8
"""Letters of its id, by which an administrator finds it."""


def database(settings: Settings) -> Iterator[Finding]:
    """Looks, and changes nothing: not even a file is made."""
    yield from place(settings.database)
    if (missing := missing_file(settings.database)) is not None:
        yield to_come(missing)
        return
    try:
        with app.store_as_it_is(settings) as store:
            yield from tables(store)
    except StoreRefused as error:
        yield wrong("database", str(error))
    except StoreUnavailable as error:
        yield away("database", f"does not answer ({error})")


def tables(store: Store) -> Iterator[Finding]:
    match store.look():
        case Schema.EMPTY:
            yield good("database", "empty: the first start makes its tables")
        case Schema.BEHIND:
            yield mind("database", "a migration is due, and the next start makes it: back it up first")
        case Schema.CURRENT:
            yield from health(store.health())
            yield from keys(store)


def missing_file(url: str) -> Path | None:
    """Of a SQLite database that is still to be made."""
    path = Path(url.removeprefix(SQLITE_PREFIX)).absolute() if url.startswith(SQLITE_PREFIX) else None
    return path if path is not None and not path.exists() else None


def to_come(path: Path) -> Finding:
    if os.access(path.parent, os.W_OK | os.X_OK):
        return good("database", "not there yet: the first start makes it")
    return wrong("database", "its folder is not there, or may not be written in")


def place(url: str) -> Iterator[Finding]:
    """SQLite's locks cannot be trusted over a network."""
    if not url.startswith(SQLITE_PREFIX) or not MOUNTS.exists():
        return
    kind = file_system(Path(url.removeprefix(SQLITE_PREFIX)).absolute(), MOUNTS.read_text(encoding="utf-8"))
    if kind in NETWORK_FILE_SYSTEMS:
        yield wrong("disk", f"the database lies on a network file system ({kind}): use PostgreSQL")
    else:
        yield good("disk", f"the database lies on {kind}")


def file_system(path: Path, mounts: str) -> str:
    """Kind of the file system that a path lies on, by the lines of proc(5)'s mounts."""
    fields = [line.split(" ") for line in mounts.splitlines()]
    above = [(len(each[1]), each[2]) for each in fields if path.is_relative_to(each[1].replace("\\040", " "))]
    return max(above, default=(0, "an unknown file system"))[1]


def health(found: Health) -> Iterator[Finding]:
    said = ", ".join(f"{name} {value}" for name, value in found.said.items())
    careless = [name for name, value in CARE.items() if found.said.get(name, value) != value]
    if careless:
        yield wrong("database", f"{found.database}: {said}; {' and '.join(careless)} must be {CARE[careless[0]]}")
    else:
        yield good("database", f"{found.database}: {said}")
    ahead = found.received_ahead
    if ahead is not None and ahead > CLOCKS_DIFFER:
        yield mind("clock", f"behind the mail server by {ahead.total_seconds():.0f} s: set it by NTP")
    else:
        yield good("clock", f"{now():%Y-%m-%d %H:%M:%S} UTC")


def keys(store: Store) -> Iterator[Finding]:
    for key in store.sealing_keys():
        age = now() - key.since
        says = f"{key.id} seals since {key.since:%Y-%m-%d}"
        yield good("key", says) if age < OLD_KEY else mind("key", f"{says}: rotate it (intake keys)")


def sign_in(settings: Settings, zone: str) -> Iterator[Finding]:
    if settings.sign_in is None:
        return
    match settings.sign_in.credentials:
        case AppCredentials():
            what = "the application's secret"
        case ServiceKey(key_id=key):
            what = f"the service account's key {key[:SHOWN_OF_KEY]}"
        case _:
            assert_never(settings.sign_in.credentials)
    yield ending("sign-in", what, settings.sign_in.secret_ends, local_today(zone))

"""A real process on a real file, killed or failed by the system at the n-th call: what it said to be kept is there, once (F16 to F18).

strace makes the calls fail; nothing of the program is changed.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from intake.model.mailbox import Fetched, Place
from intake.store import Store
from tests.conftest import server_or_skip
from tests.servers.recipe import strace
from tests.store.conftest import SECRET

MESSAGES = 12
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PLACE = Place(mailbox="intake@council.test", folder="INBOX", uidvalidity=7)
KEEPING = """
import sys
from tests.store.test_syscalls import MESSAGES, keep, opened
from intake.store import StoreUnavailable
store = opened(sys.argv[1])
for uid in range(1, MESSAGES + 1):
    while True:
        try:
            keep(store, uid)
        except StoreUnavailable:
            print("away", flush=True)
        else:
            break
    print(uid, flush=True)
"""


def opened(url: str) -> Store:
    return Store.open(url, secret=SECRET)


def keep(store: Store, uid: int) -> int:
    content = b"Subject: %d\r\n\r\n" % uid + b"x" * 9_000
    return store.keep(PLACE, [Fetched(uid=uid, received=NOW, content=content, size=len(content))], now=NOW)


@dataclass(frozen=True)
class Told:
    """What the process said before it ended."""

    kept: frozenset[int]
    times_away: int
    code: int


def keeping(url: str, *, inject: str) -> Told:
    command = [
        server_or_skip(strace),
        "-f",
        "-qq",
        "-o",
        os.devnull,
        "-e",
        f"trace={inject.partition(':')[0]}",
        "-e",
        f"inject={inject}",
    ]
    ended = subprocess.run(
        [*command, sys.executable, "-B", "-c", KEEPING, url], check=False, capture_output=True, text=True, timeout=100
    )
    said = ended.stdout.split()
    assert "Operation not permitted" not in ended.stderr
    return Told(
        kept=frozenset(int(word) for word in said if word.isdigit()),
        times_away=said.count("away"),
        code=ended.returncode,
    )


def kept(url: str) -> Sequence[int]:
    """Looks the file over first, as every start does."""
    store = opened(url)
    store.migrate()
    found = sorted(store.known_uids(PLACE))
    assert store.figures(now=NOW).received == len(found)
    store.close()
    return found


@pytest.mark.parametrize("call", ["pwrite64", "fdatasync", "unlink"])
@pytest.mark.parametrize("number", [2, 5, 11])
def test_what_was_said_to_be_kept_outlives_a_kill_at_any_call(sqlite_url: str, call: str, number: int) -> None:
    told = keeping(sqlite_url, inject=f"{call}:signal=SIGKILL:when={number}")
    assert told.code != 0, "it was not killed"

    found = kept(sqlite_url)

    assert told.kept <= set(found)
    assert len(found) - len(told.kept) <= 1, "no more than the one in hand"
    store = opened(sqlite_url)
    assert sum(keep(store, uid) for uid in range(1, MESSAGES + 1)) == MESSAGES - len(found)
    store.close()


@pytest.mark.parametrize(
    "inject", ["fdatasync:error=EIO:when=5", "fdatasync:error=EIO:when=6", "pwrite64:error=EIO:when=9"]
)
def test_a_disk_that_fails_once_is_told_and_nothing_is_there_twice(sqlite_url: str, inject: str) -> None:
    told = keeping(sqlite_url, inject=inject)

    assert told.times_away == 1
    assert told.code == 0
    assert kept(sqlite_url) == list(range(1, MESSAGES + 1))


def test_a_full_disk_is_told_and_work_goes_on_when_there_is_room(sqlite_url: str) -> None:
    told = keeping(sqlite_url, inject="pwrite64:error=ENOSPC:when=8..12")

    assert told.times_away >= 1
    assert told.code == 0
    assert kept(sqlite_url) == list(range(1, MESSAGES + 1))

"""What an idle poll costs in a full mailbox, beside an empty one and beside a bare NOOP in the same run: Dovecot, mdbox, a kept connection.

python -m bench.polling [MESSAGES]
"""

import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from imapclient import IMAPClient

from intake.jobs.collect import collect
from intake.mailbox.account import ImapAccount
from intake.mailbox.imap import ImapMailbox
from intake.model.mailbox import Fetched
from intake.model.office import Schedule
from intake.store import Store
from tests.servers.dovecot import Dovecot

MESSAGES = 100_000
AT_ONCE = 1_000
ROUNDS = 300
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SECRET = b"a secret that keys nothing real"


def main(messages: int = MESSAGES) -> None:
    with Dovecot(location="mdbox:~/mdbox") as server, tempfile.TemporaryDirectory() as room:
        full, empty = (account(server, user) for user in ("full", "empty"))
        fill(full, messages)
        print(f"{messages:,} messages and none; median of {ROUNDS} idle polls, ms")
        empty_ms = report("empty", empty, Path(room, "empty.db"))
        full_ms = report("full", full, Path(room, "full.db"))
    print(f"full / empty: {full_ms / empty_ms:.2f} (at most 1.2)")


def account(server: Dovecot, user: str) -> ImapAccount:
    return ImapAccount(host="127.0.0.1", port=server.imap, user=user, password="secret", security="plain")


def connected(account: ImapAccount) -> IMAPClient:
    client = IMAPClient(account.host, port=account.port, ssl=False)
    client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.login(account.user, account.password)
    return client


def fill(account: ImapAccount, messages: int) -> None:
    with connected(account) as client:
        for start in range(0, messages, AT_ONCE):
            some = range(start, min(start + AT_ONCE, messages))
            client.multiappend("INBOX", [f"Message-ID: <{n}@bench.test>\r\n\r\nText.\r\n".encode() for n in some])


def report(name: str, account: ImapAccount, database: Path) -> float:
    """The median of an idle poll, in ms."""
    store = Store.open(f"sqlite:///{database}", secret=SECRET)
    store.migrate()
    mailbox = ImapMailbox(account)
    know(store, mailbox)
    comparison = measured(lambda: collect(mailbox, store, Schedule(compare_seconds=0), now=lambda: NOW), rounds=5)
    poll = measured(lambda: collect(mailbox, store, Schedule(), now=lambda: NOW))
    with connected(account) as client:
        client.select_folder("INBOX", readonly=True)
        noop = measured(client.noop)
    print(f"  {name:6} poll {poll:.2f}, whole comparison {comparison:.0f}, bare NOOP {noop:.2f}")
    mailbox.close()
    store.close()
    return poll


def know(store: Store, mailbox: ImapMailbox) -> None:
    """All that lies there is in the ledger; without contents, which no poll looks at."""
    listing = mailbox.list()
    uids = sorted(listing.uids)
    for start in range(0, len(uids), AT_ONCE):
        seen = [Fetched(uid=uid, received=NOW, content=None, size=0) for uid in uids[start : start + AT_ONCE]]
        store.keep(listing.place, seen, now=NOW)


def measured(step: Callable[[], object], rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        step()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1_000


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

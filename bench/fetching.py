"""Messages a second from Dovecot through our mailbox, beside a bare imapclient fetch of the same messages in the same run.

python -m bench.fetching [MESSAGES] [BYTES]
"""

import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from imapclient import IMAPClient

from intake.mailbox.account import ImapAccount
from intake.mailbox.imap import ImapMailbox
from tests.servers.dovecot import Dovecot

MESSAGES, BYTES = 1_000, 120_000
BATCH = 50
ROUNDS = 3


def main(messages: int = MESSAGES, size: int = BYTES) -> None:
    with Dovecot() as server:
        account = ImapAccount(host="127.0.0.1", port=server.imap, user="bench", password="secret", security="plain")
        protected = ImapAccount(
            host="localhost", port=server.imaps, user="bench", password="secret", security="tls", ca_file=server.ca
        )
        fill(account, messages, size)
        print(f"{messages} messages of {size:,} bytes, best of {ROUNDS}")
        report("bare imapclient, plain", messages, lambda: bare(account))
        report("bare and quiet,  plain", messages, lambda: bare(account, is_quiet=True))
        report("our mailbox,     plain", messages, lambda: ours(account))
        report("our mailbox,     TLS", messages, lambda: ours(protected))
    print(f"most memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def fill(account: ImapAccount, messages: int, size: int) -> None:
    line = b"x" * 76 + b"\r\n"
    with IMAPClient(account.host, port=account.port, ssl=False) as client:
        client.login(account.user, account.password)
        received = datetime(2026, 1, 5, 9, tzinfo=UTC)
        for number in range(messages):
            head = f"Message-ID: <{number}@bench.test>\r\nSubject: number {number}\r\n\r\n".encode()
            client.append("INBOX", head + line * ((size - len(head)) // len(line)), msg_time=received)


def bare(account: ImapAccount, *, is_quiet: bool = False) -> int:
    """As little as it takes: one connection, batches of 50, nothing asked first and nothing kept.

    Quiet is without the log lines that imapclient makes of every line and throws away: most of its time.
    """
    with IMAPClient(account.host, port=account.port, ssl=False) as client:
        if is_quiet:
            client._imap.debug = 0  # noqa: SLF001
        client.login(account.user, account.password)
        client.select_folder("INBOX", readonly=True)
        uids = client.search("ALL")
        count = 0
        for start in range(0, len(uids), BATCH):
            count += len(client.fetch(uids[start : start + BATCH], ["BODY.PEEK[]", "INTERNALDATE"]))
        return count


def ours(account: ImapAccount) -> int:
    mailbox = ImapMailbox(account)
    count = sum(each.content is not None for batch in mailbox.fetch(sorted(mailbox.list().uids)) for each in batch)
    mailbox.close()
    return count


def report(name: str, messages: int, fetch: Callable[[], int]) -> None:
    best = min(seconds(fetch, messages) for _ in range(ROUNDS))
    print(f"{name:24} {messages / best:7.0f} messages/s")


def seconds(fetch: Callable[[], int], messages: int) -> float:
    began = time.perf_counter()
    fetched = fetch()
    if fetched != messages:
        raise SystemExit(f"{fetched} messages came instead of {messages}")
    return time.perf_counter() - began


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

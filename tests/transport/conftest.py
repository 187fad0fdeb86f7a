import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from intake.mailbox.account import ImapAccount
from intake.transport.account import SmtpAccount
from intake.transport.folder import DirectoryTransport
from intake.transport.smtp import SmtpTransport
from tests.conftest import server_or_skip
from tests.mailbox.boxes import ImapBox
from tests.servers.dovecot import Dovecot
from tests.servers.exim import Exim
from tests.servers.postfix import Postfix
from tests.transport.mails import LEDGER, Way

if TYPE_CHECKING:
    from tests.servers.sink import Sink

NUMBERS = itertools.count(1000)


@pytest.fixture
def number() -> int:
    """Makes the Message-IDs of a test its own, as servers are shared."""
    return next(NUMBERS)


def at(port: int, **changes: object) -> SmtpAccount:
    values: dict[str, object] = {"host": "127.0.0.1", "security": "plain", "verb_seconds": 5, "final_reply_seconds": 5}
    return SmtpAccount(port=port, **(values | changes))  # type: ignore[arg-type]


@pytest.fixture
def directory_way(tmp_path: Path) -> Way:
    def arrived(message_id: str) -> list[tuple[str, bytes]]:
        envelopes = [(path, json.loads(path.read_text())) for path in tmp_path.glob("*.json")]
        return [
            (recipient, path.with_suffix(".eml").read_bytes())
            for path, envelope in envelopes
            if envelope["message_id"] == message_id and path.with_suffix(".eml").exists()
            for recipient in filter(None, [*envelope["recipients"], envelope["ledger_copy"]])
        ]

    return Way(DirectoryTransport(tmp_path), arrived)


@pytest.fixture
def sink_way(sink: "Sink") -> Iterator[Way]:
    def arrived(message_id: str) -> list[tuple[str, bytes]]:
        return [
            (recipient, mail.content)
            for mail in sink.mails
            if message_id.encode() in mail.content
            for recipient in mail.recipients
        ]

    transport = SmtpTransport(at(sink.port))
    yield Way(transport, arrived)
    transport.close()


@pytest.fixture
def postfix_way(postfix: Postfix, relay: "Sink", dovecot: Dovecot) -> Iterator[Way]:
    yield from queued_way(postfix.smtp, postfix.wait_until_empty, relay, dovecot)


def queued_way(port: int, wait_until_empty: Callable[[], object], relay: "Sink", dovecot: Dovecot) -> Iterator[Way]:
    """Through a real queue: the ledger copy lies in Dovecot, the others with the relay."""
    user = LEDGER.partition("@")[0]
    box = ImapBox(ImapAccount(host="127.0.0.1", port=dovecot.imap, user=user, password="secret", security="plain"))

    def arrived(message_id: str) -> list[tuple[str, bytes]]:
        wait_until_empty()
        wanted = message_id.encode()
        outside = [(each, mail.content) for mail in relay.mails if wanted in mail.content for each in mail.recipients]
        return outside + [(LEDGER, content) for content in box.contents("INBOX") if wanted in content]

    transport = SmtpTransport(at(port))
    yield Way(transport, arrived)
    transport.close()
    box.close()


@pytest.fixture(scope="session")
def exim(relay: "Sink", dovecot: Dovecot) -> Iterator[Exim]:
    with server_or_skip(lambda: Exim(relay_port=relay.port, lmtp_port=dovecot.lmtp)) as server:
        yield server


@pytest.fixture
def exim_way(exim: Exim, relay: "Sink", dovecot: Dovecot) -> Iterator[Way]:
    """As through Postfix."""
    yield from queued_way(exim.smtp, exim.wait_until_empty, relay, dovecot)


@pytest.fixture(params=["directory", "sink", "postfix", "exim"])
def way(request: pytest.FixtureRequest) -> Way:
    """Every implementation of the port."""
    return request.getfixturevalue(f"{request.param}_way")

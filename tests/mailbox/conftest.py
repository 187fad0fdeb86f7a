import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from intake.mailbox.account import ImapAccount
from tests.conftest import server_or_skip
from tests.mailbox.boxes import Box, DirectoryBox, ImapBox
from tests.servers.courier import Courier
from tests.servers.cyrus import Cyrus
from tests.servers.dovecot import Dovecot
from tests.servers.faultproxy import FaultProxy

if TYPE_CHECKING:
    from intake.demo.minimail import MiniMail

COURIERS = itertools.count(1)
"""Its users are made before it starts."""
LIKE_COURIER = {
    "prefix": "INBOX.",
    "separator": ".",
    "extra": "imap_capability = IMAP4rev1 UIDPLUS NAMESPACE CHILDREN",
}
WITHOUT_UIDPLUS = {"extra": "imap_capability = IMAP4rev1 NAMESPACE"}


def imap_box(port: int, user: str, **folders: str) -> Iterator[ImapBox]:
    account = ImapAccount(host="127.0.0.1", port=port, user=user, password="secret", security="plain")
    box = ImapBox(account, **folders)
    yield box
    box.close()


@pytest.fixture
def directory_box(tmp_path: Path) -> DirectoryBox:
    return DirectoryBox(tmp_path)


@pytest.fixture
def minimail_box(minimail: "MiniMail", new_user: str) -> Iterator[ImapBox]:
    address = f"{new_user}@intake.test"
    minimail.add_user(address, "secret")
    yield from imap_box(minimail.imap_port, address)


@pytest.fixture
def dovecot_box(dovecot: Dovecot, new_user: str) -> Iterator[ImapBox]:
    yield from imap_box(dovecot.imap, new_user)


@pytest.fixture(scope="session")
def dovecot_like_courier() -> Iterator[Dovecot]:
    """No MOVE, no IDLE, and every folder beneath INBOX."""
    with server_or_skip(lambda: Dovecot(**LIKE_COURIER)) as server:
        yield server


@pytest.fixture
def like_courier_box(dovecot_like_courier: Dovecot, new_user: str) -> Iterator[ImapBox]:
    yield from imap_box(dovecot_like_courier.imap, new_user, prefix="INBOX.", separator=".")


@pytest.fixture(scope="session")
def without_uidplus() -> Iterator[Dovecot]:
    """Neither MOVE nor UID EXPUNGE."""
    with server_or_skip(lambda: Dovecot(**WITHOUT_UIDPLUS)) as server:
        yield server


@pytest.fixture
def poor_box(without_uidplus: Dovecot, new_user: str) -> Iterator[ImapBox]:
    yield from imap_box(without_uidplus.imap, new_user)


@pytest.fixture(scope="session")
def dovecot_mdbox() -> Iterator[Dovecot]:
    with server_or_skip(lambda: Dovecot(location="mdbox:~/mdbox")) as server:
        yield server


@pytest.fixture
def mdbox_box(dovecot_mdbox: Dovecot, new_user: str) -> Iterator[ImapBox]:
    yield from imap_box(dovecot_mdbox.imap, new_user)


@pytest.fixture(scope="session")
def cyrus() -> Iterator[Cyrus]:
    with server_or_skip(Cyrus) as server:
        yield server


@pytest.fixture
def cyrus_box(cyrus: Cyrus, new_user: str) -> Iterator[ImapBox]:
    yield from imap_box(cyrus.imap, new_user)


@pytest.fixture(scope="session")
def courier() -> Iterator[Courier]:
    with server_or_skip(Courier) as server:
        yield server


@pytest.fixture
def courier_box(courier: Courier) -> Iterator[ImapBox]:
    yield from imap_box(courier.imap, f"user{next(COURIERS)}", prefix="INBOX.", separator=".")


SERVERS = ["minimail", "dovecot", "mdbox", "cyrus", "courier"]


@pytest.fixture(params=["directory", *SERVERS, "like_courier"])
def box(request: pytest.FixtureRequest) -> Box:
    """Every implementation of the port, each with its own empty mailbox."""
    return request.getfixturevalue(f"{request.param}_box")


@pytest.fixture(params=["directory", "dovecot", "like_courier"])
def exact_box(request: pytest.FixtureRequest) -> Box:
    """All but the embedded server, which reads headers in its own way and drops the end of a message without any."""
    return request.getfixturevalue(f"{request.param}_box")


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[FaultProxy]:
    with FaultProxy(dovecot.imap) as server:
        yield server

"""The real servers, started once for the whole run. A missing one is a visible skip, and a failure where servers are demanded."""

import itertools
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.servers.postgres import Postgres
from tests.servers.recipe import make_cert

if TYPE_CHECKING:  # the embedded servers take 2 s to import: only for who asks for them
    from intake.demo.minimail import MiniMail
    from tests.servers.sink import Sink

S = TypeVar("S")
NUMBERS = itertools.count(1)


def server_or_skip(make: Callable[[], S]) -> S:
    """The server, not yet started, or another program that may be missing. Call it where a fixture starts one."""
    try:
        return make()
    except (FileNotFoundError, PermissionError) as missing:
        if os.environ.get("INTAKE_TESTS_NEED_SERVERS") == "1":  # noqa: TID251 - whether servers are demanded is this machine's
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """Any user exists, with the password `secret`."""
    with server_or_skip(Dovecot) as server:
        yield server


@pytest.fixture(scope="session")
def postfix(dovecot: Dovecot, relay: "Sink") -> Iterator[Postfix]:
    """Mail for intake.test goes to Dovecot, all other to `relay`."""
    with server_or_skip(lambda: Postfix(relay_port=relay.port, lmtp_port=dovecot.lmtp)) as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Its databases are each test's own business."""
    with server_or_skip(Postgres) as server:
        yield server


@pytest.fixture(scope="session")
def relay() -> "Iterator[Sink]":
    """Where Postfix hands on what is not for intake.test: it is kept, and goes no further."""
    from tests.servers.sink import Sink

    with Sink() as server:
        yield server


@pytest.fixture
def sink() -> "Iterator[Sink]":
    """An SMTP server of this test's own."""
    from tests.servers.sink import Sink

    with Sink() as server:
        yield server


@pytest.fixture(scope="session")
def minimail() -> "Iterator[MiniMail]":
    """The embedded server, at first without users: give it one by `add_user`."""
    from intake.demo.minimail import MiniMail

    with MiniMail({}, now=lambda: datetime(2026, 1, 5, 9, tzinfo=UTC)) as server:
        yield server


@pytest.fixture
def new_user() -> str:
    """A user that no other test has: the name before the @."""
    return f"user{next(NUMBERS)}"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """For localhost: (authority, certificate, key)."""
    return make_cert(tmp_path_factory.mktemp("certificate"))

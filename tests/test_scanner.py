"""The virus scanner: its word is asked before anything is read; away, everything waits and an alarm says so."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from intake import app
from intake.jobs.decide import Desk, decide_all
from intake.jobs.scanning import ALARM
from intake.model.decision import Reason
from intake.notices import Templates
from intake.scanner import Scanner, ScannerUnavailable
from intake.store import Store
from tests.conftest import server_or_skip
from tests.journeys.loops import Reader
from tests.journeys.partnership import SECRET, handbook
from tests.servers.clamd import MARKER, Clamd
from tests.store.builders import kept


@contextmanager
def answering(*answers: bytes) -> Iterator[Scanner]:
    """Something that says these in turn, whatever it is asked, and then is away."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for answer in answers:
                line, _ = server.accept()
                with line:
                    line.settimeout(5)
                    asked = line.recv(1 << 16)
                    while asked.startswith(b"zINSTREAM") and not asked.endswith(b"\0\0\0\0"):
                        asked += line.recv(1 << 16)
                    line.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield Scanner(("127.0.0.1", server.getsockname()[1]))
        thread.join(5)


def away() -> Scanner:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return Scanner(("127.0.0.1", server.getsockname()[1]))


@pytest.mark.parametrize(("answer", "found"), [(b"stream: OK\0", False), (b"stream: Some.Virus FOUND\0", True)])
def test_the_scanner_s_word_is_understood(answer: bytes, found: bool) -> None:  # noqa: FBT001 - the example
    with answering(answer) as scanner:
        assert scanner.finds(b"x" * 200_000) is found


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"banana"])
def test_anything_else_is_not_clean(answer: bytes) -> None:
    with answering(answer) as scanner, pytest.raises(ScannerUnavailable):
        scanner.finds(b"x")


def test_a_scanner_that_is_away_is_not_there(tmp_path: Path) -> None:
    assert not away().is_there()
    assert not Scanner(tmp_path / "no.sock").is_there()


def test_a_real_scanner_finds_the_marker_and_nothing_else() -> None:
    with server_or_skip(Clamd) as clamd:
        for at in (("127.0.0.1", clamd.port), clamd.folder / "clamd.sock"):
            scanner = Scanner(at)
            assert scanner.is_there()
            assert scanner.finds(b"x" * 100_000 + MARKER)
            assert not scanner.finds(b"a form")


def desk(store: Store, scanner: Scanner) -> Desk:
    book = handbook()
    return Desk(
        store=store,
        handbook=book,
        templates=Templates(book.templates),
        examine=Reader(book).examine,
        convert=app.converter(),
        secret=SECRET,
        worker="one",
        now=app.now,
        scanner=scanner,
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'intake.db'}", secret=SECRET)
    opened.migrate()
    kept(opened, 1)
    yield opened
    opened.close()


def test_without_the_scanner_everything_waits_and_an_alarm_says_so(store: Store) -> None:
    assert decide_all(desk(store, away())) == 0
    assert [each.code for each in store.open_alarms()] == [ALARM]
    with answering(b"PONG\0", b"stream: OK\0", b"PONG\0") as scanner:
        assert decide_all(desk(store, scanner)) == 1
    assert store.open_alarms() == ()


def test_what_it_knows_as_harmful_goes_to_a_person_unread(store: Store) -> None:
    with answering(b"PONG\0", b"stream: Some.Virus FOUND\0", b"PONG\0") as scanner:
        assert decide_all(desk(store, scanner)) == 1
    assert [each.reason for each in store.digest_facts(since=None, now=app.now()).open_hand_overs] == [Reason.MALWARE]

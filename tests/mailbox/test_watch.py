"""The watch: wakes when something may have come, outlives whatever happens to its connection, and ends when it is told to."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from intake.mailbox import Mailbox, MailboxRefused, MailboxUnavailable
from intake.mailbox.folder import DirectoryMailbox
from intake.mailbox.watch import (
    BREATH_SECONDS,
    FIRST_PAUSE_SECONDS,
    LONGEST_PAUSE_SECONDS,
    REFUSED_PAUSE_SECONDS,
    RENEWED_SECONDS,
    Watch,
)
from tests.mailbox.boxes import ImapBox, letter
from tests.servers.faultproxy import FaultProxy

PATIENCE_SECONDS = 60


class Stop(threading.Event):
    """Passes the time between two looks in an instant, and notes how long it would have been."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.pauses.append(timeout or 0)
        return self.is_set()


@dataclass
class ToldMailbox(DirectoryMailbox):
    """Each wait ends as it is told; after the last it is time to stop."""

    tells: list[bool | Exception] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    is_closed: bool = False

    def wait(self, seconds: float, *, stop: threading.Event) -> bool:
        self.waited.append(seconds)
        told = self.tells.pop(0)
        if not self.tells:
            stop.set()
        if isinstance(told, Exception):
            raise told
        return told

    def close(self) -> None:
        self.is_closed = True


def watched(tells: list[bool | Exception]) -> tuple[ToldMailbox, Stop, int]:
    mailbox, stop, wakings = ToldMailbox(tells=tells), Stop(), list[int]()
    Watch(lambda: mailbox, wake=lambda: wakings.append(1), stop=stop).run()
    return mailbox, stop, len(wakings)


def test_it_wakes_only_when_something_may_have_come() -> None:
    mailbox, stop, wakings = watched([False, True, False, True])

    assert wakings == 2
    assert set(stop.pauses) == {BREATH_SECONDS}
    assert set(mailbox.waited) == {RENEWED_SECONDS}
    assert RENEWED_SECONDS <= 9 * 60
    assert mailbox.is_closed


def test_a_server_that_is_away_is_tried_again_less_and_less_often() -> None:
    away = [MailboxUnavailable("away") for _ in range(9)]
    _, stop, wakings = watched([*away, True, MailboxUnavailable("away")])

    assert wakings == 1
    assert stop.pauses[:3] == [FIRST_PAUSE_SECONDS, 2 * FIRST_PAUSE_SECONDS, 4 * FIRST_PAUSE_SECONDS]
    assert stop.pauses[8:] == [LONGEST_PAUSE_SECONDS, BREATH_SECONDS, FIRST_PAUSE_SECONDS]


def test_a_refused_password_makes_no_storm() -> None:
    _, stop, _ = watched([MailboxRefused("no"), MailboxRefused("no")])

    assert stop.pauses == [REFUSED_PAUSE_SECONDS] * 2


@pytest.fixture
def on_watch(dovecot_box: ImapBox, proxy: FaultProxy) -> "Iterator[Callable[[], threading.Event]]":
    """Starts a watch on a real server, through the proxy; what it gives is set at each waking."""
    stop, woken, begun = threading.Event(), threading.Event(), list[Watch]()

    def opened() -> Mailbox:
        return dovecot_box.at_port(proxy.port)

    def start() -> threading.Event:
        begun.append(Watch(opened, wake=woken.set, stop=stop))
        begun[0].start()
        return woken

    yield start
    stop.set()
    begun[0].join(PATIENCE_SECONDS)
    assert not begun[0].is_alive()


def test_a_letter_wakes_it_and_so_does_one_after_its_connection_was_lost(
    dovecot_box: ImapBox, proxy: FaultProxy, on_watch: Callable[[], threading.Event]
) -> None:
    woken = on_watch()
    deliver_until(dovecot_box, woken)
    woken.clear()
    proxy.reset_all()

    deliver_until(dovecot_box, woken)

    assert proxy.accepted == 2


def deliver_until(box: ImapBox, woken: threading.Event) -> None:
    """Letters, until one is told of: a server may still be making up its mind when the first comes."""
    for number in range(PATIENCE_SECONDS):
        box.deliver(letter(number))
        if woken.wait(1):
            return
    raise AssertionError("nothing was told")

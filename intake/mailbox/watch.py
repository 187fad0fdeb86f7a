"""A watch beside all other work, on a connection of its own: it wakes whoever fetches, and nobody relies on it."""

import threading
from collections.abc import Callable

from intake.mailbox import Mailbox, MailboxRefused, MailboxUnavailable

RENEWED_SECONDS = 9 * 60
"""Routers forget silent connections (RFC 2177 allows half an hour)."""
BREATH_SECONDS = 0.5
"""Between two wakings, however often the server tells of something."""
FIRST_PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 300.0
REFUSED_PAUSE_SECONDS = 900.0
"""After a refused password: no retry storm (fault F29)."""


class Watch(threading.Thread):
    """Calls `wake` whenever the mailbox may hold something new, until `stop` is set. Whoever polls goes on polling.

    Whatever fails here is tried again after a pause, and is said by those who fetch: they meet the same server.
    """

    def __init__(self, opened: Callable[[], Mailbox], *, wake: Callable[[], None], stop: threading.Event) -> None:
        super().__init__(name="watch", daemon=True)
        self._opened, self._wake, self._stop_told = opened, wake, stop
        self._pause_seconds = FIRST_PAUSE_SECONDS

    def run(self) -> None:
        mailbox = self._opened()
        try:
            while not self._stop_told.wait(self._watched(mailbox)):
                pass
        finally:
            mailbox.close()

    def _watched(self, mailbox: Mailbox) -> float:
        """Watch once; the seconds to let pass before the next time."""
        try:
            may_have_come = mailbox.wait(RENEWED_SECONDS, stop=self._stop_told)
        except MailboxRefused:
            return REFUSED_PAUSE_SECONDS
        except MailboxUnavailable:
            pause, self._pause_seconds = self._pause_seconds, min(2 * self._pause_seconds, LONGEST_PAUSE_SECONDS)
            return pause
        self._pause_seconds = FIRST_PAUSE_SECONDS
        if may_have_come:
            self._wake()
        return BREATH_SECONDS

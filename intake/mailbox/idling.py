"""Waiting with IDLE (RFC 2177): a hint that something may have come, on which nobody relies."""

import threading
import time
from enum import Enum

from intake.mailbox import MailboxUnavailable
from intake.mailbox.dialogue import tells_of_change
from intake.mailbox.driver import IMAPClient, told_while_idle

IDLE_SECONDS = 9 * 60
"""Half an hour is allowed (RFC 2177); routers forget silent connections sooner."""
GLANCE_SECONDS = 0.5
"""How soon a wait notices that it is to stop."""
EMPTY_GLANCES = 3
"""imapclient says nothing, at once and for ever, on a dead connection; once may be half a TLS record."""


class Waited(Enum):
    """How a wait ended."""

    QUIET = "quiet"
    TOLD = "told"
    GARBLED = "garbled"
    """Half a line came: a reason to look, on another connection."""
    STOPPED = "stopped"
    """In the midst of it: to ask a server that is gone for its end would hold up ours."""

    @property
    def may_have_come(self) -> bool:
        return self in {Waited.TOLD, Waited.GARBLED}

    @property
    def leaves_a_connection(self) -> bool:
        return self in {Waited.QUIET, Waited.TOLD}


def idle(client: IMAPClient, seconds: float, stop: threading.Event) -> Waited:
    """Wait so long at most. Raises MailboxUnavailable on a dead connection, and what the driver raises."""
    client.idle()
    until = time.monotonic() + seconds
    empty = 0
    while not stop.is_set() and (remaining := until - time.monotonic()) > 0:
        glance = min(remaining, GLANCE_SECONDS)
        began = time.monotonic()
        told = told_while_idle(client, glance)
        if told is None:
            return Waited.GARBLED
        if tells_of_change(told):
            client.idle_done()
            return Waited.TOLD
        empty = empty + 1 if not told and time.monotonic() - began < glance / 2 else 0
        if empty == EMPTY_GLANCES:
            raise MailboxUnavailable("waiting: the connection was lost")
    if stop.is_set():
        return Waited.STOPPED
    _, told = client.idle_done()
    return Waited.TOLD if tells_of_change(told) else Waited.QUIET

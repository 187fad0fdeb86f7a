"""The port to the outgoing mail: one mail at a time, with an honest account of what became of it."""

from collections.abc import Callable
from typing import Protocol

from intake.model.mail import Mail, SendingResult


class TransportRefused(Exception):  # noqa: N818 - a state of the outside world
    """The server does not let us in: a person is needed, trying again is no use. Says nothing of theirs."""


class TransportUnavailable(Exception):  # noqa: N818 - a state of the outside world
    """The server cannot be reached: try later. Says nothing of theirs. Told by who sends, from the result of one mail."""


class Transport(Protocol):
    def send(self, mail: Mail, *, before_data: Callable[[], bool]) -> SendingResult:
        """Send one mail to all its recipients or to none.

        `before_data` is asked after the recipients are accepted and before any content leaves; False ends it, not sent.
        Whatever becomes of it is in the result; only TransportRefused leaves, for the credentials.
        """

    def close(self) -> None:
        """End the connection. The next mail opens a new one."""

"""The port to the outgoing mail: one mail at a time, with an honest account of what became of it."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

from intake.model.mail import Mail, SendingResult


class TransportRefused(Exception):  # noqa: N818 - a state of the outside world
    """The server does not let us in: a person is needed, trying again is no use. Says nothing of theirs."""


class TransportUnavailable(Exception):  # noqa: N818 - a state of the outside world
    """The server cannot be reached: try later. Says nothing of theirs. Told by who sends, from the result of one mail."""


BeforeData: TypeAlias = Callable[[bool], bool]
"""Asked when the recipients are accepted and no content has left yet, with whether our own copy is among them; False ends it.

May be asked again, until the final dot."""


class Transport(Protocol):
    def send(self, mail: Mail, *, before_data: BeforeData) -> SendingResult:
        """Send one mail to all its recipients or to none.

        Where `before_data` says False it is not sent.
        Whatever becomes of it is in the result; only TransportRefused leaves, for the credentials.
        """

    def close(self) -> None:
        """End the connection. The next mail opens a new one."""

"""What can go wrong at a call, by the name of the call."""

from collections.abc import Mapping
from enum import StrEnum


class Fault(StrEnum):
    CRASH_BEFORE = "crash before the call"
    CRASH_AFTER = "crash after the call"
    AWAY_BEFORE = "no answer, and not done"
    AWAY_AFTER = "no answer, and done"
    REFUSED = "refused"
    VANISHED = "gone between listing and fetching"
    NO_CONNECTION = "no connection"
    NO_TLS = "no TLS"
    CREDENTIALS = "credentials refused"
    LATER_AT_MAIL = "4xx at MAIL"
    LATER_AT_RCPT = "4xx at RCPT"
    LATER_AT_DOT = "4xx at the dot"
    NEVER_AT_RCPT = "5xx at RCPT"
    NEVER_AT_DOT = "5xx at the dot"
    LINE_LOST = "line lost before the dot"
    ANSWER_LOST = "answer to the dot lost"
    SLOW_ANSWER = "answer to the dot after ten minutes"
    COPY_LATE = "our copy comes late"
    COPY_REFUSED = "our copy refused"
    FROZEN = "worker frozen"
    CLOCK_JUMP = "clock jump"
    EXPUNGED = "message expunged by somebody"
    MOVED_AWAY = "message moved away by somebody"
    MOVED_BACK = "message moved back by somebody"
    RENUMBERED = "UIDVALIDITY changed"
    DUPLICATE = "same mail once more"
    NAMESAKE = "same Message-ID, other content"
    DATABASE_LOST = "database lost and rebuilt"
    DATABASE_OLD = "older database restored and rebuilt"


CRASHES = (Fault.CRASH_BEFORE, Fault.CRASH_AFTER)
AT_THE_STORE = (Fault.AWAY_BEFORE, Fault.AWAY_AFTER)
BY_CALL: Mapping[str, tuple[Fault, ...]] = {
    "mailbox.list": (Fault.AWAY_BEFORE, Fault.REFUSED),
    "mailbox.dates": (Fault.AWAY_BEFORE,),
    "mailbox.fetch": (Fault.AWAY_BEFORE, Fault.VANISHED),
    "mailbox.batch": (Fault.AWAY_BEFORE,),
    "mailbox.move": (Fault.AWAY_BEFORE, Fault.AWAY_AFTER, Fault.REFUSED),
    "mailbox.locate": (Fault.AWAY_BEFORE,),
    "mailbox.find": (Fault.AWAY_BEFORE, Fault.REFUSED),
    "transport.connect": (
        Fault.NO_CONNECTION,
        Fault.NO_TLS,
        Fault.CREDENTIALS,
        Fault.LATER_AT_MAIL,
        Fault.LATER_AT_RCPT,
        Fault.NEVER_AT_RCPT,
        Fault.COPY_REFUSED,
        Fault.COPY_REFUSED,
    ),
    "transport.data": (
        Fault.LINE_LOST,
        Fault.LATER_AT_DOT,
        Fault.NEVER_AT_DOT,
        Fault.ANSWER_LOST,
        Fault.ANSWER_LOST,
        Fault.SLOW_ANSWER,
        Fault.COPY_LATE,
        Fault.COPY_LATE,
    ),
}


def faults_of(call: str) -> tuple[Fault, ...]:
    """None at a pause: nothing is under way."""
    return AT_THE_STORE if call.startswith("store.") else BY_CALL.get(call, ())

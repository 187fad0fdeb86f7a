"""The states that rows pass through, and the steps that the audit names."""

from enum import StrEnum


class Fate(StrEnum):
    """What became of a UID that was seen on the server."""

    KEPT = "kept"
    TOO_LARGE = "too_large"
    """Counted as an arrival, without its bytes."""
    VANISHED = "vanished"
    """Somebody took it away before it could be kept: no arrival."""
    LEFT_ALONE = "left_alone"
    """It lay there before we began: no arrival, unless a person has it taken in."""


class ArrivalState(StrEnum):
    WAITING = "waiting"
    TOO_LARGE = "too_large"
    """Waits as well: a person has to be told, and there are no bytes to read."""
    DECIDED = "decided"


class MailState(StrEnum):
    WAITING = "waiting"
    HELD = "held"
    """More at once than is usual: a person lets it go."""
    SENDING = "sending"
    UNKNOWN = "unknown"
    """May have been accepted: look before sending again."""
    SENT = "sent"
    REFUSED = "refused"
    """The server will not have it: trying again is no use."""
    DEAD = "dead"
    """Given up after too many tries."""


UNFINISHED = (MailState.WAITING, MailState.HELD, MailState.SENDING, MailState.UNKNOWN)
UNDELIVERED = (MailState.REFUSED, MailState.DEAD)
"""Finished and never accepted: dead letters, which a person has to see."""


class FilingState(StrEnum):
    WAITING = "waiting"
    INTENDED = "intended"
    """The move was about to be made: it may have happened."""
    FILED = "filed"
    GONE = "gone"
    """Somebody else moved or removed the message."""


class Event(StrEnum):
    """A step of the audit."""

    KEPT = "kept"
    TOO_LARGE = "too_large"
    VANISHED = "vanished"
    LEFT_ALONE = "left_alone"
    """So many messages, which lay there before we began."""
    TAKEN_IN = "taken_in"
    """A person has it taken in though it came before we began."""
    UID_GIVEN_TWICE = "uid_given_twice"
    """The server has another message under the UID of this one."""
    CLAIMED = "claimed"
    FAILED = "failed"
    DECIDED = "decided"
    REFERRAL_OPENED = "referral_opened"
    REFERRAL_ANSWERED = "referral_answered"
    """A further version of an open referral came."""
    REFERRAL_CLOSED = "referral_closed"
    KEYS_ROTATED = "keys_rotated"
    """All is sealed with the newest key; the detail is its id."""
    ERASED = "erased"
    """Contents and addresses were destroyed; the detail is the office of whoever said so."""
    HOLD_SET = "hold_set"
    HOLD_ENDED = "hold_ended"
    REBUILT = "rebuilt"
    """Written down after the database was lost, from what lies in the mailbox."""
    SETTLED = "settled"
    """A person says that a hand-over, an open return or a dead letter is done with."""
    QUEUED = "queued"
    SENDING = "sending"
    INTERRUPTED = "interrupted"
    """A worker stopped while sending: the outcome is unknown."""
    SENT = "sent"
    FOUND = "found"
    """After an unknown outcome our own copy was found: it had been sent."""
    SENT_AGAIN = "sent_again"
    """After an unknown outcome no copy was found, and it went out again with the same Message-ID and Date."""
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    DEAD = "dead"
    REDIRECTED = "redirected"
    """Refused for its reader, and on its way to the next deputy."""
    HELD = "held"
    RELEASED = "released"
    """A person lets it go."""
    RETRIED = "retried"
    """A person has it tried again."""
    MOVE_INTENDED = "move_intended"
    NOT_FILED = "not_filed"
    """The move was refused; it is tried again, and said once."""
    FILED = "filed"
    GONE = "gone"
    ALARM_RAISED = "alarm_raised"
    ALARM_CLEARED = "alarm_cleared"

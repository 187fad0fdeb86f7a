"""What a digest says: the day's facts, without a word of any form."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from intake.model.decision import Reason
from intake.model.mail import NoticeKind
from intake.model.office import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """What became of everything that was ever received. Every arrival stands in exactly one of the others."""

    received: int
    forwarded: int
    returned: int
    handed_over: int
    left: int
    in_progress: int

    @property
    def accounted(self) -> int:
        return self.forwarded + self.returned + self.handed_over + self.left + self.in_progress

    @property
    def balances(self) -> bool:
        return self.received == self.accounted


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReferral:
    """A complete referral that was forwarded since the last digest."""

    reference: str
    forwarded: datetime
    agency: str | None = None
    """The agency's name or the domain that it wrote from."""
    process: str | None = None
    """Choice id of the process proposed."""
    trigger: str | None = None
    """Choice id of the outcome for the child."""
    is_urgent: bool = False
    returned_before: int = 0
    kept_from: tuple[Role, ...] = ()
    """Who gets no line of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReturn:
    """An incomplete form that went back and has not come again."""

    reference: str
    returned: datetime
    agency: str | None = None
    gaps: int | None = None
    is_urgent: bool = False
    times_returned: int = 1
    kept_from: tuple[Role, ...] = ()
    """Who gets no line of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHandOver:
    """A hand-over that nobody has settled."""

    arrival: str
    handed_over: datetime
    reason: Reason
    reference: str | None = None
    agency: str | None = None
    is_urgent: bool = False
    kept_from: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsentLetter:
    """A letter that is written and has not been accepted by any server."""

    kind: NoticeKind
    written: datetime
    is_dead: bool
    """Refused for good: nobody will get it unless a person acts."""
    reference: str | None = None
    message_id: str | None = None
    is_held: bool = False
    """More than is usual waited at once: a person lets it go."""
    code: int | None = None
    """The last reply code of the mail server."""
    kept_from: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedAlarm:
    code: str
    since: datetime
    particular: str = ""
    """Ids and codes only."""
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestFacts:
    """All that one digest says. Lists are oldest first; instants are aware."""

    day: date
    """The local day of the digest."""
    since: datetime | None
    """When the last digest was written; None for the first."""
    receipts: Receipts
    new_referrals: tuple[NewReferral, ...] = ()
    open_returns: tuple[OpenReturn, ...] = ()
    open_hand_overs: tuple[OpenHandOver, ...] = ()
    unsent: tuple[UnsentLetter, ...] = ()
    alarms: tuple[RaisedAlarm, ...] = ()
    is_late: bool = False
    """Written after its time: the service was not running then."""
    vanished: int = 0
    """Messages that somebody took out of the mailbox before they could be kept; not among the received."""
    audit_head: str | None = None
    """The newest hash of the audit's chain, so that a copy of it lies outside the store."""

    def shown_to(self, roles: frozenset[Role]) -> "DigestFacts":
        """Without the lines that are kept from any of these readers. The sums are of all messages, and name none."""
        return replace(
            self,
            new_referrals=tuple(each for each in self.new_referrals if roles.isdisjoint(each.kept_from)),
            open_returns=tuple(each for each in self.open_returns if roles.isdisjoint(each.kept_from)),
            open_hand_overs=tuple(each for each in self.open_hand_overs if roles.isdisjoint(each.kept_from)),
            unsent=tuple(each for each in self.unsent if roles.isdisjoint(each.kept_from)),
        )

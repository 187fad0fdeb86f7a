"""What the partnership decides, as data: who it is, where its letters go, which limits hold. Loaded by `handbook`."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import time
from enum import StrEnum


class AuthenticationMode(StrEnum):
    """How our provider states what it found about a sender."""

    RFC8601 = "rfc8601"
    """The topmost Authentication-Results that carries our authserv-id."""
    MICROSOFT365 = "microsoft365"
    """Microsoft's form without an authserv-id: the topmost one."""
    NONE = "none"
    """Nobody states it: no sender is authenticated, and nothing is answered automatically."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An organisation that refers; its domains cover their sub-domains."""

    name: str
    domains: tuple[str, ...]


class Role(StrEnum):
    """A reader inside the house."""

    HEAD = "head"
    BUSINESS_UNIT = "business_unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recusal:
    """Somebody who must not be told of a referral that names them, and who is told in their place."""

    names: tuple[str, ...] = field(repr=False)
    reads: tuple[Role, ...]
    """Whose letters that person would otherwise see."""
    instead: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The partnership and its business unit."""

    partnership: str
    """`Halton Children and Young People Safeguarding Partnership`."""
    short_name: str
    reference_prefix: str
    """`HCP` in `HCP-2026-0042`."""
    marking: str
    zone: str
    """IANA name, `Europe/London`."""
    mailbox: str
    """The address that agencies write to; our letters come from it and replies go to it."""
    mailbox_aliases: tuple[str, ...] = ()
    head_title: str = "Head of Safeguarding"
    head: str = field(repr=False)
    deputies: tuple[str, ...] = field(default=(), repr=False)
    business_unit: str = field(repr=False)
    """May be the mailbox itself."""
    recusals: tuple[Recusal, ...] = ()
    contact_phone: str
    """A telephone that a person answers, for referrers with a question."""
    danger_advice: str
    """Where to turn when a child may be at risk now, in one or two sentences."""
    form_location: str | None = None
    """Where the current blank form is published, in words."""
    allowed_domains: tuple[str, ...]
    """Domains of the Head, the deputies and the business unit: nothing internal goes elsewhere."""
    agencies: tuple[Agency, ...] = ()
    authentication_mode: AuthenticationMode = AuthenticationMode.NONE
    authserv_id: str | None = None
    has_marked_copies: bool = False
    """A return to an agency on the list has a copy of its own form, in which the gaps are marked."""
    has_bounce_addresses: bool = False
    """Each letter is sent from an address of its own (`model.bounces`), which our provider delivers to the mailbox."""

    @property
    def own_addresses(self) -> frozenset[str]:
        """Every address of ours, in lower case: never answered automatically."""
        return frozenset(
            each.lower()
            for each in (
                self.mailbox,
                *self.mailbox_aliases,
                self.head,
                *self.deputies,
                self.business_unit,
                *(recusal.instead for recusal in self.recusals),
            )
        )

    def recusing(self, recusals: Iterable[Recusal]) -> "Office":
        """The same office, in which others stand in for those who must not be told."""
        office = self
        for recusal in recusals:
            if Role.HEAD in recusal.reads:
                office = replace(
                    office, head=recusal.instead, deputies=(), head_title=f"stand-in for the {self.head_title}"
                )
            if Role.BUSINESS_UNIT in recusal.reads:
                office = replace(office, business_unit=recusal.instead)
        return office

    def agency_of(self, domain: str) -> str | None:
        """The name of the agency on the list whose domain this is or lies under."""
        known = ((name.lower(), each.name) for each in self.agencies for name in each.domains)
        return next((name for own, name in known if domain == own or domain.endswith(f".{own}")), None)

    def is_own(self, address: str) -> bool:
        """Whether it is one of ours, with or without a tag."""
        return without_tag(address) in {without_tag(each) for each in self.own_addresses}


def without_tag(address: str) -> str:
    """`Referrals+x@a.example` is `referrals@a.example` (RFC 5233)."""
    local, _, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """IMAP folders, parted by `/` here and by the server's own separator there. Created on first use."""

    inbox: str = "INBOX"
    forwarded: str = "Intake/Forwarded"
    returned: str = "Intake/Returned"
    handed_over: str = "Intake/Needs a person"


class OldMail(StrEnum):
    """What becomes of the mail that lies in the mailbox when we look into it for the first time."""

    LEAVE = "leave"
    """Counted, and left alone: nothing old is answered."""
    TAKE = "take"
    """Taken in as if it came today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    old_mail: OldMail = OldMail.LEAVE
    poll_seconds: int = 60
    compare_seconds: int = 300
    """How often the folder is opened anew and all in it held against the ledger; between, only what is new is asked for."""
    deliver_seconds: int = 15
    digest_at: time = time(8, 0)
    """Local time on each working day."""
    holidays: str = "England"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """When silence is an alarm, and how often it is told while it lasts."""

    nothing_fetched_minutes: int = 15
    """Since the mailbox was last looked into."""
    outbox_older_minutes: int = 60
    """Since the oldest letter that has not left was written."""
    quiet_working_days: int = 3
    """Whole working days without any message: perhaps something upstream is broken."""
    repeat_hours: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How many days a message is kept after it was done with, by its outcome; then a person may have it erased."""

    forwarded_days: int = 30
    returned_days: int = 90
    handed_over_days: int = 90
    left_days: int = 14
    digest_days: int = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Ceilings, each with its unit in its name (docs/design, section 7)."""

    message_bytes: int = 40_000_000
    header_block_bytes: int = 256_000
    boundary_lines: int = 200
    nesting_levels: int = 20
    attachments: int = 20
    rfc822_levels: int = 3
    zip_levels: int = 1
    office_entries: int = 500
    office_inflated_bytes: int = 50_000_000
    office_entry_bytes: int = 20_000_000
    office_ratio: int = 200
    table_rows: int = 2_000
    table_columns: int = 100
    child_cpu_seconds: int = 10
    child_wall_seconds: int = 15
    child_memory_bytes: int = 768_000_000
    returns_per_fingerprint: int = 1
    returns_per_sender_per_day: int = 3
    returns_per_hour: int = 30
    """From here on a breaker is open, until the last hour had half as many."""
    returns_times_usual_per_day: int = 3
    """It is open as well from so many times the usual on,"""
    returns_unremarkable_per_day: int = 20
    """but never below these."""
    sends_per_minute: int = 30
    """Letters of every kind; Microsoft 365 takes no more from one mailbox."""
    letters_to_referrers_at_once: int = 50
    """Of those that one run finds waiting; the rest is held until a person lets it go."""
    receipts_per_sender_per_day: int = 20
    forwards_per_file: int = 3
    """The same bytes more often than this go round, and a person looks."""
    attempts: int = 3
    """Failures of our own code on one arrival before it is handed over."""
    fetch_messages: int = 50
    fetch_bytes: int = 16_000_000
    unknown_grace_seconds: int = 120
    """How long after an unknown outcome our own copy may still arrive."""
    deciding_lease_seconds: int = 180
    """How long an arrival belongs to a worker: reading, with a conversion, is much shorter."""
    lease_seconds: int = 1_200
    """How long a letter belongs to a worker: twice the longest wait for a server's reply."""
    smtp_reply_seconds: int = 600

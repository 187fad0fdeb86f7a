"""When not to answer automatically (rules N1 to N17). Never a reason not to accept: only the answer is withheld."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.message import Message as Mime

from intake.messages import marks, reports
from intake.messages.headers import ADDRESS, SenderFault, raw_value, recipients, return_path
from intake.messages.kinds import is_calendar
from intake.messages.parts import Contents
from intake.model.message import Authentication, Domain, DomainStanding, Sender, Withheld
from intake.model.office import Office, without_tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the rules look at."""

    mail: Mime
    contents: Contents
    sender: Sender | None
    domain: Domain | None
    sender_fault: SenderFault | None
    """Why there is no sender."""
    authentication: Authentication
    is_encrypted: bool
    office: Office

    @property
    def local_part(self) -> str:
        return self.sender.address.rpartition("@")[0].partition("+")[0] if self.sender else ""

    @property
    def standing(self) -> DomainStanding | None:
        return self.domain.standing if self.domain else None

    @property
    def envelope(self) -> str | None:
        return return_path(self.mail)


def _has_odd_envelope(c: Circumstances) -> bool:
    """The null sender, or no address at all. A server that records none at all says nothing: then DMARC decides."""
    return c.envelope is not None and ADDRESS.fullmatch(c.envelope) is None


def _is_addressed_to_us(c: Circumstances) -> bool:
    ours = {without_tag(each) for each in (c.office.mailbox, *c.office.mailbox_aliases)}
    return any(without_tag(each) in ours for each in recipients(c.mail))


def _is_from_us(c: Circumstances) -> bool:
    """From an address of ours, or with the mark that only letters of such a service as this one bear."""
    return (c.sender is not None and c.office.is_own(c.sender.address)) or marks.is_of_such_a_service(c.mail)


def _sender_differs(c: Circumstances) -> bool:
    """The envelope, where our server recorded it, or an inner message names someone else."""
    if c.sender is None:
        return False
    address = c.sender.address.lower()
    inner = c.contents.forwarded_from
    is_other_envelope = bool(c.envelope) and c.envelope != address and c.authentication is not Authentication.PASSED
    return is_other_envelope or (inner is not None and inner.address.lower() != address)


def _is_exchange_object(c: Circumstances) -> bool:
    """A meeting, or what a rule in somebody's mailbox sent on."""
    return is_calendar(c.mail) or raw_value(c.mail, "X-MS-Exchange-Inbox-Rules-Loop") is not None


def _is_report(c: Circumstances) -> bool:
    return bool(reports.report_type(c.mail)) or reports.is_gateway_report(c.mail) or reports.has_bounce_shape(c.mail)


RULES: tuple[tuple[str, Withheld, Callable[[Circumstances], bool]], ...] = (
    ("N1 RFC 3834 §2", Withheld.NULL_SENDER, _has_odd_envelope),
    ("N2 RFC 3834 §5", Withheld.AUTO_SUBMITTED, lambda c: marks.is_auto_submitted(c.mail)),
    ("N3 RFC 5230 §4.6", Withheld.LIST, lambda c: marks.has_list_field(c.mail) or marks.has_marketing_field(c.mail)),
    (
        "N4 RFC 3834 §2",
        Withheld.PRECEDENCE,
        lambda c: bool(marks.precedences(c.mail) & (marks.MASS_PRECEDENCES | {"auto_reply"})),
    ),
    ("N5 MS-OXCMAIL §2.1.3.2.20", Withheld.SUPPRESSED, lambda c: marks.is_suppressing(c.mail)),
    ("N6 in practice", Withheld.AUTO_HEADER, lambda c: marks.has_robot_field(c.mail)),
    ("N7 RFC 5230 §4.6", Withheld.ROBOT_ADDRESS, lambda c: bool(marks.ROBOT_LOCAL_PART.fullmatch(c.local_part))),
    ("N8 own addresses", Withheld.OWN_ADDRESS, _is_from_us),
    ("N9 RFC 5230 §4.5", Withheld.NOT_ADDRESSED_TO_US, lambda c: not _is_addressed_to_us(c)),
    ("N10 RFC 3834 §3.2.1", Withheld.REPORT, _is_report),
    ("N11 in practice", Withheld.CALENDAR, _is_exchange_object),
    ("N12 RFC 3834 §7", Withheld.SPAM, lambda c: marks.is_marked_spam(c.mail)),
    ("N13 RFC 3834 §6", Withheld.UNAUTHENTICATED, lambda c: c.authentication is not Authentication.PASSED),
    ("N13 one From mailbox", Withheld.SEVERAL_SENDERS, lambda c: c.sender_fault is SenderFault.SEVERAL),
    ("N13 a From field", Withheld.NO_SENDER, lambda c: c.sender_fault is SenderFault.UNREADABLE),
    ("N13 a known domain's double", Withheld.LOOK_ALIKE, lambda c: c.standing is DomainStanding.LOOK_ALIKE),
    ("N13 anybody's domain", Withheld.OPEN_DOMAIN, lambda c: c.standing is DomainStanding.OPEN_TO_ANYBODY),
    ("N13 someone else", Withheld.SENDER_DIFFERS, _sender_differs),
    ("N14 RFC 3834 §2", Withheld.MALFORMED, lambda c: bool(c.contents.defects)),
    ("N17 in practice", Withheld.ENCRYPTED, lambda c: c.is_encrypted),
)


def withheld(circumstances: Circumstances) -> Iterable[Withheld]:
    """Every rule that holds, in order; the ceilings (N15, N16) are the store's to say."""
    return (code for _, code, holds in RULES if holds(circumstances))

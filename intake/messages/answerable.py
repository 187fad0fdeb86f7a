"""When not to answer automatically (rules N1 to N17). Never a reason not to accept: only the answer is withheld."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.message import Message as Mime

from intake.messages.headers import field_names, raw_value, raw_values, recipients, return_path
from intake.messages.kinds import AUTO_HEADERS, LIST_HEADERS, auto_submitted, is_calendar, precedence, report_type
from intake.messages.parts import Contents
from intake.model.message import Authentication, Sender, Withheld
from intake.model.office import Office

ROBOT = re.compile(
    r"mailer-daemon|postmaster|listserv|majordomo|owner-.*|.*-(?:request|owner|bounces)|bounces?\b.*|no[-._]?reply.*|do[-._]?not[-._]?reply.*",
    re.IGNORECASE,
)
SUPPRESSING = re.compile(r"\b(?:all|autoreply|oof)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the rules look at."""

    mail: Mime
    contents: Contents
    sender: Sender | None
    is_readable: bool
    """The From field could be read whole."""
    authentication: Authentication
    is_encrypted: bool
    office: Office

    @property
    def local_part(self) -> str:
        return self.sender.address.rpartition("@")[0] if self.sender else ""

    @property
    def envelope(self) -> str | None:
        return return_path(self.mail)


def _is_addressed_to_us(c: Circumstances) -> bool:
    ours = {c.office.mailbox.lower(), *(each.lower() for each in c.office.mailbox_aliases)}
    return bool(recipients(c.mail) & ours)


def _sender_differs(c: Circumstances) -> bool:
    """The envelope, where our server recorded it, or an inner message names someone else."""
    if c.sender is None:
        return False
    address = c.sender.address.lower()
    inner = c.contents.forwarded_from
    is_other_envelope = bool(c.envelope) and c.envelope != address and c.authentication is not Authentication.PASSED
    return is_other_envelope or (inner is not None and inner.address.lower() != address)


def _is_spam(c: Circumstances) -> bool:
    flags = {value.strip().lower() for value in raw_values(c.mail, "X-Spam-Flag")}
    return "yes" in flags or "CAT:PHSH" in (raw_value(c.mail, "X-Forefront-Antispam-Report") or "")


RULES: tuple[tuple[str, Withheld, Callable[[Circumstances], bool]], ...] = (
    ("N1 RFC 3834 §2", Withheld.NULL_SENDER, lambda c: c.envelope == ""),
    ("N2 RFC 3834 §5", Withheld.AUTO_SUBMITTED, lambda c: any(each != "no" for each in auto_submitted(c.mail))),
    ("N3 RFC 5230 §4.6", Withheld.LIST, lambda c: bool(field_names(c.mail) & LIST_HEADERS)),
    ("N4 RFC 3834 §2", Withheld.PRECEDENCE, lambda c: precedence(c.mail) in {"bulk", "junk", "list", "auto_reply"}),
    (
        "N5 MS-OXCMAIL §2.1.3.2.20",
        Withheld.SUPPRESSED,
        lambda c: bool(SUPPRESSING.search(raw_value(c.mail, "X-Auto-Response-Suppress") or "")),
    ),
    ("N6 in practice", Withheld.AUTO_HEADER, lambda c: bool(field_names(c.mail) & AUTO_HEADERS)),
    ("N7 RFC 5230 §4.6", Withheld.ROBOT_ADDRESS, lambda c: bool(ROBOT.fullmatch(c.local_part))),
    (
        "N8 own addresses",
        Withheld.OWN_ADDRESS,
        lambda c: c.sender is not None and c.sender.address.lower() in c.office.own_addresses,
    ),
    ("N9 RFC 5230 §4.5", Withheld.NOT_ADDRESSED_TO_US, lambda c: not _is_addressed_to_us(c)),
    ("N10 RFC 3834 §3.2.1", Withheld.REPORT, lambda c: bool(report_type(c.mail))),
    ("N11 in practice", Withheld.CALENDAR, lambda c: is_calendar(c.mail, c.office)),
    ("N12 RFC 3834 §7", Withheld.SPAM, _is_spam),
    ("N13 RFC 3834 §6", Withheld.UNAUTHENTICATED, lambda c: c.authentication is not Authentication.PASSED),
    ("N13 one From mailbox", Withheld.SEVERAL_SENDERS, lambda c: c.sender is None),
    ("N13 someone else", Withheld.SENDER_DIFFERS, _sender_differs),
    ("N14 RFC 3834 §2", Withheld.MALFORMED, lambda c: not c.is_readable or bool(c.contents.defects)),
    ("N17 in practice", Withheld.ENCRYPTED, lambda c: c.is_encrypted),
)


def withheld(circumstances: Circumstances) -> Iterable[Withheld]:
    """Every rule that holds, in order; the ceilings (N15, N16) are the store's to say."""
    return (code for _, code, holds in RULES if holds(circumstances))

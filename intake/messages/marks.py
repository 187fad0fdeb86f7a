"""What machines write into the head of a mail, each with its source. A mark is a fact; what follows from it stands elsewhere."""

import re
from collections.abc import Mapping
from email.message import Message as Mime

from intake.messages.headers import field_names, raw_value, raw_values

OWN_MARK = "x-intake-ref"
LIST_FIELDS = frozenset(
    {"list-id", "list-help", "list-subscribe", "list-unsubscribe", "list-post", "list-owner", "list-archive"}
)
"""RFC 2369 §3, RFC 2919 §3; named by RFC 5230 §4.6."""
MARKETING_FIELDS = frozenset({"feedback-id", "x-campaign", "x-campaignid", "x-mc-user", "x-csa-complaints"})
"""What senders to many set for the mailbox providers (Gmail's Feedback-ID; Mailchimp; the Certified Senders Alliance)."""
ROBOT_FIELD = re.compile(
    r"(?!x-auto-response-suppress$|auto-submitted$)"
    r".*(?:auto[-_]?(?:response|submitted|replied|reply|generated|respond)|holidayreply|machinegenerated).*"
)
"""X-Autoreply, X-Autorespond, Auto-Response, X-FC-MachineGenerated and their like (Discourse, `lib/email/receiver.rb`)."""
ROBOT_VALUES: Mapping[str, re.Pattern[str]] = {
    "X-POST-MessageClass": re.compile(r"9;\s*autoresponder", re.IGNORECASE),
    "Delivered-To": re.compile(r"autoresponder", re.IGNORECASE),
    "X-MS-Exchange-Generated-Message-Source": re.compile(r"mailbox rules agent|oof", re.IGNORECASE),
}
"""In practice: GroupWise and old list servers; Exchange's rules."""
MASS_PRECEDENCES = frozenset({"bulk", "junk", "list"})
"""RFC 3834 §2 (no fixed meaning); Pigeonhole's vacation looks at these three."""
SUPPRESSING = re.compile(r"\b(?:all|autoreply|oof)\b", re.IGNORECASE)
"""MS-OXCMAIL §2.1.3.2.20. DR, RN, NRN and NDR alone ask for no receipts, and say nothing of an answer."""
ROBOT_LOCAL_PART = re.compile(
    r"mailer-daemon|postmaster|listserv|majordomo|owner-.*|.*-(?:request|owner|bounces)|bounce.*"
    r"|no[-._]?reply.*|do[-._]?not[-._]?reply.*",
    re.IGNORECASE,
)
"""RFC 5230 §4.6. A postmaster is often a person, so this withholds an answer and says nothing of the mail."""
SPAM_VALUES: Mapping[str, re.Pattern[str]] = {
    "X-Spam-Flag": re.compile(r"yes", re.IGNORECASE),
    "X-Spam-Status": re.compile(r"yes\b", re.IGNORECASE),
    "X-MS-Exchange-Organization-SCL": re.compile(r"[5-9]\b"),
    "X-Forefront-Antispam-Report": re.compile(
        r".*(?:\bCAT:(?:PHSH|HPHSH|HPHISH|SPM|HSPM|MALW|SPOOF|UIMP|DIMP|GIMP)|\bSCL:[5-9]\b|\bSFV:SPM)"
    ),
}
"""SpamAssassin's and Exchange Online's own fields (RFC 3834 §7 asks not to answer what was found to be hostile)."""


def auto_submitted(message: Mime) -> tuple[str, ...]:
    """The keyword of every Auto-Submitted field, comments and parameters off; `?` when it cannot be read (RFC 3834 §5)."""
    found = (
        re.match(r"\s*([a-z-]+)", re.sub(r"\([^)]*\)", " ", value), re.IGNORECASE)
        for value in raw_values(message, "Auto-Submitted")
    )
    return tuple(each[1].lower() if each else "?" for each in found)


def is_auto_submitted(message: Mime) -> bool:
    """Any field with any keyword but `no`, also one that cannot be read (RFC 3834 §5)."""
    return any(each != "no" for each in auto_submitted(message))


def has_robot_field(message: Mime) -> bool:
    return any(ROBOT_FIELD.fullmatch(name) for name in field_names(message)) or _has_value(message, ROBOT_VALUES)


def has_list_field(message: Mime) -> bool:
    return bool(field_names(message) & LIST_FIELDS)


def has_marketing_field(message: Mime) -> bool:
    return bool(field_names(message) & MARKETING_FIELDS)


def precedences(message: Mime) -> frozenset[str]:
    return frozenset(value.strip().lower() for value in raw_values(message, "Precedence"))


def is_suppressing(message: Mime) -> bool:
    """Asks for no automatic answer. A request about answers, and no sign of a robot."""
    return any(SUPPRESSING.search(value) for value in raw_values(message, "X-Auto-Response-Suppress"))


def is_marked_spam(message: Mime) -> bool:
    return _has_value(message, SPAM_VALUES)


def is_of_such_a_service(message: Mime) -> bool:
    """Bears our own mark, true or not: this service's letter, or another one's of its kind, which would go to and fro."""
    return OWN_MARK in field_names(message)


def content_class(message: Mime) -> str:
    return (raw_value(message, "Content-Class") or "").strip().lower()


def _has_value(message: Mime, patterns: Mapping[str, re.Pattern[str]]) -> bool:
    return any(pattern.match(value) for name, pattern in patterns.items() for value in raw_values(message, name))

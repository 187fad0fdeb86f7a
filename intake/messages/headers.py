"""Reading header fields of hostile mail: the library's parser can fail on a value, and then the value counts as unreadable."""

import email
import email.policy
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message as Mime
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any

from intake.model.message import Sender

FAULTS = (ValueError, IndexError, KeyError, AttributeError, TypeError, RecursionError, AssertionError)
"""What the standard library is known to raise on values such as `Message-ID: <[x@>` or a thousand nested comments."""
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,200}@[!-;=?-~]{1,200}>")
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
DELIVERED = ("Delivered-To", "X-Original-To", "Envelope-To")
FOLD = re.compile(r"[\r\n]+")
SHOWN_CHARACTERS = 200


def parse_bytes(content: bytes) -> Mime:
    """The message's structure, its fields unread: the library's older reader, which leaves values alone and is quick."""
    return email.message_from_bytes(content, policy=email.policy.compat32)


def read_fields(message: Mime, name: str) -> list[Any]:
    """Every field of that name, read by the library's grammar of that field. Raises what is in FAULTS."""
    wanted = name.lower()
    values = (str(value) for field, value in message.raw_items() if field.lower() == wanted)
    return [email.policy.default.header_factory(name, FOLD.sub("", value)) for value in values]


def raw_values(message: Mime, name: str) -> Iterator[str]:
    """Every field of that name as it stands, unfolded, in order; nothing is decoded and nothing raises."""
    wanted = name.lower()
    for field, value in message.raw_items():
        if field.lower() == wanted:
            yield " ".join(str(value).split())


def raw_value(message: Mime, name: str) -> str | None:
    """The topmost field of that name."""
    return next(raw_values(message, name), None)


def field_names(message: Mime) -> frozenset[str]:
    return frozenset(field.lower() for field, _ in message.raw_items())


def shown(text: str, most: int = SHOWN_CHARACTERS) -> str:
    """Text fit to be shown: no control, format or bidirectional characters, white space folded, cut."""
    kept = (" " if each.isspace() else each for each in text if each.isspace() or unicodedata.category(each)[0] != "C")
    return " ".join("".join(kept).split())[:most]


def decoded(message: Mime, name: str) -> str:
    """The topmost field with its encoded words decoded, fit to be shown; empty when absent or unreadable."""
    try:
        return shown("".join(str(field) for field in read_fields(message, name)[:1]))
    except FAULTS:
        return shown(raw_value(message, name) or "")


def message_ids(message: Mime, name: str) -> tuple[str, ...]:
    """Well-formed Message-IDs in such a field, in order."""
    return tuple(found for value in raw_values(message, name) for found in MESSAGE_ID.findall(value))


class SenderFault(Enum):
    """Why a message has no sender that could be judged or answered."""

    SEVERAL = "several"
    """One From field names more than one mailbox (RFC 5322 §3.6.2 allows it)."""
    UNREADABLE = "unreadable"
    """No From field, more than one, or one with a defect: programs would disagree about who it is."""


def sender_of(message: Mime) -> Sender | SenderFault:
    """The one mailbox of the one From field, by the grammar alone (`parseaddr` believes `a@gov.example)<b@evil.example>`)."""
    try:
        fields = read_fields(message, "From")
        found = [address for field in fields for address in field.addresses]
        is_clean = len(fields) == 1 and not fields[0].defects
    except FAULTS:
        return SenderFault.UNREADABLE
    if not is_clean or not found or not all(ADDRESS.fullmatch(each.addr_spec) for each in found):
        return SenderFault.UNREADABLE
    return (
        Sender(address=found[0].addr_spec, name=shown(found[0].display_name))
        if len(found) == 1
        else SenderFault.SEVERAL
    )


def return_path(message: Mime) -> str | None:
    """The envelope sender as our server recorded it: empty for the null sender, None when it did not."""
    value = raw_value(message, "Return-Path")
    if value is None:
        return None
    return value.strip().removeprefix("<").removesuffix(">").strip().lower()


def reply_to(message: Mime, sender: Sender | None) -> str | None:
    """The first address of Reply-To where it is not the sender's own: to be shown, and never to be written to."""
    found = (each for value in raw_values(message, "Reply-To") for each in ADDRESS.findall(value))
    own = sender.address.lower() if sender is not None else ""
    return next((each for each in found if each.lower() != own), None)


def recipients(message: Mime) -> frozenset[str]:
    """Every address in the fields that name recipients (RFC 5230 §4.5), in lower case; not those that our own server adds."""
    names = ("To", "Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc")
    return frozenset(
        found.lower() for name in names for value in raw_values(message, name) for found in ADDRESS.findall(value)
    )


def delivered_to(message: Mime) -> frozenset[str]:
    """Addresses for which our own servers say that it came, and those that it is written to."""
    named = (found for name in DELIVERED for value in raw_values(message, name) for found in ADDRESS.findall(value))
    return recipients(message) | frozenset(named)


def sent(message: Mime) -> datetime | None:
    """The Date field in UTC; None when it is absent or unreadable."""
    value = raw_value(message, "Date")
    if value is None:
        return None
    try:
        found = parsedate_to_datetime(value)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (*FAULTS, OverflowError):
        return None

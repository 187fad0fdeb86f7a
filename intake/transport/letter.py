"""A mail in the shape that SMTP takes: what it needs of a server, and whether it may be spoken at all."""

import re
from dataclasses import dataclass, field

from intake.model.mail import Mail

ADDRESS = re.compile(r"[^\s\0-\x1f\x7f<>()\[\],;:\\\"@]+@[^\s\0-\x1f\x7f<>()\[\],;:\\\"@]+")
"""One address and nothing else. Quoted local parts are not for us: libraries read them in different ways."""
NOBODY = ""
"""The sender of what wants no answer (RFC 5321 §4.5.5)."""
END_OF_LINE = re.compile(rb"\r\n|\r|\n")
DOT_AT_START = re.compile(rb"(?m)^\.")
END_OF_HEADER = b"\r\n\r\n"
NOT_XTEXT = re.compile(r"[^!-*,-<>-~]")
ENVID_CHARACTERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Bytes with CRLF at every line's end, and their envelope."""

    sender: str = field(repr=False)
    recipients: tuple[str, ...] = field(repr=False)
    ledger_copy: str | None = field(repr=False)
    """None where it is among the recipients already, or is none of a letter at all."""
    is_in_ledger_anyway: bool
    content: bytes = field(repr=False)
    envelope_id: str | None

    @property
    def addresses(self) -> tuple[str, ...]:
        return (self.sender, *self.recipients, self.ledger_copy or "")

    @property
    def is_speakable(self) -> bool:
        """Whether every address is one address: anything else could become another one, or a command, on the way."""
        needed = self.recipients if self.ledger_copy is None else (*self.recipients, self.ledger_copy)
        given = needed if self.sender == NOBODY else (*needed, self.sender)
        return bool(self.recipients) and all(ADDRESS.fullmatch(each) for each in given)

    @property
    def needs_8bit(self) -> bool:
        return not self.content.isascii()

    @property
    def needs_utf8(self) -> bool:
        """RFC 6531: an address or a header is not ASCII."""
        header = self.content.partition(END_OF_HEADER)[0]
        return not header.isascii() or not all(each.isascii() for each in self.addresses)

    @property
    def stuffed(self) -> bytes:
        """The content as DATA takes it, without the final dot (RFC 5321 §4.5.2)."""
        return DOT_AT_START.sub(b"..", self.content)


def letter_of(mail: Mail) -> Letter:
    content = END_OF_LINE.sub(b"\r\n", mail.content)
    is_in_ledger_anyway = mail.ledger_copy in mail.recipients
    return Letter(
        sender=mail.envelope_from,
        recipients=mail.recipients,
        ledger_copy=None if is_in_ledger_anyway else mail.ledger_copy,
        is_in_ledger_anyway=is_in_ledger_anyway,
        content=content if content.endswith(b"\r\n") else content + b"\r\n",
        envelope_id=_envelope_id(mail.message_id),
    )


def _envelope_id(message_id: str) -> str | None:
    """The Message-ID without its brackets, as xtext (RFC 3461 §4); none where it is too long."""
    bare = message_id.removeprefix("<").removesuffix(">")
    written = NOT_XTEXT.sub(lambda found: "".join(f"+{byte:02X}" for byte in found[0].encode()), bare)
    return written if 0 < len(written) <= ENVID_CHARACTERS else None

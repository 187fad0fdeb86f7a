"""RFC 5322 bytes -> Message. Never raises: what cannot be read is a defect, and a person looks."""

import hashlib
import re
from collections.abc import Iterable
from email.message import Message as Mime

from intake.messages import headers
from intake.messages.answerable import Circumstances, withheld
from intake.messages.authentication import authentication
from intake.messages.body import intent, is_urgent, own_words
from intake.messages.bounds import breached_limit, header_block
from intake.messages.domains import domain_of
from intake.messages.kinds import kind_of
from intake.messages.parts import Contents, own_parts, read_parts
from intake.messages.reports import envelope_ids, quoted_headers, quoted_message_ids
from intake.model.bounces import bounced_letter
from intake.model.message import Attachment, Intent, Message, MessageKind, Sender, Withheld
from intake.model.office import Limits, Office

ENCRYPTED_TYPES = frozenset(
    {"multipart/encrypted", "application/x-microsoft-rpmsg-message", "application/pgp-encrypted"}
)
ENCRYPTED_NAME = re.compile(
    r"(?:encrypted|secure|protected)[ _-]?(?:e?-?mail|message)[^/]*\.html?|securedoc[^/]*\.html?|message_zdm\.html?"
    r"|smime\.p7m|.*\.rpmsg",
    re.IGNORECASE,
)
FILE_LINK = re.compile(
    r"https?://\S*(?:onedrive|1drv\.ms|sharepoint|dropbox|drive\.google|docs\.google|wetransfer|box\.com|egress|mimecast|\.(?:docx?|xlsx?|pdf|zip)\b)"
    r"|(?:shared|share)\b.{0,80}https?://",
    re.IGNORECASE | re.DOTALL,
)
INTERNAL_HEADERS_BYTES = 256_000


def parse(content: bytes, *, office: Office, limits: Limits) -> Message:
    """The message as far as it can be read: kind, sender, body, attachments, and why it may not be answered."""
    if breach := breached_limit(content, limits):
        return _beyond_limits(content, breach)
    try:
        return _parse(headers.parse_bytes(content), office, limits)
    except (*headers.FAULTS, MemoryError, UnicodeError, LookupError) as error:
        return _broken(content, type(error).__name__)


def _parse(mail: Mime, office: Office, limits: Limits) -> Message:
    contents = read_parts(mail, limits)
    found = headers.sender_of(mail)
    sender = found if isinstance(found, Sender) else None
    verdict = authentication(mail, sender, office)
    domain = domain_of(sender.domain, office) if sender is not None else None
    kind, rule = kind_of(mail, office)
    is_encrypted = _is_encrypted(mail, contents)
    subject, body = headers.decoded(mail, "Subject"), contents.body
    circumstances = Circumstances(
        mail=mail,
        contents=contents,
        sender=sender,
        domain=domain,
        sender_fault=None if isinstance(found, Sender) else found,
        authentication=verdict,
        is_encrypted=is_encrypted,
        office=office,
    )
    return Message(
        kind=kind,
        kind_reason=rule,
        message_id=next(iter(headers.message_ids(mail, "Message-ID")), None),
        fingerprint=fingerprint(mail, sender, contents.attachments),
        sender=sender,
        domain=domain,
        return_path=headers.return_path(mail),
        subject=subject,
        sent=headers.sent(mail),
        body=body,
        attachments=tuple(contents.attachments),
        authentication=verdict,
        withheld=tuple(withheld(circumstances)),
        refers_to=_refers_to(mail, office),
        references=_our_references(office, subject, mail),
        intent=intent(subject, body),
        is_urgent=is_urgent(subject, body),
        is_encrypted=is_encrypted,
        is_linked=FILE_LINK.search(own_words(body)) is not None,
        is_signed=mail.get_content_type() == "multipart/signed",
        has_container=contents.has_container,
        reply_to=headers.reply_to(mail, sender),
        forwarded_from=contents.forwarded_from,
        defects=tuple(contents.defects),
    )


def fingerprint(mail: Mime, sender: Sender | None, attachments: Iterable[Attachment]) -> str:
    """The same for the same mail by another way (an alias, a move): never over headers that servers add or body re-encodings."""
    hashes = sorted(each.sha256 for each in attachments)
    parts = (
        headers.raw_value(mail, "Message-ID"),
        headers.raw_value(mail, "Date"),
        sender.address.lower() if sender else "",
    )
    return hashlib.sha256(
        "\n".join([*(each or "" for each in parts), *hashes]).encode("utf-8", "surrogateescape")
    ).hexdigest()


def _refers_to(mail: Mime, office: Office) -> tuple[str, ...]:
    """In-Reply-To, References from the newest, and the message that a report is about (RFC 3464 §2)."""
    direct = (*headers.message_ids(mail, "In-Reply-To"), *reversed(headers.message_ids(mail, "References")))
    addressed = (bounced_letter(each, office.mailbox) for each in headers.delivered_to(mail))
    told = (*envelope_ids(mail), *filter(None, addressed))
    return tuple(dict.fromkeys([*direct, *told, *quoted_message_ids(mail)]))


def _our_references(office: Office, subject: str, mail: Mime) -> tuple[str, ...]:
    pattern = re.compile(rf"\b{re.escape(office.reference_prefix)}-\d{{4}}-\d{{4,6}}\b")
    return tuple(dict.fromkeys(found for text in (subject, *quoted_headers(mail)) for found in pattern.findall(text)))


def _is_encrypted(mail: Mime, contents: Contents) -> bool:
    """S/MIME and PGP envelopes, rights-managed mail, and the web page that a secure-mail service sends instead."""
    kinds = {part.get_content_type() for part in own_parts(mail)}
    smime = any(str(part.get_param("smime-type", "")).lower() == "enveloped-data" for part in own_parts(mail))
    return (
        bool(kinds & ENCRYPTED_TYPES)
        or smime
        or any(ENCRYPTED_NAME.fullmatch(each.name) for each in contents.attachments)
    )


def _beyond_limits(content: bytes, breach: str) -> Message:
    """Only the head is looked at: enough to say who sent it and which letter it is."""
    return _broken(content, f"limit_{breach}")


def _broken(content: bytes, reason: str) -> Message:
    head = headers.parse_bytes(header_block(content)[:INTERNAL_HEADERS_BYTES] + b"\r\n\r\n")
    found = headers.sender_of(head)
    return Message(
        kind=MessageKind.BROKEN,
        kind_reason=reason,
        fingerprint=hashlib.sha256(content).hexdigest(),
        message_id=next(iter(headers.message_ids(head, "Message-ID")), None),
        sender=found if isinstance(found, Sender) else None,
        subject=headers.decoded(head, "Subject"),
        intent=Intent.REFERRAL,
        withheld=(Withheld.MALFORMED,),
        defects=(reason,),
    )

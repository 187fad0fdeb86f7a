"""A message's parts -> its body and its attachments, with containers opened."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message as Mime

from intake.filetypes import sniff
from intake.messages.body import text_of_html
from intake.messages.bounds import breached_limit
from intake.messages.containers import Inner, UnopenedContainer, unpack_outlook, unpack_winmail, unzip
from intake.messages.headers import FAULTS, parse_bytes, read_fields, sender_of, shown
from intake.model.document import FileType
from intake.model.message import Attachment, Sender
from intake.model.office import Limits

NAME_CHARACTERS = 100
BODY_CHARACTERS = 200_000
SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
REPORT_PARTS = (
    "message/delivery-status",
    "message/disposition-notification",
    "text/rfc822-headers",
    "message/feedback-report",
)


QUOTED_MAIL = frozenset({"message/rfc822", "message/global"})
STRUCTURE_DEFECTS = frozenset(
    {
        "NoBoundaryInMultipartDefect",
        "StartBoundaryNotFoundDefect",
        "CloseBoundaryNotFoundDefect",
        "MultipartInvariantViolationDefect",
    }
)
"""By the library's names: parts of the message are not where it says, so that something may be lost."""
IN_TEXT = re.compile(
    r"^(?:begin [0-7]{3,4} \S.*\.(?:docx?|xlsx?|zip|pdf|rtf|odt)|=ybegin .*)$", re.IGNORECASE | re.MULTILINE
)
"""A file written into the text, as before MIME (uuencode, POSIX.1; yEnc)."""


def own_parts(message: Mime) -> Iterator[Mime]:
    """Every part of this message itself, in order; not those of a message inside it."""
    yield message
    if message.is_multipart() and not is_quoted_mail(message):
        for child in _children(message):
            yield from own_parts(child)


def is_quoted_mail(part: Mime) -> bool:
    return part.get_content_type() in QUOTED_MAIL


@dataclass(slots=True)
class Contents:
    """What was found on the walk; filled as it goes."""

    limits: Limits
    texts: list[str] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    has_container: bool = False
    forwarded_from: Sender | None = None
    inner_messages: int = 0

    @property
    def body(self) -> str:
        """The text that a person would read."""
        text = "\n".join(self.texts)
        return (text if text.strip() else "\n".join(map(text_of_html, self.htmls)))[:BODY_CHARACTERS]


def read_parts(message: Mime, limits: Limits) -> Contents:
    """Walk the parts once, in order. Never raises."""
    contents = Contents(limits)
    _walk(message, "", 0, contents)
    contents.defects += _defects(message, contents)
    return contents


def _defects(message: Mime, contents: Contents) -> Iterator[str]:
    names = (type(defect).__name__ for part in own_parts(message) for defect in part.defects)
    yield from dict.fromkeys(name for name in names if name in STRUCTURE_DEFECTS)
    if IN_TEXT.search(contents.body):
        yield "file_in_text"


def _walk(part: Mime, place: str, level: int, contents: Contents) -> None:
    """`place` is the path so far, `level` how many forwarded messages deep we are."""
    kind = part.get_content_type()
    if is_quoted_mail(part):
        _walk_forwarded(part, place, level, contents)
    elif kind == "multipart/report":
        _walk_report(part, place, level, contents)
    elif part.is_multipart() and kind not in REPORT_PARTS:
        for number, child in enumerate(_children(part), start=1):
            _walk(child, f"{place}.{number}" if place else str(number), level, contents)
    elif kind not in SIGNATURES and kind not in REPORT_PARTS:
        _take(part, place, level, contents)


def _walk_report(part: Mime, place: str, level: int, contents: Contents) -> None:
    """The message that a report returns is another's, or our own: what is in it has been dealt with (RFC 3464 §2)."""
    for number, child in enumerate(_children(part), start=1):
        if not is_quoted_mail(child):
            _walk(child, f"{place}.{number}" if place else str(number), level, contents)


def _children(part: Mime) -> list[Mime]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Mime)] if isinstance(payload, list) else []


def _walk_forwarded(part: Mime, place: str, level: int, contents: Contents) -> None:
    if level >= contents.limits.rfc822_levels:
        contents.defects.append("rfc822_levels")
        return
    for inner in _children(part)[:1]:
        _note_inner_sender(inner, contents)
        _walk(inner, f"{place or '1'} / message", level + 1, contents)


def _note_inner_sender(inner: Mime, contents: Contents) -> None:
    contents.inner_messages += 1
    if contents.forwarded_from is None:
        found = sender_of(inner)
        contents.forwarded_from = found if isinstance(found, Sender) else None


def _take(part: Mime, place: str, level: int, contents: Contents) -> None:
    """A leaf: the body, or a file."""
    name = file_name(part)
    disposition = part.get_content_disposition()
    is_text = part.get_content_type() in {"text/plain", "text/html"}
    if is_text and not name and disposition != "attachment":
        if level == 0:
            _take_text(part, contents)
        return
    content = payload(part, contents)
    if content is not None:
        is_inline = disposition == "inline" or (disposition is None and part.get("Content-ID") is not None)
        _add(name, f"part {place or '1'}", content, contents, is_inline=is_inline)


def _take_text(part: Mime, contents: Contents) -> None:
    content = payload(part, contents)
    if content is None:
        return
    text = _characters(content, str(part.get_param("charset", "utf-8")))
    (contents.htmls if part.get_content_type() == "text/html" else contents.texts).append(text)


def _characters(content: bytes, charset: str) -> str:
    for name in (charset, "utf-8"):
        try:
            return content.decode(name)
        except (LookupError, UnicodeError):
            continue
    return content.decode("cp1252", "replace")


def payload(part: Mime, contents: Contents) -> bytes | None:
    """The decoded content; None when the library cannot decode it, which is noted."""
    try:
        content = part.get_payload(decode=True)
    except FAULTS:
        contents.defects.append("undecodable_part")
        return None
    return content if isinstance(content, bytes) else None


def file_name(part: Mime) -> str:
    """The file's name for display: the last component, no controls, at most 100 characters; empty when it has none."""
    return display_name(
        _stated_name(part, "Content-Disposition", "filename") or _stated_name(part, "Content-Type", "name")
    )


def _stated_name(part: Mime, field: str, parameter: str) -> str:
    """A parameter with its pieces joined and its letters decoded (RFC 2231, and encoded words where they should not be)."""
    try:
        return "".join(str(each.params.get(parameter, "")) for each in read_fields(part, field)[:1])
    except FAULTS:
        return ""


def display_name(name: str) -> str:
    return shown(re.split(r"[/\\]", name)[-1], NAME_CHARACTERS)


# -- files and what is inside them -----------------------------------------------------------------------------------


def _add(name: str, place: str, content: bytes, contents: Contents, *, is_inline: bool) -> None:
    path = f"{place} / {name or 'unnamed'}"
    kind = sniff(content)
    if kind is FileType.EML and name.lower().endswith(".eml"):
        _add_message(path, content, contents)
    elif kind in CONTAINERS:
        _add_contained(kind, name, path, content, contents)
    else:
        _append(name, path, content, kind, contents, is_inline=is_inline)


CONTAINERS = frozenset({FileType.ZIP, FileType.MSG, FileType.TNEF})


def _append(name: str, path: str, content: bytes, kind: FileType, contents: Contents, *, is_inline: bool) -> None:
    if len(contents.attachments) >= contents.limits.attachments:
        contents.defects.append("attachments")
        return
    digest = hashlib.sha256(content).hexdigest()
    contents.attachments.append(
        Attachment(name=name, path=path, content=content, type=kind, is_inline=is_inline, sha256=digest)
    )


def _add_message(path: str, content: bytes, contents: Contents) -> None:
    """A message as a file: packed in base64, its parts were not counted with those of the outer one."""
    if breach := breached_limit(content, contents.limits):
        contents.defects.append(f"{FileType.EML}:{breach}")
        return
    inner = parse_bytes(content)
    _note_inner_sender(inner, contents)
    _walk(inner, path, contents.limits.rfc822_levels, contents)


def _add_contained(kind: FileType, name: str, path: str, content: bytes, contents: Contents) -> None:
    try:
        inners = tuple(_open(kind, content, contents.limits))
    except UnopenedContainer as error:
        contents.defects.append(f"{kind}:{error}")
        inners = ()
    contents.has_container = contents.has_container or bool(inners) or not _may_be_office(kind, contents)
    if not inners:
        _append(name, path, content, kind, contents, is_inline=False)
    for inner in inners:
        shown_name = display_name(inner.name)
        _append(
            shown_name,
            f"{path} / {shown_name or 'unnamed'}",
            inner.content,
            sniff(inner.content),
            contents,
            is_inline=False,
        )


def _may_be_office(kind: FileType, contents: Contents) -> bool:
    """A zip too damaged to be opened is as likely a Word or Excel file, which is one as well."""
    return kind is FileType.ZIP and contents.defects[-1:] == [f"{FileType.ZIP}:damaged"]


def _open(kind: FileType, content: bytes, limits: Limits) -> Iterator[Inner]:
    if kind is FileType.ZIP:
        yield from unzip(content, limits)
    elif kind is FileType.MSG:
        yield from unpack_outlook(content)
    else:
        yield from unpack_winmail(content)

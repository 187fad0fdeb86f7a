"""Files inside files: zip, Outlook's .msg and winmail.dat. One level each, within limits, and nothing raises."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from oxmsg import Message as OutlookMessage

from intake.model.office import Limits

NOT_OURS = ("__macosx/", ".ds_store", "thumbs.db")


@dataclass(frozen=True, slots=True)
class Inner:
    """One file out of a container."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


class UnopenedContainer(Exception):  # noqa: N818 - what it is
    """A container that cannot be opened within the limits. Carries a code."""


def unzip(content: bytes, limits: Limits) -> tuple[Inner, ...]:
    """The files of a zip. Raises UnopenedContainer for one that is encrypted, damaged or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [
                each for each in archive.infolist() if not each.filename.endswith("/") and not _is_litter(each.filename)
            ]
            _check(entries, limits)
            return tuple(
                Inner(each.filename.replace("\\", "/").rpartition("/")[2], _inflate(archive, each)) for each in entries
            )
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise UnopenedContainer("damaged") from error


def _is_litter(name: str) -> bool:
    return name.lower().startswith(NOT_OURS[0]) or name.lower().endswith(NOT_OURS[1:])


def _check(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if any(each.flag_bits & 1 for each in entries):
        raise UnopenedContainer("encrypted")
    if len(entries) > limits.attachments:
        raise UnopenedContainer("attachments")
    if sum(each.file_size for each in entries) > limits.office_inflated_bytes:
        raise UnopenedContainer("inflated_bytes")


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """CPython never inflates past the declared size, so the sum checked before is a bound."""
    return archive.read(entry)


def unpack_outlook(content: bytes) -> tuple[Inner, ...]:
    """The attachments of a .msg file."""
    try:
        message = OutlookMessage.load(io.BytesIO(content))
        return tuple(Inner(each.file_name or "", each.file_bytes or b"") for each in message.attachments)
    except (
        OSError,
        KeyError,
        ValueError,
        IndexError,
        TypeError,
        AttributeError,
        struct.error,
    ) as error:
        raise UnopenedContainer("damaged") from error


# -- winmail.dat (MS-OXTNEF) -----------------------------------------------------------------------------------------

TNEF_HEADER = struct.Struct("<IH")
TNEF_ATTRIBUTE = struct.Struct("<BII")
TNEF_CHECKSUM_BYTES = 2
ATTACHMENT_BEGINS = 0x00069002
ATTACHMENT_TITLE = 0x00018010
ATTACHMENT_CONTENT = 0x0006800F


def unpack_winmail(content: bytes) -> tuple[Inner, ...]:
    """The attachments of a winmail.dat, in order."""
    inners: list[Inner] = []
    name, body = "", None
    for attribute, value in _attributes(content):
        if attribute == ATTACHMENT_BEGINS:
            inners += [Inner(name, body)] if body is not None else []
            name, body = "", None
        elif attribute == ATTACHMENT_TITLE:
            name = value.rstrip(b"\0").decode("cp1252", "replace")
        elif attribute == ATTACHMENT_CONTENT:
            body = value
    return (*inners, *([Inner(name, body)] if body is not None else []))


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = TNEF_HEADER.size
    while at + TNEF_ATTRIBUTE.size <= len(content):
        _, attribute, length = TNEF_ATTRIBUTE.unpack_from(content, at)
        start = at + TNEF_ATTRIBUTE.size
        if start + length > len(content):
            raise UnopenedContainer("damaged")
        yield attribute, content[start : start + length]
        at = start + length + TNEF_CHECKSUM_BYTES

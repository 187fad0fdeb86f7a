"""Header fields, words and files -> the bytes of a mail: seven bits, whole lines, nothing random in them.

Written here and not by the e-mail package: its generator turns an encoded word in a header into a header line of its own
(CPython 3.11.7 and 3.12.1), and parses every value again that it is given.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from email.header import Header

from intake.model.mail import Enclosure, Notice

BREAK = b"\r\n"
LONGEST_LINE = 76
AS_THEY_ARE = frozenset({"From", "Message-ID", "In-Reply-To", "References"})
"""Our own name, which is encoded where it has to be, and identities, which no reader decodes."""
MIME_HEADERS = ("MIME-Version", "Content-Type")
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,60}\.[a-z]{2,5}")
MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9][a-z0-9.+-]{0,100}")
HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
ENCODED_WORD = "=?"
BETWEEN_WORDS = re.compile(r"(?<=[^ ]) (?=[^ ])")


class UnsafeMail(Exception):  # noqa: N818 - the field's word
    """A letter that must not become a mail. Carries a code and never an address or a word of it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def written(headers: Mapping[str, str], notice: Notice, *, boundary: str) -> bytes:
    """The whole mail: these header fields in this order, then the letter's text, its HTML and its enclosures.

    Raises UnsafeMail for a value that is not one plain line, and for an enclosure without a neutral name or type.
    """
    fields = [_field(name, value) for name, value in headers.items()]
    return BREAK.join((*fields, b"MIME-Version: 1.0", _body(notice, boundary)))


def _field(name: str, value: str) -> bytes:
    if HIDDEN.search(value) or (ENCODED_WORD in value and name not in AS_THEY_ARE):
        raise UnsafeMail("header_value")
    folded = folded_value(name, value) if value.isascii() else encoded_value(name, value)
    return f"{name}: {folded}".encode("ascii")


def folded_value(name: str, value: str) -> str:
    """Broken between words where the line would be long; a word is never broken (RFC 5322 §2.2.3)."""
    lines, length = [""], len(name) + 2
    for word in BETWEEN_WORDS.split(value):
        if lines[-1] and length + len(word) >= LONGEST_LINE:
            lines.append(word)
            length = 1 + len(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
            length += 1 + len(word)
    return "\r\n ".join(lines)


def encoded_value(name: str, value: str) -> str:
    """In encoded words (RFC 2047 §2), each on a line of its own."""
    return Header(value, "utf-8", maxlinelen=LONGEST_LINE - 1, header_name=name).encode(linesep="\r\n")


# -- the parts -------------------------------------------------------------------------------------------------------


def _body(notice: Notice, boundary: str) -> bytes:
    """`=_` begins every boundary: it occurs in no quoted-printable and no base64 text (RFC 2045 §6.7)."""
    words = (_words("plain", notice.text), _words("html", notice.html))
    if not notice.enclosures:
        return _multipart("alternative", words, f"=_{boundary}_0")
    alternative = _multipart("alternative", words, f"=_{boundary}_1")
    return _multipart("mixed", (alternative, *map(_enclosed, notice.enclosures)), f"=_{boundary}_0")


def _multipart(kind: str, parts: Iterable[bytes], boundary: str) -> bytes:
    return BREAK.join(_multipart_lines(kind, parts, boundary))


def _multipart_lines(kind: str, parts: Iterable[bytes], boundary: str) -> Iterator[bytes]:
    yield f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n'.encode("ascii")
    for part in parts:
        yield f"--{boundary}".encode("ascii")
        yield part
    yield f"--{boundary}--\r\n".encode("ascii")


def _words(kind: str, words: str) -> bytes:
    lines = BREAK.join((*words.encode().splitlines(), b""))
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return head.encode("ascii") + binascii.b2a_qp(lines, istext=True)


def _enclosed(enclosure: Enclosure) -> bytes:
    if FILE_NAME.fullmatch(enclosure.name) is None:
        raise UnsafeMail("enclosure_name")
    if MEDIA_TYPE.fullmatch(enclosure.media_type) is None:
        raise UnsafeMail("enclosure_type")
    head = (
        f"Content-Type: {enclosure.media_type}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{enclosure.name}"\r\n\r\n'
    )
    return head.encode("ascii") + base64.encodebytes(enclosure.content).replace(b"\n", BREAK)

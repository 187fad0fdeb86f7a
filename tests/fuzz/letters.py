"""Ways in which mail comes to harm: header lines, boundaries, encodings, nesting."""

from collections.abc import Mapping
from random import Random

from tests.fuzz.bytewise import Mutation

VALUES = (
    b"", b" ", b"=?utf-8?B?////?=", b"=?utf-8?Q?=ZZ=?=", b"=?unknown-8bit?B?AAAA?=", b"=?utf-16?B?/w==?=", b"\xff\xfe\x80", b"<>", b"<<a@b>>", b"a@b, c@d", b"@", b'"', b"(" * 200,
    b"a" * 5_000, b"<" * 500 + b"a@b", b"undisclosed-recipients:;", b"Group: a@b.example, c@d.example;", b"x@[127.0.0.1]", b"Thu, 99 Foo 0000 99:99:99 +9999", b"Mon, 1 Jan 0001 00:00:00 -2359",
    b"multipart/mixed", b'multipart/mixed; boundary=""', b"multipart/mixed; boundary=" + b"b" * 90, b"message/rfc822", b'text/plain; charset=""', b"text/plain; charset=utf-7",
    b"text/html; charset=x\x00y", b"application/ms-tnef", b"application/x; name*0*=utf-8''%ZZ; name*99=x", b"attachment; filename*=''%", b'attachment; filename="../../x.docx"',
    b"base64", b"quoted-printable", b"x-uuencode", b"8bit", b"dmarc=pass", b"mx.example; dmarc=pass header.from=a.example; dmarc=fail",
)  # fmt: skip


def change_header(content: bytes, chance: Random) -> bytes:
    lines = content.split(b"\n")
    at = chance.choice(header_lines(lines) or [0])
    name, _, _ = lines[at].partition(b":")
    lines[at] = name + b": " + chance.choice(VALUES) + b"\r"
    return b"\n".join(lines)


def drop_line(content: bytes, chance: Random) -> bytes:
    lines = content.split(b"\n")
    del lines[chance.choice(header_lines(lines) or [0])]
    return b"\n".join(lines)


def double_line(content: bytes, chance: Random) -> bytes:
    lines = content.split(b"\n")
    at = chance.choice(header_lines(lines) or [0])
    lines.insert(at, lines[at])
    return b"\n".join(lines)


def move_line(content: bytes, chance: Random) -> bytes:
    lines = content.split(b"\n")
    moved = lines.pop(chance.choice(header_lines(lines) or [0]))
    lines.insert(chance.randrange(min(len(lines), 200) + 1), moved)
    return b"\n".join(lines)


def borrow_value(content: bytes, chance: Random) -> bytes:
    lines = content.split(b"\n")
    known = header_lines(lines) or [0]
    at, other = chance.choice(known), chance.choice(known)
    lines[at] = lines[at].partition(b":")[0] + b":" + lines[other].partition(b":")[2]
    return b"\n".join(lines)


def bare_line_ends(content: bytes, chance: Random) -> bytes:
    return content.replace(b"\r\n", chance.choice((b"\n", b"\r", b"\r\r\n")))


def nest_message(content: bytes, chance: Random) -> bytes:
    head = b"From: a@example.org\r\nContent-Type: message/rfc822\r\n\r\n"
    return head * chance.choice((1, 3, 25)) + content


def add_boundaries(content: bytes, chance: Random) -> bytes:
    head = b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
    return head + b"--x\r\n" * chance.choice((1, 20, 500)) + content + b"\r\n--x--\r\n"


def header_lines(lines: list[bytes]) -> list[int]:
    """Lines that look like headers, of the message and of its parts."""
    return [at for at, line in enumerate(lines) if b":" in line[:40] or line.startswith(b"--")]


LETTERS: Mapping[str, Mutation] = {
    each.__name__: each
    for each in (
        change_header,
        drop_line,
        double_line,
        move_line,
        borrow_value,
        bare_line_ends,
        nest_message,
        add_boundaries,
    )
}

"""Whether this interpreter, with our own guards round it, can be trusted to write a mail."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from intake.model.mail import Mail, Notice, NoticeKind
from intake.model.office import Office
from intake.notices.compose import assert_as_meant, compose, header_fields
from intake.notices.mime import UnsafeMail, written
from intake.notices.sample import NOW, OFFICE

Composer: TypeAlias = Callable[[Notice, Office], Mail]
LETTER = Notice(
    kind=NoticeKind.RETURN,
    key="return:0:1",
    to=("referrer@agency.example",),
    subject="Referral EX-2026-0001: more information needed",
    text="Text with an é.\n",
    html="<p>Text with an é.</p>\n",
    in_reply_to="<1@agency.example>",
    reference="EX-2026-0001",
)
INJECTIONS = (
    "=?utf-8?q?a=0D=0ABcc:_x?=",
    "=?utf-8?b?YQ0KQmNjOiB4?=",
    f"=?utf-8?q?a=0D=0ABcc:_x?= {'and a long line of words ' * 4}",
    "a\r\nBcc: x@example.org",
    "a\nBcc: x@example.org",
    "a\rBcc: x@example.org",
    "a\u2028Bcc: x@example.org",
    "a\x85Bcc: x@example.org",
)
"""CPython 3.11.7 and 3.12.1 write the encoded ones out as a line of their own."""


def own_composer(letter: Notice, office: Office) -> Mail:
    return compose(letter, office, secret=b"self-test", now=NOW)


def composer_is_sound(composer: Composer = own_composer) -> bool:
    """Whether an honest letter goes through whole, and no hostile value ever becomes a header line."""
    try:
        composer(LETTER, OFFICE)
    except UnsafeMail:
        return False
    return all(_is_kept_out(value, composer) and _is_noticed(value) for value in INJECTIONS)


def _is_kept_out(value: str, composer: Composer) -> bool:
    """The guard before: no letter is made with it."""
    hostile = (
        (replace(LETTER, subject=value), OFFICE),
        (replace(LETTER, to=(value,)), OFFICE),
        (LETTER, replace(OFFICE, short_name=value)),
    )
    return all(_is_refused(letter, office, composer) for letter, office in hostile)


def _is_refused(letter: Notice, office: Office, composer: Composer) -> bool:
    try:
        composer(letter, office)
    except UnsafeMail:
        return True
    return False


def _is_noticed(value: str) -> bool:
    """The guard behind: where the library writes a line of its own, the bytes are refused."""
    headers = {"Subject": value}
    letter = replace(LETTER, subject=value, to=())
    try:
        content = written(headers, letter, boundary="self-test")
        assert_as_meant(content, headers)
    except (ValueError, UnsafeMail):
        return True
    return "bcc" not in {name.lower() for name, _ in header_fields(content)}

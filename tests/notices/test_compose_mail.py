"""Finished mails: exactly the headers that were meant, to exactly those who may have them."""

import re
from dataclasses import replace
from datetime import timedelta
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import compat32, default
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.model.bounces import bounce_address, bounced_letter
from intake.model.mail import Enclosure, Mail, Notice, NoticeKind
from intake.model.office import Agency
from intake.notices import UnsafeMail, compose, composer_is_sound, may_go_to
from intake.notices.compose import assert_as_meant, header_fields
from intake.notices.mime import written
from tests.notices.referrals import NOW, OFFICE, REFERRER, forwarded

SECRET = b"a secret of the tests"
RETURN = Notice(
    kind=NoticeKind.RETURN,
    key="return:17:1",
    to=(REFERRER,),
    subject="Referral HCP-2026-0042: more information needed",
    text="Words, and an é.\n",
    html="<p>Words, and an é.</p>\n",
    in_reply_to="<source.1@police.example>",
    reference="HCP-2026-0042",
)
FORWARD = replace(
    RETURN,
    kind=NoticeKind.FORWARD,
    key="forward:17:1",
    to=(OFFICE.head,),
    copies=(OFFICE.business_unit,),
    enclosures=(Enclosure(name="HCP-2026-0042.docx", content=bytes(range(256)) * 40, media_type="application/msword"),),
    in_reply_to=None,
)
MEANT = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "X-Intake-Ref",
]
MIME = ["MIME-Version", "Content-Type"]


def parsed(content: bytes) -> EmailMessage:
    return BytesParser(policy=default).parsebytes(content)  # type: ignore[return-value]


def composed(notice: Notice = RETURN) -> EmailMessage:
    return parsed(compose(notice, OFFICE, secret=SECRET, now=NOW).content)


def test_a_return_has_exactly_the_headers_that_were_meant() -> None:
    content = compose(RETURN, OFFICE, secret=SECRET, now=NOW).content
    assert sorted(name for name, _ in header_fields(content)) == sorted([*MEANT, *MIME])


def test_the_headers_say_who_writes_to_whom_and_that_a_machine_does() -> None:
    mail = composed()
    assert str(mail["From"]) == "Invented referrals <referrals@partnership.example>"
    assert str(mail["To"]) == REFERRER
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "DR, RN, NRN, OOF, AutoReply"
    assert mail["Date"].datetime == NOW.replace(microsecond=0)
    assert mail["In-Reply-To"] == mail["References"] == "<source.1@police.example>"


@pytest.mark.parametrize("kind", [NoticeKind.FORWARD, NoticeKind.HAND_OVER, NoticeKind.DIGEST, NoticeKind.ALARM])
def test_letters_inside_the_house_are_generated_and_answer_nobody(kind: NoticeKind) -> None:
    assert composed(replace(FORWARD, kind=kind))["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    "identity",
    [
        "<a b@c.example>",
        "<a@b",
        "a@b.example",
        "<a@b.example>\r\nBcc: x@y.example",
        "<" + "a" * 300 + "@b.example>",
        "<é@b.example>",
        "",
    ],
)
def test_an_ill_formed_identity_is_not_referred_to(identity: str) -> None:
    mail = composed(replace(RETURN, in_reply_to=identity))
    assert "In-Reply-To" not in mail
    assert "References" not in mail


def test_a_long_identity_stays_whole_on_its_line() -> None:
    identity = f"<{'a' * 150}@{'b' * 150}.example>"
    content = compose(replace(RETURN, in_reply_to=identity), OFFICE, secret=SECRET, now=NOW).content
    assert f"In-Reply-To: {identity}\r\n".encode() in content


def test_the_same_notice_gives_the_same_bytes() -> None:
    assert compose(FORWARD, OFFICE, secret=SECRET, now=NOW) == compose(FORWARD, OFFICE, secret=SECRET, now=NOW)


def test_the_identity_depends_on_key_and_secret_and_not_on_the_time() -> None:
    first = compose(RETURN, OFFICE, secret=SECRET, now=NOW)
    assert first.message_id == compose(RETURN, OFFICE, secret=SECRET, now=NOW + timedelta(hours=1)).message_id
    assert first.message_id != compose(replace(RETURN, key="return:17:2"), OFFICE, secret=SECRET, now=NOW).message_id
    assert first.message_id != compose(RETURN, OFFICE, secret=b"another", now=NOW).message_id
    assert re.fullmatch(r"<return\.[0-9a-f]{32}@partnership\.example>", first.message_id)


def test_text_html_and_the_original_come_out_as_they_went_in() -> None:
    mail = composed(FORWARD)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == FORWARD.text
    assert html.get_content().replace("\r\n", "\n") == FORWARD.html
    [enclosed] = mail.iter_attachments()
    assert enclosed.get_filename() == "HCP-2026-0042.docx"
    assert enclosed.get_content() == FORWARD.enclosures[0].content


def test_the_bytes_are_seven_bit_in_whole_lines_of_no_great_length() -> None:
    for notice in (*forwarded(), FORWARD, RETURN):
        content = compose(notice, OFFICE, secret=SECRET, now=NOW).content
        assert content.isascii()
        assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
        assert max(map(len, content.split(b"\r\n"))) <= 998


# -- envelopes -------------------------------------------------------------------------------------------------------


def test_our_own_mailbox_gets_the_ledger_copy_of_a_forward_and_of_nothing_else() -> None:
    forward, back = compose(FORWARD, OFFICE, secret=SECRET, now=NOW), compose(RETURN, OFFICE, secret=SECRET, now=NOW)
    assert (forward.recipients, forward.ledger_copy) == ((OFFICE.head, OFFICE.business_unit), OFFICE.mailbox)
    assert (back.recipients, back.ledger_copy) == ((REFERRER,), None)
    assert back.envelope_from == OFFICE.mailbox


def test_a_marked_copy_goes_to_an_agency_on_the_list_where_the_office_has_such_and_to_nobody_else() -> None:
    copy = Enclosure(name="HCP-2026-0042-to-complete.docx", content=b"form", media_type="application/msword")
    listed = replace(RETURN, to=("pc@police.example",), enclosures=(copy,))
    agencies = (Agency(name="Police", domains=("police.example",)),)
    office = replace(OFFICE, has_marked_copies=True, agencies=agencies)

    assert b"HCP-2026-0042-to-complete.docx" in compose(listed, office, secret=SECRET, now=NOW).content
    for notice, owner in (
        (replace(listed, to=("somebody@charity.example",)), office),
        (replace(listed, to=("somebody@badpolice.example",)), office),
        (replace(listed, kind=NoticeKind.RECEIPT), office),
        (replace(listed, enclosures=(copy, copy)), office),
        (listed, replace(office, has_marked_copies=False)),
    ):
        with pytest.raises(UnsafeMail, match="enclosure_to_referrer"):
            compose(notice, owner, secret=SECRET, now=NOW)


def test_a_letter_has_a_bounce_address_of_its_own_where_the_office_has_such() -> None:
    office = replace(OFFICE, has_bounce_addresses=True)
    mail = compose(RETURN, office, secret=SECRET, now=NOW)

    assert mail.envelope_from == bounce_address(office.mailbox, mail.message_id)
    assert mail.envelope_from != office.mailbox
    assert bounced_letter(mail.envelope_from, office.mailbox) == mail.message_id
    assert mail.content == compose(RETURN, OFFICE, secret=SECRET, now=NOW).content


def test_a_business_unit_that_reads_the_mailbox_itself_is_a_recipient_and_the_ledger() -> None:
    office = replace(
        OFFICE,
        business_unit="Referrals@partnership.example",
        allowed_domains=("council.example", "partnership.example"),
    )
    mail = compose(replace(FORWARD, copies=(office.business_unit,)), office, secret=SECRET, now=NOW)
    assert (mail.recipients, mail.ledger_copy) == ((office.head, office.business_unit), office.business_unit)


def test_nobody_gets_a_mail_twice() -> None:
    mail = compose(replace(FORWARD, copies=("HEAD@council.example",)), OFFICE, secret=SECRET, now=NOW)
    assert mail.recipients == (OFFICE.head,)


@pytest.mark.parametrize("kind", [NoticeKind.FORWARD, NoticeKind.HAND_OVER, NoticeKind.DIGEST, NoticeKind.ALARM])
@pytest.mark.parametrize("address", [REFERRER, "head@council.example.evil.example", "head@sub.council.example"])
def test_nothing_internal_goes_outside_the_allowed_domains(kind: NoticeKind, address: str) -> None:
    for notice in (replace(FORWARD, kind=kind, to=(address,)), replace(FORWARD, kind=kind, copies=(address,))):
        with pytest.raises(UnsafeMail, match="recipient_not_allowed"):
            compose(notice, OFFICE, secret=SECRET, now=NOW)


@pytest.mark.parametrize("kind", [NoticeKind.RETURN, NoticeKind.RECEIPT])
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": ()}, "address"),
        ({"to": (REFERRER, "b@police.example")}, "more_than_one_recipient"),
        ({"copies": ("b@police.example",)}, "more_than_one_recipient"),
        ({"to": ("Referrals@Partnership.example",)}, "own_address"),
        ({"to": ("referrals+x@partnership.example",)}, "own_address"),
        ({"to": ("reviews@partnership.example",)}, "own_address"),
        ({"to": (OFFICE.head,)}, "own_address"),
        ({"to": ("a@b.example, c@d.example",)}, "address"),
        ({"to": ("Name <a@b.example>",)}, "address"),
        ({"to": ("a@b.example\r\nBcc: c@d.example",)}, "address"),
        ({"to": ("=?utf-8?q?a?=@b.example",)}, "address"),
        ({"enclosures": FORWARD.enclosures}, "enclosure_to_referrer"),
    ],
)
def test_a_letter_to_a_referrer_goes_to_one_address_that_is_not_ours(
    kind: NoticeKind, changes: dict[str, object], code: str
) -> None:
    notice = replace(RETURN, kind=kind, **changes)  # type: ignore[arg-type]
    with pytest.raises(UnsafeMail, match=code):
        compose(notice, OFFICE, secret=SECRET, now=NOW)


@pytest.mark.parametrize("name", ["../x.docx", "Robin Vale.docx", "x.docx\r\nBcc: a", "x", ".docx", "é.docx"])
def test_an_enclosure_has_a_neutral_name_or_none_goes(name: str) -> None:
    enclosed = replace(FORWARD, enclosures=(replace(FORWARD.enclosures[0], name=name),))
    with pytest.raises(UnsafeMail, match="enclosure_name"):
        compose(enclosed, OFFICE, secret=SECRET, now=NOW)


# -- injection -------------------------------------------------------------------------------------------------------

HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "=?utf-8?q?a=0D=0ABcc:_x?=",
            "a\r\nBcc: x",
            "a\nBcc: x",
            "=?utf-8?b?YQ0KQmNjOiB4?=",
            "a\x00b",
            "a\u2029b",
            "\t",
            "",
        ]
    ),
    st.builds("{}\r\n{}: x".format, st.text(max_size=10), st.sampled_from(["Bcc", "To", "Reply-To"])),
)


@given(HOSTILE)
def test_a_subject_is_kept_or_refused_and_never_adds_a_header(subject: str) -> None:
    try:
        content = compose(replace(RETURN, subject=subject), OFFICE, secret=SECRET, now=NOW).content
    except UnsafeMail:
        return
    assert sorted(name for name, _ in header_fields(content)) == sorted([*MEANT, *MIME])
    assert parsed(content)["Subject"] == subject


def display_name(content: bytes) -> str:
    """By RFC 2047: the newer parser of CPython 3.11 puts spaces between two encoded words of a name."""
    old = BytesParser(policy=compat32).parsebytes(content)
    name, _ = parseaddr(str(old["From"]).replace("\r\n", ""))
    return str(make_header(decode_header(name)))


@given(HOSTILE)
def test_a_display_name_is_kept_or_refused_and_never_adds_a_header(name: str) -> None:
    try:
        content = compose(RETURN, replace(OFFICE, short_name=name), secret=SECRET, now=NOW).content
    except UnsafeMail:
        return
    assert sorted(name for name, _ in header_fields(content)) == sorted([*MEANT, *MIME])
    [sender] = parsed(content)["From"].addresses
    assert sender.addr_spec == OFFICE.mailbox
    assert display_name(content).strip() == name.strip()


@given(st.text(max_size=300), st.binary(max_size=300))
def test_whatever_is_said_and_enclosed_comes_out_again(text: str, content: bytes) -> None:
    clean = " ".join(text.split()).encode("utf-8", "ignore").decode()
    notice = replace(FORWARD, text=f"{clean}\n", enclosures=(replace(FORWARD.enclosures[0], content=content),))
    mail = composed(notice)
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == f"{clean}\n"
    assert [each.get_content() for each in mail.iter_attachments()] == [content]
    assert mail["Subject"] == notice.subject


def test_a_header_line_that_slips_in_on_the_way_is_noticed() -> None:
    headers = {
        "To": REFERRER,
        "Subject": RETURN.subject,
        "Date": "Tue, 10 Mar 2026 09:12:00 +0000",
        "Message-ID": "<1@a.example>",
    }
    content = written(headers, RETURN, boundary="b")
    assert_as_meant(content, headers)
    for slipped in (
        b"Bcc: x@y.example\r\n" + content,
        content.replace(b"\r\nSubject:", b"\r\nX-Other:", 1),
        content.replace(b"\r\n", b"\n", 1),
    ):
        with pytest.raises(UnsafeMail):
            assert_as_meant(slipped, headers)


@pytest.mark.parametrize("value", ["=?utf-8?q?a=0D=0ABcc:_x?= word", "a\r\nBcc: x", "a\x85b", "a\u2028b"])
def test_no_header_is_written_that_a_reader_could_take_for_two(value: str) -> None:
    with pytest.raises(UnsafeMail, match="header_value"):
        written({"To": REFERRER, "Subject": value}, RETURN, boundary="b")


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), min_size=1, max_size=200))
def test_a_subject_in_any_script_reads_as_it_was_meant(words: str) -> None:
    subject = " ".join(words.split()).replace("=?", "=") or "x"
    assert (
        parsed(compose(replace(RETURN, subject=subject), OFFICE, secret=SECRET, now=NOW).content)["Subject"] == subject
    )


def test_many_recipients_stand_on_lines_of_a_moderate_length() -> None:
    many = tuple(f"person.number.{number}@council.example" for number in range(60))
    crowded = replace(OFFICE, deputies=many)
    content = compose(replace(FORWARD, copies=many), crowded, secret=SECRET, now=NOW).content
    assert tuple(each.addr_spec for each in parsed(content)["Cc"].addresses) == many
    assert max(map(len, content.split(b"\r\n"))) <= 100


def test_nothing_internal_goes_to_a_stranger_at_a_domain_of_the_house() -> None:
    with pytest.raises(UnsafeMail, match="recipient_not_allowed"):
        compose(replace(FORWARD, copies=("somebody.else@council.example",)), OFFICE, secret=SECRET, now=NOW)


@pytest.mark.parametrize(
    ("kind", "recipients", "holds"),
    [
        (NoticeKind.FORWARD, (OFFICE.head, OFFICE.business_unit), True),
        (NoticeKind.FORWARD, ("old.head@council.example",), False),
        (NoticeKind.DIGEST, (), False),
        (NoticeKind.RETURN, ("d.quill@police.example",), True),
        (NoticeKind.RETURN, (OFFICE.head,), False),
        (NoticeKind.RECEIPT, ("d.quill@police.example", "e.quill@police.example"), False),
    ],
)
def test_a_letter_goes_only_to_whom_the_handbook_lets_have_its_kind(
    kind: NoticeKind,
    recipients: tuple[str, ...],
    holds: bool,  # noqa: FBT001 - the example
) -> None:
    assert may_go_to(kind, recipients, OFFICE) is holds


@pytest.mark.parametrize("media_type", ["", "text", "text/plain; x=y", "text/plain\r\nBcc: a", "text/é"])
def test_an_enclosure_has_a_plain_type_or_none_goes(media_type: str) -> None:
    enclosed = replace(FORWARD, enclosures=(replace(FORWARD.enclosures[0], media_type=media_type),))
    with pytest.raises(UnsafeMail, match="enclosure_type"):
        compose(enclosed, OFFICE, secret=SECRET, now=NOW)


def test_the_composer_finds_itself_sound() -> None:
    assert composer_is_sound()


def test_a_composer_without_guards_is_found_unsound() -> None:
    honest = compose(RETURN, OFFICE, secret=SECRET, now=NOW)
    assert not composer_is_sound(lambda *_: honest)


def test_a_composer_that_refuses_honest_letters_is_found_unsound() -> None:
    def refuse(*_: object) -> Mail:
        raise UnsafeMail("address")

    assert not composer_is_sound(refuse)

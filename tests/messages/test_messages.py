import email
import email.policy
import io
import struct
import zipfile
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.messages import parse
from intake.messages.body import intent, own_words, text_of_html
from intake.model.message import Authentication, Intent, Message, MessageKind, Withheld
from intake.model.office import AuthenticationMode, Limits, Office

OFFICE = Office(
    partnership="Northshire Safeguarding Children Partnership",
    short_name="Northshire SCP",
    reference_prefix="NSP",
    marking="OFFICIAL-SENSITIVE",
    zone="Europe/London",
    mailbox="referrals@northshire.example",
    head="head@northshire.gov.example",
    business_unit="referrals@northshire.example",
    contact_phone="01632 960000",
    danger_advice="Ring 999.",
    allowed_domains=("northshire.example", "northshire.gov.example"),
    authentication_mode=AuthenticationMode.RFC8601,
    authserv_id="mx.northshire.example",
)
PASSED = "mx.northshire.example; spf=pass smtp.mailfrom=school.example; dmarc=pass header.from=school.example"
OOXML = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def mail(body: str = "Good morning", **fields: str) -> EmailMessage:
    message = EmailMessage()
    message.set_content(body)
    headers = {
        "Authentication-Results": PASSED,
        "From": "Ada Example <ada@school.example>",
        "To": "Referrals <referrals@northshire.example>",
        "Subject": "Hello",
        "Date": "Tue, 03 Mar 2026 10:00:00 +0000",
        "Message-ID": "<one@school.example>",
    }
    for name, value in {**headers, **{key.replace("_", "-"): value for key, value in fields.items()}}.items():
        if value:
            message[name] = value
    return message


def read(message: EmailMessage | bytes, office: Office = OFFICE) -> Message:
    return parse(message if isinstance(message, bytes) else message.as_bytes(), office=office, limits=Limits())


def report(kind: str, *parts: tuple[str, bytes]) -> bytes:
    pieces = b"".join(b"--b\r\nContent-Type: %s\r\n\r\n%s\r\n" % (name.encode(), content) for name, content in parts)
    return (
        b"From: MAILER-DAEMON@school.example\r\nTo: referrals@northshire.example\r\nSubject: Undelivered\r\n"
        b'Content-Type: multipart/report; report-type=%s; boundary="b"\r\n\r\n%s--b--\r\n' % (kind.encode(), pieces)
    )


def delivery_report(action: str) -> bytes:
    status = (
        b"Reporting-MTA: dns; mx.school.example\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: %s\r\nStatus: 5.1.1\r\n"
        % action.encode()
    )
    about = b"Subject: Referral NSP-2026-0007: received\r\nMessage-ID: <receipt.abc@northshire.example>\r\n"
    return report("delivery-status", ("message/delivery-status", status), ("text/rfc822-headers", about))


def test_a_plain_mail_is_ordinary_and_may_be_answered() -> None:
    message = read(mail())
    assert (message.kind, message.withheld) == (MessageKind.ORDINARY, ())
    assert message.sender is not None
    assert message.sender.address == "ada@school.example"
    assert message.authentication is Authentication.PASSED


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"Auto_Submitted": "auto-replied"}, MessageKind.AUTO_REPLY),
        ({"Auto_Submitted": "auto-generated (rule)"}, MessageKind.AUTO_REPLY),
        ({"Auto_Submitted": "no"}, MessageKind.ORDINARY),
        ({"Subject": "Automatic reply: hello", "X_Auto_Response_Suppress": "All"}, MessageKind.AUTO_REPLY),
        ({"Subject": "Automatic reply: hello"}, MessageKind.ORDINARY),
        ({"X_Autoreply": "yes"}, MessageKind.AUTO_REPLY),
        ({"List_Id": "<news.school.example>"}, MessageKind.BULK),
        ({"Precedence": "bulk"}, MessageKind.BULK),
        ({"Content_Class": "urn:content-classes:calendarmessage"}, MessageKind.CALENDAR),
        ({"From": "referrals@northshire.example", "X_Intake_Ref": "abc"}, MessageKind.OWN),
        ({"From": "referrals@northshire.example"}, MessageKind.ORDINARY),
        ({"Return_Path": "<>", "Subject": "Undeliverable: hello"}, MessageKind.BOUNCE),
        ({"X_Failed_Recipients": "x@y.example", "Subject": "Mail delivery failed"}, MessageKind.BOUNCE),
    ],
)
def test_the_kind_of_a_mail_is_known_by_its_headers(fields: dict[str, str], kind: MessageKind) -> None:
    assert read(mail(**fields)).kind is kind


@pytest.mark.parametrize(("action", "rule"), [("failed", "delivery_status"), ("delayed", "delayed")])
def test_a_delivery_report_names_the_letter_that_it_is_about(action: str, rule: str) -> None:
    message = read(delivery_report(action))
    assert (message.kind, message.kind_reason) == (MessageKind.BOUNCE, rule)
    assert message.refers_to == ("<receipt.abc@northshire.example>",)
    assert message.references == ("NSP-2026-0007",)


MARK = "return.0123456789abcdef0123456789abcdef"


def test_a_report_without_our_letter_is_tied_to_it_by_the_envelope_identifier() -> None:
    status = b"Reporting-MTA: dns; mx.school.example\r\nOriginal-Envelope-Id: %s@northshire.example\r\n\r\nAction: failed\r\n"
    message = read(report("delivery-status", ("message/delivery-status", status % MARK.encode())))
    assert message.kind is MessageKind.BOUNCE
    assert message.refers_to == (f"<{MARK}@northshire.example>",)


@pytest.mark.parametrize("field", ["To", "Delivered_To", "X_Original_To"])
def test_a_bounce_in_no_known_shape_is_tied_to_its_letter_by_the_address_that_it_came_to(field: str) -> None:
    message = read(mail(**{"Return_Path": "<>", field: f"<Referrals+{MARK}@Northshire.example>"}))
    assert message.kind is MessageKind.BOUNCE
    assert message.refers_to == (f"<{MARK}@northshire.example>",)


@pytest.mark.parametrize(
    "address",
    [f"referrals+{MARK}@school.example", f"others+{MARK}@northshire.example", "referrals+return.12@northshire.example"],
)
def test_an_address_that_is_not_ours_or_holds_no_mark_ties_to_nothing(address: str) -> None:
    assert read(mail(Delivered_To=address)).refers_to == ()


QMAIL = """Hi. This is the qmail-send program at police.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<ada@school.example>: no such mailbox

--- Below this line is a copy of the message.

Message-ID: <return.0123456789abcdef0123456789abcdef@northshire.example>
Subject: Referral NSP-2026-0007: more information needed
"""


@pytest.mark.parametrize(
    ("server", "fields", "rule"),
    [
        ("qmail", {"From": "MAILER-DAEMON@x.example", "Subject": "failure notice"}, "bounce_shape"),
        ("Exim", {"Return_Path": "<>", "Subject": "Mail delivery failed: returning message to sender"}, "bounce_shape"),
        ("Exim, late", {"Return_Path": "<>", "Subject": "Warning: message 1abc-2 delayed 24 hours"}, "delayed"),
        ("Exchange", {"From": "postmaster@x.example", "Subject": "Undeliverable: Referral"}, "bounce_shape"),
        (
            "Exchange's field",
            {"Return_Path": "<>", "X_MS_Exchange_Message_Is_Ndr": "", "Subject": "Hello"},
            "null_sender",
        ),
        (
            "Postfix",
            {"From": "MAILER-DAEMON@x.example", "Subject": "Undelivered Mail Returned to Sender"},
            "bounce_shape",
        ),
        ("Postfix, late", {"Return_Path": "<>", "Subject": "Delayed Mail (still being retried)"}, "delayed"),
        (
            "OpenSMTPD",
            {"From": "MAILER-DAEMON@x.example", "Subject": "Delivery status notification: error"},
            "bounce_shape",
        ),
        ("OpenSMTPD, late", {"Return_Path": "<>", "Subject": "Delivery status notification: warning"}, "delayed"),
        ("Gmail", {"Return_Path": "<>", "Subject": "Delivery Status Notification (Failure)"}, "bounce_shape"),
        ("Gmail, late", {"Return_Path": "<>", "Subject": "Delivery Status Notification (Delay)"}, "delayed"),
        ("Sendmail", {"Return_Path": "<>", "Subject": "Returned mail: see transcript for details"}, "bounce_shape"),
        ("Domino", {"Return_Path": "<>", "Subject": "DELIVERY FAILURE: User x not listed"}, "bounce_shape"),
        ("Courier", {"Return_Path": "<>", "Subject": "NOTICE: mail delivery status."}, "bounce_shape"),
        ("a person", {"Subject": "Undeliverable: my letter came back, what now?"}, "ordinary"),
    ],
)
def test_a_bounce_is_known_by_the_shape_of_its_server(server: str, fields: dict[str, str], rule: str) -> None:
    assert read(mail(**fields)).kind_reason == rule


def test_a_bounce_that_quotes_in_its_text_names_its_letter() -> None:
    message = read(mail(QMAIL, From="MAILER-DAEMON@x.example", Subject="failure notice"))
    assert "<return.0123456789abcdef0123456789abcdef@northshire.example>" in message.refers_to


def test_a_report_in_a_gateway_s_wrapping_is_a_report() -> None:
    wrapped = b'From: a@b.example\r\nContent-Type: multipart/mixed; boundary="w"\r\n\r\n--w\r\n'
    inner = delivery_report("failed").partition(b"Subject: Undelivered\r\n")[2]
    assert read(wrapped + inner + b"\r\n--w--\r\n").kind_reason == "delivery_status"


def test_a_bounce_forwarded_as_a_file_is_no_bounce() -> None:
    outer = mail("I got this, what does it mean?")
    outer.add_attachment(email.message_from_bytes(delivery_report("failed"), policy=email.policy.default))
    assert read(outer).kind is MessageKind.ORDINARY


def test_a_report_that_it_was_delivered_is_a_receipt() -> None:
    assert read(delivery_report("delivered")).kind is MessageKind.READ_RECEIPT


def test_a_file_written_into_the_text_is_a_defect() -> None:
    assert read(mail("begin 644 referral.docx\nM4$L#!!0\n`\nend\n")).defects == ("file_in_text",)


@pytest.mark.parametrize("lines", [2, 0])
def test_exactly_one_from_field_is_a_sender(lines: int) -> None:
    message = read(b"From: a@school.example\r\n" * lines + b"Subject: x\r\n\r\nx")
    assert message.sender is None
    assert Withheld.NO_SENDER in message.withheld


def test_where_an_answer_is_asked_for_is_known_only_to_be_shown() -> None:
    message = read(mail(Reply_To="Ada <ada@elsewhere.example>"))
    assert message.reply_to == "ada@elsewhere.example"
    assert read(mail(Reply_To="ada@school.example")).reply_to is None


def test_a_read_receipt_is_known() -> None:
    assert read(report("disposition-notification", ("text/plain", b"Read"))).kind is MessageKind.READ_RECEIPT


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"Return_Path": "<>"}, Withheld.NULL_SENDER),
        ({"Auto_Submitted": "auto-generated"}, Withheld.AUTO_SUBMITTED),
        ({"List_Help": "<mailto:help@x.example>"}, Withheld.LIST),
        ({"Precedence": " Junk "}, Withheld.PRECEDENCE),
        ({"X_Auto_Response_Suppress": "DR, AutoReply"}, Withheld.SUPPRESSED),
        ({"X_Autogenerated": "1"}, Withheld.AUTO_HEADER),
        ({"From": "no-reply@school.example"}, Withheld.ROBOT_ADDRESS),
        ({"From": "head@northshire.gov.example"}, Withheld.OWN_ADDRESS),
        ({"To": "somebody@else.example"}, Withheld.NOT_ADDRESSED_TO_US),
        ({"X_Spam_Flag": "YES"}, Withheld.SPAM),
        ({"Authentication_Results": ""}, Withheld.UNAUTHENTICATED),
        ({"From": "a@school.example, b@school.example"}, Withheld.SEVERAL_SENDERS),
        ({"Content_Class": "urn:content-classes:calendarmessage"}, Withheld.CALENDAR),
    ],
)
def test_an_answer_is_withheld_by_the_rule(fields: dict[str, str], reason: Withheld) -> None:
    assert reason in read(mail(**fields)).withheld


@pytest.mark.parametrize("value", ["DR", "RN, NRN", "None"])
def test_a_request_about_receipts_does_not_forbid_an_answer(value: str) -> None:
    assert read(mail(X_Auto_Response_Suppress=value)).withheld == ()


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (PASSED, Authentication.PASSED),
        ("mx.northshire.example; dmarc=fail header.from=school.example", Authentication.FAILED),
        ("mx.northshire.example; dmarc=pass header.from=evil.example", Authentication.FAILED),
        ("mx.northshire.example; dmarc=pass (p=none dmarc=fail) header.from=school.example", Authentication.PASSED),
        ("mx.northshire.example; spf=pass smtp.mailfrom=school.example", Authentication.UNPROVEN),
        ("mx.northshire.example; dmarc=none header.from=school.example", Authentication.UNPROVEN),
        ("evil.example; dmarc=pass header.from=school.example", Authentication.ABSENT),
        ("dmarc=pass header.from=school.example", Authentication.ABSENT),
    ],
)
def test_only_what_our_own_server_found_counts(field: str, expected: Authentication) -> None:
    assert read(mail(Authentication_Results=field)).authentication is expected


def test_a_forged_result_below_our_own_is_not_looked_at() -> None:
    content = (
        b"Authentication-Results: mx.northshire.example; dmarc=fail header.from=school.example\r\n" + mail().as_bytes()
    )
    assert read(content).authentication is Authentication.FAILED


def test_microsoft_writes_its_result_without_its_name() -> None:
    office = Office(
        **{
            **{name: getattr(OFFICE, name) for name in OFFICE.__slots__},
            "authentication_mode": AuthenticationMode.MICROSOFT365,
        }
    )
    field = "spf=pass smtp.mailfrom=school.example; dkim=pass; dmarc=pass action=none header.from=school.example;compauth=pass reason=100"
    assert read(mail(Authentication_Results=field), office).authentication is Authentication.PASSED


# -- parts and containers --------------------------------------------------------------------------------------------


def with_file(message: EmailMessage, content: bytes, name: str, kind: str = "application/octet-stream") -> EmailMessage:
    main, sub = kind.split("/")
    message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return buffer.getvalue()


def winmail(name: str, content: bytes) -> bytes:
    def attribute(identity: int, value: bytes) -> bytes:
        return struct.pack("<BII", 2, identity, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    head = struct.pack("<IH", 0x223E9F78, 1)
    return (
        head + attribute(0x69002, b"\0" * 14) + attribute(0x18010, name.encode() + b"\0") + attribute(0x6800F, content)
    )


def test_an_attachment_keeps_its_bytes_and_loses_its_path() -> None:
    message = read(with_file(mail(), b"%PDF-1.4 x", "C:\\Users\\ada\\form\u202e.pdf"))
    assert [(each.name, each.content) for each in message.attachments] == [("form.pdf", b"%PDF-1.4 x")]
    assert message.attachments[0].path == "part 2 / form.pdf"


def test_a_name_in_pieces_and_outside_ascii_is_read() -> None:
    message = with_file(mail(), b"%PDF-1.4 x", "Ł" * 60 + " – final.pdf")
    assert read(message).attachments[0].name.endswith("– final.pdf")


def test_a_form_inside_a_forwarded_message_is_found_with_its_sender() -> None:
    inner = with_file(mail(From="Ben Example <ben@council.example>"), b"%PDF-1.4 x", "form.pdf")
    outer = mail()
    outer.add_attachment(inner)
    message = read(outer)
    assert [each.name for each in message.attachments] == ["form.pdf"]
    assert message.forwarded_from is not None
    assert message.forwarded_from.address == "ben@council.example"
    assert Withheld.SENDER_DIFFERS in message.withheld


def test_a_zip_is_opened_one_level() -> None:
    inner = zipped(deep_pdf=b"%PDF-1.4 x")
    message = read(with_file(mail(), zipped(form_pdf=b"%PDF-1.4 x", more_zip=inner), "forms.zip", "application/zip"))
    assert message.has_container
    assert [each.path for each in message.attachments] == [
        "part 2 / forms.zip / form.pdf",
        "part 2 / forms.zip / more.zip",
    ]


def test_a_zip_that_cannot_be_opened_is_kept_as_it_is() -> None:
    broken = zipped(form_pdf=b"%PDF-1.4 x" * 50)[:-30]
    message = read(with_file(mail(), broken, "forms.zip", "application/zip"))
    assert [each.name for each in message.attachments] == ["forms.zip"]


def test_a_zip_with_an_entry_without_a_name_is_opened() -> None:
    outer = zipped(form_pdf=b"%PDF-1.4 x").replace(b"form.pdf", b"\0orm.pdf")
    message = read(with_file(mail(), outer, "forms.zip", "application/zip"))
    assert [each.content for each in message.attachments] == [b"%PDF-1.4 x"]


def test_winmail_is_opened() -> None:
    message = read(with_file(mail(), winmail("form.pdf", b"%PDF-1.4 x"), "winmail.dat", "application/ms-tnef"))
    assert [each.name for each in message.attachments] == ["form.pdf"]
    assert message.has_container


def test_the_same_mail_by_another_way_has_the_same_fingerprint() -> None:
    one, other = (
        with_file(mail(), b"%PDF-1.4 x", "form.pdf"),
        with_file(mail(Received="by alias"), b"%PDF-1.4 x", "form.pdf"),
    )
    assert read(one).fingerprint == read(other).fingerprint


def test_another_attachment_is_another_mail_whatever_its_message_id_says() -> None:
    one, other = with_file(mail(), b"%PDF-1.4 x", "form.pdf"), with_file(mail(), b"%PDF-1.4 y", "form.pdf")
    assert read(one).fingerprint != read(other).fingerprint


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Encrypted_Message.htm", b"<html>sign in</html>", "text/html"),
        ("SecureMessage.html", b"<html>sign in</html>", "text/html"),
        ("SecureMessageAtt.html", b"<html>sign in</html>", "text/html"),
        ("securedoc_20260315T101010.html", b"<html>sign in</html>", "text/html"),
        ("message_zdm.html", b"<html>sign in</html>", "text/html"),
        ("smime.p7m", b"\x30\x80", "application/octet-stream"),
        ("message.rpmsg", b"\x76\xe8", "application/octet-stream"),
    ],
)
def test_a_message_wrapped_by_a_secure_mail_service_is_known(name: str, content: bytes, kind: str) -> None:
    assert read(with_file(mail(), content, name, kind)).is_encrypted


# -- limits and broken mail ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 100,
        b"From: " + b"(" * 2000 + b"a@b.example" + b")" * 2000 + b"\r\n\r\nx",
        b"Message-ID: <[x@>\r\nFrom: a@b.example\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
        b"From: =?utf-8?q?a=0D=0ABcc:_x?= <a@b.example>\r\nSubject: =?x-unknown?b?!!?=\r\n\r\nx",
        b'Content-Type: text/plain; charset="no-such"\r\n\r\n\xff\xfe',
        b"Date: Tue, 99 Foo 20260 99:99:99 +9999\r\n\r\n",
        b"Content-Transfer-Encoding: base64\r\nContent-Type: application/pdf\r\n\r\n====",
    ],
)
def test_no_bytes_are_too_odd_to_be_parsed(content: bytes) -> None:
    assert read(content).fingerprint


def test_a_mail_of_ten_thousand_parts_is_not_parsed() -> None:
    head = b'From: a@b.example\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    message = read(head + b"--b\r\n\r\nx\r\n" * 10_000)
    assert (message.kind, message.kind_reason) == (MessageKind.BROKEN, "limit_boundary_lines")
    assert message.sender is not None


def test_a_message_as_a_file_has_the_same_limits() -> None:
    head = b'From: a@b.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    message = read(with_file(mail(), head + b"--b\r\n\r\nx\r\n" * 10_000, "forwarded.eml"))
    assert message.defects == ("eml:boundary_lines",)
    assert Withheld.MALFORMED in message.withheld


def test_a_header_of_a_megabyte_is_not_parsed() -> None:
    assert read(b"From: a@b.example\r\nX: " + b"y" * 1_000_000 + b"\r\n\r\nx").kind is MessageKind.BROKEN


@given(st.binary(max_size=2000))
@settings(max_examples=150, deadline=None)
def test_parsing_never_raises(content: bytes) -> None:
    assert read(content).fingerprint


@given(
    st.lists(
        st.sampled_from(
            [
                b"From: ",
                b"To: ",
                b"a@b.example",
                b"\r\n",
                b" ",
                b"<",
                b">",
                b'"',
                b"=?utf-8?b?",
                b"?=",
                b";",
                b"Content-Type: ",
                b"multipart/mixed",
                b"boundary=x",
                b"--x",
                b"\xff",
            ]
        ),
        max_size=40,
    )
)
@settings(max_examples=150, deadline=None)
def test_parsing_never_raises_on_pieces_of_mail(pieces: list[bytes]) -> None:
    assert read(b"".join(pieces)).fingerprint


# -- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "body", "expected"),
    [
        ("Referral", "Please find attached our form.", Intent.REFERRAL),
        ("Referral - please see link", "I have shared the referral with you.", Intent.REFERRAL),
        ("Referral", "Zipped as our filter blocks Word files.", Intent.REFERRAL),
        (
            "Which form?",
            "We would like to refer a case. Is the form on your web site the current one?",
            Intent.ORDINARY,
        ),
        ("Lunch", "See you on Monday.", Intent.ORDINARY),
        ("Query", "Do we need to send a completed referral form\nfor each child in the family?", Intent.ORDINARY),
        ("Query", "Could you look at the attached form?", Intent.REFERRAL),
        ("Form", "I am sending the completed form. Is that all?", Intent.REFERRAL),
        ("Advice", "His mother says that her ex-partner shook the baby last night.", Intent.CONCERN),
        ("Advice", "One of our girls took an overdose on Sunday.", Intent.CONCERN),
        ("Advice", "I am worried about a child in year 4 who came in with bruises.", Intent.CONCERN),
        ("Away", "I am on leave. If a child is at risk please ring the contact centre.", Intent.ORDINARY),
        ("Lunch", "See you.\n\nIf you are worried about a child, call 999.\nSchool office", Intent.ORDINARY),
        ("Please ring", "The baby was injured at home last night.", Intent.CONCERN),
    ],
)
def test_the_words_say_what_a_mail_is_about(subject: str, body: str, expected: Intent) -> None:
    assert intent(subject, body) is expected


@pytest.mark.parametrize("text", ["QUJD" * 5_000, "\n" * 20_000, "x\n" * 10_000, " ;" * 10_000, "> a?" * 5_000])
def test_text_without_sentences_is_about_nothing_and_soon_read(text: str) -> None:
    assert intent("Hello", text) is Intent.ORDINARY


def test_a_quoted_letter_is_not_the_senders_own_words() -> None:
    assert "attached" not in own_words("Thanks.\n\n-----Original Message-----\nPlease see the attached form.")


def test_only_the_visible_text_of_html_is_read() -> None:
    assert text_of_html("<style>p{}</style><p>Hello</p><script>x()</script><p>there</p>").split() == ["Hello", "there"]


@pytest.mark.parametrize(
    ("subject", "body", "is_urgent"),
    [
        ("URGENT referral", "Please see the form attached.", True),
        ("Referral", "He is at risk now.", True),
        ("Referral", "She is in immediate\ndanger.", True),
        ("Referral", "This is not urgent.", False),
        ("Referral", "If a child is in immediate danger, call 999.", False),
        ("Referral", "Please see the form attached.\n\n> URGENT: we need your answer", False),
    ],
)
def test_a_message_is_urgent_by_its_sender_s_own_words(subject: str, body: str, *, is_urgent: bool) -> None:
    message = mail(Subject=subject)
    message.set_content(body)
    assert read(message).is_urgent is is_urgent

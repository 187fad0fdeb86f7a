"""Catalogue 5.1: what is wrong with the message itself."""

from email.message import EmailMessage

from intake.model.mail import NoticeKind
from tests.bad_inputs import papers
from tests.bad_inputs.rows import FX, WORD_TYPE, Bad, F, I, P, with_file
from tests.pipeline.robots import PASSED, SENDER, mail, report, with_part

STATUS = "Reporting-MTA: dns; x.example\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: failed\r\n"
SEE_ATTACHED = "Please see the referral form attached."
CONCERN = "I am worried about a child in year 4 who came in with bruises today."


def raw(message: EmailMessage, old: bytes, new: bytes) -> bytes:
    content = message.as_bytes()
    assert old in content
    return content.replace(old, new, 1)


def forwarded(form: bytes, *, sender: str = "other@cheshire.police.example") -> EmailMessage:
    outer = mail("One for you.")
    inner = with_file(form, From=sender)
    outer.add_attachment(inner)
    return outer


def headed(**fields: str) -> EmailMessage:
    return with_file(papers.word(), **fields)


def nested(depth: int) -> bytes:
    head = f"From: {SENDER}\r\nTo: lcspr.referrals@haltonsafeguarding.example\r\nAuthentication-Results: {PASSED}\r\n"
    opened = "".join(f'Content-Type: multipart/mixed; boundary="b{at}"\r\n\r\n--b{at}\r\n' for at in range(depth))
    return (head + opened + "\r\nx").encode()


def two(first: bytes, second: bytes) -> EmailMessage:
    return with_part(with_file(first), WORD_TYPE, second, name="Second.docx")


def named(parameter: str) -> bytes:
    """The form with this in the place of its file name."""
    return raw(headed(), b'filename="Referral.docx"', parameter.encode("latin-1"))


ROWS = (
    Bad(
        number=1,
        name="no attachment, see attached",
        made=lambda: mail(SEE_ATTACHED),
        ended=P("no_form"),
        note="a person asks for it: a form may have been lost on the way",
    ),
    Bad(number=2, name="no attachment, a concern", made=lambda: mail(CONCERN), ended=P("concern_in_body")),
    Bad(number=3, name="empty body and subject", made=lambda: with_file(papers.word(), body="", Subject=""), ended=F),
    Bad(
        number=4,
        name="two complete forms",
        made=lambda: two(papers.word(), papers.word_with(child_name="Second Child")),
        ended=F,
        also=lambda b: len(b.decision.actions) == 2,
    ),
    Bad(
        number=5,
        name="one complete, one incomplete",
        made=lambda: two(papers.word(), papers.word_with(lead_name=None)),
        ended="returned incomplete: head sender unit",
    ),
    Bad(
        number=6,
        name="form and supporting papers",
        made=lambda: with_part(headed(), "image/jpeg", b"\xff\xd8\xff\xe0x", name="photo.jpg"),
        ended=F,
    ),
    Bad(
        number=7,
        name="two versions of one form",
        made=lambda: two(papers.word_with(incident_place="At school"), papers.word()),
        ended="forwarded complete: head sender unit",
        also=lambda b: len(b.decision.actions) == 2,
        note="both go to the Head, each with its place among the forms",
    ),
    Bad(number=8, name="form in a forwarded mail", made=lambda: forwarded(papers.word()), ended=FX),
    Bad(
        number=9,
        name="form in winmail.dat",
        made=lambda: with_file(papers.winmail("Referral.docx", papers.word()), "winmail.dat", "application/ms-tnef"),
        ended=P("container"),
    ),
    Bad(
        number=10,
        name="link to a cloud file",
        made=lambda: mail("I have shared the referral form: https://x.sharepoint.example/:w:/r/form.docx"),
        ended=P("link_only"),
        note="a person answers: the link is never opened",
    ),
    Bad(
        number=11,
        name="password-protected zip",
        made=lambda: with_file(papers.locked_zip({"form.docx": papers.word()}), "form.zip", "application/zip"),
        ended=P("container"),
    ),
    Bad(
        number=12,
        name="encrypted message",
        made=lambda: with_file(b"\x76\xe8\x04\x60", "message.rpmsg", "application/x-microsoft-rpmsg-message"),
        ended=P("secure_wrapper"),
    ),
    Bad(
        number=13,
        name="signed message",
        made=lambda: raw(headed(), b"multipart/mixed", b"multipart/signed; protocol=x"),
        ended=F,
    ),
    Bad(
        number=14,
        name="no ending, no type",
        made=lambda: with_file(papers.word(), "form", "application/octet-stream"),
        ended=F,
    ),
    Bad(number=15, name="wrong type", made=lambda: with_file(papers.word(), "form.png", "image/png"), ended=F),
    Bad(
        number=16,
        name="inline form",
        made=lambda: raw(headed(), b"Content-Disposition: attachment", b"Content-Disposition: inline"),
        ended=F,
    ),
    Bad(
        number=17,
        name="no disposition",
        made=lambda: raw(headed(), b"Content-Disposition: attachment;", b"X-Was: attachment;"),
        ended=F,
    ),
    Bad(
        number=18,
        name="file name in pieces and raw bytes",
        made=lambda: named("filename*0*=iso-8859-1''Ref%E9; filename*1=\xe9.docx"),
        ended=F,
    ),
    Bad(
        number=19,
        name="file name that is a path",
        made=lambda: named('filename="../../etc/cron.d/x"'),
        ended=F,
        also=lambda b: b.examined.message.attachments[0].name == "x",
    ),
    Bad(
        number=20,
        name="file name turned round",
        made=lambda: with_file(papers.word(), "form\u202excod.exe"),
        ended=F,
        also=lambda b: "\u202e" not in b.examined.message.attachments[0].name,
    ),
    Bad(
        number=21,
        name="file name of ten thousand characters",
        made=lambda: named(f'filename="{"x" * 10_000}.docx"'),
        ended=F,
        also=lambda b: len(b.examined.message.attachments[0].name) <= 100,
    ),
    Bad(
        number=22,
        name="file name with a header in it",
        made=lambda: named("filename*=utf-8''a%0D%0ABcc%3A%20x@y.example.docx"),
        ended=F,
        also=lambda b: all("x@y" not in each.subject for each in b.notices),
    ),
    Bad(
        number=23,
        name="two From fields",
        made=lambda: b"From: other@else.example\r\n" + headed().as_bytes(),
        ended=P("unverified_sender"),
    ),
    Bad(number=24, name="no From field", made=lambda: headed(From=""), ended=P("unverified_sender")),
    Bad(
        number=25,
        name="From with two addresses",
        made=lambda: headed(From=f"{SENDER}, second@cheshire.police.example"),
        ended=FX,
    ),
    Bad(
        number=26,
        name="address in a comment",
        made=lambda: raw(headed(), f"<{SENDER}>\nTo".encode(), f"{SENDER})<evil@x.example>\nTo".encode()),
        ended=P("unverified_sender"),
    ),
    Bad(
        number=27,
        name="display name that is an address",
        made=lambda: headed(From=f'"head@council.example" <{SENDER}>'),
        ended=F,
        also=lambda b: all("head@council" not in each.text for each in b.notices),
    ),
    Bad(
        number=28,
        name="look-alike domain",
        made=lambda: headed(
            From="rowan@cheshire.p0lice.example", Authentication_Results=PASSED.replace("police", "p0lice")
        ),
        ended=P("unverified_sender"),
    ),
    Bad(
        number=29,
        name="local part outside ASCII",
        made=lambda: raw(headed(), f"<{SENDER}>\nTo".encode(), "<röwan@cheshire.police.example>\nTo".encode()),
        ended=P("unverified_sender"),
        note="an address that we could not answer cannot be verified either",
    ),
    Bad(
        number=30,
        name="address literal",
        made=lambda: raw(headed(), f"<{SENDER}>\nTo".encode(), b"<a@[127.0.0.1]>\nTo"),
        ended=P("unverified_sender"),
    ),
    Bad(
        number=31,
        name="DMARC failed",
        made=lambda: headed(Authentication_Results=PASSED.replace("=pass", "=fail")),
        ended=P("unverified_sender"),
    ),
    Bad(
        number=32,
        name="no DMARC record",
        made=lambda: headed(Authentication_Results=PASSED.replace("=pass", "=none")),
        ended=FX,
    ),
    Bad(
        number=33,
        name="forged result below the real one",
        made=lambda: (
            b"Authentication-Results: mx.haltonsafeguarding.example; dmarc=fail header.from=cheshire.police.example\r\n"
            + headed().as_bytes()
        ),
        ended=P("unverified_sender"),
    ),
    Bad(
        number=34,
        name="Microsoft's result without a name",
        made=lambda: headed(
            Authentication_Results="spf=pass smtp.mailfrom=x.example; dmarc=pass action=none header.from=cheshire.police.example;compauth=pass reason=100"
        ),
        ended=FX,
        note="trusted only where the handbook says microsoft365 (tests/messages)",
    ),
    Bad(
        number=35,
        name="Reply-To elsewhere",
        made=lambda: headed(Reply_To="evil@elsewhere.example"),
        ended=F,
        also=lambda b: "evil@elsewhere.example" not in {to for each in b.notices for to in each.to},
    ),
    Bad(number=36, name="null sender with a form", made=lambda: headed(Return_Path="<>"), ended=FX),
    Bad(
        number=37,
        name="out-of-office",
        made=lambda: mail("I am away.", Subject="Automatic reply: Referral", Auto_Submitted="auto-replied"),
        ended=I("auto_reply"),
    ),
    Bad(
        number=38,
        name="bounce of our return",
        made=lambda: report("delivery-status", ("message/delivery-status", STATUS)),
        ended=P("bounce_unmatched"),
        note="matched by the store: tests/pipeline, tests/store",
    ),
    Bad(
        number=39,
        name="bounce of our forward",
        made=lambda: report(
            "delivery-status",
            ("message/delivery-status", STATUS),
            ("text/rfc822-headers", "Message-ID: <forward.0@x.example>\r\n"),
        ),
        ended=P("bounce_unmatched"),
        note="matched by the store: tests/pipeline, tests/store",
    ),
    Bad(
        number=40,
        name="bounce that quotes the form",
        made=lambda: report(
            "delivery-status",
            ("message/delivery-status", STATUS),
            ("message/rfc822", headed().as_bytes().decode("ascii")),
        ),
        ended=P("bounce_unmatched"),
        also=lambda b: not b.examined.files,
    ),
    Bad(
        number=41,
        name="bounce of another's mail",
        made=lambda: report("delivery-status", ("message/delivery-status", STATUS)),
        ended=P("bounce_unmatched"),
        note="a stray report costs a glance, a lost one a referral",
    ),
    Bad(
        number=42,
        name="read receipt",
        made=lambda: report(
            "disposition-notification",
            ("message/disposition-notification", "Disposition: manual-action/MDN-sent-manually; displayed\r\n"),
        ),
        ended=I("read_receipt"),
    ),
    Bad(
        number=43,
        name="meeting request",
        made=lambda: with_part(mail(), "text/calendar", b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n", method="REQUEST"),
        ended=I("calendar"),
    ),
    Bad(
        number=44,
        name="recall",
        made=lambda: mail("Rowan would like to recall the message.", Subject="Recall: Referral"),
        ended=P("recall"),
    ),
    Bad(
        number=45,
        name="newsletter",
        made=lambda: mail("Our new referral form is attached to the site.", List_Unsubscribe="<mailto:x@y.example>"),
        ended=I("bulk"),
    ),
    Bad(number=46, name="marked as spam, with a form", made=lambda: headed(X_Spam_Flag="YES"), ended=P("marked_spam")),
    Bad(
        number=47,
        name="gateway took the attachment away",
        made=lambda: with_file(
            b"The attachment Referral.docx was removed by the virus scanner.", "removed.txt", "text/plain"
        ),
        ended=P("no_form"),
    ),
    Bad(
        number=48,
        name="report about DMARC",
        made=lambda: with_part(
            mail(Subject="Report domain: halton.example Submitter: big.example Report-ID: <1>"),
            "application/zip",
            papers.zipped({"a.xml": b"<feedback/>"}),
            name="big.example!halton.example!1!2.zip",
        ),
        ended=I("bulk"),
    ),
    Bad(
        number=49,
        name="our own mail come back",
        made=lambda: mail(From="lcspr.referrals@haltonsafeguarding.example", X_Intake_Ref="HCP-2026-0001 0"),
        ended=I("own_copy"),
        note="where the store knows its Message-ID; else it is read as any other",
    ),
    Bad(
        number=50,
        name="old form in a long thread",
        made=lambda: with_file(papers.word(), body="Any news?\n\n-----Original Message-----\nPlease see the form."),
        ended=F,
        note="counted by the store: the fourth time a person looks",
    ),
    Bad(
        number=51,
        name="correction with our reference",
        made=lambda: headed(Subject="RE: Referral HCP-2026-0042: more information needed"),
        ended=F,
        also=lambda b: b.examined.message.references == ("HCP-2026-0042",),
        note="tied to its referral by the store",
    ),
    Bad(
        number=52,
        name="correction without a reference",
        made=lambda: headed(Subject="Here it is again"),
        ended=F,
        note="its own referral; the open return stays in the digest",
    ),
    Bad(
        number=53,
        name="please cancel",
        made=lambda: mail("Please cancel my referral.", Subject="Referral"),
        ended=P("no_form"),
    ),
    Bad(
        number=54,
        name="urgent in the body",
        made=lambda: with_file(papers.word(), body="URGENT: child at risk now"),
        ended=F,
        also=lambda b: any(
            "says that it is urgent" in each.text for each in b.notices if each.kind is NoticeKind.FORWARD
        ),
    ),
    Bad(
        number=55,
        name="same Message-ID, other content",
        made=headed,
        ended=F,
        note="known by the store; said to the reader",
    ),
    Bad(
        number=56,
        name="the same mail twice",
        made=headed,
        ended=F,
        note="the store knows the fingerprint; the second is left",
    ),
    Bad(
        number=57,
        name="Message-ID that breaks the library",
        made=lambda: raw(headed(), b"<one@cheshire.police.example>", b"<[x@>"),
        ended=F,
    ),
    Bad(number=58, name="no Message-ID, no date", made=lambda: headed(Message_ID="", Date=""), ended=F),
    Bad(number=59, name="five hundred nested parts", made=lambda: nested(500), ended=P("unreadable")),
    Bad(
        number=60,
        name="a hundred thousand parts",
        made=lambda: nested(1) + b"\r\n--b0\r\n\r\nx" * 100_000,
        ended=P("unreadable"),
    ),
    Bad(
        number=61,
        name="header of ten megabytes",
        made=lambda: b"From: a@b.example\r\nX: " + b"y" * 10_000_000 + b"\r\n\r\nx",
        ended=P("unreadable"),
    ),
    Bad(
        number=62,
        name="sixteen thousand recipients",
        made=lambda: raw(headed(), b"To: Referrals", b"To: " + b"a@b.example, " * 12_000 + b"Referrals"),
        ended=F,
    ),
    Bad(
        number=63,
        name="a message over the limit",
        made=lambda: headed().as_bytes() + b"x" * 41_000_000,
        ended=P("unreadable"),
    ),
    Bad(
        number=64,
        name="boundary that is missing",
        made=lambda: raw(headed(), b"boundary=", b"boundry="),
        ended=P("unreadable"),
    ),
    Bad(
        number=65,
        name="base64 cut short",
        made=lambda: headed().as_bytes()[:9000],
        ended=P("unreadable"),
        note="a person: half a file is a damaged one",
    ),
    Bad(
        number=66,
        name="uuencoded in the text",
        made=lambda: mail("begin 644 referral.docx\nM4$L#!\n`\nend\n"),
        ended=P("unreadable"),
    ),
    Bad(
        number=67,
        name="binary attachment mangled",
        made=lambda: with_file(papers.word().replace(b"\n", b"\r\n")),
        ended=P("unreadable"),
    ),
    Bad(
        number=68,
        name="character set that lies",
        made=lambda: raw(headed(), b'charset="utf-8"', b'charset="utf-7-no-such"'),
        ended=F,
    ),
    Bad(
        number=69, name="bare line breaks and NUL", made=lambda: raw(headed(), b"Please see", b"Please\0\rsee"), ended=F
    ),
    Bad(
        number=70,
        name="subject that hides a Bcc",
        made=lambda: headed(Subject="=?utf-8?q?a=0D=0ABcc:_x@evil.example?="),
        ended=F,
        also=lambda b: all("evil" not in each.subject for each in b.notices),
    ),
    Bad(
        number=71,
        name="HTML with hidden text",
        made=lambda: raw(headed(), b"text/plain", b"text/html"),
        ended=F,
        also=lambda b: all("http" not in each.html for each in b.notices),
    ),
    Bad(
        number=74,
        name="photograph of the paper form",
        made=lambda: with_file(b"\xff\xd8\xff\xe0" + b"x" * 100, "IMG_1.jpg", "image/jpeg", body="See attached"),
        ended=P("image"),
    ),
    Bad(
        number=75,
        name="scan to PDF",
        made=lambda: with_file(b"%PDF-1.4\n%x", "scan.pdf", "application/pdf", body="See attached"),
        ended=P("pdf"),
    ),
)

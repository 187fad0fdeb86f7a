"""A letter that a real Postfix cannot deliver: its report comes back to our mailbox, and is tied to that letter."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from intake import messages
from intake.mailbox.imap import ImapAccount
from intake.model.mail import Mail, Notice, NoticeKind, Sending
from intake.model.message import MessageKind
from intake.model.office import Limits, Office
from intake.notices import compose
from intake.transport.smtp import SmtpAccount, SmtpTransport
from tests.mailbox.boxes import ImapBox
from tests.notices.referrals import OFFICE
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix

if TYPE_CHECKING:
    from tests.servers.sink import Sink

NOBODY = "nobody@school.example"
NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)


def letter(office: Office) -> Mail:
    notice = Notice(
        kind=NoticeKind.RETURN,
        key=f"return:bounced:{office.mailbox}",
        to=(NOBODY,),
        subject="Referral HCP-2026-0042: more information needed",
        text="What the letter says.\n",
        html="<p>What the letter says.</p>\n",
        reference="HCP-2026-0042",
    )
    return compose(notice, office, secret=b"a secret of the tests", now=NOW)


@pytest.fixture
def refusing(relay: "Sink") -> "Iterator[Sink]":
    relay.answers.to_recipient[NOBODY] = "550 5.1.1 nobody of that name"
    yield relay
    relay.answers.forget()


@pytest.mark.parametrize(("mailbox", "has_address"), [("tied", False), ("marked", True)])
def test_the_report_says_which_letter_and_holds_no_word_of_it(
    mailbox: str, *, has_address: bool, postfix: Postfix, dovecot: Dovecot, refusing: "Sink"
) -> None:
    office = replace(OFFICE, mailbox=f"{mailbox}@intake.test", has_bounce_addresses=has_address)
    mail = letter(office)
    account = SmtpAccount(host="127.0.0.1", port=postfix.smtp, user="", password="", security="plain")
    with closing(SmtpTransport(account)) as transport:
        assert transport.send(mail, before_data=lambda _: True).sending is Sending.SENT
    postfix.wait_until_empty()

    box = ImapBox(ImapAccount(host="127.0.0.1", port=dovecot.imap, user=mailbox, password="secret", security="plain"))
    with closing(box):
        (report,) = box.contents("INBOX")

    bounce = messages.parse(report, office=office, limits=Limits())
    assert bounce.kind is MessageKind.BOUNCE
    assert bounce.refers_to[0] == mail.message_id
    assert f"Original-Envelope-Id: {mail.message_id[1:-1]}".encode() in report
    assert (f"Delivered-To: {mail.envelope_from}".encode() in report) or not has_address
    assert b"What the letter says" not in report
    assert refusing.mails == [] or all(NOBODY not in each.recipients for each in refusing.mails)

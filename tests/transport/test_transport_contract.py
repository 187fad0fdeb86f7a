"""What every transport promises, kept by each: a directory, a small SMTP server, Postfix and Exim with their queues."""

import pytest

from intake.model.mail import Sending
from tests.transport.mails import DEPUTY, HEAD, LEDGER, Way, no, numbered, yes


def test_a_mail_reaches_every_recipient_and_the_ledger(way: Way, number: int) -> None:
    mail = numbered(number, recipients=(HEAD, DEPUTY))

    result = way.transport.send(mail, before_data=yes)

    assert (result.sending, result.phase, result.has_ledger_copy) == (Sending.SENT, "reply", True)
    arrived = way.arrived(mail.message_id)
    assert sorted(recipient for recipient, _ in arrived) == sorted([HEAD, DEPUTY, LEDGER])
    assert all(content.endswith(mail.content) for _, content in arrived)


def test_a_mail_without_a_ledger_copy_says_so(way: Way, number: int) -> None:
    mail = numbered(number, ledger_copy=None)

    result = way.transport.send(mail, before_data=yes)

    assert (result.sending, result.has_ledger_copy) == (Sending.SENT, False)
    assert [recipient for recipient, _ in way.arrived(mail.message_id)] == [HEAD]


def test_without_the_lease_nothing_leaves(way: Way, number: int) -> None:
    mail = numbered(number)

    result = way.transport.send(mail, before_data=no)

    assert (result.sending, result.phase, result.has_ledger_copy) == (Sending.NOT_SENT, "lease", False)
    assert way.arrived(mail.message_id) == []


def test_the_lease_is_asked_for_before_anything_has_left(way: Way, number: int) -> None:
    mail = numbered(number)
    seen: list[object] = []

    def asked(_has_copy: object) -> bool:
        seen.append(way.arrived(mail.message_id))
        return True

    way.transport.send(mail, before_data=asked)

    assert seen
    assert not any(seen)


def test_a_letter_arrives_only_where_every_question_was_answered_yes(way: Way, number: int) -> None:
    mail, following = numbered(number), numbered(number + 500_000)
    given: list[bool] = []

    def ours_at_first(_has_copy: object) -> bool:
        given.append(not given)
        return given[-1]

    result = way.transport.send(mail, before_data=ours_at_first)

    assert way.transport.send(following, before_data=yes).sending is Sending.SENT
    assert (result.sending is Sending.SENT) == all(given)
    assert bool(way.arrived(mail.message_id)) == all(given)


def test_when_asking_for_the_lease_fails_nothing_leaves_and_the_next_mail_goes(way: Way, number: int) -> None:
    mail, following = numbered(number), numbered(number + 500_000)

    def failing(_has_copy: object) -> bool:
        raise LookupError

    with pytest.raises(LookupError):
        way.transport.send(mail, before_data=failing)
    result = way.transport.send(following, before_data=yes)

    assert result.sending is Sending.SENT
    assert way.arrived(mail.message_id) == []
    assert len(way.arrived(following.message_id)) == 2


def test_many_mails_go_one_after_the_other(way: Way, number: int) -> None:
    mails = [numbered(number + 10_000 * each) for each in range(1, 6)]

    results = [way.transport.send(mail, before_data=yes) for mail in mails]

    assert {result.sending for result in results} == {Sending.SENT}
    assert all(len(way.arrived(mail.message_id)) == 2 for mail in mails)


def test_after_closing_it_opens_again(way: Way, number: int) -> None:
    first, second = numbered(number), numbered(number + 500_000)
    way.transport.send(first, before_data=yes)
    way.transport.close()
    way.transport.close()

    assert way.transport.send(second, before_data=yes).sending is Sending.SENT
    assert len(way.arrived(second.message_id)) == 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b".\r\n..\r\n. \r\n.x\r\n", id="dots at the start of lines"),
        pytest.param(b"\r\n.\r\n", id="an end of DATA in the text"),
        pytest.param("naïve café £5\r\n".encode(), id="eight bits"),
        pytest.param(b"x" * 990 + b"\r\n", id="a long line"),
        pytest.param(b"last line\r\n" * 30_000, id="300 kB"),
    ],
)
def test_the_content_arrives_as_it_was_written(way: Way, number: int, text: bytes) -> None:
    mail = numbered(number)
    written = mail.content + text
    mail = numbered(number, content=written)

    assert way.transport.send(mail, before_data=yes).sending is Sending.SENT

    assert [content.endswith(written) for _, content in way.arrived(mail.message_id)] == [True, True]

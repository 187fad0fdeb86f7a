"""What became of a mail when the server misbehaves: at every verb, at every byte, before the final dot and after it."""

import smtplib
import socket
import time
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.model.mail import Sending
from intake.transport import TransportRefused
from intake.transport.smtp import SmtpTransport, _has_hung_up
from tests.servers.faultproxy import FaultProxy
from tests.servers.script import Conversation, ScriptedServer
from tests.servers.sink import Sink
from tests.transport.conftest import at
from tests.transport.mails import DEPUTY, FORWARD, HEAD, LEDGER, no, numbered, yes
from tests.transport.scenes import Answer, dripping, hang_up, recording, saying, server, stay_silent

SURELY_NOT_SENT = [
    ("greeting", "554 no service", Sending.NOT_SENT, "connect", 554),
    ("greeting", "421 too many", Sending.NOT_SENT, "connect", 421),
    ("greeting", "banana", Sending.NOT_SENT, "connect", None),
    ("greeting", hang_up, Sending.NOT_SENT, "connect", None),
    ("EHLO", hang_up, Sending.NOT_SENT, "connect", None),
    ("MAIL", "451 4.3.0 later", Sending.NOT_SENT, "mail", 451),
    ("MAIL", "421 4.7.0 busy", Sending.NOT_SENT, "mail", 421),
    ("MAIL", "550 5.7.1 not you", Sending.REFUSED, "mail", 550),
    ("MAIL", "banana", Sending.NOT_SENT, "mail", None),
    ("MAIL", "354 what", Sending.NOT_SENT, "mail", None),
    ("MAIL", hang_up, Sending.NOT_SENT, "mail", None),
    ("RCPT", "450 4.2.0 greylisted", Sending.NOT_SENT, "rcpt", 450),
    ("RCPT", "452 4.2.2 full", Sending.NOT_SENT, "rcpt", 452),
    ("RCPT", "550 5.1.1 nobody", Sending.REFUSED, "rcpt", 550),
    ("RCPT", "421 4.3.2 closing", Sending.NOT_SENT, "rcpt", 421),
    ("RCPT", "banana", Sending.NOT_SENT, "rcpt", None),
    ("RCPT", hang_up, Sending.NOT_SENT, "rcpt", None),
    ("DATA", "451 4.3.0 later", Sending.NOT_SENT, "data", 451),
    ("DATA", "554 5.7.1 no", Sending.REFUSED, "data", 554),
    ("DATA", "250 eh", Sending.NOT_SENT, "data", None),
    ("DATA", "banana", Sending.NOT_SENT, "data", None),
    ("DATA", hang_up, Sending.NOT_SENT, "data", None),
    ("dot", "452 4.3.1 full", Sending.NOT_SENT, "reply", 452),
    ("dot", "421 4.3.2 closing", Sending.NOT_SENT, "reply", 421),
    ("dot", "554 5.7.1 spam", Sending.REFUSED, "reply", 554),
    ("dot", "554-5.7.1 spam\r\n554 and more", Sending.REFUSED, "reply", 554),
]


@pytest.mark.parametrize(("verb", "answer", "sending", "phase", "code"), SURELY_NOT_SENT)
def test_before_the_dot_and_by_a_plain_refusal_it_is_surely_not_sent(
    verb: str, answer: Answer, sending: Sending, phase: str, code: int | None
) -> None:
    with ScriptedServer(server(**{verb: answer})) as scripted, closing(SmtpTransport(at(scripted.port))) as transport:
        result = transport.send(FORWARD, before_data=yes)

    assert (result.sending, result.phase, result.code, result.has_ledger_copy) == (sending, phase, code, False)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(hang_up, id="the line is dropped"),
        pytest.param("banana", id="banana"),
        pytest.param("", id="an empty line"),
        pytest.param("354 go on", id="a code that is no answer"),
        pytest.param("150 wait", id="a code of FTP"),
        pytest.param("99 bottles", id="two digits"),
        pytest.param("+25 OK", id="a sign"),
        pytest.param("2_5 OK", id="an underscore"),
        pytest.param("250-first\r\nbanana", id="half an answer of two lines"),
        pytest.param(saying(b"250-queued\r\n"), id="a first line and no last"),
        pytest.param(saying(b"25"), id="half a code"),
        pytest.param(saying(b"250 queu"), id="half a line"),
        pytest.param("250queued", id="a code and no space"),
        pytest.param("500 " + "x" * 9_000, id="a line too long"),
        pytest.param(stay_silent, id="silence"),
        pytest.param(dripping, id="a byte at a time"),
    ],
)
def test_after_the_dot_whatever_is_no_answer_is_unknown(answer: Answer) -> None:
    with (
        ScriptedServer(server(dot=answer)) as scripted,
        closing(SmtpTransport(at(scripted.port, final_reply_seconds=0.4))) as transport,
    ):
        began = time.monotonic()
        result = transport.send(FORWARD, before_data=yes)

    assert (result.sending, result.phase, result.code) == (Sending.UNKNOWN, "reply", None)
    assert result.has_ledger_copy
    assert time.monotonic() - began < 5


@settings(max_examples=80, deadline=None)
@given(
    line=st.binary(max_size=12).filter(lambda text: b"\n" not in text)
    | st.from_regex(rb"[245][0-9]{2}[ -a]?", fullmatch=True).filter(lambda text: b"\n" not in text)
)
def test_only_a_code_of_three_digits_is_an_answer(line: bytes) -> None:
    def said(conversation: Conversation) -> None:
        conversation.connection.sendall(line + b"\r\n")
        conversation.hang_up()

    with ScriptedServer(server(dot=said)) as scripted, closing(SmtpTransport(at(scripted.port))) as transport:
        sending = transport.send(FORWARD, before_data=yes).sending

    is_code = len(line[:3]) == 3 and line[:3].isdigit() and line[3:4] in {b"", b" "}
    means = {b"2": Sending.SENT, b"4": Sending.NOT_SENT, b"5": Sending.REFUSED}
    assert sending is (means.get(line[:1], Sending.UNKNOWN) if is_code else Sending.UNKNOWN)


def test_a_late_answer_is_waited_for() -> None:
    def late(conversation: Conversation) -> None:
        conversation.connection.settimeout(0.5)
        with pytest.raises(TimeoutError):
            conversation.connection.recv(1)
        conversation.say("250 at last")

    with (
        ScriptedServer(server(dot=late)) as scripted,
        closing(SmtpTransport(at(scripted.port, verb_seconds=0.2, final_reply_seconds=5))) as transport,
    ):
        assert transport.send(FORWARD, before_data=yes).sending is Sending.SENT


def test_a_server_that_drips_before_the_dot_is_left_in_time() -> None:
    with (
        ScriptedServer(server(RCPT=dripping)) as scripted,
        closing(SmtpTransport(at(scripted.port, before_dot_seconds=0.4))) as transport,
    ):
        began = time.monotonic()
        result = transport.send(FORWARD, before_data=yes)

    assert (result.sending, result.phase) == (Sending.NOT_SENT, "rcpt")
    assert time.monotonic() - began < 5


def test_a_letter_that_another_sends_by_now_goes_without_its_dot_and_reaches_nobody() -> None:
    content: list[bytes] = []

    def take(conversation: Conversation) -> None:
        conversation.say("354 go on")
        content.append(conversation.file.read())

    answers = iter((True, False))
    with ScriptedServer(server(DATA=take)) as scripted, closing(SmtpTransport(at(scripted.port))) as transport:
        result = transport.send(FORWARD, before_data=lambda _: next(answers))

    assert (result.sending, result.phase) == (Sending.NOT_SENT, "lease")
    assert [each.endswith(b"\r\n.\r\n") for each in content] == [False]


@pytest.mark.parametrize("taken_bytes", [0, 1, 100, 100_000])
def test_a_line_dropped_in_the_middle_of_the_content_is_surely_not_sent(taken_bytes: int) -> None:
    def break_off(conversation: Conversation) -> None:
        conversation.say("354 go on")
        conversation.file.read(taken_bytes)
        conversation.hang_up()

    large = numbered(1, content=FORWARD.content + b"line of content\r\n" * 600_000)
    with ScriptedServer(server(DATA=break_off)) as scripted, closing(SmtpTransport(at(scripted.port))) as transport:
        result = transport.send(large, before_data=yes)

    assert (result.sending, result.phase) == (Sending.NOT_SENT, "data")


def test_a_line_that_was_closed_before_the_dot_is_noticed() -> None:
    ours, theirs = socket.socketpair()
    server = smtplib.SMTP()
    server.sock = ours
    with ours, theirs:
        assert not _has_hung_up(server)
        theirs.sendall(b"421 closing\r\n")
        assert not _has_hung_up(server)
        ours.recv(100)
        theirs.close()
        assert _has_hung_up(server)


@pytest.mark.parametrize("direction", ["cut_after", "cut_said_after"])
def test_wherever_the_conversation_is_cut_the_account_is_true(sink: Sink, direction: str) -> None:
    """At every byte of one dialogue, in what the server says and in what we say."""
    offset, results = 0, []
    while not results or results[-1] is not Sending.SENT:
        taken_before = len(sink.mails)
        with FaultProxy(sink.port) as proxy, closing(SmtpTransport(at(proxy.port))) as transport:
            setattr(proxy.faults, direction, offset)
            sending = transport.send(FORWARD, before_data=yes).sending
        was_taken = len(sink.mails) > taken_before
        assert sending is not Sending.REFUSED
        assert not (sending is Sending.NOT_SENT and was_taken), offset
        assert not (sending is Sending.SENT and not was_taken), offset
        results.append(sending)
        offset += 1

    assert set(results) == set(Sending) - {Sending.REFUSED}
    assert len(results) > 100


def test_a_reset_after_the_dot_is_unknown_and_the_mail_was_taken(sink: Sink) -> None:
    with FaultProxy(sink.port) as proxy, closing(SmtpTransport(at(proxy.port))) as transport:
        proxy.faults.lose_answer_to = b".\r\n"
        result = transport.send(numbered(1, content=b"Subject: no dots here\r\n\r\nNone\r\n"), before_data=yes)

    assert result.sending is Sending.UNKNOWN
    assert len(sink.mails) == 1


# -- recipients ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("refused", [HEAD, DEPUTY])
@pytest.mark.parametrize(("answer", "sending"), [("550 nobody", Sending.REFUSED), ("450 later", Sending.NOT_SENT)])
def test_one_recipient_refused_is_nothing_sent_to_anybody(
    sink: Sink, refused: str, answer: str, sending: Sending
) -> None:
    sink.answers.to_recipient[refused] = answer
    with closing(SmtpTransport(at(sink.port))) as transport:
        result = transport.send(numbered(1, recipients=(HEAD, DEPUTY)), before_data=yes)
        sink.answers.forget()
        following = transport.send(numbered(2), before_data=yes)

    assert (result.sending, result.phase) == (sending, "rcpt")
    assert following.sending is Sending.SENT
    assert [mail.recipients for mail in sink.mails] == [[HEAD, LEDGER]]


@pytest.mark.parametrize("mail_refused_by", [HEAD, DEPUTY, None])
def test_what_was_not_sent_is_taken_back(mail_refused_by: str | None) -> None:
    heard: list[str] = []
    scene = recording(heard, **{f"RCPT TO:<{mail_refused_by}>": "550 nobody"})
    with ScriptedServer(scene) as scripted, closing(SmtpTransport(at(scripted.port))) as transport:
        transport.send(numbered(1, recipients=(HEAD, DEPUTY)), before_data=no)

    verbs = [line.split(" ")[0] for line in heard]
    assert verbs[-2:] == ["RSET", "QUIT"]
    assert "DATA" not in verbs


def test_after_a_refused_recipient_the_lease_is_not_even_asked_for(sink: Sink) -> None:
    sink.answers.to_recipient[HEAD] = "550 nobody"

    def never(_has_copy: object) -> bool:
        raise AssertionError

    with closing(SmtpTransport(at(sink.port))) as transport:
        assert transport.send(FORWARD, before_data=never).sending is Sending.REFUSED


@pytest.mark.parametrize("answer", ["550 nobody", "450 later", "552 full"])
def test_the_ledger_copy_refused_holds_up_no_letter(sink: Sink, answer: str) -> None:
    sink.answers.to_recipient[LEDGER] = answer
    with closing(SmtpTransport(at(sink.port))) as transport:
        result = transport.send(FORWARD, before_data=yes)

    assert (result.sending, result.has_ledger_copy) == (Sending.SENT, False)
    assert [mail.recipients for mail in sink.mails] == [[HEAD]]


@pytest.mark.parametrize("answer", ["421 closing", "banana"])
def test_a_server_that_ends_at_the_ledger_copy_has_sent_nothing(answer: str) -> None:
    heard: list[str] = []
    scene = recording(heard, **{f"RCPT TO:<{LEDGER}>": answer})
    with ScriptedServer(scene) as scripted, closing(SmtpTransport(at(scripted.port))) as transport:
        result = transport.send(FORWARD, before_data=yes)

    assert (result.sending, result.phase) == (Sending.NOT_SENT, "rcpt")
    assert "DATA" not in heard


def test_unknown_without_a_ledger_copy_says_so() -> None:
    scene = server(dot=hang_up, **{f"RCPT TO:<{LEDGER}>": "550 nobody"})
    with ScriptedServer(scene) as scripted, closing(SmtpTransport(at(scripted.port))) as transport:
        result = transport.send(FORWARD, before_data=yes)

    assert (result.sending, result.has_ledger_copy) == (Sending.UNKNOWN, False)


def test_a_ledger_that_is_among_the_recipients_is_asked_for_once(sink: Sink) -> None:
    with closing(SmtpTransport(at(sink.port))) as transport:
        result = transport.send(numbered(1, recipients=(LEDGER,)), before_data=yes)

    assert result.has_ledger_copy
    assert [mail.recipients for mail in sink.mails] == [[LEDGER]]


@pytest.mark.parametrize(
    "address",
    [
        "nobody", "@council.test", "head@", "head@council.test\r\nRCPT TO:<evil@x.test>", "head@council.test\n",
        "a@b.test, c@d.test", "<head@council.test>", "Head <head@council.test>", "alice@gov.test)<evil@x.test>",
        '"quoted local"@council.test', "head@[127.0.0.1]", "a b@council.test", "a@b@c.test", "head@council.test NOTIFY=NEVER",
        "head\0@council.test",
    ],
)  # fmt: skip
def test_what_is_not_one_plain_address_is_never_spoken(address: str) -> None:
    with ScriptedServer(server()) as scripted, closing(SmtpTransport(at(scripted.port))) as transport:
        results = [
            transport.send(numbered(1, **changed), before_data=yes)
            for changed in (
                {"recipients": (address,)},
                {"recipients": (HEAD, address)},
                {"ledger_copy": address},
                {"envelope_from": address},
            )
        ]

        assert {(result.sending, result.phase) for result in results} == {(Sending.REFUSED, "rcpt")}
        assert scripted.connections == 0


@pytest.mark.parametrize(
    "changed", [{"recipients": ()}, {"recipients": ("",)}, {"recipients": (HEAD, "")}, {"ledger_copy": ""}]
)
def test_a_mail_to_nobody_is_refused(changed: dict[str, object]) -> None:
    with ScriptedServer(server()) as scripted, closing(SmtpTransport(at(scripted.port))) as transport:
        assert transport.send(numbered(1, **changed), before_data=yes).sending is Sending.REFUSED


def test_the_empty_sender_is_one() -> None:
    heard: list[str] = []
    with ScriptedServer(recording(heard)) as scripted, closing(SmtpTransport(at(scripted.port))) as transport:
        assert transport.send(numbered(1, envelope_from=""), before_data=yes).sending is Sending.SENT

    assert "MAIL FROM:<>" in heard


# -- what the server can take ----------------------------------------------------------------------------------------


def test_what_is_larger_than_the_server_takes_is_refused_before_it_is_sent() -> None:
    heard: list[str] = []
    with (
        ScriptedServer(recording(heard, EHLO="250-scripted\r\n250 SIZE 100")) as scripted,
        closing(SmtpTransport(at(scripted.port))) as transport,
    ):
        result = transport.send(FORWARD, before_data=yes)

    assert (result.sending, result.code) == (Sending.REFUSED, 552)
    assert not any(line.startswith("MAIL") for line in heard)


@pytest.mark.parametrize("offer", ["SIZE", "SIZE 0", "SIZE 10000000", "SIZE many"])
def test_a_size_that_says_nothing_or_enough_is_no_hindrance(offer: str) -> None:
    with (
        ScriptedServer(server(EHLO=f"250-scripted\r\n250 {offer}")) as scripted,
        closing(SmtpTransport(at(scripted.port))) as transport,
    ):
        assert transport.send(FORWARD, before_data=yes).sending is Sending.SENT


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"content": "Subject: x\r\n\r\n£5\r\n".encode()}, id="eight bits in the text"),
        pytest.param({"content": "Subject: Zoë\r\n\r\nx\r\n".encode()}, id="eight bits in a header"),
        pytest.param({"recipients": ("zoë@council.test",)}, id="an address"),
    ],
)
def test_what_an_old_server_cannot_take_is_refused(change: dict[str, object]) -> None:
    heard: list[str] = []
    with (
        ScriptedServer(recording(heard, EHLO="250 scripted")) as scripted,
        closing(SmtpTransport(at(scripted.port))) as transport,
    ):
        result = transport.send(numbered(1, **change), before_data=yes)

    assert (result.sending, result.phase) == (Sending.REFUSED, "mail")
    assert not any(line.startswith("MAIL") for line in heard)


def test_an_address_outside_ascii_goes_by_smtputf8(sink: Sink) -> None:
    with closing(SmtpTransport(at(sink.port))) as transport:
        result = transport.send(numbered(1, recipients=("zoë@council.test",)), before_data=yes)

    assert result.sending is Sending.SENT
    assert sink.mails[0].recipients == ["zoë@council.test", LEDGER]
    assert "SMTPUTF8" in sink.mails[0].mail_parameters


def test_failures_are_asked_for_by_the_message_id_of_the_mail(sink: Sink) -> None:
    with closing(SmtpTransport(at(sink.port))) as transport:
        transport.send(numbered(1, message_id="<1+2=3@intake.test>"), before_data=yes)

    assert {"RET=HDRS", "ENVID=1+2B2+3D3@intake.test"} <= set(sink.mails[0].mail_parameters)
    assert sink.mails[0].rcpt_parameters == ["NOTIFY=FAILURE", "NOTIFY=FAILURE"]


def test_line_ends_go_out_as_crlf_and_nothing_else(sink: Sink) -> None:
    with closing(SmtpTransport(at(sink.port))) as transport:
        transport.send(numbered(1, content=b"Subject: x\n\nbare\nand\rold\r\n.\nend"), before_data=yes)

    assert sink.mails[0].content == b"Subject: x\r\n\r\nbare\r\nand\r\nold\r\n.\r\nend\r\n"


def test_a_server_without_ehlo_is_spoken_to_in_the_old_way() -> None:
    with (
        ScriptedServer(server(EHLO="502 what", HELO="250 scripted")) as scripted,
        closing(SmtpTransport(at(scripted.port))) as transport,
    ):
        assert transport.send(FORWARD, before_data=yes).sending is Sending.SENT


# -- the connection --------------------------------------------------------------------------------------------------


def test_a_batch_goes_by_one_connection() -> None:
    with ScriptedServer(server()) as scripted, closing(SmtpTransport(at(scripted.port))) as transport:
        for number in range(3):
            transport.send(numbered(number), before_data=yes)

        assert scripted.connections == 1


@pytest.mark.parametrize("answer", [hang_up, "421 idle too long", "banana"])
def test_a_kept_connection_that_has_died_is_opened_again(answer: Answer) -> None:
    with (
        ScriptedServer(server(RSET=answer), server()) as scripted,
        closing(SmtpTransport(at(scripted.port))) as transport,
    ):
        results = [transport.send(numbered(number), before_data=yes).sending for number in range(2)]

        assert results == [Sending.SENT, Sending.SENT]
        assert scripted.connections == 2


def test_after_an_unknown_outcome_nothing_goes_by_the_same_connection() -> None:
    with (
        ScriptedServer(server(dot="banana"), server()) as scripted,
        closing(SmtpTransport(at(scripted.port))) as transport,
    ):
        results = [transport.send(numbered(number), before_data=yes).sending for number in range(2)]

        assert results == [Sending.UNKNOWN, Sending.SENT]
        assert scripted.connections == 2


@pytest.mark.parametrize("place", [{"port": 1}, {"port": 25, "host": "a..b"}, {"port": 99_999}])
def test_a_server_that_cannot_be_reached_is_not_sent(place: dict[str, object]) -> None:
    security = {"security": "tls"} if "host" in place else {}
    account = at(**{"port": 1, **place, **security})  # type: ignore[arg-type]
    with closing(SmtpTransport(account)) as transport:
        result = transport.send(FORWARD, before_data=yes)

    assert (result.sending, result.phase) == (Sending.NOT_SENT, "connect")


def test_a_login_demanded_at_mail_is_for_a_person() -> None:
    with (
        ScriptedServer(server(MAIL="530 5.7.0 log in first")) as scripted,
        closing(SmtpTransport(at(scripted.port))) as transport,
        pytest.raises(TransportRefused),
    ):
        transport.send(FORWARD, before_data=yes)

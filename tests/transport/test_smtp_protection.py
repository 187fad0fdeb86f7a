"""TLS is verified, always; nothing goes in the clear; a login is tried once."""

import base64
import ssl
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

import pytest

from intake.model.mail import Sending
from intake.transport import TransportRefused
from intake.transport.account import SmtpAccount, verifying
from intake.transport.smtp import SmtpTransport
from tests.servers.script import Conversation, ScriptedServer
from tests.servers.sink import Sink
from tests.transport.conftest import at
from tests.transport.mails import FORWARD, numbered, yes
from tests.transport.scenes import Answer, recording, server

Certificate = tuple[Path, Path, Path]
Protection = Literal["tls", "starttls"]
USER, PASSWORD = "intake@intake.test", "Pässwort \"with\" 5 £ and 'marks'"


@pytest.fixture(params=["tls", "starttls"])
def protection(request: pytest.FixtureRequest) -> Protection:
    return request.param


@pytest.fixture
def protected(protection: Protection, certificate: Certificate) -> Iterator[Sink]:
    with Sink(security=protection, certificate=certificate[1:], users={USER: PASSWORD}) as server:
        yield server


def account(sink: Sink, protection: Protection, certificate: Certificate, **changes: object) -> SmtpAccount:
    values: dict[str, object] = {
        "host": "localhost",
        "security": protection,
        "ca_file": certificate[0],
        "user": USER,
        "password": PASSWORD,
    }
    return at(sink.port, **(values | changes))


def test_a_mail_goes_over_a_verified_connection(
    protected: Sink, protection: Protection, certificate: Certificate
) -> None:
    with closing(SmtpTransport(account(protected, protection, certificate))) as transport:
        results = [transport.send(numbered(number), before_data=yes).sending for number in range(3)]

    assert results == [Sending.SENT] * 3
    assert [mail.user for mail in protected.mails] == [USER] * 3
    assert protected.logins == 1


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"ca_file": None}, id="an authority that nobody knows"),
        pytest.param({"host": "127.1"}, id="another host's certificate"),
    ],
)
def test_a_certificate_that_does_not_verify_is_no_server_of_ours(
    protected: Sink, protection: Protection, certificate: Certificate, changes: dict[str, object]
) -> None:
    with closing(SmtpTransport(account(protected, protection, certificate, **changes))) as transport:
        result = transport.send(FORWARD, before_data=yes)

    assert (result.sending, result.phase) == (Sending.NOT_SENT, "tls")
    assert protected.mails == []
    assert protected.logins == 0


def test_without_starttls_nothing_is_said(certificate: Certificate) -> None:
    heard: list[str] = []
    with ScriptedServer(recording(heard, EHLO="250-scripted\r\n250 AUTH PLAIN")) as scripted:
        stripped = at(scripted.port, host="localhost", security="starttls", user=USER, password=PASSWORD)
        with closing(SmtpTransport(stripped)) as transport:
            result = transport.send(FORWARD, before_data=yes)

    assert (result.sending, result.phase) == (Sending.NOT_SENT, "tls")
    assert [line.split(" ")[0] for line in heard] == ["EHLO"]


@pytest.mark.parametrize("answer", ["454 TLS not available", "banana", "220 go\r\n250 injected"])
def test_a_starttls_that_fails_is_not_sent(answer: str, certificate: Certificate) -> None:
    heard: list[str] = []
    with ScriptedServer(recording(heard, EHLO="250-scripted\r\n250 STARTTLS", STARTTLS=answer)) as scripted:
        failing = at(
            scripted.port, host="localhost", security="starttls", user=USER, password=PASSWORD, verb_seconds=0.5
        )
        with closing(SmtpTransport(failing)) as transport:
            result = transport.send(FORWARD, before_data=yes)

    assert (result.sending, result.phase) == (Sending.NOT_SENT, "tls")
    assert not any(line.startswith(("MAIL", "AUTH")) for line in heard)


def test_a_server_without_tls_is_not_spoken_to(sink: Sink) -> None:
    with closing(SmtpTransport(at(sink.port, host="localhost", security="tls"))) as transport:
        result = transport.send(FORWARD, before_data=yes)

    assert (result.sending, result.phase) == (Sending.NOT_SENT, "tls")


def test_verification_asks_for_certificate_name_and_a_tls_of_this_age(certificate: Certificate) -> None:
    for ca_file in (None, certificate[0]):
        context = verifying(ca_file)

        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname
        assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_an_authority_that_cannot_be_read_is_for_a_person(tmp_path: Path) -> None:
    (tmp_path / "broken.pem").write_text("no certificate")
    for ca_file in (tmp_path / "nowhere.pem", tmp_path / "broken.pem"):
        with pytest.raises(TransportRefused):
            verifying(ca_file)


@pytest.mark.parametrize(
    "host", ["mail.council.test", "10.0.0.1", "127.0.0.1.council.test", "localhost.council.test", ""]
)
def test_nothing_goes_in_the_clear_but_to_this_machine(host: str) -> None:
    with pytest.raises(ValueError, match="in the clear"):
        SmtpAccount(host=host, port=25, security="plain")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_may_be_spoken_to_in_the_clear(host: str) -> None:
    assert SmtpAccount(host=host, port=25, security="plain").host == host


# -- the login -------------------------------------------------------------------------------------------------------


def test_a_wrong_password_is_tried_once_and_said_without_it(
    protected: Sink, protection: Protection, certificate: Certificate
) -> None:
    wrong = account(protected, protection, certificate, password="not the secret")

    with closing(SmtpTransport(wrong)) as transport, pytest.raises(TransportRefused) as told:
        transport.send(FORWARD, before_data=yes)

    assert protected.logins == 1
    assert USER not in str(told.value)
    assert "secret" not in str(told.value) + repr(wrong)
    assert protected.mails == []


def auth_login(conversation: Conversation) -> None:
    conversation.say("334 VXNlcm5hbWU6")
    user = conversation.hear()
    conversation.say("334 UGFzc3dvcmQ6")
    password = conversation.hear()
    is_right = [base64.b64decode(each).decode() for each in (user, password)] == [USER, PASSWORD]
    conversation.say("235 welcome" if is_right else "535 no")


@pytest.mark.parametrize("offer", ["AUTH LOGIN", "AUTH=LOGIN", "AUTH GSSAPI LOGIN XOAUTH2"])
def test_login_is_spoken_where_plain_is_not_offered(offer: str) -> None:
    with ScriptedServer(server(EHLO=f"250-scripted\r\n250 {offer}", AUTH=auth_login)) as scripted:
        logged_in = at(scripted.port, user=USER, password=PASSWORD)
        with closing(SmtpTransport(logged_in)) as transport:
            assert transport.send(FORWARD, before_data=yes).sending is Sending.SENT


@pytest.mark.parametrize("answer", ["535 5.7.8 no", "534 too weak", "504 what", "535-5.7.3 no\r\n535 still no"])
@pytest.mark.parametrize("offer", ["AUTH PLAIN", "AUTH LOGIN", "AUTH PLAIN LOGIN CRAM-MD5"])
def test_a_login_refused_is_for_a_person_and_not_tried_in_another_way(offer: str, answer: str) -> None:
    heard: list[str] = []
    with (
        ScriptedServer(recording(heard, EHLO=f"250-scripted\r\n250 {offer}", AUTH=answer)) as scripted,
        closing(SmtpTransport(at(scripted.port, user=USER, password="x"))) as transport,
        pytest.raises(TransportRefused),
    ):
        transport.send(FORWARD, before_data=yes)

    assert sum(line.startswith("AUTH") for line in heard) == 1


@pytest.mark.parametrize("offer", ["8BITMIME", "AUTH GSSAPI XOAUTH2"])
def test_a_server_that_takes_no_password_is_for_a_person(offer: str) -> None:
    with (
        ScriptedServer(server(EHLO=f"250-scripted\r\n250 {offer}")) as scripted,
        closing(SmtpTransport(at(scripted.port, user=USER, password="x"))) as transport,
        pytest.raises(TransportRefused),
    ):
        transport.send(FORWARD, before_data=yes)


@pytest.mark.parametrize(("answer", "code"), [("454 4.7.0 later", 454), ("421 busy", 421), ("banana", None)])
def test_a_login_that_cannot_be_checked_now_is_tried_later(answer: Answer, code: int | None) -> None:
    with (
        ScriptedServer(server(EHLO="250-scripted\r\n250 AUTH PLAIN", AUTH=answer)) as scripted,
        closing(SmtpTransport(at(scripted.port, user=USER, password="x"))) as transport,
    ):
        result = transport.send(FORWARD, before_data=yes)

    assert (result.sending, result.phase, result.code) == (Sending.NOT_SENT, "auth", code)

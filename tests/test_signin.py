"""Signing in with a token instead of a password: at the sign-in service, at a real Dovecot and at a real Postfix."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from intake import app, connections
from intake.clock import local_today
from intake.equipment import load_handbook
from intake.mailbox import MailboxRefused, MailboxUnavailable
from intake.mailbox.imap import ImapMailbox
from intake.model.mail import Sending
from intake.settings import Account, Security, SignIn, settings_from
from intake.signin import AppCredentials, SignInRefused, SignInUnavailable, Tokens
from intake.transport import TransportRefused
from intake.transport.smtp import SmtpTransport
from tests.conftest import server_or_skip
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.servers.tokens import CLIENT_ID, CLIENT_SECRET, TokenService
from tests.transport.mails import numbered, yes

USER = "alice"
BOOK = load_handbook(None)


@pytest.fixture(scope="module")
def service() -> Iterator[TokenService]:
    with TokenService(USER) as service:
        yield service


@pytest.fixture(scope="module")
def dovecot(service: TokenService) -> Iterator[Dovecot]:
    with server_or_skip(lambda: Dovecot(introspection_url=service.introspection)) as server:
        yield server


@pytest.fixture
def credentials(service: TokenService) -> Iterator[AppCredentials]:
    yield AppCredentials(
        authority=service.authority,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        scope="https://outlook.office365.com/.default",
        ca_file=service.ca,
    )
    service.seconds, service.error = 3600, None


# -- tokens ----------------------------------------------------------------------------------------------------------


def test_a_token_is_used_until_shortly_before_its_end(service: TokenService, credentials: AppCredentials) -> None:
    tokens = Tokens(credentials)

    first = tokens.token()

    assert tokens.token() == first
    assert service.given[-1] == first


def test_a_token_that_ends_within_minutes_is_replaced(service: TokenService, credentials: AppCredentials) -> None:
    tokens = Tokens(credentials)
    service.seconds = 200
    first = tokens.token()

    assert tokens.token() != first


def test_a_secret_that_is_no_good_is_refused_in_a_code_and_not_quoted(credentials: AppCredentials) -> None:
    with pytest.raises(SignInRefused, match="invalid_client") as refused:
        Tokens(replace(credentials, client_secret="stale secret")).token()

    assert "stale" not in str(refused.value)
    assert "expired" not in str(refused.value)


@pytest.mark.parametrize(
    ("status", "error", "raised"),
    [
        (503, "temporarily_unavailable", SignInUnavailable),
        (400, "unauthorized_client", SignInRefused),
        (400, "Alice said: no", SignInRefused),
    ],
)
def test_what_the_service_says_is_told_apart(
    service: TokenService, credentials: AppCredentials, status: int, error: str, raised: type[Exception]
) -> None:
    service.error = (status, {"error": error})

    with pytest.raises(raised) as said:
        Tokens(credentials).token()

    assert "Alice" not in str(said.value)


def test_a_service_that_is_away_is_unavailable_and_asked_again(credentials: AppCredentials) -> None:
    away = replace(credentials, authority="https://localhost:9/tenant")

    with pytest.raises(SignInUnavailable):
        Tokens(away).token()


def test_a_service_whose_certificate_is_not_trusted_gets_no_secret(
    service: TokenService, credentials: AppCredentials
) -> None:
    before = len(service.given)

    with pytest.raises(SignInUnavailable):
        Tokens(replace(credentials, ca_file=None)).token()

    assert len(service.given) == before


# -- at the servers --------------------------------------------------------------------------------------------------


@pytest.fixture
def sign_in(credentials: AppCredentials) -> SignIn:
    return SignIn(
        authority=credentials.authority,
        client_id=credentials.client_id,
        client_secret=credentials.client_secret,
        scope=credentials.scope,
        ca_file=credentials.ca_file,
        secret_ends=None,
    )


def at(port: int) -> Account:
    return Account(host="127.0.0.1", port=port, user=USER, password="", security=Security.PLAIN)


def test_the_mailbox_is_opened_with_a_token(dovecot: Dovecot, sign_in: SignIn) -> None:
    dovecot.deliver(b"Subject: one\r\n\r\n", USER)
    mailbox = ImapMailbox(connections.imap_account(at(dovecot.imap), BOOK, sign_in), limits=BOOK.limits)

    assert mailbox.list().uids
    mailbox.close()


def test_a_token_that_the_mailbox_does_not_take_is_refused(dovecot: Dovecot, sign_in: SignIn) -> None:
    account = replace(connections.imap_account(at(dovecot.imap), BOOK, sign_in), token=lambda: "forged")
    mailbox = ImapMailbox(account, limits=BOOK.limits)

    with pytest.raises(MailboxRefused):
        mailbox.list()


@pytest.mark.parametrize(
    ("change", "raised"),
    [({"client_secret": "stale"}, MailboxRefused), ({"authority": "https://localhost:9/tenant"}, MailboxUnavailable)],
)
def test_the_sign_in_services_troubles_are_the_mailboxes(
    dovecot: Dovecot, sign_in: SignIn, change: dict[str, str], raised: type[Exception]
) -> None:
    account = connections.imap_account(at(dovecot.imap), BOOK, replace(sign_in, **change))  # type: ignore[arg-type]

    with pytest.raises(raised):
        ImapMailbox(account, limits=BOOK.limits).list()


@pytest.fixture(scope="module")
def postfix(dovecot: Dovecot) -> Iterator[Postfix]:
    def make() -> Postfix:
        return Postfix(sasl=dovecot.sasl, restrictions="permit_sasl_authenticated, reject")

    with server_or_skip(make) as server:
        yield server


def test_a_letter_goes_out_signed_in_with_a_token(postfix: Postfix, sign_in: SignIn) -> None:
    transport = SmtpTransport(connections.smtp_account(at(postfix.smtp), BOOK, sign_in))

    result = transport.send(numbered(1), before_data=yes)
    transport.close()

    assert result.sending is Sending.SENT
    assert "sasl_method=XOAUTH2" in postfix.log()
    assert base64.b64encode(b"at-").decode()[:4] not in postfix.log()


def test_a_token_that_the_submission_server_does_not_take_is_refused(postfix: Postfix, sign_in: SignIn) -> None:
    account = replace(connections.smtp_account(at(postfix.smtp), BOOK, sign_in), token=lambda: "forged")

    with pytest.raises(TransportRefused):
        SmtpTransport(account).send(numbered(2), before_data=yes)


def test_a_sign_in_service_that_is_away_sends_nothing_and_loses_nothing(postfix: Postfix, sign_in: SignIn) -> None:
    away = replace(sign_in, authority="https://localhost:9/tenant")
    transport = SmtpTransport(connections.smtp_account(at(postfix.smtp), BOOK, away))

    result = transport.send(numbered(3), before_data=yes)

    assert (result.sending, result.phase) == (Sending.NOT_SENT, "auth")


# -- the secret's end ------------------------------------------------------------------------------------------------


def test_a_secret_that_ends_soon_is_an_alarm_until_there_is_a_new_one(tmp_path: Path) -> None:
    settings = settings_from(
        {
            "INTAKE_SECRET": "s" * 32,
            "INTAKE_DATABASE": f"sqlite:///{tmp_path / 'intake.db'}",
            "INTAKE_MAILBOX_DIRECTORY": str(tmp_path),
            "INTAKE_OUTGOING_DIRECTORY": str(tmp_path),
        }
    )
    today = local_today(BOOK.office.zone)
    with app.opened(settings, BOOK) as service:
        said = []
        for days in (31, 30, -1, 365):
            replace(service, secret_ends=today + timedelta(days=days)).run(app.Job.DIGEST)
            said.append([alarm.code for alarm in service.store.open_alarms()])

    assert said == [[], ["client_secret_ends"], ["client_secret_ends"], []]

"""Signing in with a token instead of a password: at the sign-in service, at a real Dovecot and at a real Postfix."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from intake import app, connections
from intake.clock import local_today, now
from intake.equipment import load_handbook
from intake.mailbox import MailboxRefused, MailboxUnavailable
from intake.mailbox.imap import ImapMailbox
from intake.model.mail import Sending
from intake.settings import Account, Security, SignIn, settings_from
from intake.signin import AppCredentials, ServiceKey, SignInRefused, SignInUnavailable, service_key_from, tokens
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
def application(service: TokenService) -> AppCredentials:
    return AppCredentials(
        authority=service.authority,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        scope="https://outlook.office365.com/.default",
        ca_file=service.ca,
    )


@pytest.fixture
def key(service: TokenService) -> ServiceKey:
    return service_key_from(service.key_file(), service.ca)


@pytest.fixture(params=["application", "service account"])
def credentials(
    request: pytest.FixtureRequest, service: TokenService, application: AppCredentials, key: ServiceKey
) -> Iterator[AppCredentials | ServiceKey]:
    yield application if request.param == "application" else key
    service.seconds, service.error = 3600, None


def away(credentials: AppCredentials | ServiceKey) -> AppCredentials | ServiceKey:
    """The same at a service that is not there."""
    if isinstance(credentials, AppCredentials):
        return replace(credentials, authority="https://localhost:9/tenant")
    return replace(credentials, token_address="https://localhost:9/token")


def asking(credentials: AppCredentials | ServiceKey, user: str = USER) -> Callable[[], str]:
    return tokens(credentials, user, now)


# -- tokens ----------------------------------------------------------------------------------------------------------


def test_a_token_is_used_until_shortly_before_its_end(
    service: TokenService, credentials: AppCredentials | ServiceKey
) -> None:
    token = asking(credentials)

    first = token()

    assert token() == first
    assert service.given[-1] == first


def test_a_token_that_ends_within_minutes_is_replaced(
    service: TokenService, credentials: AppCredentials | ServiceKey
) -> None:
    token = asking(credentials)
    service.seconds = 200
    first = token()

    assert token() != first


def test_a_secret_that_is_no_good_is_refused_in_a_code_and_not_quoted(application: AppCredentials) -> None:
    with pytest.raises(SignInRefused, match="invalid_client") as refused:
        asking(replace(application, client_secret="stale secret"))()

    assert "stale" not in str(refused.value)
    assert "expired" not in str(refused.value)


@pytest.mark.parametrize(
    ("status", "error", "raised"),
    [
        (503, "temporarily_unavailable", SignInUnavailable),
        (400, "server_error", SignInUnavailable),
        (400, "unauthorized_client", SignInRefused),
        (400, "Alice said: no", SignInRefused),
    ],
)
def test_what_the_service_says_is_told_apart(
    service: TokenService,
    credentials: AppCredentials | ServiceKey,
    status: int,
    error: str,
    raised: type[Exception],
) -> None:
    service.error = (status, {"error": error})

    with pytest.raises(raised) as said:
        asking(credentials)()

    assert "Alice" not in str(said.value)


def test_a_service_that_is_away_is_unavailable(credentials: AppCredentials | ServiceKey) -> None:
    with pytest.raises(SignInUnavailable):
        asking(away(credentials))()


def test_a_service_whose_certificate_is_not_trusted_gets_no_secret(
    service: TokenService, credentials: AppCredentials | ServiceKey
) -> None:
    before = len(service.given)

    with pytest.raises(SignInUnavailable):
        asking(replace(credentials, ca_file=None))()

    assert len(service.given) == before


def test_a_service_account_is_given_a_token_only_for_a_user_it_may_act_for(key: ServiceKey) -> None:
    with pytest.raises(SignInRefused, match="unauthorized_client"):
        asking(key, user="mallory")()


def test_an_assertion_from_a_clock_that_is_wrong_is_refused_and_the_clock_is_named(key: ServiceKey) -> None:
    def hours_late() -> datetime:
        return now() - timedelta(hours=2)

    with pytest.raises(SignInRefused, match=r"invalid_grant.*clock"):
        tokens(key, USER, hours_late)()


def test_a_key_that_was_replaced_is_refused(key: ServiceKey) -> None:
    with TokenService(USER) as other, pytest.raises(SignInRefused, match="invalid_grant"):
        asking(replace(key, private_key=service_key_from(other.key_file()).private_key))()


@pytest.mark.parametrize(
    "change",
    [
        {"type": "authorized_user"},
        {"private_key": "-----BEGIN PRIVATE KEY-----\nsecret stuff\n-----END PRIVATE KEY-----\n"},
        {"client_email": None, "private_key": None},
        {"token_uri": "http://login.test/token"},
    ],
)
def test_what_is_no_service_accounts_key_is_refused_and_not_quoted(
    service: TokenService, change: dict[str, str | None]
) -> None:
    held = {**json.loads(service.key_file()), **change}
    text = json.dumps({name: value for name, value in held.items() if value is not None})

    with pytest.raises(ValueError, match=r"key of a service account|https") as refused:
        service_key_from(text)

    assert "secret stuff" not in str(refused.value)


# -- at the servers --------------------------------------------------------------------------------------------------


@pytest.fixture
def sign_in(credentials: AppCredentials | ServiceKey) -> SignIn:
    return SignIn(credentials=credentials, secret_ends=None)


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
    ("error", "raised"),
    [((400, {"error": "invalid_grant"}), MailboxRefused), ((503, {"error": "server_error"}), MailboxUnavailable)],
)
def test_the_sign_in_services_troubles_are_the_mailboxes(
    dovecot: Dovecot,
    service: TokenService,
    sign_in: SignIn,
    error: tuple[int, dict[str, str]],
    raised: type[Exception],
) -> None:
    account = connections.imap_account(at(dovecot.imap), BOOK, sign_in)
    service.error = error

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
    absent = replace(sign_in, credentials=away(sign_in.credentials))
    transport = SmtpTransport(connections.smtp_account(at(postfix.smtp), BOOK, absent))

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

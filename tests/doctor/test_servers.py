"""The doctor at real servers: reached, protected, let in, and nothing changed or sent."""

import dataclasses
from pathlib import Path

import pytest

from intake.doctor import Finding, Grade, servers
from intake.equipment import load_handbook
from intake.settings import Account, Security, Settings, settings_from
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix

BOOK = load_handbook(None)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_from(
        {
            "INTAKE_SECRET": "s" * 32,
            "INTAKE_MAILBOX_DIRECTORY": str(tmp_path),
            "INTAKE_OUTGOING_DIRECTORY": str(tmp_path),
        }
    )


def account(port: int, **changes: object) -> Account:
    made = Account(host="localhost", port=port, user="", password="", security=Security.PLAIN)
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def at_mailbox(settings: Settings, given: Account) -> list[Finding]:
    return list(servers.mailbox(dataclasses.replace(settings, imap=given), BOOK))


def at_transport(settings: Settings, given: Account) -> list[Finding]:
    return list(servers.transport(dataclasses.replace(settings, smtp=given), BOOK))


def test_a_mailbox_over_tls_is_good_until_its_certificate_ends_soon(
    dovecot: Dovecot, new_user: str, settings: Settings
) -> None:
    found = at_mailbox(
        settings,
        account(dovecot.imaps, user=new_user, password="secret", security=Security.TLS, ca_file=dovecot.ca),
    )

    assert [(each.check, each.grade) for each in found[:3]] == [
        ("imap", Grade.GOOD),
        ("imap", Grade.GOOD),
        ("imap", Grade.MIND),
    ]
    assert "TLSv1.3" in found[1].says
    assert "in 28 days" in found[2].says or "in 29 days" in found[2].says
    assert {each.check for each in found[3:]} == {"folder"}
    assert dovecot.doveadm("mailbox", "list", "-u", new_user).split() == ["INBOX"]


@pytest.mark.parametrize(
    ("change", "grade"),
    [
        ({"password": "wrong"}, Grade.WRONG),
        ({"ca_file": None}, Grade.AWAY),
        ({"port": 9}, Grade.AWAY),
    ],
)
def test_what_keeps_us_out_of_the_mailbox_is_said_without_the_password(
    dovecot: Dovecot, new_user: str, settings: Settings, change: dict[str, object], grade: Grade
) -> None:
    good = account(dovecot.imaps, user=new_user, password="secret", security=Security.TLS, ca_file=dovecot.ca)
    (found,) = at_mailbox(settings, dataclasses.replace(good, **change))  # type: ignore[arg-type]

    assert found.grade is grade
    assert new_user not in found.says


def test_the_submission_server_is_greeted_and_sent_nothing(postfix: Postfix, settings: Settings) -> None:
    found = at_transport(settings, account(postfix.smtp, security=Security.STARTTLS, ca_file=postfix.ca))

    assert [each.grade for each in found] == [Grade.GOOD, Grade.GOOD, Grade.MIND]
    assert postfix.queue() == []


def test_a_submission_server_that_is_away_is_away(settings: Settings) -> None:
    assert [each.grade for each in at_transport(settings, account(9))] == [Grade.AWAY]

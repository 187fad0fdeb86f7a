from datetime import date
from pathlib import Path

import pytest

from intake.settings import VARIABLES, Security, SettingsFaults, settings_from
from intake.signin import ServiceKey
from tests.servers.tokens import TokenService

COMPLETE = {
    "INTAKE_SECRET": "s" * 32,
    "INTAKE_IMAP_HOST": "imap.example.org",
    "INTAKE_IMAP_USER": "mailbox",
    "INTAKE_IMAP_PASSWORD": "very secret",
    "INTAKE_SMTP_HOST": "127.0.0.1",
    "INTAKE_SMTP_SECURITY": "plain",
}


def faults(**changes: str) -> str:
    with pytest.raises(SettingsFaults) as error:
        settings_from({**COMPLETE, **changes})
    return str(error.value)


def test_a_complete_environment_makes_settings() -> None:
    settings = settings_from(COMPLETE)
    assert settings.imap is not None
    assert (settings.imap.port, settings.imap.security) == (993, Security.TLS)
    assert settings.smtp is not None
    assert settings.smtp.host == "127.0.0.1"


def test_every_fault_is_said_at_once() -> None:
    with pytest.raises(SettingsFaults) as error:
        settings_from({"INTAKE_IMAP_PORT": "lots", "INTAKE_LOG_LEVEL": "loud"})
    for name in ("INTAKE_SECRET", "INTAKE_IMAP_HOST", "INTAKE_IMAP_PORT", "INTAKE_SMTP_HOST", "INTAKE_LOG_LEVEL"):
        assert name in str(error.value)


def test_an_unknown_variable_is_answered_with_the_nearest_one() -> None:
    assert "INTAKE_IMAP_HOST?" in faults(INTAKE_IMAP_HSOT="x")


def test_nothing_is_sent_in_the_clear_beyond_this_machine() -> None:
    assert "nothing is sent in the clear" in faults(INTAKE_IMAP_SECURITY="plain")


def test_a_short_secret_is_refused() -> None:
    assert "INTAKE_SECRET" in faults(INTAKE_SECRET="short")


@pytest.mark.parametrize("value", ["", " "])
def test_an_empty_secret_is_none(value: str) -> None:
    assert "INTAKE_SECRET" in faults(INTAKE_SECRET=value)


def test_keys_stand_newest_first_and_a_short_one_is_refused() -> None:
    newer, older = "n" * 32, "o" * 32
    assert settings_from({**COMPLETE, "INTAKE_KEYS": f"{newer}\n{older}\n"}).keys == (newer.encode(), older.encode())
    assert "INTAKE_KEYS" in faults(INTAKE_KEYS=f"{newer} short")


def test_a_secret_may_stand_in_a_file_that_only_we_can_read(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("t" * 40 + "\n")
    file.chmod(0o600)
    environment = {name: value for name, value in COMPLETE.items() if name != "INTAKE_SECRET"}
    assert settings_from({**environment, "INTAKE_SECRET_FILE": str(file)}).secret == b"t" * 40


def test_a_secret_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("t" * 40)
    file.chmod(0o644)
    environment = {name: value for name, value in COMPLETE.items() if name != "INTAKE_SECRET"}
    with pytest.raises(SettingsFaults, match="chmod 600"):
        settings_from({**environment, "INTAKE_SECRET_FILE": str(file)})


def test_no_secret_is_shown() -> None:
    shown = repr(settings_from(COMPLETE))
    assert "very secret" not in shown
    assert "s" * 32 not in shown
    assert "very secret" not in faults(INTAKE_IMAP_PORT="0")


def test_a_folder_takes_the_place_of_a_server(tmp_path: Path) -> None:
    environment = {
        "INTAKE_SECRET": "s" * 32,
        "INTAKE_MAILBOX_DIRECTORY": str(tmp_path),
        "INTAKE_OUTGOING_DIRECTORY": str(tmp_path),
    }
    settings = settings_from(environment)
    assert settings.imap is None
    assert settings.smtp is None
    assert settings.mailbox_directory == tmp_path


def test_every_variable_is_explained() -> None:
    assert all(each.help for each in VARIABLES)


# -- credentials of systemd ------------------------------------------------------------------------------------------


def test_a_secret_may_be_a_credential_of_systemd(tmp_path: Path) -> None:
    (tmp_path / "INTAKE_SECRET").write_text("t" * 40 + "\n")
    environment = {name: value for name, value in COMPLETE.items() if name != "INTAKE_SECRET"}

    assert settings_from({**environment, "CREDENTIALS_DIRECTORY": str(tmp_path)}).secret == b"t" * 40


def test_a_secret_that_is_set_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "INTAKE_SECRET").write_text("t" * 40)

    assert "INTAKE_SECRET is set twice" in faults(CREDENTIALS_DIRECTORY=str(tmp_path))


def test_what_is_no_secret_is_never_read_from_a_credential(tmp_path: Path) -> None:
    (tmp_path / "INTAKE_SMTP_HOST").write_text("elsewhere.test")

    settings = settings_from({**COMPLETE, "CREDENTIALS_DIRECTORY": str(tmp_path)})

    assert settings.smtp is not None
    assert settings.smtp.host == "127.0.0.1"


# -- signing in ------------------------------------------------------------------------------------------------------

SIGNED_IN = {name: value for name, value in COMPLETE.items() if name != "INTAKE_IMAP_PASSWORD"} | {
    "INTAKE_OAUTH_CLIENT_ID": "client",
    "INTAKE_OAUTH_AUTHORITY": "https://login.microsoftonline.com/tenant",
    "INTAKE_OAUTH_CLIENT_SECRET": "of the client",
    "INTAKE_OAUTH_SECRET_ENDS": "2027-11-27",
}


def test_who_signs_in_needs_no_password() -> None:
    settings = settings_from(SIGNED_IN)

    assert settings.sign_in is not None
    assert settings.sign_in.secret_ends == date(2027, 11, 27)
    assert settings.imap is not None
    assert settings.imap.password == ""
    assert "of the client" not in repr(settings)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"INTAKE_IMAP_PASSWORD": "x"}, "one or the other"),
        ({"INTAKE_OAUTH_AUTHORITY": "http://login.test/tenant"}, "https://"),
        ({"INTAKE_OAUTH_SECRET_ENDS": "next year"}, "INTAKE_OAUTH_SECRET_ENDS"),
    ],
)
def test_a_sign_in_that_cannot_be_meant_is_refused(change: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsFaults, match=said):
        settings_from({**SIGNED_IN, **change})


GOOGLE = {name: value for name, value in COMPLETE.items() if name != "INTAKE_IMAP_PASSWORD"}


def key_file(folder: Path, mode: int) -> Path:
    file = folder / "key.json"
    with TokenService("intake") as service:
        file.write_text(service.key_file())
    file.chmod(mode)
    return file


def test_who_signs_in_by_a_service_accounts_key_needs_no_password(tmp_path: Path) -> None:
    file = key_file(tmp_path, 0o600)

    settings = settings_from({**GOOGLE, "INTAKE_GOOGLE_KEY_FILE": str(file), "INTAKE_OAUTH_SECRET_ENDS": "2027-11-27"})

    assert settings.sign_in is not None
    assert isinstance(settings.sign_in.credentials, ServiceKey)
    assert settings.sign_in.secret_ends == date(2027, 11, 27)
    assert "PRIVATE KEY" not in repr(settings)


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    file = key_file(tmp_path, 0o640)

    with pytest.raises(SettingsFaults, match="INTAKE_GOOGLE_KEY_FILE: the file can be read by others"):
        settings_from({**GOOGLE, "INTAKE_GOOGLE_KEY_FILE": str(file)})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"INTAKE_GOOGLE_KEY": "{}"}, "INTAKE_GOOGLE_KEY: no key of a service account"),
        ({"INTAKE_GOOGLE_KEY": "{}", "INTAKE_OAUTH_CLIENT_ID": "client"}, "both set"),
        ({"INTAKE_GOOGLE_KEY": "{}", "INTAKE_IMAP_PASSWORD": "x"}, "INTAKE_IMAP_PASSWORD and INTAKE_GOOGLE_KEY"),
    ],
)
def test_a_key_that_cannot_be_meant_is_refused(change: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsFaults, match=said):
        settings_from({**GOOGLE, **change})


def test_a_sign_in_without_its_secret_says_so() -> None:
    lacking = {name: value for name, value in SIGNED_IN.items() if name != "INTAKE_OAUTH_CLIENT_SECRET"}
    with pytest.raises(SettingsFaults, match="INTAKE_OAUTH_CLIENT_SECRET is not set"):
        settings_from(lacking)


def test_alarms_have_servers_of_their_own_where_they_are_named() -> None:
    assert settings_from(COMPLETE).alarm_smtp is None
    settings = settings_from(
        {**COMPLETE, "INTAKE_ALARM_SMTP_HOST": "relay.example.org", "INTAKE_ALARM_COMMAND": "/bin/tell"}
    )
    assert settings.alarm_smtp is not None
    assert (settings.alarm_smtp.host, settings.alarm_smtp.port) == ("relay.example.org", 465)
    assert settings.alarm_command == Path("/bin/tell")

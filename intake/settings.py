"""The machine: hosts, credentials and paths, from the environment and files of secrets. The only reader of the environment."""

import os
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from intake.signin import AppCredentials, ServiceKey, service_key_from
from intake.tls import is_loopback

PREFIX = "INTAKE_"
READABLE_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Security(StrEnum):
    """How a connection is protected. Plain is for loopback alone."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A server and who we are there."""

    host: str
    port: int
    user: str = field(repr=False)
    password: str = field(repr=False)
    security: Security
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Who asks a sign-in service for access tokens instead of having passwords."""

    credentials: AppCredentials | ServiceKey
    secret_ends: date | None
    """The last day on which its secret or its key is good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    config: Path
    templates: Path
    database: str = field(repr=False)
    secret: bytes = field(repr=False)
    """Keys our Message-IDs and references, so that nobody can guess them."""
    keys: tuple[bytes, ...] = field(default=(), repr=False)
    """Seal what is kept, newest first; without any a key is derived from the secret."""
    imap: Account | None
    mailbox_directory: Path | None
    smtp: Account | None
    outgoing_directory: Path | None
    sign_in: SignIn | None = None
    """Instead of the passwords of both accounts."""
    alarm_command: Path | None = None
    alarm_webhook: str | None = None
    alarm_smtp: Account | None = None
    """Another relay than the one for letters."""
    clamd: Path | tuple[str, int] | None = None
    """Where the virus scanner listens; None without one."""
    heartbeat: Path | None
    log_level: str


class SettingsFaults(Exception):  # noqa: N818 - a list of faults, not one error
    """Everything that is wrong with the environment, at once. Names variables and never their values."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Variable:
    """One row of the settings table in the README."""

    name: str
    default: str | None
    help: str


VARIABLES: tuple[Variable, ...] = (
    Variable("INTAKE_CONFIG", "config", "folder with intake.yaml and forms/"),
    Variable("INTAKE_TEMPLATES", "templates", "folder with the letters"),
    Variable(
        "INTAKE_DATABASE", "sqlite:///intake.db", "database: sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
    ),
    Variable("INTAKE_SECRET", None, "at least 32 random characters; keys our Message-IDs, and seals what is kept"),
    Variable("INTAKE_KEYS", "", "keys that seal what is kept instead, newest first, a blank between; see intake keys"),
    Variable("INTAKE_IMAP_HOST", None, "IMAP server"),
    Variable("INTAKE_IMAP_PORT", "993", "IMAP port"),
    Variable("INTAKE_IMAP_USER", None, "account of the mailbox"),
    Variable("INTAKE_IMAP_PASSWORD", None, "its password"),
    Variable("INTAKE_IMAP_SECURITY", "tls", "tls, or plain for loopback only"),
    Variable("INTAKE_IMAP_CA_FILE", "", "certificate authority, when not a public one"),
    Variable("INTAKE_MAILBOX_DIRECTORY", "", "instead of IMAP: a folder of .eml files"),
    Variable("INTAKE_SMTP_HOST", None, "SMTP submission server"),
    Variable("INTAKE_SMTP_PORT", "465", "SMTP port"),
    Variable("INTAKE_SMTP_USER", "", "account, when the server asks for one"),
    Variable("INTAKE_SMTP_PASSWORD", "", "its password"),
    Variable("INTAKE_SMTP_SECURITY", "tls", "tls, starttls, or plain for loopback only"),
    Variable("INTAKE_SMTP_CA_FILE", "", "certificate authority, when not a public one"),
    Variable("INTAKE_OUTGOING_DIRECTORY", "", "instead of SMTP: a folder where letters are written"),
    Variable(
        "INTAKE_OAUTH_CLIENT_ID",
        "",
        "instead of passwords: the application registered for us, as Microsoft 365 wants it",
    ),
    Variable("INTAKE_OAUTH_AUTHORITY", None, "https://login.microsoftonline.com/TENANT"),
    Variable("INTAKE_OAUTH_CLIENT_SECRET", None, "its secret"),
    Variable(
        "INTAKE_GOOGLE_KEY", "", "or the key of a service account, as Google Workspace wants it: the JSON of its file"
    ),
    Variable("INTAKE_OAUTH_SECRET_ENDS", "", "the last day on which the secret or the key is good, YYYY-MM-DD"),
    Variable("INTAKE_OAUTH_SCOPE", "https://outlook.office365.com/.default", "what the token is for"),
    Variable("INTAKE_OAUTH_CA_FILE", "", "certificate authority, when not a public one"),
    Variable("INTAKE_ALARM_COMMAND", "", "a program that is given each alarm as a line of JSON"),
    Variable(
        "INTAKE_ALARM_WEBHOOK", "", "http://... of this machine or its private network, to which each alarm is POSTed"
    ),
    Variable("INTAKE_ALARM_SMTP_HOST", "", "another SMTP server, for alarms alone"),
    Variable("INTAKE_ALARM_SMTP_PORT", "465", "its port"),
    Variable("INTAKE_ALARM_SMTP_USER", "", "account, when it asks for one"),
    Variable("INTAKE_ALARM_SMTP_PASSWORD", "", "its password"),
    Variable("INTAKE_ALARM_SMTP_SECURITY", "tls", "tls, starttls, or plain for loopback only"),
    Variable("INTAKE_ALARM_SMTP_CA_FILE", "", "certificate authority, when not a public one"),
    Variable("INTAKE_CLAMD", "", "ClamAV's socket: a path, or HOST:PORT on this machine; away, everything waits"),
    Variable("INTAKE_HEARTBEAT", "", "file touched after each good cycle, for monitoring"),
    Variable("INTAKE_LOG_LEVEL", "info", "debug, info, warning or error"),
)
SECRETS = frozenset(
    {
        "INTAKE_SECRET",
        "INTAKE_KEYS",
        "INTAKE_IMAP_PASSWORD",
        "INTAKE_SMTP_PASSWORD",
        "INTAKE_ALARM_SMTP_PASSWORD",
        "INTAKE_OAUTH_CLIENT_SECRET",
        "INTAKE_GOOGLE_KEY",
    }
)
"""May stand in a file of mode 0600 named by the variable with `_FILE` behind it, or be a credential of systemd."""
CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Where systemd lays what `LoadCredential=NAME:FILE` names (systemd.exec(5)); ours go by the names of the variables."""
SECRET_CHARACTERS = 32
LOG_LEVELS = ("debug", "info", "warning", "error")


def load_settings() -> Settings:
    """Settings from this machine's environment. Raises SettingsFaults."""
    return settings_from(dict(os.environ))  # noqa: TID251 - the one place


def load_folders() -> tuple[Path, Path]:
    """The folders of the configuration and of the letters alone: enough for what needs no server and no secret."""
    environment = dict(os.environ)  # noqa: TID251 - the one place
    defaults = {each.name: each.default or "" for each in VARIABLES}
    found = (environment.get(name) or defaults[name] for name in ("INTAKE_CONFIG", "INTAKE_TEMPLATES"))
    config, templates = (Path(each) for each in found)
    return config, templates


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Settings from a mapping of variables. Raises SettingsFaults with every fault at once."""
    reading = _Reading(environment)
    settings = reading.settings()
    if reading.faults:
        raise SettingsFaults(tuple(reading.faults))
    return settings


class _Reading:
    """Reads variables and gathers faults as it goes."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.faults: list[str] = list(unknown(environment))
        self.defaults = {each.name: each.default for each in VARIABLES}

    def settings(self) -> Settings:
        mailbox_directory = self.path("INTAKE_MAILBOX_DIRECTORY")
        outgoing_directory = self.path("INTAKE_OUTGOING_DIRECTORY")
        return Settings(
            config=Path(self.value("INTAKE_CONFIG")),
            templates=Path(self.value("INTAKE_TEMPLATES")),
            database=self.value("INTAKE_DATABASE"),
            secret=self.secret(),
            keys=self.keys(),
            sign_in=self.sign_in(),
            imap=None if mailbox_directory else self.account("IMAP", (Security.TLS, Security.PLAIN)),
            mailbox_directory=mailbox_directory,
            smtp=None if outgoing_directory else self.account("SMTP", tuple(Security)),
            outgoing_directory=outgoing_directory,
            alarm_command=self.path("INTAKE_ALARM_COMMAND"),
            alarm_webhook=self.value("INTAKE_ALARM_WEBHOOK") or None,
            alarm_smtp=self.account("ALARM_SMTP", tuple(Security)) if self.value("INTAKE_ALARM_SMTP_HOST") else None,
            clamd=self.clamd(),
            heartbeat=self.path("INTAKE_HEARTBEAT"),
            log_level=self.one_of("INTAKE_LOG_LEVEL", LOG_LEVELS),
        )

    def value(self, name: str) -> str:
        """The variable, the file that holds it, or its default; a fault and an empty text when it is needed and not there."""
        given = self.environment.get(name)
        file = self.environment.get(f"{name}_FILE") if name in SECRETS else None
        credential = self.credential(name)
        if sum(each is not None for each in (given, file, credential)) > 1:
            self.faults.append(f"{name} is set twice, by itself, as {name}_FILE or as a credential: keep one")
        if credential is not None:
            return self.secret_text(name, credential)
        if file is not None:
            return self.secret_file(f"{name}_FILE", Path(file))
        value = given if given is not None else self.defaults[name]
        if not value and self.defaults[name] is None:
            self.faults.append(f"{name} is not set")
        return value or ""

    def credential(self, name: str) -> Path | None:
        """The file in which systemd gives us this secret. It is systemd's, and so is who may read it."""
        folder = self.environment.get(CREDENTIALS) if name in SECRETS else None
        path = Path(folder, name) if folder else None
        return path if path is not None and path.is_file() else None

    def secret_file(self, name: str, path: Path) -> str:
        with suppress(OSError):
            if path.stat().st_mode & READABLE_BY_OTHERS:
                self.faults.append(f"{name}: the file can be read by others; chmod 600 it")
        return self.secret_text(name, path)

    def secret_text(self, name: str, path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            self.faults.append(f"{name}: the file cannot be read ({type(error).__name__})")
            return ""

    def path(self, name: str) -> Path | None:
        value = self.value(name)
        return Path(value) if value else None

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        value = self.value(name).lower()
        if value not in allowed:
            self.faults.append(f"{name} must be one of {', '.join(allowed)}")
            return allowed[0]
        return value

    def secret(self) -> bytes:
        value = self.value("INTAKE_SECRET")
        if 0 < len(value) < SECRET_CHARACTERS:
            self.faults.append(f"INTAKE_SECRET is shorter than {SECRET_CHARACTERS} characters")
        return value.encode()

    def keys(self) -> tuple[bytes, ...]:
        found = self.value("INTAKE_KEYS").split()
        if any(len(each) < SECRET_CHARACTERS for each in found):
            self.faults.append(f"a key of INTAKE_KEYS is shorter than {SECRET_CHARACTERS} characters")
        return tuple(each.encode() for each in found)

    def account(self, protocol: str, securities: tuple[Security, ...]) -> Account:
        name = f"{PREFIX}{protocol}_"
        host = self.value(f"{name}HOST")
        security = Security(self.one_of(f"{name}SECURITY", tuple(securities)))
        if security is Security.PLAIN and not is_loopback(host):
            self.faults.append(
                f"{name}SECURITY is plain, and {name}HOST is not this machine: nothing is sent in the clear"
            )
        return Account(
            host=host,
            port=self.port(f"{name}PORT"),
            user=self.value(f"{name}USER"),
            password=self.password(f"{name}PASSWORD"),
            security=security,
            ca_file=self.path(f"{name}CA_FILE"),
        )

    def password(self, name: str) -> str:
        if not self.signs_in or name.startswith("INTAKE_ALARM_"):
            return self.value(name)
        if self.environment.get(name) or f"{name}_FILE" in self.environment:
            self.faults.append(f"{name} and {self.signs_in[0]} are both set: we sign in by one or the other")
        return ""

    @cached_property
    def signs_in(self) -> tuple[str, ...]:
        """The variables by which we sign in with tokens."""
        given = {"INTAKE_OAUTH_CLIENT_ID": self.value("INTAKE_OAUTH_CLIENT_ID"), "INTAKE_GOOGLE_KEY": self.google_key}
        return tuple(name for name, value in given.items() if value)

    @cached_property
    def google_key(self) -> str:
        return self.value("INTAKE_GOOGLE_KEY")

    def sign_in(self) -> SignIn | None:
        if not self.signs_in:
            return None
        if len(self.signs_in) > 1:
            self.faults.append(f"{' and '.join(self.signs_in)} are both set: we sign in by one or the other")
        ca_file = self.path("INTAKE_OAUTH_CA_FILE")
        ends = self.day("INTAKE_OAUTH_SECRET_ENDS")
        credentials = (
            self.application(ca_file) if "INTAKE_OAUTH_CLIENT_ID" in self.signs_in else self.service_key(ca_file)
        )
        return None if credentials is None else SignIn(credentials=credentials, secret_ends=ends)

    def application(self, ca_file: Path | None) -> AppCredentials:
        authority = self.value("INTAKE_OAUTH_AUTHORITY")
        if authority and not authority.startswith("https://"):
            self.faults.append("INTAKE_OAUTH_AUTHORITY does not begin with https://")
        return AppCredentials(
            authority=authority,
            client_id=self.value("INTAKE_OAUTH_CLIENT_ID"),
            client_secret=self.value("INTAKE_OAUTH_CLIENT_SECRET"),
            scope=self.value("INTAKE_OAUTH_SCOPE"),
            ca_file=ca_file,
        )

    def service_key(self, ca_file: Path | None) -> ServiceKey | None:
        try:
            return service_key_from(self.google_key, ca_file)
        except ValueError as error:
            self.faults.append(f"INTAKE_GOOGLE_KEY: {error}")
            return None

    def day(self, name: str) -> date | None:
        value = self.value(name)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.faults.append(f"{name} is not a day, YYYY-MM-DD")
            return None

    def clamd(self) -> Path | tuple[str, int] | None:
        value = self.value("INTAKE_CLAMD")
        host, colon, port = value.rpartition(":")
        if not colon:
            return Path(value) if value else None
        if not is_loopback(host) or not port.isdigit():
            self.faults.append("INTAKE_CLAMD is neither a path nor HOST:PORT on this machine")
        return host, int(port) if port.isdigit() else 0

    def port(self, name: str) -> int:
        value = self.value(name)
        if value.isascii() and value.isdigit() and 0 < int(value) < 2**16:
            return int(value)
        self.faults.append(f"{name} is not a port number")
        return 0


def unknown(environment: Mapping[str, str]) -> Iterable[str]:
    """A fault for each variable of ours that is not in the table, with the nearest one that is."""
    known = [each.name for each in VARIABLES] + [f"{name}_FILE" for name in SECRETS]
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known and not name.startswith("INTAKE_TESTS_"):
            nearest = get_close_matches(name, known, n=1, cutoff=0.0)
            yield f"{name} is not a setting; did you mean {nearest[0]}?"

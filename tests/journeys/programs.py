"""`intake` as a process of its own, and what can be seen of it from outside."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Self

import psycopg
import yaml

from intake.settings import Account, Settings
from tests.journeys.partnership import DEPUTY, HEAD, OWN_DOMAIN

PROGRAM = (sys.executable, "-c", "from intake.cli import main; main()")
GLANCE_SECONDS = 0.02
PATIENCE_SECONDS = 60.0
"""For a busy machine; nothing waits so long when all is well."""
LATER = """
import time, time_machine
later, monotonic = 60 * {}, time.monotonic
time_machine.travel(time.time() + later, tick=True).start()
time.monotonic = lambda: monotonic() + later
"""


def program(*, minutes_later: int = 0) -> tuple[str, ...]:
    """`intake`, so much later by its clock: by the one that tells the hour, and by the one that nobody can set."""
    if not minutes_later:
        return PROGRAM
    python, option, script = PROGRAM
    return python, option, LATER.format(minutes_later) + script


def written_config(folder: Path, mailbox: str, *, limits: Mapping[str, int] | None = None) -> Path:
    """The starter's configuration with addresses that fit the test servers, in a hurry."""
    config = folder / "config"
    (config / "forms").mkdir(parents=True)
    for path in Path("config").rglob("*"):
        if path.is_file():
            target = config / path.relative_to("config")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    book = yaml.safe_load((config / "intake.yaml").read_text(encoding="utf-8"))
    book["office"] |= {
        "mailbox": mailbox,
        "business_unit": mailbox,
        "head": HEAD,
        "deputies": [DEPUTY],
        "allowed_domains": [OWN_DOMAIN, "council.test"],
    }
    book["schedule"] |= {"poll_seconds": 1, "deliver_seconds": 1, "old_mail": "take"}
    if limits:
        book["limits"] = dict(limits)
    (config / "intake.yaml").write_text(yaml.safe_dump(book, sort_keys=False), encoding="utf-8")
    return config


def environment(settings: Settings, config: Path) -> dict[str, str]:
    """The variables that say the same as these settings."""
    variables = {
        "INTAKE_CONFIG": str(config),
        "INTAKE_TEMPLATES": str(Path("templates").resolve()),
        "INTAKE_DATABASE": settings.database,
        "INTAKE_SECRET": settings.secret.decode(),
        "INTAKE_LOG_LEVEL": "debug",
    }
    for protocol, account in (("IMAP", settings.imap), ("SMTP", settings.smtp)):
        variables |= {} if account is None else account_variables(f"INTAKE_{protocol}", account)
    for name, directory in (("MAILBOX", settings.mailbox_directory), ("OUTGOING", settings.outgoing_directory)):
        variables |= {} if directory is None else {f"INTAKE_{name}_DIRECTORY": str(directory)}
    return variables


def account_variables(prefix: str, account: Account) -> dict[str, str]:
    found = {
        "HOST": account.host,
        "PORT": str(account.port),
        "USER": account.user,
        "PASSWORD": account.password,
        "SECURITY": account.security.value,
        "CA_FILE": "" if account.ca_file is None else str(account.ca_file),
    }
    return {f"{prefix}_{name}": value for name, value in found.items()}


class Program:
    """A running `intake`, in a process group of its own; ended by force if a test leaves it running."""

    def __init__(self, *words: str, variables: Mapping[str, str], room: Path, command: Sequence[str] = PROGRAM) -> None:
        """`command` is the program with what comes before it, such as a tracer."""
        self.log = room / "stderr"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *words],
                env={**dict(os.environ), **variables},  # noqa: TID251 - the path of this machine's Python
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Raises AssertionError when it ends before, or takes too long."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert self.process.poll() is None, f"it ended with {self.process.returncode}: {self.said}"
            assert time.monotonic() < until, self.said
            threading.Event().wait(GLANCE_SECONDS)

    def ended_by(self, number: signal.Signals = signal.SIGTERM, *, whole_group: bool = False) -> tuple[int, float]:
        """Its exit code after this signal, and the seconds that it took."""
        started = time.monotonic()
        if whole_group:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        code = self.process.wait(PATIENCE_SECONDS)
        return code, time.monotonic() - started


def wait_for(holds: Callable[[], bool]) -> None:
    """Raises AssertionError when it takes too long."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until
        threading.Event().wait(GLANCE_SECONDS)


def counted(database: str, question: str) -> int:
    """The number that a question has for an answer; 0 as long as there is no such table, or nothing in it."""
    if not database.startswith("sqlite:///"):
        return counted_on_server(database, question)
    path = Path(database.removeprefix("sqlite:///"))
    if not path.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as connection:
            found = connection.execute(question).fetchone()
            return 0 if found is None else int(found[0])
    except sqlite3.OperationalError:
        return 0


def counted_on_server(url: str, question: str) -> int:
    with closing(psycopg.connect(url.replace("+psycopg", ""))) as connection:
        try:
            found = connection.execute(question).fetchone()  # type: ignore[arg-type]
        except psycopg.errors.UndefinedTable:
            return 0
        return 0 if found is None else int(found[0])

"""Catalogue 5.5: a configuration that must be refused at the start, with every fault named."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from intake.handbook import HandbookFaults
from intake.handbook.load import load
from intake.settings import SettingsFaults, settings_from
from tests.pipeline.robots import ROOT

ENVIRONMENT = {
    "INTAKE_SECRET": "s" * 32,
    "INTAKE_IMAP_HOST": "imap.example.org",
    "INTAKE_IMAP_USER": "mailbox",
    "INTAKE_IMAP_PASSWORD": "very secret",
    "INTAKE_SMTP_HOST": "smtp.example.org",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One spoilt configuration."""

    number: int
    name: str
    faults: Callable[[], str]
    """All that is said of it; empty when it was taken."""
    says: str

    def __str__(self) -> str:
        return f"{self.number}-{self.name.replace(' ', '-')}"


def spoilt(file: str, old: str, new: str) -> Callable[[], str]:
    """The folder that comes with the program, with one piece of one file replaced (or added, where `old` is empty)."""

    def faults() -> str:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for part in ("config", "templates"):
                shutil.copytree(ROOT / part, folder / part)
            path = folder / file
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            assert old in text
            path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
            try:
                load(folder / "config", folder / "templates")
            except HandbookFaults as refused:
                return str(refused)
        return ""

    return faults


def in_settings(**changes: str) -> Callable[[], str]:
    def faults() -> str:
        try:
            settings_from({**ENVIRONMENT, **changes})
        except SettingsFaults as refused:
            return str(refused)
        return ""

    return faults


def open_to_all() -> str:
    """A file of a secret that others may read."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "secret"
        path.write_text("s" * 40, encoding="utf-8")
        path.chmod(0o644)
        return in_settings(INTAKE_SECRET="", INTAKE_SECRET_FILE=str(path))()


OFFICE = "config/intake.yaml"
FORM = "config/forms/halton-lcspr.yaml"
HEAD = "head: head.of.safeguarding@halton.gov.example"
MAILBOX = "lcspr.referrals@haltonsafeguarding.example"
ROWS = (
    Refused(number=174, name="unknown key", faults=spoilt(OFFICE, "poll_seconds", "pol_seconds"), says="poll_seconds"),
    Refused(
        number=175,
        name="a key twice",
        faults=spoilt(OFFICE, "  poll_seconds: 60", "  poll_seconds: 60\n  poll_seconds: 61"),
        says="poll_seconds",
    ),
    Refused(
        number=176,
        name="a word that YAML reads as no",
        faults=spoilt(OFFICE, "holidays: England", "holidays: no"),
        says="holidays",
    ),
    Refused(
        number=177,
        name="the Head elsewhere",
        faults=spoilt(OFFICE, HEAD, "head: head@halton.gv.example"),
        says="allowed_domains",
    ),
    Refused(
        number=177,
        name="the Head is the mailbox",
        faults=spoilt(OFFICE, HEAD, f"head: {MAILBOX}"),
        says="would arrive again",
    ),
    Refused(
        number=178,
        name="template with an unknown word",
        faults=spoilt("templates/return.txt", "", "{{ recieved }}"),
        says="recieved",
    ),
    Refused(
        number=178,
        name="template that is not closed",
        faults=spoilt("templates/return.txt", "", "{% if x %}"),
        says="return.txt",
    ),
    Refused(
        number=179,
        name="a child's name in a return",
        faults=spoilt("templates/return.txt", "", "{{ child_name }}"),
        says="child_name",
    ),
    Refused(
        number=180,
        name="a field twice",
        faults=spoilt(FORM, "id: lead_name", "id: referrer_name"),
        says="referrer_name",
    ),
    Refused(
        number=182,
        name="one folder for two outcomes",
        faults=spoilt(OFFICE, "returned: Intake/Returned", "returned: Intake/Forwarded"),
        says="stands twice",
    ),
    Refused(
        number=183,
        name="clear text beyond this machine",
        faults=in_settings(INTAKE_SMTP_SECURITY="plain"),
        says="nothing is sent in the clear",
    ),
    Refused(
        number=183,
        name="a switch that turns checks off",
        faults=in_settings(INTAKE_IMAP_VERIFY="false"),
        says="INTAKE_IMAP_VERIFY",
    ),
    Refused(number=184, name="a secret that others may read", faults=open_to_all, says="INTAKE_SECRET_FILE"),
    Refused(
        number=184,
        name="a secret in the handbook",
        faults=spoilt(OFFICE, "schedule:", "password: x\n\nschedule:"),
        says="password",
    ),
    Refused(
        number=186,
        name="polling without a pause",
        faults=spoilt(OFFICE, "poll_seconds: 60", "poll_seconds: 0"),
        says="poll_seconds",
    ),
    Refused(
        number=187,
        name="unknown time zone",
        faults=spoilt(OFFICE, "zone: Europe/London", "zone: Europe/Londn"),
        says="Europe/London",
    ),
)

"""Erasing from the command line: looked through, said by an office, certified. And the register of what there is."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from intake.cli import app
from intake.model.decision import Outcome
from intake.store import Store
from tests.store.builders import NOW, decided, later, send_all

SECRET = "s" * 40
CONFIG = Path("config").resolve()
BY = ("--by", "head-of-safeguarding")


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store with a referral that was forwarded long ago, HCP-2026-0001, and an open return, HCP-2026-0002."""
    address = f"sqlite:///{tmp_path / 'intake.db'}"
    for name, value in {
        "INTAKE_CONFIG": str(CONFIG),
        "INTAKE_TEMPLATES": str(CONFIG.parent / "templates"),
        "INTAKE_DATABASE": address,
        "INTAKE_SECRET": SECRET,
        "INTAKE_MAILBOX_DIRECTORY": str(tmp_path),
        "INTAKE_OUTGOING_DIRECTORY": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    store = Store.open(address, secret=SECRET.encode())
    store.migrate()
    long_ago = later(days=-400)
    decided(store, 1, Outcome.FORWARDED, now=NOW)
    decided(store, 2, Outcome.RETURNED, now=NOW)
    send_all(store)
    for item in store.claim_filing(limit=9, now=NOW):
        store.mark_filed(item, folder="F", uidvalidity=1, uid=1, now=NOW)
    with store._database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE arrivals SET decided_at = '{long_ago:%Y-%m-%d %H:%M:%S}.000000'")
        connection.exec_driver_sql(
            f"UPDATE referrals SET closed_at = '{long_ago:%Y-%m-%d %H:%M:%S}.000000' WHERE closed_at IS NOT NULL"
        )
    store.close()
    return address


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def test_what_is_due_is_shown_and_goes_when_an_office_says_so(url: str, tmp_path: Path) -> None:
    assert run("retention", "list", code=1).split() == ["1", "2025-10-20", "forwarded", "HCP-2026-0001"]

    run("retention", "approve", *BY, "-o", str(tmp_path / "certificate.txt"))

    certificate = (tmp_path / "certificate.txt").read_text()
    assert "1 messages (9 bytes), 1 letters" in certificate
    assert "head-of-safeguarding" in certificate
    assert run("retention", "list") == ""


def test_the_certificates_mark_is_in_the_record(url: str) -> None:
    mark = run("erase", "HCP-2026-0001", *BY).split()[-1]

    assert "0 faults" in run("audit", "verify", "--head", mark)


def test_what_is_open_is_not_erased_and_it_says_why(url: str) -> None:
    assert "nothing was erased: open" in run("erase", "HCP-2026-0002", *BY, code=1)


def test_what_is_held_is_kept_until_the_hold_ends(url: str) -> None:
    run("retention", "hold", "HCP-2026-0001", *BY)
    assert run("retention", "list") == ""
    assert "held" in run("erase", "HCP-2026-0001", *BY, code=1)

    run("retention", "end-hold", "HCP-2026-0001", *BY)
    assert "CERTIFICATE OF ERASURE" in run("erase", "HCP-2026-0001", *BY)


@pytest.mark.parametrize("command", [("erase", "HCP-2026-0001"), ("retention", "approve"), ("retention", "hold", "x")])
def test_a_name_is_no_office(url: str, command: tuple[str, ...]) -> None:
    assert "--by wants an office" in run(*command, "--by", "Alice Example", code=2)


def test_the_register_is_written_as_a_workbook(url: str, tmp_path: Path) -> None:
    assert "2 referrals written" in run("register", "-o", str(tmp_path / "register.xlsx"))
    assert (tmp_path / "register.xlsx").read_bytes().startswith(b"PK")

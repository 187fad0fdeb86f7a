"""`intake doctor`: one line a check, and the worst one decides how it ends."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from intake.cli import app

CONFIG = Path("config").resolve()


def run(*arguments: str, code: int) -> list[str]:
    result = CliRunner().invoke(app, ["doctor", *arguments])
    assert result.exit_code == code, (result.output, result.exception)
    return result.output.splitlines()


def test_without_settings_it_says_each_fault_and_that_it_cannot_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_SMTP_PORT", "many")

    lines = run(code=2)

    assert any(line.startswith("WRONG  settings") and "INTAKE_SECRET" in line for line in lines)
    assert any("INTAKE_SMTP_PORT" in line for line in lines)


def test_a_machine_without_servers_is_something_to_mind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("INTAKE_CONFIG", str(CONFIG))
    monkeypatch.setenv("INTAKE_TEMPLATES", str(CONFIG.parent / "templates"))
    monkeypatch.setenv("INTAKE_DATABASE", f"sqlite:///{tmp_path / 'intake.db'}")
    monkeypatch.setenv("INTAKE_SECRET", "s" * 40)
    monkeypatch.setenv("INTAKE_MAILBOX_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("INTAKE_OUTGOING_DIRECTORY", str(tmp_path))

    found = [json.loads(line) for line in run("--json", code=1)]

    grades = {each["check"]: each["grade"] for each in found}
    assert (grades["python"], grades["database"], grades["handbook"], grades["mailbox"]) == (
        "good",
        "good",
        "good",
        "mind",
    )
    assert "s" * 40 not in str(found)

"""Keys from the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from intake.cli import app

SECRET = "s" * 40


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine with a store and no server."""
    monkeypatch.setenv("INTAKE_DATABASE", f"sqlite:///{tmp_path / 'intake.db'}")
    monkeypatch.setenv("INTAKE_SECRET", SECRET)
    monkeypatch.setenv("INTAKE_MAILBOX_DIRECTORY", str(tmp_path / "in"))
    monkeypatch.setenv("INTAKE_OUTGOING_DIRECTORY", str(tmp_path / "out"))
    return monkeypatch


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def test_a_new_key_is_rotated_in_and_the_old_one_is_needed_no_more(environment: pytest.MonkeyPatch) -> None:
    first = run("keys", "list").split()[0]
    key = run("keys", "new").strip()
    environment.setenv("INTAKE_KEYS", key)

    assert len(run("keys", "list").splitlines()) == 2
    rotated = run("keys", "rotate")

    assert first not in rotated
    assert run("keys", "list").split()[0] in rotated
    environment.setenv("INTAKE_SECRET", "t" * 40)
    assert len(run("keys", "list").splitlines()) == 1


def test_without_the_key_nothing_starts_and_no_secret_is_said(environment: pytest.MonkeyPatch) -> None:
    run("keys", "list")
    environment.setenv("INTAKE_SECRET", "t" * 40)

    said = run("keys", "list", code=2)

    assert "key that is not here" in said
    assert "t" * 8 not in said

"""Keys and audit from the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from intake.cli import app
from intake.cli.keeping import FLAWS
from intake.store.verify import Flaw

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


def test_a_whole_audit_is_said_to_be_whole(environment: pytest.MonkeyPatch) -> None:
    run("keys", "rotate")

    said = run("audit", "verify")

    assert said.startswith("1 steps, 0 faults, newest mark 1-")
    assert run("audit", "verify", "--head", said.split()[-1]).startswith("1 steps, 0 faults")


def test_a_mark_that_is_not_in_the_record_needs_a_person(environment: pytest.MonkeyPatch) -> None:
    run("keys", "rotate")

    assert "link 2 was written down and is not there" in run("audit", "verify", "--head", f"2-{'a' * 32}", code=1)
    assert json.loads(run("audit", "verify", "--json", "--head", f"1-{'a' * 32}", code=1))["faults"] == [
        {"flaw": "cut", "number": 1}
    ]


@pytest.mark.parametrize("head", ["", "1", "1-xyz", "one-" + "a" * 32])
def test_a_mark_that_is_none_is_wrong_use(environment: pytest.MonkeyPatch, head: str) -> None:
    assert "--head wants" in run("audit", "verify", "--head", head, code=2)


def test_every_flaw_has_its_words() -> None:
    assert FLAWS.keys() == {flaw.value for flaw in Flaw}

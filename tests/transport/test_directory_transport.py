"""What a directory of letters promises beyond the port."""

import json
from pathlib import Path

from intake.model.mail import Sending
from intake.transport.folder import DirectoryTransport
from tests.transport.mails import FORWARD, HEAD, LEDGER, numbered, yes


def test_sending_again_takes_the_place_of_the_first(tmp_path: Path) -> None:
    transport = DirectoryTransport(tmp_path)

    transport.send(FORWARD, before_data=yes)
    transport.send(FORWARD, before_data=yes)

    assert len(list(tmp_path.glob("*.eml"))) == 1


def test_the_envelope_stands_beside_the_letter(tmp_path: Path) -> None:
    DirectoryTransport(tmp_path).send(FORWARD, before_data=yes)

    (envelope,) = tmp_path.glob("*.json")
    told = json.loads(envelope.read_text())
    assert (told["recipients"], told["ledger_copy"], told["reference"]) == ([HEAD], LEDGER, "HCP-2026-0042")


def test_letters_are_for_our_eyes_only_and_named_by_no_address(tmp_path: Path) -> None:
    DirectoryTransport(tmp_path).send(FORWARD, before_data=yes)

    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o077 == 0
        assert "council" not in path.name


def test_a_half_written_letter_of_before_is_no_hindrance(tmp_path: Path) -> None:
    DirectoryTransport(tmp_path).send(FORWARD, before_data=yes)
    (letter,) = tmp_path.glob("*.eml")
    letter.rename(tmp_path / f".{letter.name}.tmp")

    assert DirectoryTransport(tmp_path).send(FORWARD, before_data=yes).sending is Sending.SENT
    assert [each.name for each in tmp_path.iterdir() if each.name.endswith(".tmp")] == []


def test_where_nothing_can_be_written_nothing_is_sent(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")

    result = DirectoryTransport(tmp_path / "file").send(numbered(7), before_data=yes)

    assert (result.sending, result.phase) == (Sending.NOT_SENT, "data")

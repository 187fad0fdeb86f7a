"""Mail out into a directory: each letter a .eml file with its envelope beside it."""

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

from intake.model.mail import Mail, Sending, SendingResult
from intake.transport import BeforeData

NAME_CHARACTERS = 16


class DirectoryTransport:
    """A letter is there whole or not at all. Sent again under the same Message-ID it takes the place of the first."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def send(self, mail: Mail, *, before_data: BeforeData) -> SendingResult:
        if not before_data(mail.ledger_copy is not None):
            return SendingResult(sending=Sending.NOT_SENT, phase="lease")
        name = f"{mail.kind}-{hashlib.sha256(mail.message_id.encode()).hexdigest()[:NAME_CHARACTERS]}"
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            _write_whole(self.directory / f"{name}.json", json.dumps(_envelope(mail), indent=2).encode())
            _write_whole(self.directory / f"{name}.eml", mail.content)
        except OSError:
            return SendingResult(sending=Sending.NOT_SENT, phase="data")
        return SendingResult(sending=Sending.SENT, phase="reply", has_ledger_copy=mail.ledger_copy is not None)

    def close(self) -> None:
        """Nothing is kept open."""


def _envelope(mail: Mail) -> dict[str, object]:
    return {
        "key": mail.key,
        "kind": mail.kind,
        "message_id": mail.message_id,
        "from": mail.envelope_from,
        "recipients": mail.recipients,
        "ledger_copy": mail.ledger_copy,
        "reference": mail.reference,
    }


def _write_whole(path: Path, content: bytes) -> None:
    """For our own eyes only, and on the disk before it has its name."""
    half = path.with_name(f".{path.name}.tmp")
    half.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        half.replace(path)
    except OSError:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise

"""A virus scanner on this machine: ClamAV's clamd, over its socket (clamd(8), INSTREAM). Not there is not the same as clean."""

import socket
import struct
from dataclasses import dataclass
from pathlib import Path

CHUNK_BYTES = 1 << 16
ANSWER_BYTES = 4096
PATIENCE_SECONDS = 60.0
PING_SECONDS = 5.0


class ScannerUnavailable(Exception):  # noqa: N818 - the field's word
    """It is away, or could not look through all of it. Carries a code."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """clamd at a path, or at a port of this machine."""

    at: Path | tuple[str, int]

    def is_there(self) -> bool:
        try:
            return self._said(b"zPING\0", seconds=PING_SECONDS) == b"PONG"
        except ScannerUnavailable:
            return False

    def finds(self, content: bytes) -> bool:
        """Whether it knows the content, or anything packed in it, as harmful. Raises ScannerUnavailable."""
        pieces = (content[at : at + CHUNK_BYTES] for at in range(0, len(content), CHUNK_BYTES))
        stream = b"".join(struct.pack(">I", len(each)) + each for each in pieces)
        said = self._said(b"zINSTREAM\0" + stream + struct.pack(">I", 0), seconds=PATIENCE_SECONDS)
        if said.endswith(b" FOUND"):
            return True
        if said.endswith(b": OK"):
            return False
        raise ScannerUnavailable("refused")

    def _said(self, question: bytes, *, seconds: float) -> bytes:
        try:
            with self._line(seconds) as line:
                line.sendall(question)
                return b"".join(iter(lambda: line.recv(ANSWER_BYTES), b"")).rstrip(b"\0\n")
        except OSError as error:
            raise ScannerUnavailable(type(error).__name__) from error

    def _line(self, seconds: float) -> socket.socket:
        if isinstance(self.at, tuple):
            return socket.create_connection(self.at, timeout=seconds)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(seconds)
            line.connect(str(self.at))
        except OSError:
            line.close()
            raise
        return line

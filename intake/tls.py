"""How a connection is protected."""

import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """What a connection turned out to have."""

    version: str | None
    """`TLSv1.3`; None for a connection in the clear."""
    certificate_ends: datetime | None


def protection(connection: socket.socket | None) -> Protection:
    """Of a connection that is open. Its certificate was verified when it was made, or it would not be."""
    if not isinstance(connection, ssl.SSLSocket):
        return Protection(version=None, certificate_ends=None)
    ends = (connection.getpeercert() or {}).get("notAfter")
    instant = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if isinstance(ends, str) else None
    return Protection(version=connection.version(), certificate_ends=instant)

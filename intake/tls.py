"""How a connection is protected: TLS 1.2 or later, always verified, and in the clear on this machine alone."""

import ipaddress
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


def verifying(ca_file: Path | None) -> ssl.SSLContext:
    """Certificate and host name checked: there is no other kind. Raises OSError when the authority's file cannot be read."""
    context = ssl.create_default_context(cafile=ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


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

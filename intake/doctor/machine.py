"""The interpreter and what it brings, the walls around the reading child, and the programs that help."""

import platform
import re
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pyexpat import EXPAT_VERSION
from sqlite3 import sqlite_version

from intake import walls
from intake.conversion import find_soffice
from intake.doctor.finding import Finding, away, good, mind, wrong
from intake.notices import composer_is_sound
from intake.sandbox import ChildFailed, ChildLimits, Sandbox
from intake.scanner import Scanner
from intake.settings import Settings

EXPAT_FLOOR = (2, 7, 2)
"""CVE-2024-45490 to CVE-2025-59375 are mended there."""
OPENSSL_FLOOR = (3, 0)
LAST_WITH_WAL_DEFECT = (3, 51, 2)
INJECTION = "=?utf-8?q?one=0ABcc=3A_two=40example=2Etest?="


def interpreter() -> Iterator[Finding]:
    version = platform.python_version()
    if composer_is_sound():
        yield good("python", f"{version}: letters are written as they are meant, hostile values kept out")
    else:
        yield wrong("python", f"{version} writes letters other than they are meant: use another version")
    if lets_a_header_in():
        yield mind("email package", "lets a header be injected (CVE-2024-6923); our letters are not written by it")
    else:
        yield good("email package", "keeps injected headers out")
    yield from (sqlite(sqlite_version), expat(EXPAT_VERSION), openssl(ssl.OPENSSL_VERSION))


def lets_a_header_in() -> bool:
    """Whether Python's own e-mail package makes a line of its own out of an encoded line break."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = INJECTION
    return b"\nBcc:" in message.as_bytes()


def sqlite(shown: str) -> Finding:
    """Versions from 3.7.0 on (sqlite.org/wal.html#walresetbug)."""
    if numbers(shown) <= LAST_WITH_WAL_DEFECT:
        return good("sqlite", f"{shown} can lose commits of its write-ahead log, which is never used here")
    return good("sqlite", shown)


def expat(shown: str) -> Finding:
    """Python's own reader of XML; none of ours."""
    if numbers(shown) >= EXPAT_FLOOR:
        return good("expat", shown)
    return mind("expat", f"{shown} has known defects; forms are read by lxml and in the child alone")


def openssl(shown: str) -> Finding:
    return good("openssl", shown) if numbers(shown) >= OPENSSL_FLOOR else mind("openssl", f"{shown} is out of support")


def numbers(shown: str) -> tuple[int, ...]:
    """`expat_2.5.0` and `OpenSSL 3.0.9 30 May 2023` to what can be compared."""
    found = re.search(r"\d+(?:\.\d+)+", shown)
    return tuple(int(each) for each in found[0].split(".")) if found else ()


def sandbox() -> Iterator[Finding]:
    """Each wall, by running against it from inside."""
    try:
        with Sandbox(standing, None, ChildLimits()) as child:
            stands: dict[str, bool] = child.run()
    except ChildFailed as failure:
        yield wrong("sandbox", f"the reading child does not work here ({failure.trouble})")
        return
    for name, does in stands.items():
        yield good(f"wall {name}", "stands") if does else mind(f"wall {name}", "does not stand on this machine")


def standing(_setup: None) -> dict[str, bool]:
    return walls.standing()


def scanner(settings: Settings) -> Finding:
    """ClamAV, where it is set up: while it is away everything waits."""
    if settings.clamd is None:
        return mind("clamd", "not set up (INTAKE_CLAMD): attachments are not scanned for known harm")
    if Scanner(settings.clamd).is_there():
        return good("clamd", "answers")
    return away("clamd", "does not answer: everything waits for it")


def programs() -> Iterator[Finding]:
    if find_soffice() is None:
        yield mind("libreoffice", "not installed: .doc, .rtf, .odt and .ods go to a person")
    else:
        yield good("libreoffice", "converts .doc, .rtf, .odt and .ods")

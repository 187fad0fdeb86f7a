"""What our own provider says of the sender: Authentication-Results (RFC 8601), and Microsoft 365's form of it."""

import re
from collections.abc import Iterator, Mapping
from email.message import Message as Mime
from typing import assert_never

from intake.messages.headers import raw_values
from intake.model.message import Authentication, Sender
from intake.model.office import AuthenticationMode, Office

COMMENT = re.compile(r"\([^()]*\)")
RESULT = re.compile(r"^\s*([a-z][a-z0-9-]*)\s*=\s*([a-z]+)", re.IGNORECASE)
HEADER_FROM = re.compile(r"\bheader\.from\s*=\s*\"?([a-z0-9.-]+)", re.IGNORECASE)
UNPROVING = frozenset({"none", "temperror"})
"""RFC 7489 §11.2: the domain has no record, or it could not be looked up."""
MICROSOFT_PASSES = frozenset({"pass", "bestguesspass"})


def authentication(message: Mime, sender: Sender | None, office: Office) -> Authentication:
    """Judged by the one field that our provider wrote; every other may be forged and is not looked at."""
    field = _trusted_field(message, office)
    if field is None or sender is None:
        return Authentication.ABSENT
    results = dict(_results(field))
    if results.get("dmarc", "none") in UNPROVING and results.get("compauth") != "fail":
        return Authentication.UNPROVEN
    is_aligned = _is_aligned(HEADER_FROM.search(COMMENT.sub(" ", field)), sender)
    return (
        Authentication.PASSED if is_aligned and _passes(results, office.authentication_mode) else Authentication.FAILED
    )


def _trusted_field(message: Mime, office: Office) -> str | None:
    fields = raw_values(message, "Authentication-Results")
    match office.authentication_mode:
        case AuthenticationMode.RFC8601:
            return next((each for each in fields if authserv_id(each) == (office.authserv_id or "").lower()), None)
        case AuthenticationMode.MICROSOFT365:
            return next(fields, None)
        case AuthenticationMode.NONE:
            return None
    assert_never(office.authentication_mode)


def authserv_id(field: str) -> str:
    """RFC 8601 §2.2: the first token, before an optional version; empty when the field begins with a result."""
    head = COMMENT.sub(" ", field).split(";", 1)[0].strip()
    return "" if "=" in head or not head else head.split()[0].lower()


def _results(field: str) -> Iterator[tuple[str, str]]:
    for piece in COMMENT.sub(" ", field).split(";"):
        if found := RESULT.match(piece):
            yield found[1].lower(), found[2].lower()


def _passes(results: Mapping[str, str], mode: AuthenticationMode) -> bool:
    if mode is AuthenticationMode.MICROSOFT365:
        return results.get("dmarc") in MICROSOFT_PASSES and results.get("compauth", "pass") == "pass"
    return results.get("dmarc") == "pass"


def _is_aligned(found: re.Match[str] | None, sender: Sender) -> bool:
    if found is None:
        return False
    domain = found[1].lower().rstrip(".")
    return sender.domain == domain or sender.domain.endswith(f".{domain}")

"""Tokens for a service account: a signed assertion buys one (RFC 7523 §2.1), as Google Workspace wants it.

The account acts for the user of the mailbox, which an administrator allows it for one scope (domain-wide delegation).
"""

import base64
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from intake.signin.session import session
from intake.signin.troubles import SignInUnavailable, trouble

GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
MAIL_SCOPE: Final = "https://mail.google.com/"
"""IMAP and SMTP; there is no smaller one for them."""
ASSERTED: Final = timedelta(hours=1)
"""The longest that Google lets an assertion hold."""
EARLY: Final = timedelta(minutes=5)
KIND: Final = "service_account"
WEB: Final = "https://"
LOOK_AT = "the service account's key, its delegation for the mail scope, and this machine's clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceKey:
    """What the key file of a service account holds."""

    account: str
    """Its `client_email`."""
    key_id: str
    private_key: str = field(repr=False)
    """An RSA key in PEM."""
    token_address: str
    scope: str = MAIL_SCOPE
    ca_file: Path | None = None


def service_key_from(text: str, ca_file: Path | None = None) -> ServiceKey:
    """The key in the text of its file. Raises ValueError, which quotes nothing of it, when it is none."""
    try:
        key = _key_in(json.loads(text), ca_file)
        _signer(key)
    except (ValueError, TypeError, KeyError):
        raise ValueError("no key of a service account") from None
    if not key.token_address.startswith(WEB):
        raise ValueError("its token_uri does not begin with https://")
    return key


def _key_in(held: dict[str, str], ca_file: Path | None) -> ServiceKey:
    if held["type"] != KIND:
        raise ValueError("another kind of key")
    return ServiceKey(
        account=str(held["client_email"]),
        key_id=str(held["private_key_id"]),
        private_key=str(held["private_key"]),
        token_address=str(held["token_uri"]),
        ca_file=ca_file,
    )


class ServiceTokens:
    """Access tokens for one user, each used until five minutes before it ends. Threads may share them."""

    def __init__(self, key: ServiceKey, user: str, now: Callable[[], datetime]) -> None:
        self._key = key
        self._user = user
        self._now = now
        self._session: Any = None
        self._token = ""
        self._good_until: datetime | None = None
        self._lock = threading.Lock()

    def token(self) -> str:
        """One that is good for the next minutes. Raises SignInRefused and SignInUnavailable."""
        with self._lock:
            now = self._now()
            if self._good_until is None or now >= self._good_until:
                self._token, lasts = self._bought(now)
                self._good_until = now + lasts - EARLY
            return self._token

    def _bought(self, now: datetime) -> tuple[str, timedelta]:
        form = {"grant_type": GRANT, "assertion": assertion(self._key, self._user, now)}
        try:
            self._session = self._session or session(self._key.ca_file)
            answer = self._session.post(self._key.token_address, data=form)
            held = answer.json()
        except (OSError, ValueError):
            raise SignInUnavailable("the sign-in service does not answer as it should") from None
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            raise SignInUnavailable("the sign-in service is away")
        if isinstance(held, dict) and isinstance(held.get("access_token"), str):
            return held["access_token"], _lasting(held.get("expires_in"))
        raise trouble(str(held.get("error", "")) if isinstance(held, dict) else "", LOOK_AT)


def assertion(key: ServiceKey, user: str, now: datetime) -> str:
    """A signed JSON web token (RFC 7519, RS256): this account may read and send mail as this user for an hour."""
    issued = int(now.timestamp())
    claims = {
        "iss": key.account,
        "sub": user,
        "scope": key.scope,
        "aud": key.token_address,
        "iat": issued,
        "exp": issued + int(ASSERTED.total_seconds()),
    }
    head = {"alg": "RS256", "typ": "JWT", "kid": key.key_id}
    signed = b".".join(_base64(json.dumps(each).encode()) for each in (head, claims))
    return b".".join((signed, _base64(_signer(key)(signed)))).decode()


def _signer(key: ServiceKey) -> Callable[[bytes], bytes]:
    """Raises ValueError for what is no RSA key."""
    from cryptography.exceptions import UnsupportedAlgorithm  # loads slowly, and most have a password
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        private = load_pem_private_key(key.private_key.encode(), password=None)
    except UnsupportedAlgorithm:
        raise ValueError("an unknown kind of key") from None
    if not isinstance(private, RSAPrivateKey):
        raise ValueError("no RSA key")  # noqa: TRY004 - of the text, not of an argument
    return lambda message: private.sign(message, PKCS1v15(), SHA256())


def _base64(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def _lasting(seconds: object) -> timedelta:
    """As it says (RFC 6749 §5.1); without a word it is used once."""
    return timedelta(seconds=seconds) if isinstance(seconds, int) else timedelta()

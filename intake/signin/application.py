"""Tokens for a registered application by client credentials (RFC 6749 §4.4), as Microsoft 365 wants it."""

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intake.signin.session import session
from intake.signin.troubles import SignInUnavailable, trouble

if TYPE_CHECKING:
    from msal.application import ConfidentialClientApplication

LOOK_AT = "the application's registration and its secret"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppCredentials:
    """An application that is registered with the sign-in service."""

    authority: str
    """`https://login.microsoftonline.com/TENANT`"""
    client_id: str
    client_secret: str = field(repr=False)
    scope: str
    ca_file: Path | None = None


class AppTokens:
    """Access tokens, each used until five minutes before it ends and kept nowhere but in memory. Threads may share them."""

    def __init__(self, credentials: AppCredentials) -> None:
        self._credentials = credentials
        self._application: ConfidentialClientApplication | None = None
        self._lock = threading.Lock()

    def token(self) -> str:
        """One that is good for the next minutes. Raises SignInRefused and SignInUnavailable."""
        with self._lock:
            answer = self._asked()
        if "access_token" in answer:
            return str(answer["access_token"])
        raise trouble(str(answer.get("error", "")), LOOK_AT)

    def _asked(self) -> dict[str, Any]:
        from msal.exceptions import MsalServiceError  # loads slowly, and most have a password

        try:
            if self._application is None:
                self._application = _application(self._credentials)
            answer: dict[str, Any] = self._application.acquire_token_for_client([self._credentials.scope])
        except (OSError, ValueError, MsalServiceError):  # msal: ValueError for what is no sign-in service
            raise SignInUnavailable("the sign-in service does not answer as it should") from None
        return answer


def _application(credentials: AppCredentials) -> "ConfidentialClientApplication":
    """Asks the authority where its tokens are to be had: only now, so that starting needs no network."""
    from msal.application import ConfidentialClientApplication

    return ConfidentialClientApplication(
        credentials.client_id,
        authority=credentials.authority,
        client_credential=credentials.client_secret,
        instance_discovery=False,
        http_client=session(credentials.ca_file),
    )

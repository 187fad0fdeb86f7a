"""Signing in without a password: access tokens by OAuth 2 client credentials (RFC 6749 §4.4), as Microsoft 365 wants them."""

import re
import threading
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from msal.application import ConfidentialClientApplication

ANSWER_SECONDS = 20
PASSING = frozenset({"temporarily_unavailable", "server_error"})
"""RFC 6749 §4.1.2.1: try again later."""
ERROR_CODE = re.compile(r"[a-z_]{1,40}")


class SignInRefused(Exception):  # noqa: N818 - what the service says
    """The sign-in service will not have us: a person has to look at the registration or the secret. Carries its code."""


class SignInUnavailable(Exception):  # noqa: N818 - a state of the outside world
    """The sign-in service does not answer: try later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppCredentials:
    """An application that is registered with the sign-in service."""

    authority: str
    """`https://login.microsoftonline.com/TENANT`"""
    client_id: str
    client_secret: str = field(repr=False)
    scope: str
    ca_file: Path | None = None


class Tokens:
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
        raise _trouble(str(answer.get("error", "")))

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
        http_client=_session(credentials.ca_file),
    )


def _session(ca_file: Path | None) -> Any:
    """Always verifying. Said with each request: said once, a variable of the environment would win over it."""
    from requests import Session

    session = Session()
    session.request = partial(  # type: ignore[method-assign]
        session.request, verify=True if ca_file is None else str(ca_file), timeout=ANSWER_SECONDS
    )
    return session


def _trouble(code: str) -> SignInRefused | SignInUnavailable:
    if code in PASSING:
        return SignInUnavailable("the sign-in service is away")
    shown = code if ERROR_CODE.fullmatch(code) else "no reason"
    return SignInRefused(
        f"the sign-in service refuses us ({shown}): look at the application's registration and its secret"
    )

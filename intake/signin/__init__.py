"""Signing in without a password: access tokens of OAuth 2, as Microsoft 365 and Google Workspace want them."""

from collections.abc import Callable
from datetime import datetime
from typing import assert_never

from intake.signin.application import AppCredentials, AppTokens
from intake.signin.service_account import ServiceKey, ServiceTokens, service_key_from
from intake.signin.troubles import SignInRefused, SignInUnavailable

__all__ = ["AppCredentials", "ServiceKey", "SignInRefused", "SignInUnavailable", "service_key_from", "tokens"]


def tokens(credentials: AppCredentials | ServiceKey, user: str, now: Callable[[], datetime]) -> Callable[[], str]:
    """Gives an access token for the mailbox of this user, good for the next minutes.

    It raises SignInRefused and SignInUnavailable. Nothing is kept but in memory. Threads may share it.
    """
    match credentials:
        case AppCredentials():
            return AppTokens(credentials).token
        case ServiceKey():
            return ServiceTokens(credentials, user, now).token
        case _:
            assert_never(credentials)

"""What a sign-in service may say instead of giving a token."""

import re

PASSING = frozenset({"temporarily_unavailable", "server_error"})
"""RFC 6749 §4.1.2.1: try again later."""
ERROR_CODE = re.compile(r"[a-z_]{1,40}")


class SignInRefused(Exception):  # noqa: N818 - what the service says
    """The sign-in service will not have us: a person has to look at the registration or the secret. Carries its code."""


class SignInUnavailable(Exception):  # noqa: N818 - a state of the outside world
    """The sign-in service does not answer: try later."""


def trouble(code: str, look_at: str) -> SignInRefused | SignInUnavailable:
    """By the `error` of its answer (RFC 6749 §5.2); `look_at` says where a person can mend a refusal."""
    if code in PASSING:
        return SignInUnavailable("the sign-in service is away")
    shown = code if ERROR_CODE.fullmatch(code) else "no reason"
    return SignInRefused(f"the sign-in service refuses us ({shown}): look at {look_at}")

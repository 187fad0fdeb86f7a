"""How a sign-in service is spoken to."""

from functools import partial
from pathlib import Path
from typing import Any

ANSWER_SECONDS = 20


def session(ca_file: Path | None) -> Any:
    """Always verifying. Said with each request: said once, a variable of the environment would win over it."""
    from requests import Session  # loads slowly, and most have a password

    made = Session()
    made.request = partial(  # type: ignore[method-assign]
        made.request, verify=True if ca_file is None else str(ca_file), timeout=ANSWER_SECONDS
    )
    return made

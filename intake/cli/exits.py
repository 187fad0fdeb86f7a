"""How a command ends."""

from collections.abc import Callable
from enum import IntEnum

import typer


class Exit(IntEnum):
    """Exit codes, the same for every command."""

    DONE = 0
    PERSON = 1
    """Done, with something that needs a person."""
    WRONG = 2
    """Wrong use or configuration."""
    FAILED = 3
    """The outside world failed: try again."""


CODES = {
    "SettingsFaults": Exit.WRONG,
    "HandbookFaults": Exit.WRONG,
    "StoreRefused": Exit.WRONG,
    "UnsoundInterpreter": Exit.WRONG,
    "MailboxRefused": Exit.WRONG,
    "TransportRefused": Exit.WRONG,
    "MailboxUnavailable": Exit.FAILED,
    "TransportUnavailable": Exit.FAILED,
    "StoreUnavailable": Exit.FAILED,
    "StoreOccupied": Exit.FAILED,
}
"""Exceptions that are said in their own words, by class name: their modules are heavy and not always loaded."""


def ended(command: Callable[[], Exit]) -> None:
    """Run a command and exit with its code; an exception of the table becomes its own sentence and its code."""
    try:
        code = command()
    except Exception as error:
        known = code_of(type(error))
        if known is None:
            raise
        typer.echo(str(error), err=True)
        code = known
    raise typer.Exit(int(code))


def code_of(kind: type[BaseException]) -> Exit | None:
    """By the name of the exception or of one that it is a kind of; None for any that is not ours."""
    ours = (each.__name__ for each in kind.__mro__ if each.__module__.startswith("intake."))
    return next((CODES[name] for name in ours if name in CODES), None)

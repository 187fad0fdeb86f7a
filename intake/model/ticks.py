"""A clock that nobody can set, beside the one that tells the hour."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticks:
    """Seconds since some instant, the same for all that runs between two starts of one machine."""

    machine: str
    """Names the machine and its start."""
    seconds: float

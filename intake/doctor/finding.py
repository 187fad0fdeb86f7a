"""What one check found."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Grade(StrEnum):
    GOOD = "good"
    MIND = "mind"
    """It works, and a person should know."""
    AWAY = "away"
    """The outside world does not answer: try again."""
    WRONG = "wrong"
    """It cannot work like this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line. Names variables, folders and hosts of ours; no secret and no address."""

    check: str
    grade: Grade
    says: str


def good(check: str, says: str) -> Finding:
    return Finding(check=check, grade=Grade.GOOD, says=says)


def mind(check: str, says: str) -> Finding:
    return Finding(check=check, grade=Grade.MIND, says=says)


def away(check: str, says: str) -> Finding:
    return Finding(check=check, grade=Grade.AWAY, says=says)


def wrong(check: str, says: str) -> Finding:
    return Finding(check=check, grade=Grade.WRONG, says=says)


WARNED_DAYS = 30
"""Somebody has to order a certificate or a secret, and that takes a while."""


def ending(check: str, what: str, end: date | datetime | None, today: date) -> Finding:
    """Something that ends on a day, with the days that are left."""
    if end is None:
        return mind(check, f"nobody knows when {what} ends")
    day = end.date() if isinstance(end, datetime) else end
    left = (day - today).days
    says = f"{what} ends on {day.isoformat()}, in {left} days" if left >= 0 else f"{what} ended on {day.isoformat()}"
    grade = Grade.GOOD if left > WARNED_DAYS else Grade.MIND if left >= 0 else Grade.WRONG
    return Finding(check=check, grade=grade, says=says)

"""Dates and times as a person in the United Kingdom writes them; no locale is asked."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKS_UNTIL_MONTHS_DAYS = 92
MONTHS_UNTIL_YEARS = 24
DAYS_IN_WEEK = 7
MONTHS_IN_YEAR = 12


def day_in_words(day: date) -> str:
    """`24 November 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def weekday_in_words(day: date) -> str:
    """`Tuesday 24 November 2026`."""
    return f"{WEEKDAYS[day.weekday()]} {day_in_words(day)}"


def moment_in_words(moment: datetime, zone: str) -> str:
    """`Tuesday 24 November 2026 at 18:03`, local time."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{weekday_in_words(local.date())} at {local:%H:%M}"


def local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def age_in_words(born: date, on: date) -> str:
    """Whole years; in months below two years, in weeks below three months."""
    months = (on.year - born.year) * MONTHS_IN_YEAR + on.month - born.month - (on.day < born.day)
    if months >= MONTHS_UNTIL_YEARS:
        return counted(months // MONTHS_IN_YEAR, "year")
    days = (on - born).days
    if days > WEEKS_UNTIL_MONTHS_DAYS:
        return counted(months, "month")
    return counted(days // DAYS_IN_WEEK, "week") if days >= DAYS_IN_WEEK else counted(days, "day")


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """`1 answer`, `2 answers`."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"

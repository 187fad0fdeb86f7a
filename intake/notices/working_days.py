"""Working days: Monday to Friday without the bank holidays of a part of the United Kingdom."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

SUBDIVISIONS: Mapping[str, str] = {"England": "ENG", "Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR"}
"""ISO 3166-2:GB."""
SATURDAY = 5


def is_working_day(day: date, *, part: str = "England") -> bool:
    """`part` is one of SUBDIVISIONS; ValueError for any other."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year, part)


def working_days_after(start: date, end: date, *, part: str = "England") -> int:
    """How many working days lie after `start` up to and with `end`; 0 when `end` is not later."""
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(is_working_day(day, part=part) for day in days)


@cache
def bank_holidays(year: int, part: str) -> frozenset[date]:
    """The bank holidays of one year, days in lieu included."""
    if part not in SUBDIVISIONS:
        raise ValueError(f"bank holidays are known for {', '.join(SUBDIVISIONS)}")
    from holidays import country_holidays  # the tables of a hundred countries take a while to load

    return frozenset(country_holidays("GB", subdiv=SUBDIVISIONS[part], years=[year]))

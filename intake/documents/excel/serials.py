"""Serial numbers of days, in the two systems of Excel (ECMA-376 part 1 §18.17.4.1).

Excel counts a 29 February 1900 that never was, to agree with a spreadsheet of 1983: day 60 has no date.
"""

from datetime import date, datetime, time, timedelta
from enum import Enum

DAY_SECONDS = 86_400
PHANTOM_DAY = 60


class DateSystem(Enum):
    FROM_1900 = date(1899, 12, 31)
    """Day 1 is 1 January 1900."""
    FROM_1904 = date(1904, 1, 1)
    """Day 0 is 1 January 1904; once the way of the Mac."""


def moment_of(serial: float, system: DateSystem) -> date | datetime | time | None:
    """The date of a serial number; with its time of day, to the second, where it has one; the time alone on day 0.

    None where there is no such day: before the first, after 31 December 9999, 29 February 1900.
    """
    if not 0 <= serial < float(date.max.toordinal()):
        return None
    days, seconds = divmod(round(serial * DAY_SECONDS), DAY_SECONDS)
    clock = time(seconds // 3600, seconds // 60 % 60, seconds % 60)
    if days == 0 and (seconds or system is DateSystem.FROM_1900):
        return clock
    day = _day(days, system)
    if day is None:
        return None
    return datetime.combine(day, clock) if seconds else day


def serial_of(day: date, system: DateSystem) -> int:
    """The serial number of a day; the day is not before the system's first."""
    days = (day - system.value).days
    return days + 1 if system is DateSystem.FROM_1900 and days >= PHANTOM_DAY else days


def _day(days: int, system: DateSystem) -> date | None:
    if system is DateSystem.FROM_1900:
        if days == PHANTOM_DAY:
            return None
        days -= days > PHANTOM_DAY
    try:
        return system.value + timedelta(days=days)
    except OverflowError:
        return None

"""Working days in the parts of the United Kingdom."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.notices import is_working_day, working_days_after

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "part", "works"),
    [
        (date(2026, 11, 24), "England", True),
        (date(2026, 11, 28), "England", False),
        (date(2026, 4, 3), "England", False),
        (date(2026, 4, 6), "England", False),
        (date(2026, 4, 6), "Scotland", True),
        (date(2026, 12, 28), "England", False),
        (date(2026, 11, 30), "Scotland", False),
    ],
)
def test_weekends_and_bank_holidays_are_no_working_days(day: date, part: str, works: bool) -> None:  # noqa: FBT001
    assert is_working_day(day, part=part) is works


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 3, 6), date(2026, 3, 6), 0),
        (date(2026, 3, 6), date(2026, 3, 8), 0),
        (date(2026, 3, 6), date(2026, 3, 9), 1),
        (date(2026, 4, 2), date(2026, 4, 7), 1),
        (date(2026, 3, 9), date(2026, 3, 6), 0),
    ],
)
def test_days_are_counted_after_the_first_up_to_the_last(start: date, end: date, days: int) -> None:
    assert working_days_after(start, end) == days


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_counts_add_up(start: date, first: int, second: int) -> None:
    middle, end = start + timedelta(days=first), start + timedelta(days=first + second)
    assert working_days_after(start, end) == working_days_after(start, middle) + working_days_after(middle, end)


def test_an_unknown_part_is_refused() -> None:
    with pytest.raises(ValueError, match="England"):
        is_working_day(date(2026, 11, 24), part="Cornwall")

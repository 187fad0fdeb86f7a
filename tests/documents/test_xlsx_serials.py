from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.documents.excel.serials import DateSystem, moment_of, serial_of

FIRST_DAYS = {DateSystem.FROM_1900: date(1900, 1, 1), DateSystem.FROM_1904: date(1904, 1, 1)}
SYSTEMS = st.sampled_from(list(DateSystem))


@given(SYSTEMS, st.dates(min_value=date(1904, 1, 1)))
def test_a_day_is_read_back_from_its_number_in_both_systems(system: DateSystem, day: date) -> None:
    assert moment_of(serial_of(day, system), system) == day


@given(st.dates(min_value=date(1904, 1, 2)))
def test_the_two_systems_lie_1462_days_apart(day: date) -> None:
    assert serial_of(day, DateSystem.FROM_1900) - serial_of(day, DateSystem.FROM_1904) == 1462


@given(SYSTEMS, st.dates(date(1905, 1, 1), date(2200, 1, 1)), st.integers(1, 86_399))
def test_a_fraction_is_the_time_of_day_to_the_second(system: DateSystem, day: date, seconds: int) -> None:
    serial = serial_of(day, system) + seconds / 86_400
    assert moment_of(serial, system) == datetime.combine(day, time.min) + timedelta(seconds=seconds)


@given(SYSTEMS, st.floats(allow_nan=False, allow_infinity=False))
def test_no_number_at_all_is_too_much(system: DateSystem, serial: float) -> None:
    moment_of(serial, system)


@pytest.mark.parametrize(
    ("serial", "system", "moment"),
    [
        (39_890, DateSystem.FROM_1900, date(2009, 3, 18)),
        (38_428, DateSystem.FROM_1904, date(2009, 3, 18)),
        (1, DateSystem.FROM_1900, date(1900, 1, 1)),
        (59, DateSystem.FROM_1900, date(1900, 2, 28)),
        (60, DateSystem.FROM_1900, None),
        (61, DateSystem.FROM_1900, date(1900, 3, 1)),
        (0, DateSystem.FROM_1904, date(1904, 1, 1)),
        (0, DateSystem.FROM_1900, time(0, 0)),
        (0.5, DateSystem.FROM_1900, time(12, 0)),
        (0.5, DateSystem.FROM_1904, time(12, 0)),
        (-1, DateSystem.FROM_1900, None),
        (2_958_465, DateSystem.FROM_1900, date(9999, 12, 31)),
        (2_958_466, DateSystem.FROM_1900, None),
        (39_890.999_999_9, DateSystem.FROM_1900, date(2009, 3, 19)),
    ],
)
def test_days_of_note(serial: float, system: DateSystem, moment: object) -> None:
    assert moment_of(serial, system) == moment

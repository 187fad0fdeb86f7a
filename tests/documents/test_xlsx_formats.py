from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.documents.excel.formats import BUILT_IN, number_format
from intake.documents.excel.numbers import formatted_number, number_of, plain_number
from tests.documents.workbooks import number, one_cell, styles_for

DAY = date(2026, 3, 9)
SERIAL = 46_090
"""Monday 9 March 2026."""


@pytest.mark.parametrize(
    ("written", "code", "shown"),
    [
        ("7700900123", "General", "7700900123"),
        ("447700900123", "General", "447700900123"),
        ("4.47700900123E+11", "General", "447700900123"),
        ("9434765919", "0", "9434765919"),
        ("943476591", "0000000000", "0943476591"),
        ("9434765919", "000\\ 000\\ 0000", "943 476 5919"),
        ("943476591", '000" "000" "0000', "094 347 6591"),
        ("7700900123", "00000\\ 000000", "07700 900123"),
        ("1632960488", "(0####)\\ ######", "(01632) 960488"),
        ("0.25", "0%", "25%"),
        ("0.125", "0.0%", "12.5%"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("1234567", "#,##0", "1,234,567"),
        ("1234.5", '"£"#,##0.00', "£1,234.50"),
        ("1234.5", "[$£-809]#,##0.00", "£1,234.50"),
        ("-3", "0", "-3"),
        ("-1234.5", "#,##0.0;[Red]\\(#,##0.0\\)", "(1,234.5)"),
        ("0", '0;-0;"none"', "none"),
        ("0.30000000000000004", "General", "0.3"),
        ("12.50", "General", "12.5"),
        ("2.5", "0", "3"),
        ("0.5", "#.##", ".5"),
        ("1.20", "0.0##", "1.2"),
        ("-0.2", "0", "0"),
        ("12345678", "0.0,,", "12.3"),
        ("1e-7", "General", "0.0000001"),
        ("5", "0.00E+00", "5"),
        ("0.5", "# ?/?", "0.5"),
        ("7", '[<10]"under ten";0', "under ten"),
        ("70", '[<10]"under ten";0', "70"),
        ("3", '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', "3"),
        ("42", "@", "42"),
        ("3", '0" child(ren)"', "3 child(ren)"),
    ],
)
def test_a_number_is_shown_through_its_format(written: str, code: str, shown: str) -> None:
    span = one_cell(number("A1", written, 1), styles=styles_for(code))
    assert span.text == shown
    assert span.value == number_of(written)


@pytest.mark.parametrize(
    ("serial", "code", "shown", "value"),
    [
        (SERIAL, "dd/mm/yyyy", "09/03/2026", DAY),
        (SERIAL, "DD/MM/YYYY", "09/03/2026", DAY),
        (SERIAL, "dd/mm/yyyy;@", "09/03/2026", DAY),
        (SERIAL, "[$-809]dd/mm/yyyy", "09/03/2026", DAY),
        (SERIAL, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "9 March 2026", DAY),
        (SERIAL, "[$-809]dddd\\,\\ d\\ mmmm\\ yyyy", "Monday, 9 March 2026", DAY),
        (SERIAL, "ddd\\ d\\ mmm\\ yyyy", "Mon 9 Mar 2026", DAY),
        (SERIAL, "d\\.m\\.yyyy", "9.3.2026", DAY),
        (SERIAL, "dd/mm/yy", "09/03/2026", DAY),
        (SERIAL, "d-mmm-yy", "9-Mar-2026", DAY),
        (SERIAL, 'mmmm d"th", yyyy', "March 9th, 2026", DAY),
        (SERIAL, "mm/dd/yyyy", "2026-03-09", DAY),
        (SERIAL, "m/d/yy", "2026-03-09", DAY),
        (SERIAL, "yyyy-mm-dd", "2026-03-09", DAY),
        (SERIAL, "yyyy/dd/mm", "2026-03-09", DAY),
        (SERIAL, "d-mmm", "2026-03-09", DAY),
        (SERIAL, "dddd", "2026-03-09", DAY),
        (SERIAL, "mmm-yy", "2026-03-09", DAY),
        (SERIAL - 8, "mmm-yy", "Mar 2026", None),
        (SERIAL - 8, "mmmm yyyy", "Mar 2026", None),
        (SERIAL - 67, "yyyy", "2026", None),
        (SERIAL + 0.604166667, "dd/mm/yyyy hh:mm", "09/03/2026 14:30", datetime(2026, 3, 9, 14, 30)),  # noqa: DTZ001
        (SERIAL + 0.604166667, "d mmm yyyy h:mm AM/PM", "9 Mar 2026 2:30 PM", datetime(2026, 3, 9, 14, 30)),  # noqa: DTZ001
        (SERIAL + 0.604166667, "dd/mm/yyyy", "09/03/2026", datetime(2026, 3, 9, 14, 30)),  # noqa: DTZ001
        (SERIAL + 0.604166667, "hh:mm", "14:30", time(14, 30)),
        (0.604166667, "h:mm AM/PM", "14:30", time(14, 30)),
        (0.000011574, "mm:ss", "00:00:01", time(0, 0, 1)),
        (1.25, "[h]:mm", "30:00", 1.25),
        (0.0625, "[mm]:ss", "90:00", 0.0625),
        (0, "dd/mm/yyyy", "00/01/1900", None),
        (60, "dd/mm/yyyy", "29/02/1900", None),
        (-5, "dd/mm/yyyy", "-5", None),
        (99_999_999, "dd/mm/yyyy", "99999999", None),
        (SERIAL, "[Red]dd/mm/yyyy", "09/03/2026", DAY),
        (SERIAL, "General", "46090", 46_090),
    ],
)
def test_a_date_is_typed_by_its_format_and_never_ambiguous(serial: float, code: str, shown: str, value: object) -> None:
    span = one_cell(number("A1", serial, 1), styles=styles_for(code))
    assert (span.text, span.value) == (shown, value)


@pytest.mark.parametrize(
    ("format_id", "shown", "value"),
    [
        (14, "09/03/2026", DAY),
        (15, "9-Mar-2026", DAY),
        (22, "09/03/2026 00:00", DAY),
        (31, "2026-03-09", DAY),
        (58, "2026-03-09", DAY),
        (1, "46090", SERIAL),
        (49, "46090", SERIAL),
        (99, "46090", SERIAL),
    ],
)
def test_formats_that_a_file_names_by_number_only_are_known(format_id: int, shown: str, value: object) -> None:
    styles = f'<cellXfs><xf/><xf numFmtId="{format_id}"/></cellXfs>'
    span = one_cell(number("A1", SERIAL, 1), styles=styles)
    assert (span.text, span.value) == (shown, value)


@pytest.mark.parametrize("written", ["", "abc", "1e999", "-1e999", "nan", "inf", "٣", "1_000", "0x10", "9" * 500])
def test_what_is_no_finite_number_is_none(written: str) -> None:
    assert number_of(written) is None


@given(st.integers(-(10**17), 10**17))
def test_a_whole_number_keeps_all_its_digits(whole: int) -> None:
    assert plain_number(number_of(str(whole)) or 0) == str(whole)


@given(st.floats(allow_nan=False, allow_infinity=False), st.text('0#?,.%;[]"\\@Ee+-/ymdhs<>=19 *_$£G', max_size=24))
def test_every_format_shows_every_number(value: float, code: str) -> None:
    section, size = number_format(code).section_for(value)
    assert isinstance(formatted_number(size, section), str)


@given(st.floats(-1e15, 1e15), st.sampled_from([code for code in BUILT_IN.values() if code != "@"]))
def test_the_usual_formats_show_something_of_every_number(value: float, code: str) -> None:
    section, size = number_format(code).section_for(value)
    assert section.is_moment or formatted_number(size, section)


@given(st.integers(0, 10**10 - 1))
def test_a_padded_number_has_as_many_digits_as_its_format(whole: int) -> None:
    assert formatted_number(whole, number_format("0" * 10).sections[0]) == f"{whole:010}"


@given(st.floats(-1e12, 1e12, allow_subnormal=False))
def test_two_decimals_are_as_close_as_two_decimals_can_be(value: float) -> None:
    shown = formatted_number(value, number_format("0.00").sections[0])
    assert float(shown) == pytest.approx(value, abs=0.005 + abs(value) * 1e-14)

"""Dates: every spelling of the United Kingdom, and what is no whole date."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.forms.answers.dates import whole_date
from intake.model.document import Control, ControlKind, Span
from intake.model.reading import Problem, State
from tests.forms.answers.slots import PICTURE, prompt, read

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def ordinal(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }".replace(" ", "")


SPELLINGS = {
    "dd/mm/yyyy": lambda d: f"{d:%d/%m/%Y}",
    "d/m/yyyy": lambda d: f"{d.day}/{d.month}/{d.year}",
    "d/m/yy": lambda d: f"{d.day}/{d.month}/{d:%y}",
    "dd.mm.yyyy": lambda d: f"{d:%d.%m.%Y}",
    "d.m.yy": lambda d: f"{d.day}.{d.month}.{d:%y}",
    "dd-mm-yyyy": lambda d: f"{d:%d-%m-%Y}",
    "dd–mm–yy": lambda d: f"{d:%d–%m–%y}",
    "dd mm yyyy": lambda d: f"{d:%d %m %Y}",
    "dd / mm / yyyy": lambda d: f"{d:%d / %m / %Y}",
    "ddmmyyyy": lambda d: f"{d:%d%m%Y}",
    "iso": lambda d: d.isoformat(),
    "iso time": lambda d: f"{d.isoformat()}T00:00:00Z",
    "yyyy/mm/dd": lambda d: f"{d:%Y/%m/%d}",
    "d month yyyy": lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    "d mon yyyy": lambda d: f"{d.day} {MONTHS[d.month - 1][:3]} {d.year}",
    "d mon. yy": lambda d: f"{d.day} {MONTHS[d.month - 1][:3]}. '{d:%y}",
    "dd-mon-yy": lambda d: f"{d:%d}-{MONTHS[d.month - 1][:3]}-{d:%y}",
    "ddMONyyyy": lambda d: f"{d:%d}{MONTHS[d.month - 1][:3].upper()}{d.year}",
    "dth month yyyy": lambda d: f"{ordinal(d.day)} {MONTHS[d.month - 1]} {d.year}",
    "dth of month, yyyy": lambda d: f"{ordinal(d.day)} of {MONTHS[d.month - 1]}, {d.year}",
    "the dth day of month yyyy": lambda d: f"the {ordinal(d.day)} day of {MONTHS[d.month - 1]} {d.year}",
    "month dth, yyyy": lambda d: f"{MONTHS[d.month - 1]} {ordinal(d.day)}, {d.year}",
    "day d month yyyy": lambda d: f"{DAYS[d.weekday()]} {d.day} {MONTHS[d.month - 1]} {d.year}",
    "day, dd/mm/yyyy": lambda d: f"{DAYS[d.weekday()][:3]}, {d:%d/%m/%Y}",
    "time after": lambda d: f"{d:%d/%m/%Y} 14:30",
    "time before": lambda d: f"2.30pm on {d.day} {MONTHS[d.month - 1]} {d.year}",
    "at hrs": lambda d: f"{d:%d/%m/%y} at 1430hrs",
    "full stop": lambda d: f"{d:%d/%m/%Y}.",
    "no-break spaces": lambda d: f"{d.day}\u00a0{MONTHS[d.month - 1]}\u00a0{d.year}",
    "lower case": lambda d: f"{d.day} {MONTHS[d.month - 1].lower()} {d.year}",
}


@given(day=st.dates(date(1950, 1, 1), date(2028, 12, 31)), spelling=st.sampled_from(sorted(SPELLINGS)))
def test_every_uk_spelling_of_any_date_reads_back(day: date, spelling: str) -> None:
    text = SPELLINGS[spelling](day)
    for field in ("born", "incident"):
        answer = read(field, text)
        assert (answer.state, answer.value) == (State.FILLED, day.isoformat()), text


@given(day=st.dates(date(2020, 1, 1), date(2028, 12, 31)), spelling=st.sampled_from(sorted(SPELLINGS)))
@pytest.mark.parametrize(
    "frame",
    ["EDD {}", "approx. {}", "DOB: {}", "w/c {}", "{} (estimated)", "Discussed by telephone on {}", "{} (38 weeks)"],
)
def test_words_beside_a_date_do_not_hide_it(frame: str, day: date, spelling: str) -> None:
    assert read("born", frame.format(SPELLINGS[spelling](day))).value == day.isoformat()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("third of March 2026", "2026-03-03"),
        ("Twenty-first March 2026", "2026-03-21"),
        ("3 Febuary 2026", "2026-02-03"),
        ("3rd Septmber 2025", "2025-09-03"),
        ("3 Sept 2025", "2025-09-03"),
        ("2026 March 3", "2026-03-03"),
        ("12/03/62", "1962-03-12"),
        ("12/03/2026 (first raised 01/02/2026)", "2026-03-12"),
        ("12/03/2026, 12 March 2026", "2026-03-12"),
        ("(dd/mm/yyyy) 12/03/2026", "2026-03-12"),
        ("__12/03/2026__", "2026-03-12"),
    ],
)
def test_dates_as_people_write_them(text: str, value: str) -> None:
    assert read("born", text).value == value


@pytest.mark.parametrize(
    ("text", "state", "problem"),
    [
        ("31/02/2016", State.INVALID, Problem.IMPOSSIBLE_DATE),
        ("29 February 2025", State.INVALID, Problem.IMPOSSIBLE_DATE),
        ("03/14/2026", State.INVALID, Problem.IMPOSSIBLE_DATE),
        ("01/01/0026", State.INVALID, Problem.IMPOSSIBLE_DATE),
        ("soon", State.INVALID, Problem.NOT_A_DATE),
        ("last week", State.INVALID, Problem.NOT_A_DATE),
        ("Jo Marsh", State.INVALID, Problem.NOT_A_DATE),
        ("Thursday", State.INVALID, Problem.PART_OF_A_DATE),
        ("May 2026", State.INVALID, Problem.PART_OF_A_DATE),
        ("05/2026", State.INVALID, Problem.PART_OF_A_DATE),
        ("14/08/20??", State.INVALID, Problem.PART_OF_A_DATE),
        ("2026", State.INVALID, Problem.PART_OF_A_DATE),
        ("3rd March", State.INVALID, Problem.PART_OF_A_DATE),
        ("3/3", State.INVALID, Problem.PART_OF_A_DATE),
        ("12-14 March 2026", State.INVALID, Problem.AMBIGUOUS_DATE),
        ("before 12/03/2026", State.INVALID, Problem.AMBIGUOUS_DATE),
        ("12/03/2026 or 13/03/2026", State.CONFLICTING, Problem.AMBIGUOUS_DATE),
        ("dd/mm/yyyy", State.PLACEHOLDER, Problem.PLACEHOLDER),
        ("__/__/____", State.EMPTY, Problem.EMPTY),
        ("  /  /  ", State.EMPTY, Problem.EMPTY),
        ("TBC", State.PLACEHOLDER, Problem.PLACEHOLDER),
        ("NK", State.NOT_KNOWN, Problem.NOT_KNOWN_REFUSED),
        ("Not known - around Christmas", State.NOT_KNOWN, Problem.NOT_KNOWN_REFUSED),
    ],
)
def test_what_is_no_whole_date_is_said_so(text: str, state: State, problem: Problem) -> None:
    answer = read("born", text)
    assert (answer.state, answer.value, answer.problem) == (state, None, problem)


@pytest.mark.parametrize(
    "text",
    [
        "2019 to 2025",
        "May 2026",
        "w/c 2 March 2026",
        "12-14 March 2026",
        "about 3 March 2026",
        "Over the summer",
        "Between 3 and 5 March 2026",
    ],
)
def test_a_period_keeps_its_words_where_the_form_takes_one(text: str) -> None:
    assert read("incident", text).value == text


def test_an_impossible_date_is_no_period() -> None:
    assert read("incident", "31/02/2026").problem is Problem.IMPOSSIBLE_DATE


def test_not_known_is_no_period() -> None:
    assert read("incident", "not yet known").state is State.NOT_KNOWN


@pytest.mark.parametrize(
    ("span", "value"),
    [
        (Span("12/03/2026", value=datetime(2026, 3, 12, 14, 30)), "2026-03-12"),  # noqa: DTZ001 - worksheets know no zones
        (Span("12 March", value=date(2026, 3, 12)), "2026-03-12"),
        (Span("46093", value=46093.0), "2026-03-12"),
        (Span("46093", value=46093), "2026-03-12"),
    ],
)
def test_a_typed_date_of_a_worksheet_is_taken_at_its_value(span: Span, value: str) -> None:
    assert read("born", span).value == value
    assert read("incident", span).value == value


@pytest.mark.parametrize("span", [Span("2026", value=2026.0), Span("May-26", value=date(2026, 5, 1))])
def test_a_typed_value_that_shows_less_than_a_day_is_no_whole_date(span: Span) -> None:
    assert read("born", span).problem is Problem.PART_OF_A_DATE


def test_a_zero_shown_as_a_date_is_no_date() -> None:
    assert read("born", Span("00/01/1900", value=date(1899, 12, 31))).problem is Problem.IMPOSSIBLE_DATE


def test_the_text_of_a_date_picker_wins_over_the_date_behind_it() -> None:
    control = Control(kind=ControlKind.DATE, chosen_date=date(2026, 1, 1))
    assert read("born", Span("12/03/2026", control=control)).value == "2026-03-12"


def test_the_date_behind_a_picker_completes_a_text_without_its_year() -> None:
    control = Control(kind=ControlKind.DATE, chosen_date=date(2026, 3, 12))
    assert read("born", Span("12 March", control=control)).value == "2026-03-12"
    assert read("born", Span("13 March", control=control)).problem is Problem.PART_OF_A_DATE


def test_a_date_picker_that_nobody_used_is_empty() -> None:
    assert read("born", prompt("Click or tap to enter a date.", ControlKind.DATE)).state is State.EMPTY


def test_a_picture_where_a_date_is_due_is_for_a_person() -> None:
    assert read("born", PICTURE).problem is Problem.PICTURE


@given(day=st.dates(date(1930, 1, 1), date(2029, 12, 31)))
def test_a_short_year_is_the_latest_that_the_field_allows(day: date) -> None:
    assert whole_date(f"{day:%d/%m/%y}", 2029) == day

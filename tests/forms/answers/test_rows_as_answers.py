"""Tables: which rows somebody filled."""

from datetime import datetime

import pytest

from intake.model.document import Block, Span
from intake.model.reading import Problem, State
from tests.forms.answers.slots import BOLD, OFF, ON, PICTURE, para, prompt, read_slot, table

IDS = ("name", "dob", "tie", "duty")


def rows_of(*rows: list[str | Span | Block], beside: tuple[str, ...] = ()) -> object:
    answer = read_slot("family", table(IDS, *rows, beside=beside))
    return answer.value if answer.state is State.FILLED else (answer.state, answer.problem)


def row(*cells: str) -> dict[str, str]:
    return dict(zip(IDS, (*cells, "", "", "", ""), strict=False))


def test_rows_are_kept_as_typed_and_blank_ones_left_out() -> None:
    given = rows_of(
        ["Jo  Marsh", "3rd March 1985", "Mother", "-"], ["", " ", "____", ""], ["Al", "1990", "Not known", "Yes"]
    )
    assert given == (row("Jo Marsh", "1985-03-03", "Mother", "-"), row("Al", "1990", "Not known", "Yes"))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12.3.85", "1985-03-12"),
        ("EDD 12/3/26", "EDD 12/3/26"),
        ("Not known", "Not known"),
        ("about 40", "about 40"),
        (Span("12 Mar 85", value=datetime(1985, 3, 12)), "1985-03-12"),  # noqa: DTZ001 - worksheets know no zones
        (prompt("Click to enter a date."), ""),
    ],
)
def test_a_date_column_is_iso_where_the_cell_is_a_whole_date(cell: str | Span, value: str) -> None:
    assert rows_of(["Jo", cell, "Mother"]) == (row("Jo", value, "Mother"),)


@pytest.mark.parametrize(
    "text",
    [
        "None known",
        "none known.",
        "NONE KNOWN",
        "No family known",
        "None",
        "No",
        "None known to us at present",
        "No family members known",
    ],
)
def test_a_table_may_say_that_there_are_none(text: str) -> None:
    assert rows_of([text, "", "", ""], ["", "", "", ""]) == ()
    assert rows_of(["", "", text, ""]) == ()
    assert rows_of(beside=(text,)) == ()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], (State.EMPTY, Problem.NO_ROWS)),
        ([["", "", "", ""]], (State.EMPTY, Problem.NO_ROWS)),
        ([["1", "", "", ""], ["2.", "", "", ""], ["Child 3", "", "", ""]], (State.EMPTY, Problem.NO_ROWS)),
        ([["Mother", "", "", ""], ["Father", "", "", ""], ["Siblings", "", "", ""]], (State.EMPTY, Problem.NO_ROWS)),
        ([["Name", "DOB", "Relationship to child", ""]], (State.EMPTY, Problem.NO_ROWS)),
        ([["", "", "", "Yes / No"], ["", "", "", "Yes / No"]], (State.EMPTY, Problem.NO_ROWS)),
        ([["e.g. Jane Smith", "01/01/1990", "Aunt", ""]], (State.EMPTY, Problem.NO_ROWS)),
        ([["TBC", "", "", ""]], (State.PLACEHOLDER, Problem.PLACEHOLDER)),
        ([["See attached", "", "", ""]], (State.PLACEHOLDER, Problem.PLACEHOLDER)),
        ([["Not known", "", "", ""]], (State.NOT_KNOWN, Problem.NOT_KNOWN_REFUSED)),
        ([[PICTURE, "", "", ""]], (State.UNCLEAR, Problem.PICTURE)),
    ],
)
def test_rows_that_nobody_filled_are_no_rows(rows: list[list[str | Span]], expected: tuple[State, Problem]) -> None:
    assert rows_of(*rows) == expected


def test_a_printed_first_column_counts_only_with_something_beside_it() -> None:
    given = rows_of(["Mother", "", "", ""], ["Father", "", "lives away", ""], ["Other", "", "", ""])
    assert given == (row("Father", "", "lives away"),)


def test_a_name_alone_is_a_row() -> None:
    assert rows_of(["Jo Marsh", "", "", ""]) == (row("Jo Marsh"),)
    assert rows_of(["Jo", "", "Mother", ""], ["Two cousins", "", "", ""]) == (
        row("Jo", "", "Mother"),
        row("Two cousins"),
    )


def test_the_heading_once_more_is_no_row() -> None:
    assert rows_of(["NAME:", "Date of Birth", "Relationship to child", ""], ["Jo", "", "Mother", ""]) == (
        row("Jo", "", "Mother"),
    )


def test_words_in_place_of_rows_are_for_a_person() -> None:
    assert rows_of(beside=("Mother is Jo, father is Al.",)) == (State.UNCLEAR, Problem.UNCLAIMED_TEXT)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (para(ON, " Yes ", OFF, " No"), "Yes"),
        (para(OFF, " Yes ", OFF, " No"), ""),
        (para("Yes / ", Span("No", BOLD)), "No"),
        ("Yes / No", ""),
        (para(ON, " Shared ", OFF, " Sole"), "Shared"),
    ],
)
def test_a_choice_within_a_cell_is_what_is_chosen_there(cell: Block | str, value: str) -> None:
    assert rows_of(["Jo", "", "Mother", cell]) == (row("Jo", "", "Mother", value),)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.documents.excel.merges import Merges
from intake.documents.excel.places import (
    LAST_COLUMN,
    LAST_ROW,
    Area,
    Place,
    area_of,
    areas_of,
    column_letters,
    column_number,
    place_of,
    sheet_area_of,
)

PLACES = st.builds(Place, st.integers(1, LAST_ROW), st.integers(0, LAST_COLUMN))


@given(st.integers(0, LAST_COLUMN))
def test_letters_and_numbers_of_a_column_are_each_other_back(column: int) -> None:
    assert column_number(column_letters(column)) == column


@given(PLACES)
def test_every_place_is_read_back_from_how_it_is_written(place: Place) -> None:
    assert place_of(str(place)) == place


@given(st.text(max_size=12))
def test_any_text_is_a_place_within_the_sheet_or_none(reference: str) -> None:
    place = place_of(reference)
    assert place is None or (1 <= place.row <= LAST_ROW and 0 <= place.column <= LAST_COLUMN)


@pytest.mark.parametrize(
    ("letters", "column"), [("A", 0), ("Z", 25), ("AA", 26), ("AZ", 51), ("ZZ", 701), ("AAA", 702), ("XFD", 16_383)]
)
def test_columns_count_in_letters_without_a_zero(letters: str, column: int) -> None:
    assert column_letters(column) == letters


@pytest.mark.parametrize("reference", ["", "A0", "7", "C", "XFE1", "A1048577", "C7:D8", "C-7", "ÄÖ1", "C٧", "R1C1"])
def test_what_is_no_cell_is_none(reference: str) -> None:
    assert place_of(reference) is None


@pytest.mark.parametrize(
    ("reference", "area"),
    [
        ("C7", Area(Place(7, 2), Place(7, 2))),
        ("$C$7", Area(Place(7, 2), Place(7, 2))),
        ("B2:D4", Area(Place(2, 1), Place(4, 3))),
        ("D4:B2", Area(Place(2, 1), Place(4, 3))),
        ("$B:$C", Area(Place(1, 1), Place(LAST_ROW, 2))),
        ("3:5", Area(Place(3, 0), Place(5, LAST_COLUMN))),
        ("#REF!", None),
        ("Yes,No", None),
        ("B2:", Area(Place(2, 1), Place(2, 1))),
        (":B2", None),
        ("A1:XFE9", None),
    ],
)
def test_areas_are_cells_ranges_columns_and_rows(reference: str, area: Area | None) -> None:
    assert area_of(reference) == area


@pytest.mark.parametrize(
    ("formula", "sheet", "first"),
    [
        ("Lists!$A$2:$A$4", "Lists", Place(2, 0)),
        ("'Part A'!$C$7", "Part A", Place(7, 2)),
        ("'The child''s view'!C7", "The child's view", Place(7, 2)),
        ("=Lists!A1", "Lists", Place(1, 0)),
        ("$C$7", None, Place(7, 2)),
    ],
)
def test_a_reference_names_its_sheet(formula: str, sheet: str | None, first: Place) -> None:
    found = sheet_area_of(formula)
    assert found is not None
    assert (found[0], found[1].first) == (sheet, first)


@pytest.mark.parametrize(
    "formula", ["", "yes_no", 'INDIRECT("A1")', "OFFSET(Lists!A1,0,0)", "Lists!#REF!", "A1,B2", "1+1"]
)
def test_a_formula_that_is_no_reference_points_nowhere(formula: str) -> None:
    assert sheet_area_of(formula) is None


def test_a_sqref_has_several_areas() -> None:
    assert [area.first for area in areas_of("C39 C85:C86 nonsense B:B")] == [Place(39, 2), Place(85, 2), Place(1, 1)]


@given(st.lists(PLACES, max_size=6), PLACES)
def test_the_corner_of_a_place_lies_left_of_it_and_above(corners: list[Place], place: Place) -> None:
    areas = [
        Area(corner, Place(min(corner.row + 3, LAST_ROW), min(corner.column + 2, LAST_COLUMN))) for corner in corners
    ]
    corner = Merges(areas).corner(place)
    assert corner.row <= place.row
    assert corner.column <= place.column


def test_a_merge_of_the_whole_sheet_is_only_a_rectangle() -> None:
    everything = Area(Place(1, 0), Place(LAST_ROW, LAST_COLUMN))
    assert Merges([everything]).corner(Place(500_000, 9_000)) == Place(1, 0)
    assert Merges([everything]).size(Place(1, 0)) == (LAST_COLUMN + 1, LAST_ROW)


def test_of_areas_side_by_side_each_keeps_its_own_cells() -> None:
    merges = Merges([Area(Place(3, 1), Place(4, 2)), Area(Place(3, 3), Place(4, 5)), Area(Place(5, 1), Place(5, 9))])
    assert [str(merges.corner(place)) for place in map(_place, ("C4", "D3", "F4", "G4", "J5", "A3"))] == [
        "B3", "D3", "D3", "G4", "B5", "A3",
    ]  # fmt: skip


def _place(reference: str) -> Place:
    place = place_of(reference)
    assert place is not None
    return place

"""The catalogue of bad inputs: each is made by a script, and each ends as it must."""

import pytest

from tests.bad_inputs import by_config, elsewhere
from tests.bad_inputs.by_config import Refused
from tests.bad_inputs.page import PAGE, listed
from tests.bad_inputs.rows import Bad, ending
from tests.bad_inputs.table import ROWS

CATALOGUE = range(1, 204)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_bad_input_ends_as_it_must(row: Bad) -> None:
    ended, found = ending(row)
    assert ended == row.ended
    assert row.also is None or row.also(found)


@pytest.mark.parametrize("row", by_config.ROWS, ids=str)
def test_a_bad_configuration_is_refused_and_named(row: Refused) -> None:
    assert row.says in row.faults()


def test_every_row_of_the_catalogue_is_shown_or_said_not_to_be() -> None:
    shown = {row.number for row in (*ROWS, *by_config.ROWS)} | set(elsewhere.SHOWN)
    assert sorted(shown) == list(CATALOGUE)


def test_the_page_tells_of_every_row_as_it_ends() -> None:
    page = PAGE.read_text(encoding="utf-8").splitlines()
    assert [row for row in ROWS if listed(row) not in page] == []

"""What every story begins with."""

from collections.abc import Iterator

import pytest

from tests.simulation.seeds import Room


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with Room.in_folder(tmp_path_factory.mktemp("seeds")) as room:
        yield room

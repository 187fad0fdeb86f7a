"""Who may work at a database: at a file one process, at a server as many as come."""

import pytest

from intake.store import Store, StoreOccupied
from tests.store.builders import NOW, SECRET


def test_a_second_worker_at_a_file_is_told_who_is_there_and_what_to_do(sqlite_url: str) -> None:
    one, other = (Store.open(sqlite_url, secret=SECRET) for _ in range(2))
    with (
        one.occupied(by="office-pc:4711", now=NOW),
        pytest.raises(StoreOccupied) as told,
        other.occupied(by="b", now=NOW),
    ):
        pass
    for words in ("office-pc:4711, since 2026-11-24 09:00 UTC", "stop it first", "PostgreSQL"):
        assert words in str(told.value)
    one.close()
    other.close()


def test_whoever_ends_leaves_the_place_to_the_next(sqlite_url: str) -> None:
    store = Store.open(sqlite_url, secret=SECRET)
    for name in ("a name that is longer than the next", "one", "two"):
        with store.occupied(by=name, now=NOW):
            pass
    store.close()


def test_at_a_server_several_work_together(postgres_url_of_empty_store: str, request: pytest.FixtureRequest) -> None:
    store = Store.open(postgres_url_of_empty_store, secret=SECRET)
    request.addfinalizer(store.close)
    with store.occupied(by="one", now=NOW), store.occupied(by="two", now=NOW):
        pass

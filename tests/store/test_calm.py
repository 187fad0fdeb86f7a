"""Since when nobody has set the clock: by a clock that nobody can set, and kept for whoever asks next."""

from datetime import timedelta

from intake.model.ticks import Ticks
from intake.store import Store
from tests.store.builders import NOW


def calm(store: Store, *, seconds: float, ahead: float = 0.0, machine: str = "one") -> float:
    """Asked so many seconds after the beginning, with an hour that is so far ahead."""
    now = NOW + timedelta(seconds=seconds + ahead)
    return store.calm(Ticks(machine=machine, seconds=1_000 + seconds), now=now).total_seconds()


def test_it_is_calm_since_somebody_looked_first(store: Store) -> None:
    assert [calm(store, seconds=at) for at in (0, 60, 3_600)] == [0, 60, 3_600]


def test_a_clock_that_was_set_begins_anew_whichever_way(store: Store) -> None:
    calm(store, seconds=0)
    assert [calm(store, seconds=at, ahead=86_400) for at in (60, 70)] == [0, 10]
    assert [calm(store, seconds=at) for at in (80, 200)] == [0, 120]


def test_a_clock_that_is_put_right_slowly_is_not_set(store: Store) -> None:
    assert [calm(store, seconds=at, ahead=at / 2_000) for at in (0, 4_000, 8_000)] == [0, 4_000, 8_000]


def test_what_the_hour_did_while_the_machine_was_off_nobody_knows(store: Store) -> None:
    calm(store, seconds=0)
    assert calm(store, seconds=60, machine="one, started again") == 0

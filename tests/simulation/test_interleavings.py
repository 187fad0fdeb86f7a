"""Hypothesis looks for an order of arrivals, people's hands, polls, crashes and bounces that breaks a promise; the long form is in bench."""

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.journeys.forbidden import MovedBeforeStored
from tests.simulation.interleaving import Interleaving, so_many, the_first_of
from tests.simulation.seeds import Room

pytestmark = pytest.mark.timeout(300)
ENOUGH = 100
"""Examples within which a forbidden order is found; most take far fewer."""


def test_in_whatever_order_things_happen_nothing_is_lost_and_nothing_doubled(room: Room) -> None:
    run_state_machine_as_test(lambda: Interleaving(room), settings=so_many(20))


def test_an_order_that_the_design_forbids_is_found(room: Room) -> None:
    with pytest.raises(AssertionError):
        run_state_machine_as_test(lambda: Interleaving(room, MovedBeforeStored), settings=the_first_of(ENOUGH))

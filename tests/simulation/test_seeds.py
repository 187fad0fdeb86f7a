"""A short form of the long run in bench/torture.py: nothing lost, nothing doubled, whatever goes wrong and in whichever order.

A seed that fails is printed, and replays step by step: `python bench/torture.py --seed N`.
"""

import pytest

from intake.app import Service
from tests.journeys.forbidden import MarkedBeforeSent, MovedBeforeStored, ResentBlindly, WithoutLease
from tests.simulation.books import Finding
from tests.simulation.faults import CRASHES
from tests.simulation.seeds import Room

pytestmark = pytest.mark.timeout(600)
BLOCKS, SEEDS_IN_A_BLOCK = 20, 10
SEEDS_FOR_A_CONTROL = 40


@pytest.mark.parametrize("block", range(BLOCKS))
def test_whatever_goes_wrong_nothing_is_lost_and_nothing_doubled(room: Room, block: int) -> None:
    for seed in range(block * SEEDS_IN_A_BLOCK, (block + 1) * SEEDS_IN_A_BLOCK):
        report = room.play(seed)
        assert not report.wrong, f"seed {seed}: {report.wrong}"


def test_the_same_seed_is_the_same_story(room: Room) -> None:
    first, again = room.play(11), room.play(11)
    assert first.trace == again.trace
    assert first.faults == again.faults


def test_another_seed_is_another_story(room: Room) -> None:
    assert room.play(12).trace != room.play(13).trace


def test_a_few_seeds_hold_crashes_and_faults_of_many_kinds(room: Room) -> None:
    reports = [room.play(seed) for seed in range(20, 25)]
    kinds = {fault for report in reports for fault in report.faults}
    assert kinds.issuperset(CRASHES)
    assert len(kinds) > 12
    assert sum(report.letters for report in reports) > 20


@pytest.mark.parametrize(
    ("careless", "finding"),
    [
        (MovedBeforeStored, Finding.LOST),
        (MarkedBeforeSent, Finding.LOST),
        (ResentBlindly, Finding.DOUBLED),
        (WithoutLease, Finding.DOUBLED),
    ],
)
def test_an_order_that_the_design_forbids_is_found_out(room: Room, careless: type[Service], finding: Finding) -> None:
    reports = (room.play(seed, kind=careless) for seed in range(SEEDS_FOR_A_CONTROL))
    assert any(report.count(finding) for report in reports)

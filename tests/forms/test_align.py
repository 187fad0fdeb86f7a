"""Two sequences matched as wholes."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from intake.forms.align import Candidate, align, passes


def candidate(turn: int, order: int, weight: float = 1.0) -> Candidate:
    return Candidate((turn,), order, weight)


def test_the_heaviest_chain_in_order_wins() -> None:
    pool = [candidate(1, 5, 1.5), candidate(2, 1), candidate(3, 2)]
    assert align(pool) == [1, 2]


def test_one_sure_match_outweighs_two_unsure_ones() -> None:
    pool = [candidate(1, 5, 1.5), candidate(2, 1, 0.6), candidate(3, 2, 0.6)]
    assert align(pool) == [0]


def test_one_turn_names_one_thing() -> None:
    assert len(align([candidate(1, 1), candidate(1, 2)])) == 1


def test_nothing_aligns_with_nothing() -> None:
    assert align([]) == []
    assert passes([]) == []


def test_what_was_moved_is_found_in_a_later_pass() -> None:
    pool = [candidate(1, 3), candidate(2, 1), candidate(3, 2)]
    assert passes(pool) == [[1, 2], [0]]


candidates = st.lists(st.builds(candidate, st.integers(0, 12), st.integers(0, 12), st.floats(0.1, 2.0)), max_size=14)


@given(candidates)
def test_a_chain_rises_in_both_and_no_greedy_chain_is_heavier(pool: list[Candidate]) -> None:
    chain = [pool[at] for at in align(pool)]
    assert all(one.turn < other.turn and one.order < other.order for one, other in pairwise(chain))
    weight = sum(each.weight for each in chain)
    assert all(weight >= sum(each.weight for each in greedy) - 1e-6 for greedy in _greedy(pool))


def _greedy(pool: list[Candidate]) -> list[list[Candidate]]:
    chains = []
    for start in range(len(pool)):
        chain: list[Candidate] = []
        for each in sorted(pool[start:]):
            if not chain or (each.turn > chain[-1].turn and each.order > chain[-1].order):
                chain.append(each)
        chains.append(chain)
    return chains


@given(candidates)
def test_passes_use_every_turn_and_order_at_most_once(pool: list[Candidate]) -> None:
    found = [pool[at] for chain in passes(pool) for at in chain]
    assert len({each.turn for each in found}) == len(found)
    assert len({each.order for each in found}) == len(found)

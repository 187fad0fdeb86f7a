"""A form rewritten in a way that changes nothing for a person reads as before."""

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from tests.metamorphic.filled_forms import our_form, word_forms
from tests.metamorphic.repacking import REPACKINGS
from tests.metamorphic.rewriting import REWRITINGS
from tests.metamorphic.sameness import read_form, rewritten

FAILING = "add_footnote_digits"
UNDER = "move_answers_under"
"""Both have a test of their own below."""
WAYS = tuple(way for way in (*REWRITINGS, *REPACKINGS) if way not in {FAILING, UNDER})


@pytest.mark.parametrize("way", [*WAYS, UNDER])
def test_one_rewriting_changes_no_answer(way: str) -> None:
    content = word_forms()["with gaps"]
    before, _ = read_form(content, our_form())
    after, _ = read_form(rewritten(content, [way], our_form(), seed=1), our_form())
    assert before.values
    assert before.differences(after) == []


@given(
    name=st.sampled_from(sorted(word_forms())),
    ways=st.lists(st.sampled_from(WAYS), min_size=2, max_size=5, unique=True),
    seed=st.integers(0, 1 << 30),
)
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_rewritings_together_change_no_answer(name: str, ways: list[str], seed: int) -> None:
    note(f"{name}: {ways}, seed {seed}")
    content = word_forms()[name]
    before, _ = read_form(content, our_form())
    after, _ = read_form(rewritten(content, ways, our_form(), seed), our_form())
    assert before.differences(after) == []


def test_a_footnote_digit_behind_a_label_is_no_answer() -> None:
    content = word_forms()["harmed boy"]
    before, _ = read_form(content, our_form())
    changed = [rewritten(content, ["uncontrol", FAILING], our_form(), seed) for seed in range(4)]
    assert [before.differences(read_form(each, our_form())[0]) for each in changed] == [[]] * 4


def test_an_answer_moved_under_its_label_may_look_like_a_label() -> None:
    content = word_forms()["near miss"]
    before, _ = read_form(content, our_form())
    changed = [rewritten(content, ["uncontrol", UNDER], our_form(), seed) for seed in range(6)]
    assert [before.differences(read_form(each, our_form())[0]) for each in changed] == [[]] * 6

"""A crash at any call of ours to a port or to the store, and another life after it: nothing is lost, nothing doubled.

The negative controls are the same loop over orders that the design forbids: there the same account must find the fault.
"""

import functools
import itertools
from collections.abc import Iterator

import pytest

from intake.app import Service
from tests.journeys.accounts import Account, Finding, findings
from tests.journeys.forbidden import MarkedBeforeSent, MovedBeforeStored, ResentBlindly
from tests.journeys.lives import START, Lives, Play, Stage
from tests.journeys.partnership import Sent, corrected, dozen, handbook
from tests.journeys.world import LineLost, SimulatedCrash, Steps

pytestmark = pytest.mark.timeout(600)
"""Hundreds of lives in one test."""
WITHOUT_A_MARK = frozenset({"after send", "before mark_sent"})
"""The letter was accepted and nobody wrote it down."""


@functools.cache
def messages() -> dict[str, Sent]:
    return {each.title: each for each in dozen(handbook(), now=START)}


@functools.cache
def answer_to(message_id: str) -> bytes:
    return corrected(handbook(), answers_to=message_id, now=START).content


def delivered(*titles: str) -> Play:
    def play(stage: Stage) -> Iterator[None]:
        for title in titles:
            stage.world.deliver(messages()[title].content)
        yield

    return play


def corrected_after_return(stage: Stage) -> Iterator[None]:
    """An incomplete form; and when it was returned, the complete one as an answer to our letter."""
    yield from delivered("an incomplete form")(stage)
    letter = next(each for each in stage.world.accepted if each.kind == "return")
    stage.world.deliver(answer_to(letter.message_id))
    yield


PLAYS: dict[str, Play] = {
    "forward": delivered("a complete form in Word"),
    "return": delivered("an incomplete form"),
    "hand over": delivered("another authority's form"),
    "left": delivered("a newsletter"),
    "two forms": delivered("two forms in one message"),
    "three at once": delivered("a question", "an incomplete form", "a newsletter"),
    "a corrected form": corrected_after_return,
}


# -- the loops -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("play", PLAYS.values(), ids=PLAYS)
def test_a_crash_at_any_call_loses_nothing_and_doubles_nothing(lives: Lives, play: Play) -> None:
    assert not dict(wrong_after(lives, play, SimulatedCrash))


@pytest.mark.parametrize("play", PLAYS.values(), ids=PLAYS)
def test_nor_does_it_on_postgresql(lives_on_postgres: Lives, play: Play) -> None:
    assert not dict(wrong_after(lives_on_postgres, play, SimulatedCrash))


@pytest.mark.parametrize("title", ["a complete form in Word", "two forms in one message"])
def test_a_line_lost_at_any_call_loses_nothing_and_doubles_nothing(lives: Lives, title: str) -> None:
    assert not dict(wrong_after(lives, delivered(title), LineLost))


@pytest.mark.parametrize(
    ("careless", "found"),
    [(MovedBeforeStored, Finding.LOST), (MarkedBeforeSent, Finding.LOST), (ResentBlindly, Finding.DOUBLED)],
)
def test_the_account_finds_what_a_forbidden_order_does(lives: Lives, careless: type[Service], found: Finding) -> None:
    wrong = wrong_after(lives, PLAYS["forward"], SimulatedCrash, kind=careless)
    assert any(found in each for _, each in wrong)


def test_the_account_finds_what_blind_resending_does_to_a_lost_line(lives: Lives) -> None:
    wrong = dict(wrong_after(lives, PLAYS["forward"], LineLost, kind=ResentBlindly))
    assert {step.partition(" ")[2] for step in wrong} == {"after send"}
    assert any(Finding.DOUBLED in each for each in wrong.values())


def wrong_after(
    lives: Lives, play: Play, fault: type[BaseException], *, kind: type[Service] = Service
) -> Iterator[tuple[str, frozenset[Finding]]]:
    """What is wrong in the end, for each step at which the fault came, until a life passes without it."""
    stage, expected = lives.lived(play, steps=Steps(fault=fault), kind=kind)
    assert_all_is_told(expected)
    before_the_last_act = (0, *stage.steps_at_rest)[-2]
    for number in itertools.count(before_the_last_act + 1):
        steps = Steps(stop_at=number, fault=fault)
        _, account = lives.lived(play, steps=steps, kind=kind)
        if steps.stopped_at is None:
            return
        wrong = findings(account, expected, may_double=steps.stopped_at in WITHOUT_A_MARK)
        if wrong:
            yield f"{number} {steps.stopped_at}", wrong


def assert_all_is_told(account: Account) -> None:
    """The life without a fault is a good measure: everything has its one outcome and lies in one folder."""
    assert not findings(account, account, may_double=False)
    assert all(len(outcomes) == 1 for outcomes in account.outcomes.values())
    assert all(len(folders) == 1 for folders in account.places.values())

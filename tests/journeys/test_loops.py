"""A loop with another responder ends by itself: what goes out stays under the ceilings, however long it is let run.

Here four days; `bench/loops.py` lets ten thousand hours pass.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from intake.jobs.breaker import ALARM
from tests.journeys import loops
from tests.journeys.lives import Lives, Stage
from tests.journeys.loops import Reader, Sent
from tests.journeys.partnership import MAILBOX, handbook

DAYS_HOURS = 4 * 24


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lives]:
    with loops.lives(Path(tmp_path_factory.mktemp("loops"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def days(lives: Lives) -> tuple[list[Sent], Stage]:
    return loops.let_run(lives, DAYS_HOURS)


def test_no_address_gets_more_returns_a_day_than_the_ceiling(days: tuple[list[Sent], Stage]) -> None:
    sent, stage = days
    assert 1 <= loops.busiest(sent, "return", by=loops.local_day) <= stage.book.limits.returns_per_sender_per_day


def test_no_hour_has_more_returns_than_the_ceiling(days: tuple[list[Sent], Stage]) -> None:
    sent, stage = days
    assert loops.within_an_hour(sent, "return") <= stage.book.limits.returns_per_hour


def test_no_address_gets_more_receipts_a_day_than_the_ceiling(days: tuple[list[Sent], Stage]) -> None:
    sent, stage = days
    assert loops.busiest(sent, "receipt", by=loops.local_day) <= stage.book.limits.receipts_per_sender_per_day


def test_the_same_file_is_not_forwarded_for_ever(days: tuple[list[Sent], Stage]) -> None:
    sent, stage = days
    forwards = sum(each.letter.kind == "forward" for each in sent)
    assert 1 <= forwards <= stage.book.limits.forwards_per_file


def test_nothing_goes_to_outsiders_but_returns_and_receipts(days: tuple[list[Sent], Stage]) -> None:
    sent, _ = days
    assert loops.to_outsiders(sent) <= {"return", "receipt"}


def test_every_morning_s_letters_are_so_many_and_no_more(days: tuple[list[Sent], Stage]) -> None:
    """It does not grow: after the first days, each day is like the one before."""
    sent, _ = days
    by_day = Counter(each.at.date() for each in sent if each.letter.kind in {"return", "receipt"})
    dates = sorted(by_day)
    assert by_day[dates[-1]] <= max(by_day[dates[1]], by_day[dates[2]])


def many(stage: Stage) -> Iterator[None]:
    """Forty agencies send an incomplete form within the hour, one more later on the day."""
    for number in range(40):
        loops.post(stage, loops.Peer(f"agency-{number}", None, loops.bounces).mail(MAILBOX, loops.MISSING_ONE))
    yield
    assert [each.code for each in stage.store.open_alarms()] == [ALARM]
    stage.clock.shift(timedelta(hours=2))
    loops.post(stage, loops.Peer("late", None, loops.bounces).mail(MAILBOX, loops.MISSING_ONE))
    yield


def test_past_the_hourly_ceiling_a_breaker_opens_says_so_once_hands_over_and_closes_when_it_is_quiet(
    lives: Lives,
) -> None:
    stage, _ = lives.lived(many, examine=Reader(handbook()).examine)
    letters = Counter(each.kind for each in stage.world.accepted)
    assert letters["return"] == stage.book.limits.returns_per_hour + 1
    assert letters["alarm"] == 1
    assert letters["hand_over"] >= 10
    assert f"late@{loops.DOMAIN}" in {each for letter in stage.world.accepted for each in letter.recipients}
    assert not stage.store.open_alarms()

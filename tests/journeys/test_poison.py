"""One bad message never holds up another: what our own code fails on is counted, and handed over with the original."""

import functools
import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine

from intake import app, clock
from intake.app import Job
from intake.model.decision import Examined, Outcome, Reason
from intake.notices import Templates
from intake.sandbox import ChildLimits, Sandbox
from intake.store import Event, MessageLine, Store
from tests.journeys import deadly
from tests.journeys.lives import START, Lives, Play, Stage, reader
from tests.journeys.offices import Directories, Embedded, Ground
from tests.journeys.partnership import MAILBOX, Sent, dozen, handbook, plain

PERSON = "Intake/Needs a person"
GOOD = ("a complete form in Excel", "an incomplete form", "a question")


@functools.cache
def good() -> tuple[Sent, ...]:
    return tuple(each for each in dozen(handbook(), now=START) if each.title in GOOD)


def among_good_ones(poison: Sent) -> Play:
    """The poison first, so that it would hold up the others if anything did."""

    def play(stage: Stage) -> Iterator[None]:
        for each in (poison, *good()):
            stage.world.deliver(each.content)
        yield

    return play


def steps_of(store: Store, message: Sent) -> list[Event]:
    return [step.event for step in store.trace(hashlib.sha256(message.content).hexdigest())]


def line_of(store: Store, message: Sent) -> MessageLine:
    (number,) = {step.arrival_id for step in store.trace(hashlib.sha256(message.content).hexdigest())}
    return next(line for line in store.messages() if line.number == number)


@pytest.fixture
def child() -> Iterator[Sandbox]:
    limits = ChildLimits(cpu_seconds=5, wall_seconds=1)
    with Sandbox(deadly.examine, handbook(), limits, preload=("intake.pipeline",)) as sandbox:
        sandbox.run(b"", today=date(2026, 11, 21), converted={})
        yield sandbox


@pytest.mark.parametrize("poison", deadly.POISONS, ids=bytes.decode)
def test_what_the_child_fails_on_is_tried_three_times_and_handed_over(
    lives: Lives, child: Sandbox, poison: bytes
) -> None:
    message = plain(1, poison.decode(), to=MAILBOX)

    def examine(content: bytes, today: date, converted: Mapping[str, bytes]) -> Examined:
        if not any(each in content for each in deadly.POISONS):
            return reader(MAILBOX).examine(content, today, converted)
        examined: Examined = child.run(content, today=today, converted=converted)
        return examined

    _, account = lives.lived(among_good_ones(message), examine=examine)
    events = steps_of(lives.store, message)
    assert events.count(Event.FAILED) == 3
    assert events.count(Event.DECIDED) == 1
    assert account.outcomes[message.message_id] == (Outcome.HANDED_OVER,)
    assert account.places[message.message_id] == (PERSON,)
    assert line_of(lives.store, message).reason is Reason.FAILED
    assert account.unfinished == 0
    assert {account.outcomes[each.message_id] for each in good()} == {("forwarded",), ("returned",), ("left",)}


def test_the_others_do_not_wait_for_it(lives: Lives) -> None:
    """All of them are decided in the very cycle in which it fails for the first time."""
    message = plain(1, "a bug of ours", to=MAILBOX)
    decided: list[int] = []

    def play(stage: Stage) -> Iterator[None]:
        for each in (message, *good()):
            stage.world.deliver(each.content)
        with stage.service() as service:
            decided.append(service.cycle()[Job.DECIDE])
        yield

    lives.lived(play, examine=failing_on(message))
    assert decided == [len(GOOD)]


def failing_on(message: Sent, *, times: int = 1_000) -> Callable[[bytes, date, Mapping[str, bytes]], Examined]:
    """A reader with a bug that one message brings out, so many times."""
    left = iter(range(times))

    def examine(content: bytes, today: date, converted: Mapping[str, bytes]) -> Examined:
        if content == message.content and next(left, None) is not None:
            raise KeyError("a bug")
        return reader(MAILBOX).examine(content, today, converted)

    return examine


def test_the_hand_over_names_the_original(lives: Lives) -> None:
    message = plain(1, "a bug of ours", to=MAILBOX)
    stage, _ = lives.lived(among_good_ones(message), examine=failing_on(message))
    (letter,) = (content for content in stage.world.contents("hand_over") if b"A person is needed" in content)
    words = letter.decode()
    assert PERSON in words.replace("=\r\n", "")
    assert message.message_id in words.replace("=\r\n", "")


def test_what_fails_twice_and_then_not_is_decided_as_if_it_never_had(lives: Lives) -> None:
    message = good()[0]
    _, expected = lives.lived(among_good_ones(plain(1, "nothing", to=MAILBOX)))
    _, account = lives.lived(among_good_ones(plain(1, "nothing", to=MAILBOX)), examine=failing_on(message, times=2))
    assert steps_of(lives.store, message).count(Event.FAILED) == 2
    assert account.outcomes == expected.outcomes
    assert account.places == expected.places


def test_a_letter_that_cannot_be_written_is_a_bug_of_ours_too(lives: Lives) -> None:
    """The form is incomplete, and the return does not come about: a person has it then."""
    broken = Templates({**handbook().templates, "return.txt": "{{ 1 / 0 }}"})
    _, account = lives.lived(among_good_ones(plain(1, "nothing", to=MAILBOX)), letters=broken)
    incomplete = next(each for each in good() if each.title == "an incomplete form")
    assert account.outcomes[incomplete.message_id] == (Outcome.HANDED_OVER,)
    assert account.places[incomplete.message_id] == (PERSON,)
    assert account.versions == (("HCP-2026-0001", 1, "forwarded"),)


class NoHandOvers(Templates):
    """A bug of ours, and no fault of a template: for that the letter is written plainly instead."""

    def text(self, name: str, context: Mapping[str, object]) -> str:
        if name == "hand_over":
            raise RuntimeError("a bug")
        return super().text(name, context)


def test_what_cannot_even_be_handed_over_stays_in_progress_with_an_alarm(lives: Lives) -> None:
    message, broken = plain(1, "a bug of ours", to=MAILBOX), NoHandOvers(handbook().templates)
    _, account = lives.lived(among_good_ones(message), letters=broken, examine=failing_on(message))
    assert account.places[message.message_id] == ("INBOX",)
    assert [alarm.code for alarm in lives.store.open_alarms()] == ["cannot_hand_over"]
    assert account.unfinished == 1
    assert {account.outcomes[each.message_id] for each in good()} == {("forwarded",), ("returned",), ("left",)}


def test_no_word_of_the_message_is_kept_with_the_fault(lives: Lives) -> None:
    message = plain(1, "a bug of ours", to=MAILBOX)

    def examine(content: bytes, today: date, converted: Mapping[str, bytes]) -> Examined:
        raise ValueError("Zqxberta Quillfeather")

    lives.lived(among_good_ones(message), examine=examine)
    with closing(sqlite3.connect(str(lives.books.url.database))) as connection:
        assert "Zqxberta" not in "\n".join(connection.iterdump())
        assert connection.execute("SELECT DISTINCT error FROM arrivals WHERE error IS NOT NULL").fetchall() == [
            ("ValueError",)
        ]


# -- too large -------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["the embedded server", "directories"])
def ground(request: pytest.FixtureRequest, tmp_path: Path, new_user: str) -> Ground:
    if request.param == "directories":
        return Directories(new_user, tmp_path)
    return Embedded(new_user, tmp_path, request.getfixturevalue("minimail"))


def test_what_is_too_large_is_handed_over_unread_and_the_others_go_on(ground: Ground) -> None:
    book = replace(ground.book, limits=replace(ground.book.limits, message_bytes=100_000))
    large, small = plain(1, "x " * 60_000, to=ground.address), plain(2, "A question.", to=ground.address)
    with time_machine.travel(datetime(2026, 11, 21, 10, tzinfo=UTC), tick=True):
        for each in (large, small):
            ground.post(each, at=clock.now())
        with app.opened(ground.settings(), book) as service:
            service.cycle()
            lines = service.store.messages()
            figures = service.store.figures(now=clock.now())
    folders = {each.message_id: each.folder for each in ground.lying()}
    reasons = sorted(str(line.reason) for line in lines)
    assert reasons == ["ordinary", "too_large"]
    assert (folders[large.message_id], folders[small.message_id]) == (PERSON, "INBOX")
    assert figures.balances
    (letter,) = (each for each in ground.letters() if each.kind == "hand_over")
    assert PERSON in letter.text

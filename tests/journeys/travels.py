"""The whole journey on one ground, told as what can be seen afterwards."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import time_machine

from intake import app
from intake.app import Job
from intake.clock import now
from intake.store import Figures, MessageLine, Store
from tests.journeys.offices import Ground, Letter, Lying
from tests.journeys.partnership import SECRET, Sent, corrected, dozen

SATURDAY = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 8, 1, tzinfo=UTC)
MOST_CYCLES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What is to be seen when the service has come to rest."""

    lines: Mapping[str, MessageLine]
    """By the Message-ID of what came."""
    lying: tuple[Lying, ...]
    letters: tuple[Letter, ...]
    figures: Figures

    def folder(self, message_id: str) -> str:
        (found,) = (each for each in self.lying if each.message_id == message_id)
        return found.folder

    def deliveries(self) -> Counter[tuple[str, str]]:
        """How often each reader got each letter."""
        return Counter((each.message_id, each.reader) for each in self.letters)

    def of_kind(self, kind: str) -> tuple[Letter, ...]:
        return tuple(each for each in self.letters if each.kind == kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    ground: Ground
    sent: tuple[Sent, ...]
    correction: Sent
    read: frozenset[str]
    """Message-IDs of what somebody had read before we came."""
    first: Sight
    again: Mapping[Job, int]
    """What one more cycle did, by a new process."""
    after_again: Sight
    with_correction: Sight
    on_monday: Sight

    def message_id(self, title: str) -> str:
        return next(each.message_id for each in self.sent if each.title == title)


def travelled(ground: Ground) -> Journey:
    """A dozen messages on a Saturday, one more cycle, a corrected form, and Monday morning."""
    with time_machine.travel(SATURDAY, tick=True) as clock:
        sent = dozen(ground.book, now=now())
        for message in sent:
            ground.post(message, at=now())
        ground.wait()
        already_read = sent[::4]
        for message in already_read:
            ground.read(message)
        first = rested(ground)
        again = cycled(ground)
        after_again = seen(ground)
        correction = answered(ground, first)
        with_correction = rested(ground)
        clock.move_to(MONDAY)
        on_monday = rested(ground)
    return Journey(
        ground=ground,
        sent=sent,
        correction=correction,
        read=frozenset(each.message_id for each in already_read),
        first=first,
        again=again,
        after_again=after_again,
        with_correction=with_correction,
        on_monday=on_monday,
    )


def answered(ground: Ground, sight: Sight) -> Sent:
    """The referrer of the incomplete form sends it again, as an answer to our return."""
    (returned,) = (each for each in sight.of_kind("return") if each.reader.startswith("rowan") and is_first(each))
    correction = corrected(ground.book, answers_to=returned.message_id, now=now())
    ground.post(correction, at=now())
    ground.wait()
    return correction


def is_first(letter: Letter) -> bool:
    """The one that answers the message with one incomplete form, not that with two."""
    return "demo-3@" in letter.content.partition(b"\r\n\r\n")[0].decode()


def cycled(ground: Ground) -> Mapping[Job, int]:
    """One cycle by a new process, as `intake once` has it."""
    with app.opened(ground.settings(), ground.book) as service:
        done = service.cycle()
    ground.wait()
    return done


def rested(ground: Ground) -> Sight:
    """As many cycles as it takes until nothing moves any more."""
    with app.opened(ground.settings(), ground.book) as service:
        for _ in range(MOST_CYCLES):
            has_moved = any(service.cycle().values())
            ground.wait()
            if not has_moved:
                return seen(ground)
    raise AssertionError("it does not come to rest")


def seen(ground: Ground) -> Sight:
    store = Store.open(ground.settings().database, secret=SECRET)
    lying = tuple(ground.lying())
    lines = {line.number: line for line in store.messages(limit=1_000)}
    numbers = {
        each.message_id: step.arrival_id
        for each in lying
        for step in store.trace(each.message_id)
        if step.arrival_id is not None and step.message_id == each.message_id
    }
    sight = Sight(
        lines={message_id: lines[number] for message_id, number in numbers.items()},
        lying=lying,
        letters=ground.letters(),
        figures=store.figures(now=now()),
    )
    store.close()
    return sight

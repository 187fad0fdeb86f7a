"""One seed: arrivals, people, faults, crashes and several workers, in an order that the seed alone decides."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from intake.app import Job, Service
from intake.mailbox import MailboxRefused, MailboxUnavailable
from intake.store import Store, StoreUnavailable
from intake.transport import TransportRefused, TransportUnavailable
from tests.journeys.partnership import MAILBOX
from tests.journeys.world import SimulatedCrash
from tests.simulation import people
from tests.simulation.books import Books, Finding, Wrong
from tests.simulation.clock import Clock
from tests.simulation.faults import CRASHES, Fault, faults_of
from tests.simulation.hands import PAUSE, Hand
from tests.simulation.outside import Outside
from tests.simulation.ports import SLOWEST_ANSWER
from tests.simulation.services import Making

TROUBLES = (MailboxUnavailable, MailboxRefused, TransportUnavailable, TransportRefused, StoreUnavailable)
"""What may end a beat; the worker says it and goes on at the next. Anything else is a finding."""
LONG = timedelta(minutes=25)
"""Longer than a lease."""
BACKOFF = timedelta(minutes=61)
MOST_BEATS_TO_REST = 40
DIGEST_EVERY = 4
AT_THE_SERVER = frozenset({"transport.data", "transport.reply"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """How bad the world is: chances at each call or step."""

    steps: int = 150
    fault: float = 0.15
    crash: float = 0.02
    event: float = 0.15
    workers: int = 2
    attempts: int = 3
    messages: int = 5
    copy_seconds: int = 110
    """The longest that our copy takes; shorter than the grace time of 120 s."""


def drawn_mix(rng: random.Random) -> Mix:
    return Mix(
        steps=rng.choice((150, 300, 500)),
        fault=rng.choice((0.1, 0.3, 0.6)),
        crash=rng.choice((0.0, 0.01, 0.05)),
        event=rng.choice((0.05, 0.2)),
        workers=rng.choice((1, 2, 2, 3)),
        attempts=rng.choice((3, 3, 50)),
        messages=rng.choice((3, 5)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    seed: int
    steps: int
    messages: int
    letters: int
    crashes: int
    faults: Counter[Fault]
    wrong: tuple[tuple[int, Wrong], ...]
    """With the step after which each was found."""
    without_copy_doubled: int
    """Letters of which no copy can be found that came twice: the promise does not cover them."""
    trace: tuple[str, ...] = field(repr=False)

    def count(self, finding: Finding) -> int:
        return sum(each.finding is finding for _, each in self.wrong)


class Simulation:
    """Everything of one seed. The stores are of one empty database, one for each worker."""

    def __init__(
        self, seed: int, *, stores: tuple[Store, ...], books: Callable[[Outside], Books], clock: Clock
    ) -> None:
        self.seed = seed
        self.rng = random.Random(seed)
        self.mix = drawn_mix(self.rng)
        self.clock = clock
        self.outside = Outside(mailbox=MAILBOX, now=lambda: clock.wall, clock=clock)
        self.books = books(self.outside)
        self.stores = stores
        self.kind: type[Service] = Service
        self.faults: Counter[Fault] = Counter()
        self.wrong: list[tuple[int, Wrong]] = []
        self.trace: list[str] = []
        self.is_quiet = False
        self.hands: list[Hand] = []
        self.uncaught: list[Exception] = []

    def run(self) -> Report:
        """Until everything has come to rest, or the first finding."""
        self.hands = [Hand(number, self._live) for number in range(self.mix.workers)]
        try:
            self._play()
        finally:
            for hand in self.hands:
                hand.end()
            self.books.close()
            for store in self.stores:
                store.close()
        return self._report()

    def _play(self) -> None:
        cards = people.drawn_cards(self.rng, self.mix.messages)
        self.outside.post(cards.pop(0))
        for _ in range(self.mix.steps):
            if self.wrong:
                return
            self._something_happens(cards)
            self._step(self.rng.choice(self._awake()))
        while cards:
            self.outside.post(cards.pop())
        self._come_to_rest()

    def _awake(self) -> list[Hand]:
        """Those that are not frozen; when all are, time passes until one is not."""
        while True:
            awake = [each for each in self.hands if each.frozen_until is None or each.frozen_until <= self.clock.steady]
            if awake:
                return awake
            self.clock.pass_by(timedelta(minutes=1))

    def _step(self, hand: Hand) -> None:
        """One worker goes on, with or without a fault; then everything is looked at."""
        hand.frozen_until = None
        fault = None if self.is_quiet else self._drawn_fault(hand)
        self.trace.append(f"{hand.number} {hand.waits_at} {fault or ''}".strip())
        if fault is not None:
            self.faults[fault] += 1
        hand.go_on(fault)
        if fault is Fault.SLOW_ANSWER:
            hand.frozen_until = self.clock.steady + SLOWEST_ANSWER
        self.clock.pass_by(timedelta(seconds=self.rng.choice((0, 0, 1, 2))))
        self.outside.let_time_tell()
        self._look(self.books.wrong_now())

    def _look(self, wrong: Iterator[Wrong]) -> None:
        self.wrong.extend((len(self.trace), each) for each in wrong)

    def _drawn_fault(self, hand: Hand) -> Fault | None:
        if hand.waits_at in {PAUSE, "birth"}:
            self.clock.pass_by(timedelta(seconds=self.rng.choice((1, 15, 60, 300))))
            return None
        if self.rng.random() < self.mix.crash:
            return Fault.CRASH_BEFORE if hand.waits_at == "transport.reply" else self.rng.choice(CRASHES)
        possible = faults_of(hand.waits_at)
        chance = self.mix.fault if not hand.waits_at.startswith("store.") else self.mix.fault / 5
        return self.rng.choice(possible) if possible and self.rng.random() < chance else None

    # -- what happens beside the workers

    def _something_happens(self, cards: list[people.Card]) -> None:
        if self.rng.random() >= self.mix.event:
            return
        what = self.rng.choice((self._arrives, self._arrives, self._freezes, self._jumps, self._is_touched))
        what(cards)

    def _arrives(self, cards: list[people.Card]) -> None:
        card, fault = people.next_card(self.rng, self.outside, cards)
        if card is not None:
            self.outside.post(card)
            self._happened(fault, card.title)

    def _freezes(self, _cards: list[people.Card]) -> None:
        hand = self.rng.choice(self.hands)
        hand.frozen_until = self.clock.steady + self.rng.choice((timedelta(minutes=2), timedelta(minutes=9), LONG))
        self._happened(Fault.FROZEN, str(hand.number))

    def _jumps(self, _cards: list[people.Card]) -> None:
        """At any moment: between DATA and its answer too, and while our copy is on its way."""
        span = self.rng.choice((timedelta(hours=1), timedelta(days=1)))
        self.clock.jump(span if self.rng.random() < 0.5 else -span)
        self._happened(Fault.CLOCK_JUMP, str(span))

    def _is_touched(self, _cards: list[people.Card]) -> None:
        fault = people.touch(self.rng, self.outside, self.books)
        self._happened(fault, "")

    def _happened(self, fault: Fault | None, what: str) -> None:
        self.trace.append(f"- {fault or 'arrival'} {what}".strip())
        if fault is not None:
            self.faults[fault] += 1

    # -- the workers

    def _live(self, hand: Hand) -> None:
        """A process after another, each until it crashes."""
        while True:
            try:
                hand.meet("birth")
                self._work(self._service(hand), hand)
            except SimulatedCrash:
                self.stores[hand.number].close()

    def _work(self, service: Service, hand: Hand) -> None:
        beat = 0
        while True:
            for job in Job:
                if job is not Job.DIGEST or beat % DIGEST_EVERY == 0:
                    self._do(service, job)
            beat += 1
            hand.meet(PAUSE)

    def _do(self, service: Service, job: Job) -> None:
        try:
            service.run(job)
        except TROUBLES:
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not come this far
            self._look(iter((Wrong(finding=Finding.UNCAUGHT, what=f"I6 {job}: {type(error).__name__}"),)))
            self.uncaught.append(error)

    def _service(self, hand: Hand) -> Service:
        making = Making(
            outside=self.outside,
            rng=self.rng,
            copy_seconds=self.mix.copy_seconds,
            attempts=self.mix.attempts,
            about_to_move=self._about_to_move,
            kind=self.kind,
        )
        return making.service(self.stores[hand.number], hand.meet)

    def _about_to_move(self, content: bytes) -> None:
        if not self.books.is_kept(content):
            self._look(iter((Wrong(finding=Finding.LOST, what="I8 moved and not kept"),)))

    # -- the end

    def _come_to_rest(self) -> None:
        """Nothing goes wrong any more: who is in the midst of something ends it, and then one worker does all the rest."""
        self.is_quiet = True
        for hand in self.hands:
            if hand.waits_at in AT_THE_SERVER:
                self._to_pause(hand)
        while self.outside.is_busy:
            self.clock.pass_by(timedelta(minutes=1))
            self.outside.let_time_tell()
        self.clock.mend()
        for hand in self.hands:
            self._to_pause(hand)
        for _ in range(MOST_BEATS_TO_REST):
            if self.wrong or self._is_at_rest():
                break
            self.clock.pass_by(BACKOFF)
            self._step(self.hands[0])
            self._to_pause(self.hands[0])
        if not self.wrong:
            self._look(self.books.wrong_in_the_end())

    def _to_pause(self, hand: Hand) -> None:
        while hand.waits_at != PAUSE and not self.wrong:
            self._step(hand)

    def _is_at_rest(self) -> bool:
        return not self.outside.is_busy and not any(True for _ in self.books.unfinished())

    def _report(self) -> Report:
        accepted = Counter(each.message_id for each in self.outside.accepted)
        return Report(
            seed=self.seed,
            steps=len(self.trace),
            messages=len(self.outside.came),
            letters=len(accepted),
            crashes=sum(self.faults[each] for each in CRASHES),
            faults=self.faults,
            wrong=tuple(self.wrong),
            without_copy_doubled=sum(count > 1 for count in accepted.values()),
            trace=tuple(self.trace),
        )

"""What people, servers and one worker may do, as the rules of a state machine: hypothesis finds an order that breaks a promise, and the shortest."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta

import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from intake.app import Job, Service
from tests.journeys.lives import START
from tests.journeys.partnership import MAILBOX
from tests.journeys.world import SimulatedCrash
from tests.simulation import people
from tests.simulation.books import Books, Finding, Wrong
from tests.simulation.clock import Clock
from tests.simulation.deck import OUTCOMES, deck
from tests.simulation.faults import CRASHES, Fault, faults_of
from tests.simulation.outside import Outside
from tests.simulation.seeds import Room
from tests.simulation.services import Making
from tests.simulation.simulation import BACKOFF, MOST_BEATS_TO_REST, TROUBLES

JOBS = (Job.COLLECT, Job.DECIDE, Job.DELIVER, Job.FILE)
at_the_store = st.dictionaries(st.integers(1, 50), st.integers(0, 3), max_size=1)
at_the_ports = st.dictionaries(st.integers(1, 12), st.integers(0, 11), max_size=2)
"""By the number of a call within a beat: which of the faults that may come there does."""
chance = st.randoms(use_true_random=False)


def so_many(examples: int, *, rules: int = 25) -> settings:
    """Settings of a run, short or long."""
    return settings(
        max_examples=examples,
        stateful_step_count=rules,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


def the_first_of(examples: int) -> settings:
    """Settings of a run that ends with the first finding, whatever it looks like; each time the same."""
    return settings(
        so_many(examples), phases=[Phase.generate], report_multiple_bugs=False, derandomize=True, database=None
    )


def is_at_store(call: str) -> bool:
    return call.startswith("store.")


class Interleaving(RuleBasedStateMachine):
    """One mailbox with its people, and one process after another that works on it. The store is the real one."""

    def __init__(self, room: Room, kind: type[Service] = Service) -> None:
        super().__init__()
        self.store = room.stores[0]
        self.travel = time_machine.travel(START, tick=False)
        self.clock = Clock(self.travel.start())
        self.outside = Outside(mailbox=MAILBOX, now=lambda: self.clock.wall, clock=self.clock)
        self.books = Books(room.emptied(), self.outside)
        self.making = Making(
            outside=self.outside,
            rng=random.Random(0),
            copy_seconds=110,
            attempts=3,
            about_to_move=self.about_to_move,
            kind=kind,
        )
        self.process: Service | None = None
        self.breaks: dict[tuple[bool, int], int] = {}
        self.calls: Counter[bool] = Counter()
        self.wrong: list[Wrong] = []

    # -- the world

    @rule(which=st.integers(0, len(OUTCOMES) - 1))
    def a_message_arrives(self, which: int) -> None:
        self.clock.pass_by(timedelta(seconds=1))
        self.outside.post(deck()[which])

    @precondition(lambda self: self.outside.came)
    @rule(chance=chance, how=st.sampled_from((people.once_more, people.by_alias)))
    def the_same_mail_comes_again(self, chance: random.Random, how: people.Coming) -> None:
        self.comes(how, chance)

    @rule(chance=chance)
    def another_mail_has_the_same_message_id(self, chance: random.Random) -> None:
        self.comes(people.under_another_name, chance)

    @precondition(lambda self: self.outside.accepted)
    @rule(chance=chance, how=st.sampled_from((people.corrected, people.bounced)))
    def a_letter_of_ours_is_answered(self, chance: random.Random, how: people.Coming) -> None:
        self.comes(how, chance)

    def comes(self, how: people.Coming, chance: random.Random) -> None:
        self.clock.pass_by(timedelta(seconds=1))
        card, _ = how(chance, self.outside)
        if card is not None:
            self.outside.post(card)

    @rule(
        chance=chance,
        touch=st.sampled_from((people.expunged, people.moved_away, people.moved_back, people.renumbered)),
    )
    def somebody_uses_the_mailbox(self, chance: random.Random, touch: people.Touch) -> None:
        touch(chance, self.outside, self.books)

    @rule()
    def the_server_gives_uids_twice(self) -> None:
        self.outside.number_anew()

    @rule(minutes=st.sampled_from((1, 5, 21, 61)))
    def time_goes_by(self, minutes: int) -> None:
        self.clock.pass_by(timedelta(minutes=minutes))
        self.outside.let_time_tell()

    @rule(hours=st.sampled_from((1, -1, 24, -24)))
    def the_clock_is_set(self, hours: int) -> None:
        self.clock.jump(timedelta(hours=hours))

    # -- the worker

    @rule(store=at_the_store, ports=at_the_ports)
    def the_worker_polls(self, store: Mapping[int, int], ports: Mapping[int, int]) -> None:
        self.calls.clear()
        self.breaks = {
            (at_store, at): which for at_store, each in ((True, store), (False, ports)) for at, which in each.items()
        }
        self.beat()

    def beat(self) -> None:
        """Every job once. After a crash the next beat is another process's."""
        self.process = self.process or self.making.service(self.store, self.meet)
        try:
            for job in JOBS:
                self.run_job(self.process, job)
        except SimulatedCrash:
            self.process = None
            self.store.close()

    def run_job(self, process: Service, job: Job) -> None:
        try:
            process.run(job)
        except TROUBLES:
            return

    def meet(self, call: str) -> Fault | None:
        """What goes wrong at the call that comes now. A server that is slow to answer is waited for, unless we crash."""
        self.calls[is_at_store(call)] += 1
        self.clock.pass_by(timedelta(seconds=1))
        self.outside.let_time_tell()
        fault = self.fault_at(call)
        if call == "transport.reply" and fault is None:
            self.wait_for_the_server()
        return fault

    def fault_at(self, call: str) -> Fault | None:
        which = self.breaks.pop((is_at_store(call), self.calls[is_at_store(call)]), None)
        if which is None:
            return None
        crashes = CRASHES[:1] if call == "transport.reply" else CRASHES
        possible = (*crashes, *faults_of(call))
        return possible[which % len(possible)]

    def wait_for_the_server(self) -> None:
        while self.outside.slow:
            self.clock.pass_by(timedelta(seconds=10))
            self.outside.let_time_tell()

    def about_to_move(self, content: bytes) -> None:
        if not self.books.is_kept(content):
            self.wrong.append(Wrong(finding=Finding.LOST, what="I8 moved and not kept"))

    # -- what must hold

    @invariant()
    def nothing_is_wrong(self) -> None:
        self.find(self.books.wrong_now())

    def find(self, wrong: Iterator[Wrong]) -> None:
        self.wrong.extend(wrong)
        assert not self.wrong

    def teardown(self) -> None:
        """With faults off everything comes to rest, and then nobody and nothing is missing."""
        try:
            if not self.wrong:
                self.come_to_rest()
                self.find(self.books.wrong_in_the_end())
        finally:
            self.books.close()
            self.store.close()
            self.travel.stop()

    def come_to_rest(self) -> None:
        self.breaks = {}
        self.wait_for_the_server()
        self.clock.mend()
        for _ in range(MOST_BEATS_TO_REST):
            self.clock.pass_by(BACKOFF)
            self.outside.let_time_tell()
            self.beat()
            self.nothing_is_wrong()
            if not self.outside.is_busy and not any(True for _ in self.books.unfinished()):
                return

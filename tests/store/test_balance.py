"""Whatever happens in whatever order, the figures balance and nothing is in two states."""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from intake.model.decision import Outcome
from intake.store import Arrival, LeaseLost, OutboxItem, Store
from tests.store.builders import KINDS, LEASE_SECONDS, NOW, PLACE, SECRET, fetched, mail, record


class Life(RuleBasedStateMachine):
    """Workers that keep, decide, send and file, lose their leases and stop half-way."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store.open(f"sqlite:///{Path(self.folder.name) / 'intake.db'}", secret=SECRET)
        self.store.migrate()
        self.now = NOW
        self.uids = 0
        self.received = 0
        self.arrivals: list[Arrival] = []
        self.letters: list[OutboxItem] = []
        self.accepted: dict[str, int] = {}

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @rule(minutes=st.sampled_from([1, 10, 30]))
    def time_goes_by(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(content=st.sampled_from([b"a form", None]), size=st.sampled_from([0, 50_000_000]))
    def a_message_comes(self, content: bytes | None, size: int) -> None:
        self.uids += 1
        self.received += self.store.keep(PLACE, [fetched(self.uids, content, size)], now=self.now)

    @rule()
    def an_arrival_is_claimed(self) -> None:
        if arrival := self.store.claim_arrival(worker="w", now=self.now, lease_seconds=LEASE_SECONDS):
            self.arrivals.append(arrival)

    @precondition(lambda self: self.arrivals)
    @rule(which=st.integers(0, 99), outcome=st.sampled_from(Outcome), fails=st.booleans())
    def an_arrival_is_decided(self, which: int, outcome: Outcome, *, fails: bool) -> None:
        arrival = self.arrivals[which % len(self.arrivals)]
        if fails:
            self.unless_lost(lambda: self.store.release_failed(arrival, error="E", now=self.now, retry_at=self.now))
        else:
            self.unless_lost(lambda: self.decide(arrival, outcome))

    def decide(self, arrival: Arrival, outcome: Outcome) -> None:
        with self.store.deciding(arrival, now=self.now) as deciding:
            reference = None if outcome is Outcome.LEFT else deciding.new_reference("HCP", 2026)
            letters = [mail(f"letter-{arrival.uid}", KINDS[outcome], reference=reference)] if reference else []
            record(deciding, outcome, fingerprint=str(arrival.uid), reference=reference, mails=letters)

    @rule()
    def a_letter_is_claimed(self) -> None:
        item = self.store.claim_mail(worker="w", now=self.now, lease_seconds=LEASE_SECONDS)
        if item is None:
            return
        if item.must_look_first and item.mail.key in self.accepted:
            self.store.mark_sent(item, now=self.now, code=None, found_by_look=True)
        else:
            self.store.mark_sending(item, now=self.now)
            self.letters.append(item)

    @precondition(lambda self: self.letters)
    @rule(which=st.integers(0, 99), end=st.sampled_from(["sent", "not_sent", "unknown", "dead", "stopped"]))
    def a_letter_is_sent(self, which: int, end: str) -> None:
        item = self.letters.pop(which % len(self.letters))
        if end in {"sent", "unknown", "stopped"} and self.store.still_holds(item, now=self.now):
            self.accepted[item.mail.key] = self.accepted.get(item.mail.key, 0) + 1
        self.unless_lost(lambda: self.mark(item, end))

    def mark(self, item: OutboxItem, end: str) -> None:
        match end:
            case "sent" if item.mail.key in self.accepted:
                self.store.mark_sent(item, now=self.now, code=250)
            case "sent" | "not_sent":
                self.store.mark_not_sent(item, now=self.now, code=451, phase="rcpt", retry_at=self.now)
            case "unknown":
                self.store.mark_unknown(item, now=self.now, retry_at=self.now)
            case "dead" if item.mail.key not in self.accepted:
                self.store.mark_dead(item, now=self.now, code=550, phase="rcpt", alarm="refused_forward")

    @rule(is_gone=st.booleans())
    def messages_are_filed(self, *, is_gone: bool) -> None:
        for filing in self.store.claim_filing(limit=2, now=self.now):
            self.store.intend_move(filing, folder="F", now=self.now, until=self.now)
            if is_gone:
                self.store.mark_gone(filing, now=self.now)
            else:
                self.store.mark_filed(filing, folder="F", uidvalidity=1, uid=filing.uid, now=self.now)

    def unless_lost(self, step: Callable[[], object]) -> None:
        try:
            step()
        except LeaseLost:
            return

    @invariant()
    def the_figures_balance(self) -> None:
        figures = self.store.figures(now=self.now)
        assert figures.balances
        assert figures.received == self.received
        assert figures.received + figures.vanished == self.uids
        assert sum(figures.outbox.values()) == figures.received - figures.in_progress - figures.outcomes[Outcome.LEFT]

    @invariant()
    def nothing_is_accepted_twice(self) -> None:
        assert all(count == 1 for count in self.accepted.values())


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

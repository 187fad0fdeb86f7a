"""Decide once, whole: decision, references, letters and audit in one transaction."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from intake.model.decision import Outcome, Reason
from intake.model.mail import NoticeKind
from intake.model.message import MessageKind
from intake.store import Arrival, Event, Store, StoreConflict, StoreFault
from tests.store.builders import (
    LEASE_SECONDS,
    NOW,
    REFERRER,
    claimed,
    claimed_mail,
    decided,
    everything,
    kept,
    later,
    mail,
    record,
    version,
)


class Stopped(BaseException):
    """The process ends here."""


def drawn(store: Store, arrival: Arrival, *, stops: bool) -> str:
    """The reference that a decision drew; the process may end just before the commit."""
    with store.deciding(arrival, now=NOW) as deciding:
        reference = deciding.new_reference("HCP", 2026)
        record(deciding, Outcome.RETURNED, fingerprint=f"print-{arrival.uid}", reference=reference)
        if stops:
            raise Stopped
    return reference


def test_a_decision_is_written_whole(store: Store) -> None:
    kept(store, 1)
    with store.deciding(claimed(store), now=NOW) as deciding:
        reference = deciding.new_reference("HCP", 2026)
        record(
            deciding,
            Outcome.RETURNED,
            fingerprint="a",
            reference=reference,
            mails=[mail("return", reference=reference), mail("also", NoticeKind.HAND_OVER, reference=reference)],
        )

    figures = store.figures(now=NOW)
    assert (figures.outcomes[Outcome.RETURNED], figures.in_progress, figures.unsent) == (1, 0, 2)
    assert [step.event for step in store.trace(reference)] == [
        Event.KEPT,
        Event.CLAIMED,
        Event.DECIDED,
        Event.REFERRAL_OPENED,
        Event.QUEUED,
        Event.QUEUED,
    ]


@pytest.mark.parametrize("end", [Stopped, ValueError])
def test_a_stop_before_the_end_leaves_nothing(store: Store, end: type[BaseException]) -> None:
    kept(store, 1)
    arrival = claimed(store)
    before = everything(store)

    def decide_and_stop() -> None:
        with store.deciding(arrival, now=NOW) as deciding:
            reference = deciding.new_reference("HCP", 2026)
            record(deciding, Outcome.RETURNED, fingerprint="a", reference=reference, mails=[mail("return")])
            raise end

    with pytest.raises(end):
        decide_and_stop()

    assert everything(store) == before


def test_a_decision_that_was_not_recorded_is_refused(store: Store) -> None:
    kept(store, 1)
    before = everything(store)

    with pytest.raises(ValueError, match="not recorded"), store.deciding(claimed(store), now=NOW) as deciding:
        deciding.new_reference("HCP", 2026)

    assert everything(store)["counters"] == before["counters"]


def test_a_decision_is_recorded_once(store: Store) -> None:
    kept(store, 1)
    with store.deciding(claimed(store), now=NOW) as deciding:
        record(deciding, Outcome.LEFT, fingerprint="a")
        with pytest.raises(ValueError, match="recorded before"):
            record(deciding, Outcome.LEFT, fingerprint="a")


def test_the_same_letter_is_never_queued_twice(store: Store) -> None:
    decided(store, 1)
    kept(store, 2)
    arrival = claimed(store)
    before = everything(store)

    with pytest.raises(StoreConflict), store.deciding(arrival, now=NOW) as deciding:
        record(deciding, Outcome.RETURNED, fingerprint="b", mails=[mail("letter-1")])

    assert everything(store) == before


def test_a_version_of_an_unknown_referral_is_refused(store: Store) -> None:
    kept(store, 1)
    with pytest.raises(StoreFault), store.deciding(claimed(store), now=NOW) as deciding:
        record(deciding, Outcome.RETURNED, fingerprint="a", reference="HCP-2026-0404", is_new=False)


def test_an_arrival_that_nothing_is_known_of_can_be_decided(store: Store) -> None:
    kept(store, 1)
    with store.deciding(claimed(store), now=NOW) as deciding:
        deciding.record(kind=MessageKind.BROKEN, outcome=Outcome.HANDED_OVER, reason=Reason.FAILED)

    assert store.figures(now=NOW).outcomes[Outcome.HANDED_OVER] == 1


def test_several_forms_in_one_message_have_a_reference_each(store: Store) -> None:
    kept(store, 1)
    with store.deciding(claimed(store), now=NOW) as deciding:
        first, second = (deciding.new_reference("HCP", 2026) for _ in range(2))
        deciding.record(
            kind=MessageKind.REFERRAL,
            outcome=Outcome.RETURNED,
            reason=Reason.INCOMPLETE,
            fingerprint="a",
            referrals=[version(first, Outcome.FORWARDED), version(second, Outcome.RETURNED)],
        )

    facts = store.digest_facts(since=None, now=NOW)
    assert [line.reference for line in facts.forwarded] == [first]
    assert [line.reference for line in facts.open_returns] == [second]


def test_an_address_stands_nowhere_but_in_the_sealed_letter(store: Store) -> None:
    decided(store, 1)

    for name, rows in everything(store).items():
        for row in rows:
            in_the_open = row if name != "outbox" else [each for each in row if not isinstance(each, bytes)]
            assert REFERRER not in str(in_the_open), name
    assert claimed_mail(store).mail.recipients == (REFERRER,)


# -- references ------------------------------------------------------------------------------------------------------


def test_references_count_from_one_for_each_prefix_and_year(store: Store) -> None:
    kept(store, 1)
    with store.deciding(claimed(store), now=NOW) as deciding:
        references = [
            deciding.new_reference(*each) for each in (("HCP", 2026), ("HCP", 2026), ("HCP", 2027), ("MCP", 2026))
        ]
        deciding.record(
            kind=MessageKind.REFERRAL,
            outcome=Outcome.RETURNED,
            reason=Reason.INCOMPLETE,
            referrals=[version(each) for each in references],
        )

    assert references == ["HCP-2026-0001", "HCP-2026-0002", "HCP-2027-0001", "MCP-2026-0001"]


def test_a_reference_grows_past_four_figures(store: Store) -> None:
    with store._database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO counters (prefix, year, last) VALUES ('HCP', 2026, 9999)")

    assert decided(store, 1) == "HCP-2026-10000"


def test_a_reference_that_is_drawn_and_not_used_is_refused(store: Store) -> None:
    kept(store, 1)

    def draw_in_vain() -> None:
        with store.deciding(claimed(store), now=NOW) as deciding:
            deciding.new_reference("HCP", 2026)
            record(deciding, Outcome.LEFT, fingerprint="a")

    with pytest.raises(ValueError, match="drawn"):
        draw_in_vain()

    assert decided(store, 2, now=later(days=1)) == "HCP-2026-0001"


def test_references_have_no_gap_after_decisions_that_failed(store: Store) -> None:
    kept(store, *range(6))
    used = []
    for number in range(6):
        arrival = claimed(store)
        with suppress(Stopped):
            used.append(drawn(store, arrival, stops=number % 2 == 1))

    assert used == ["HCP-2026-0001", "HCP-2026-0002", "HCP-2026-0003"]


def test_references_have_no_gap_and_no_twin_when_many_decide_at_once(open_store: Callable[[], Store]) -> None:
    kept(open_store(), *range(24))

    def work(store: Store) -> list[str]:
        used = []
        while arrival := store.claim_arrival(worker="w", now=NOW, lease_seconds=LEASE_SECONDS):
            with suppress(Stopped):
                used.append(drawn(store, arrival, stops=arrival.uid % 5 == 0))
        return used

    with ThreadPoolExecutor(4) as workers:
        used = [each for found in workers.map(work, [open_store() for _ in range(4)]) for each in found]

    assert sorted(used) == [f"HCP-2026-{number:04d}" for number in range(1, 20)]


def test_the_same_mail_is_decided_once_when_two_decide_at_once(open_store: Callable[[], Store]) -> None:
    kept(open_store(), 1, 2)

    def work(store: Store) -> bool:
        with store.deciding(claimed(store), now=NOW) as deciding:
            known = deciding.history(
                fingerprint="same", message_id=None, sender=None, refers_to=(), references=(), day_start=NOW
            ).is_known
            record(deciding, Outcome.LEFT if known else Outcome.FORWARDED, fingerprint="same")
        return known

    with ThreadPoolExecutor(2) as workers:
        known = list(workers.map(work, [open_store(), open_store()]))

    assert sorted(known) == [False, True]

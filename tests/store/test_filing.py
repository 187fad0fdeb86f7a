"""Move last: only what is finished, intended first, and never twice."""

import pytest

from intake.model.decision import Outcome
from intake.store import Event, Filing, Store
from tests.store.builders import NOW, PLACE, claimed_mail, decided, everything, kept, later, send_all


def to_file(store: Store, **units: float) -> list[Filing]:
    return list(store.claim_filing(limit=100, now=later(**units)))


def finished(store: Store, uid: int = 1, outcome: Outcome = Outcome.RETURNED) -> Filing:
    decided(store, uid, outcome)
    send_all(store)
    (filing,) = to_file(store)
    return filing


def test_a_message_is_filed_when_its_letters_are_sent(store: Store) -> None:
    decided(store, 5)
    assert to_file(store) == []

    send_all(store)

    (filing,) = to_file(store)
    assert (filing.place, filing.uid, filing.outcome, filing.intended) == (PLACE, 5, Outcome.RETURNED, False)
    assert filing.message_id == "<print-5@school.test>"


@pytest.mark.parametrize("ends_sent", [True, False])
def test_a_letter_that_cannot_be_delivered_holds_no_message_up(store: Store, *, ends_sent: bool) -> None:
    decided(store, 1)
    item = claimed_mail(store)
    store.mark_unknown(item, now=NOW, retry_at=NOW)
    assert to_file(store) == []

    item = claimed_mail(store)
    if ends_sent:
        store.mark_sent(item, now=NOW, code=250)
    else:
        store.mark_dead(item, now=NOW, code=550, phase="rcpt", alarm="refused_forward")

    assert len(to_file(store)) == 1


def test_what_is_left_or_undecided_lies_where_it_was(store: Store) -> None:
    decided(store, 1, Outcome.LEFT)
    kept(store, 2)

    assert to_file(store) == []


def test_the_oldest_are_filed_first_and_no_more_than_asked_for(store: Store) -> None:
    for uid in (7, 5, 6):
        decided(store, uid)
    send_all(store)

    assert [filing.uid for filing in store.claim_filing(limit=2, now=NOW)] == [7, 5]


def test_a_move_that_was_intended_is_offered_again_and_says_so(store: Store) -> None:
    store.intend_move(finished(store), folder="Intake/Returned", now=NOW, until=later(minutes=10))

    (again,) = to_file(store, minutes=10)
    assert again.intended


def test_a_move_belongs_to_one_worker_until_its_time_is_over(store: Store) -> None:
    one = other = finished(store)
    assert store.intend_move(one, folder="Intake/Returned", now=NOW, until=later(minutes=10))

    assert not store.intend_move(other, folder="Intake/Returned", now=later(minutes=9), until=later(minutes=19))
    assert to_file(store, minutes=9) == []
    assert store.intend_move(other, folder="Intake/Returned", now=later(minutes=10), until=later(minutes=20))


@pytest.mark.parametrize(("uidvalidity", "uid"), [(9, 77), (None, None)])
def test_a_filed_message_is_done_with(store: Store, uidvalidity: int | None, uid: int | None) -> None:
    filing = finished(store)
    store.intend_move(filing, folder="Intake/Returned", now=NOW, until=later(minutes=10))
    store.mark_filed(filing, folder="Intake/Returned", uidvalidity=uidvalidity, uid=uid, now=NOW)

    assert to_file(store, days=9) == []
    assert [step.event for step in store.trace("<print-1@school.test>")][-2:] == [Event.MOVE_INTENDED, Event.FILED]
    assert store.figures(now=NOW).waiting_to_be_filed == 0


def test_a_message_that_somebody_took_away_is_done_with(store: Store) -> None:
    store.mark_gone(finished(store), now=NOW)

    assert to_file(store, days=9) == []
    assert store.trace("<print-1@school.test>")[-1].event is Event.GONE


def test_a_move_that_failed_waits_its_time_and_holds_up_nothing(store: Store) -> None:
    store.postpone_filing(finished(store), reason="refused", now=NOW, retry_at=later(minutes=15))
    decided(store, 2)
    send_all(store)

    assert [filing.uid for filing in to_file(store, minutes=14)] == [2]
    assert [filing.uid for filing in to_file(store, minutes=15)] == [2, 1]


def test_what_was_filed_stays_filed(store: Store) -> None:
    filing = finished(store)
    store.mark_filed(filing, folder="Intake/Returned", uidvalidity=9, uid=77, now=NOW)
    before = everything(store)

    store.mark_gone(filing, now=NOW)
    store.intend_move(filing, folder="Intake/Returned", now=NOW, until=later(minutes=10))
    store.postpone_filing(filing, reason="refused", now=NOW, retry_at=later(minutes=15))

    assert everything(store) == before


def test_who_moved_it_knows_better_than_who_came_too_late(store: Store) -> None:
    filing = finished(store)
    store.mark_gone(filing, now=NOW)

    store.mark_filed(filing, folder="Intake/Returned", uidvalidity=9, uid=77, now=NOW)

    assert [step.event for step in store.trace("<print-1@school.test>")][-2:] == [Event.GONE, Event.FILED]

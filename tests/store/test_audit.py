"""The audit is only ever added to, says every step, and gives nothing away."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from intake.model.decision import Outcome
from intake.model.mail import NoticeKind
from intake.store import Event, Store, StoreConflict, StoreFault, StoreUnavailable
from intake.store.schema import audit
from tests.store.builders import NOW, REFERRER, asked, claimed, decided, everything, kept, later, mail, record, send_all

CHANGES = {
    "update": "UPDATE audit SET detail = 'else'",
    "update of one": "UPDATE audit SET detail = 'else' WHERE id = 1",
    "delete": "DELETE FROM audit",
    "delete of one": "DELETE FROM audit WHERE id = 1",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_database_itself_refuses_to_change_the_audit(store: Store, change: str) -> None:
    decided(store, 1)
    before = store.trace("HCP-2026-0001")

    def tamper() -> None:
        with store._database.writing() as connection:
            connection.exec_driver_sql(change)

    with pytest.raises((StoreConflict, StoreUnavailable, StoreFault)):
        tamper()

    assert store.trace("HCP-2026-0001") == before


def test_postgresql_refuses_to_empty_the_audit(store: Store) -> None:
    if store._database.dialect == "sqlite":
        return

    def tamper() -> None:
        with store._database.writing() as connection:
            connection.exec_driver_sql("TRUNCATE audit")

    with pytest.raises((StoreUnavailable, StoreFault)):
        tamper()


def test_the_audit_holds_codes_and_no_address(store: Store) -> None:
    decided(store, 1)
    send_all(store)

    with store._database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM audit").all()
    assert rows
    assert REFERRER not in str(rows)


# -- trace -----------------------------------------------------------------------------------------------------------

BY: dict[str, Callable[[Store], str]] = {
    "reference": lambda _: "HCP-2026-0001",
    "message-id": lambda _: "<print-1@school.test>",
    "our letter's message-id": lambda _: "<letter-1@council.test>",
    "fingerprint": lambda _: "print-1",
    "surrounded by blanks": lambda _: "  HCP-2026-0001\n",
}


@pytest.mark.parametrize("query", BY.values(), ids=BY)
def test_one_referral_is_traced_by_any_of_its_names(store: Store, query: Callable[[Store], str]) -> None:
    decided(store, 1)
    decided(store, 2)
    send_all(store)

    steps = store.trace(query(store))

    assert [step.event for step in steps] == [
        Event.KEPT,
        Event.CLAIMED,
        Event.DECIDED,
        Event.REFERRAL_OPENED,
        Event.QUEUED,
        Event.SENDING,
        Event.SENT,
    ]
    assert {step.arrival_id for step in steps} == {1}
    assert (steps[0].message_id, steps[-1].message_id) == ("<print-1@school.test>", "<letter-1@council.test>")
    assert (steps[-1].kind, steps[-1].detail, steps[-1].at) == (NoticeKind.RETURN, "250", NOW)


def test_a_sender_is_traced_by_address_however_written(store: Store) -> None:
    decided(store, 1)
    asked(store, 2, sender=None)

    assert {step.arrival_id for step in store.trace("KIM.Okoro@school.test")} == {1, 2}
    assert store.trace("someone@else.test") == ()


def test_a_referral_is_traced_through_all_its_versions(store: Store) -> None:
    reference = str(decided(store, 1))
    decided(store, 2, Outcome.FORWARDED, answers=reference, now=later(days=1))
    store.settle("HCP-2026-0002", now=NOW)

    steps = store.trace(reference)

    assert {step.arrival_id for step in steps} == {1, 2}
    events = [step.event for step in steps]
    assert events.index(Event.REFERRAL_ANSWERED) < events.index(Event.REFERRAL_CLOSED)


def test_what_a_person_settled_is_in_the_trace(store: Store) -> None:
    reference = str(decided(store, 1))
    store.settle(reference, now=later(days=1))

    assert (store.trace(reference)[-1].event, store.trace(reference)[-1].at) == (Event.SETTLED, later(days=1))


def test_a_digest_is_traced_by_its_message_id_and_its_reader(store: Store) -> None:
    store.record_digest(NOW.date(), [mail("head", NoticeKind.DIGEST, to="head@council.test")], now=NOW)

    for query in ("<head@council.test>", "head@council.test"):
        assert [(step.event, step.kind) for step in store.trace(query)] == [(Event.QUEUED, NoticeKind.DIGEST)]


@pytest.mark.parametrize(
    "query", ["", "  ", "\x00", "\ud800", "HCP-2026-0404", "'; DROP TABLE audit; --", "%", "é" * 500]
)
def test_what_is_not_there_has_no_trace(store: Store, query: str) -> None:
    kept(store, 1)

    assert store.trace(query) == ()


def test_the_steps_of_a_decision_stand_in_their_order_each_with_its_mark(store: Store) -> None:
    decided(store, 1, Outcome.FORWARDED)

    with store._database.reading() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.id)).all()
    assert [row.event for row in rows] == [
        Event.KEPT,
        Event.CLAIMED,
        Event.DECIDED,
        Event.REFERRAL_OPENED,
        Event.REFERRAL_CLOSED,
        Event.QUEUED,
    ]
    assert all(row.mark for row in rows)


def test_no_step_of_a_decision_that_came_to_nothing_is_noted_and_the_next_ones_are(store: Store) -> None:
    kept(store, 1)
    arrival = claimed(store)
    before = everything(store)

    def stop_half_way() -> None:
        with store.deciding(arrival, now=NOW) as deciding:
            record(deciding, Outcome.LEFT, fingerprint="a")
            raise KeyError

    with pytest.raises(KeyError):
        stop_half_way()

    assert everything(store) == before
    with store.deciding(arrival, now=NOW) as deciding:
        record(deciding, Outcome.LEFT, fingerprint="a")
    assert store.figures(now=NOW).outcomes[Outcome.LEFT] == 1

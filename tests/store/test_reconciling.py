"""Every state against its sum: a difference is an alarm, and none any more when it is gone."""

from collections.abc import Callable

import pytest
from sqlalchemy import create_engine, text

from intake.model.decision import Outcome
from intake.store import Store
from tests.store.builders import NOW, claimed_mail, decided

TAMPERING = {
    "books_ledger_and_arrivals": ("UPDATE ledger SET fate = 'vanished'", "UPDATE ledger SET fate = 'kept'"),
    "books_decided_and_outcomes": (
        "UPDATE arrivals SET outcome = NULL",
        "UPDATE arrivals SET outcome = 'forwarded'",
    ),
    "books_outcomes_and_filings": (
        "UPDATE arrivals SET outcome = 'left'; DELETE FROM filings; UPDATE arrivals SET outcome = 'forwarded'",
        "UPDATE arrivals SET outcome = 'left'",
    ),
    "books_letters_and_states": ("UPDATE outbox SET state = 'sent'", "UPDATE outbox SET state = 'waiting'"),
}
"""What somebody does to the database past the store, and what puts it right."""


def change(url: str, statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements.split(";"):
            connection.execute(text(statement))
    engine.dispose()


def test_all_that_the_store_does_agrees(open_store: Callable[[], Store]) -> None:
    store = open_store()
    for uid, outcome in enumerate(Outcome, start=1):
        decided(store, uid, outcome)
    sent = claimed_mail(store)
    store.mark_sending(sent, now=NOW)
    store.mark_sent(sent, now=NOW, code=250)
    store.mark_dead(claimed_mail(store), now=NOW, code=550, phase="rcpt", alarm="refused_forward")
    assert store.reconcile(now=NOW) == ()
    assert not [alarm for alarm in store.open_alarms() if alarm.code.startswith("books_")]


@pytest.mark.parametrize("code", TAMPERING)
def test_a_difference_is_an_alarm_while_it_lasts(open_store: Callable[[], Store], url: str, code: str) -> None:
    store = open_store()
    decided(store, 1, Outcome.FORWARDED)
    wrong, right = TAMPERING[code]

    change(url, wrong)
    assert store.reconcile(now=NOW) == (code.removeprefix("books_"),)
    assert code in {alarm.code for alarm in store.open_alarms()}
    assert store.figures(now=NOW).needs_person

    change(url, right)
    assert store.reconcile(now=NOW) == ()
    assert code not in {alarm.code for alarm in store.open_alarms()}


def test_a_letter_in_hand_is_no_difference(open_store: Callable[[], Store]) -> None:
    store = open_store()
    decided(store, 1)
    store.mark_sending(claimed_mail(store), now=NOW)
    assert store.reconcile(now=NOW) == ()

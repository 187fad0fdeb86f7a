"""What waits is found by an index of its own, however much lies behind it."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, event

from intake.model.mail import NoticeKind
from intake.store import Store
from tests.store.builders import LEASE_SECONDS, NOW, PLACE, SECRET, asked, decided

QUESTIONS: dict[str, tuple[Callable[[Store], object], str]] = {
    "an arrival": (
        lambda store: store.claim_arrival(worker="one", now=NOW, lease_seconds=LEASE_SECONDS),
        "ix_arrivals_undecided",
    ),
    "a letter": (
        lambda store: store.claim_mail(worker="one", now=NOW, lease_seconds=LEASE_SECONDS),
        "ix_outbox_unfinished",
    ),
    "the pace": (lambda store: store.sent_since(NOW), "ix_outbox_finished"),
    "letters beyond a ceiling": (
        lambda store: store.hold_beyond([NoticeKind.RETURN], most=1, now=NOW),
        "ix_outbox_unfinished",
    ),
    "the newest UID": (lambda store: store.highest_uid(PLACE), "sqlite_autoindex_ledger"),
    "a filing": (lambda store: store.claim_filing(limit=10, now=NOW), "ix_filings_unfinished"),
    "the past": (
        lambda store: asked(store, 9, message_id="<a@b.test>", refers_to=["<c@d.test>"], references=["HCP-2026-0001"]),
        "ix_arrivals_fingerprint",
    ),
}


@pytest.mark.parametrize(("question", "index"), QUESTIONS.values(), ids=QUESTIONS)
def test_nothing_is_searched_from_end_to_end(sqlite_url: str, question: Callable[[Store], object], index: str) -> None:
    store = Store.open(sqlite_url, secret=SECRET)
    decided(store, 1)
    plans: list[str] = []

    def explain(connection: Connection, cursor: object, statement: str, parameters: object, *_: object) -> None:
        if statement.startswith(("SELECT", "UPDATE")):
            raw: Any = connection.connection.driver_connection
            plans.extend(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    event.listen(store._database._engine, "before_cursor_execute", explain)
    question(store)
    store.close()

    assert not [plan for plan in plans if plan.startswith("SCAN") and plan != "SCAN CONSTANT ROW"]
    assert any(index in plan for plan in plans)

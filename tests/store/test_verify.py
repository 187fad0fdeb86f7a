"""Whoever changes the audit without the key is found, with the step that he changed."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count

import pytest
from sqlalchemy import Connection, text

from intake.model.decision import Outcome
from intake.model.mail import NoticeKind
from intake.store import AuditHead, Store, StoreConflict, StoreFault, StoreUnavailable
from intake.store.audit import note
from intake.store.marks import FIRST, chained
from intake.store.states import Event
from tests.store.builders import NOW, decided, kept, later, mail, send_all

TRIGGERS = ("audit_is_not_changed", "audit_is_not_deleted", "links_are_not_changed", "links_are_not_deleted")


@contextmanager
def tampering(store: Store) -> Iterator[Connection]:
    """As somebody may who has the whole database, and not the key."""
    with store._database.writing() as connection:
        if store._database.dialect == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            yield connection
            return
        dropped = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        for name, _ in dropped:
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        yield connection
        for _, sql in dropped:
            connection.execute(text(sql))


def change(store: Store, *statements: str) -> None:
    with tampering(store) as connection:
        for statement in statements:
            connection.execute(text(statement))


def found(store: Store, *heads: AuditHead) -> list[tuple[str, int]]:
    return [(fault.flaw, fault.number) for fault in store.verify_audit(heads).faults]


@pytest.fixture
def told(store: Store) -> Store:
    """A store with steps 1 to 7, chained."""
    decided(store, 1)
    send_all(store)
    assert found(store) == []
    return store


def test_an_audit_that_nobody_touched_is_whole(told: Store) -> None:
    report = told.verify_audit()

    assert (report.steps, report.unchained, report.faults) == (7, 0, ())
    assert report.head.number == 7


def test_an_empty_audit_is_whole(store: Store) -> None:
    assert (store.verify_audit().steps, store.verify_audit().faults) == (0, ())


CHANGES: dict[str, tuple[str, list[tuple[str, int]]]] = {
    "a changed detail": ("UPDATE audit SET detail = 'else' WHERE id = 3", [("changed", 3)]),
    "a changed time": ("UPDATE audit SET at = '2020-01-01 00:00:00' WHERE id = 6", [("changed", 6)]),
    "a changed event": ("UPDATE audit SET event = 'gone' WHERE id = 7", [("changed", 7), ("untold", 1)]),
    "a changed mark": ("UPDATE audit SET mark = substr(mark, 1, 20) WHERE id = 4", [("changed", 4)]),
    "a step taken out": ("DELETE FROM audit WHERE id = 4", [("missing", 4)]),
    "the first step taken out": ("DELETE FROM audit WHERE id = 1", [("missing", 1), ("untold", 1)]),
    "a link taken out": (
        "DELETE FROM audit_links WHERE number = 4",
        [("link_missing", 4), ("link_changed", 5), ("not_ours", 4)],
    ),
    "a step of his own": (
        "INSERT INTO audit (id, at, event, detail) VALUES (90, '2026-11-24 09:00:00', 'settled', '')",
        [("not_ours", 90)],
    ),
}


@pytest.mark.parametrize(("statement", "flaws"), CHANGES.values(), ids=CHANGES)
def test_what_was_changed_is_named(told: Store, statement: str, flaws: list[tuple[str, int]]) -> None:
    if "DELETE FROM audit_links" in statement:
        flaws = [flaw for flaw in flaws if flaw != ("not_ours", 4)]  # it is ours: it only waits for a link
    change(told, statement)

    assert found(told)[: len(flaws)] == flaws


def test_two_steps_in_each_others_place_are_both_named(told: Store) -> None:
    change(
        told,
        "UPDATE audit SET id = 1000 WHERE id = 4",
        "UPDATE audit SET id = 4 WHERE id = 5",
        "UPDATE audit SET id = 5 WHERE id = 1000",
    )

    assert found(told) == [("moved", 4), ("moved", 5)]


def test_a_copied_step_is_not_taken_for_a_new_one(told: Store) -> None:
    change(
        told,
        "INSERT INTO audit (id, at, event, arrival_id, outbox_id, reference, detail, mark)"
        " SELECT 80, at, event, arrival_id, outbox_id, reference, detail, mark FROM audit WHERE id = 7",
    )

    assert found(told) == [("copied", 80)]


CUT = ("DELETE FROM audit WHERE id > 5", "DELETE FROM audit_links WHERE number > 5")


def test_an_end_that_was_cut_off_is_seen_by_a_head_written_down_elsewhere(told: Store) -> None:
    head = AuditHead.of(str(told.verify_audit().head))
    assert found(told, head) == []
    change(told, *CUT)

    assert ("cut", 7) in found(told, head)


def test_an_end_that_was_cut_off_is_seen_by_the_digest_that_named_it(told: Store) -> None:
    told.record_digest(NOW.date(), [mail("head", NoticeKind.DIGEST)], now=NOW)
    change(told, *CUT)

    assert ("cut", 7) in found(told)


def test_what_happened_and_is_told_by_no_step_is_seen(told: Store) -> None:
    change(told, *CUT)

    assert found(told) == [("untold", 1)], "the letter was sent"


def test_a_chain_rebuilt_without_the_key_is_seen(told: Store) -> None:
    with tampering(told) as connection:
        connection.execute(text("UPDATE audit SET detail = 'else' WHERE id = 3"))
        before = FIRST
        for number in count(1):
            row = connection.execute(text("SELECT * FROM audit WHERE id = :id"), {"id": number}).one_or_none()
            if row is None:
                break
            step = {**row._mapping, "at": NOW}
            before = chained(before, number, step, bytes(row.mark))
            connection.execute(
                text("UPDATE audit_links SET link = :link WHERE number = :number"), {"link": before, "number": number}
            )

    assert found(told) == [("changed", 3), *(("link_changed", number) for number in range(3, 8))]


def test_steps_are_chained_with_every_heartbeat_and_those_of_two_workers_together(
    open_store: Callable[[], Store],
) -> None:
    one, other = open_store(), open_store()
    kept(one, 1, 2)
    kept(other, 3)
    for store in (one, other, one):
        store.heartbeat("job", now=lambda: NOW, ok=True)

    assert one.digest_facts(since=None, now=NOW).audit_head == one.verify_audit().head
    assert one.verify_audit().steps == 3


def test_a_step_that_was_committed_late_is_chained_behind_newer_ones(store: Store) -> None:
    if store._database.dialect == "sqlite":
        return  # one writer at a time
    with store._database.writing() as late:
        late.execute(text("SELECT nextval(pg_get_serial_sequence('audit', 'id'))"))
        store.raise_alarm("code", now=NOW)
        assert store.verify_audit().steps == 1
        late.execute(text("SELECT setval(pg_get_serial_sequence('audit', 'id'), 1, false)"))
        note(late, Event.SETTLED, at=later(seconds=1))

    assert (store.verify_audit().steps, store.verify_audit().faults) == (2, ())


def test_a_retired_key_may_go_and_a_change_of_its_steps_still_shows(told: Store, url: str) -> None:
    newer = Store.open(url, secret=b"n" * 32, keys=[b"n" * 32])
    newer.raise_alarm("code", now=NOW)

    assert found(newer) == []
    change(newer, "UPDATE audit SET detail = 'else' WHERE id = 3")
    assert found(newer) == [("changed", 3)]
    newer.close()


def test_with_no_key_that_vouches_for_the_newest_link_it_is_not_called_whole(told: Store, url: str) -> None:
    stranger = Store.open(url, secret=b"x" * 32)

    assert found(stranger) == [("key_missing", 7)]
    stranger.close()


def test_links_are_only_ever_added_to(told: Store) -> None:
    for statement in ("UPDATE audit_links SET number = 99", "DELETE FROM audit_links"):
        with (
            pytest.raises((StoreConflict, StoreFault, StoreUnavailable)),
            told._database.writing() as connection,
        ):
            connection.execute(text(statement))
    assert found(told) == []


def test_every_outward_effect_has_an_intent_before_and_an_outcome_after(store: Store) -> None:
    decided(store, 1, Outcome.RETURNED)
    send_all(store)
    (filing,) = store.claim_filing(limit=1, now=NOW)
    store.intend_move(filing, folder="F", now=NOW, until=NOW)
    store.postpone_filing(filing, reason="refused", now=NOW, retry_at=NOW)
    (again,) = store.claim_filing(limit=1, now=NOW)
    store.intend_move(again, folder="F", now=NOW, until=NOW)
    store.postpone_filing(again, reason="refused", now=NOW, retry_at=NOW)
    store.mark_filed(again, folder="F", uidvalidity=1, uid=1, now=NOW)

    events = [step.event.value for step in store.trace("HCP-2026-0001")]
    assert events[-5:] == ["sending", "sent", "move_intended", "not_filed", "filed"]


def test_workers_that_step_and_chain_beside_each_other_make_one_whole_chain(open_store: Callable[[], Store]) -> None:
    stores = [open_store() for _ in range(4)]

    def work(number: int) -> None:
        for round_ in range(8):
            stores[number].raise_alarm(f"code-{number}-{round_}", now=NOW)
            kept(stores[number], 100 * number + round_)
            stores[number].heartbeat(f"job-{number}", now=lambda: NOW, ok=True)

    with ThreadPoolExecutor(len(stores)) as workers:
        list(workers.map(work, range(len(stores))))

    report = stores[0].verify_audit()
    assert (report.steps, report.unchained, report.faults) == (4 * 8 * 2, 0, ())

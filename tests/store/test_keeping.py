"""Keep, then think; choose by ledger."""

import hashlib
import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from intake.model.mailbox import Fetched
from intake.store import Event, Store, StoreFault
from tests.store.builders import NOW, PLACE, claimed, everything, fetched, kept, later


def test_what_was_kept_is_known_and_nothing_else(store: Store) -> None:
    kept(store, 3, 5)

    assert store.known_uids(PLACE) == {3, 5}


@pytest.mark.parametrize("change", [{"uidvalidity": 8}, {"folder": "Other"}, {"mailbox": "else@council.test"}])
def test_a_uid_means_nothing_in_another_place(store: Store, change: dict[str, object]) -> None:
    kept(store, 3)

    assert store.known_uids(replace(PLACE, **change)) == frozenset()  # type: ignore[arg-type]


def test_keeping_answers_how_many_arrivals_are_new(store: Store) -> None:
    kept(store, 1)

    assert store.keep(PLACE, [fetched(1), fetched(2), fetched(3), fetched(3)], now=NOW) == 2


def test_what_is_known_stays_as_it_was(store: Store) -> None:
    store.keep(PLACE, [fetched(1, b"first")], now=NOW)
    store.keep(PLACE, [fetched(1, b"second")], now=later(minutes=1))

    assert claimed(store, now=later(minutes=2)).content == b"first"


def test_an_arrival_comes_back_byte_for_byte(store: Store) -> None:
    content = bytes(range(256)) * 4
    taken = datetime(2026, 11, 24, 8, 30, 15, 123456, tzinfo=timezone(timedelta(hours=2)))
    store.keep(PLACE, [Fetched(uid=9, received=taken, content=content, size=1)], now=NOW)

    arrival = claimed(store)

    assert arrival.content == content
    assert (arrival.size, arrival.sha256) == (1024, hashlib.sha256(content).hexdigest())
    assert (arrival.place, arrival.uid, arrival.kept) == (PLACE, 9, NOW)
    assert arrival.received == taken
    assert arrival.received.utcoffset() == timedelta(0)


def test_an_empty_message_is_an_arrival(store: Store) -> None:
    assert store.keep(PLACE, [fetched(1, b"")], now=NOW) == 1
    assert claimed(store).content == b""


def test_a_vanished_message_is_known_and_never_arrives(store: Store) -> None:
    assert store.keep(PLACE, [fetched(4, None, size=0)], now=NOW) == 0

    assert store.known_uids(PLACE) == {4}
    assert store.claim_arrival(worker="one", now=NOW, lease_seconds=60) is None
    assert store.figures(now=NOW).vanished == 1


def test_a_message_too_large_arrives_without_its_bytes(store: Store) -> None:
    assert store.keep(PLACE, [fetched(4, None, size=41_000_000)], now=NOW) == 1

    arrival = claimed(store)
    assert arrival.is_too_large
    assert (arrival.content, arrival.sha256, arrival.size) == (None, None, 41_000_000)


def test_a_batch_is_kept_whole_or_not_at_all(store: Store) -> None:
    before = everything(store)
    naive = replace(fetched(2), received=datetime(2026, 11, 24))  # noqa: DTZ001 - the fault

    with pytest.raises(StoreFault):
        store.keep(PLACE, [fetched(1), naive], now=NOW)

    assert everything(store) == before


def test_keeping_is_audited(store: Store) -> None:
    kept(store, 1)

    digest = hashlib.sha256(b"message 1").hexdigest()
    assert [(step.event, step.at) for step in store.trace(digest)] == [(Event.KEPT, NOW)]


def test_fifty_messages_of_120_kb_are_kept_in_one_quick_transaction(store: Store) -> None:
    batch = [fetched(uid, bytes([uid]) * 120_000) for uid in range(50)]
    started = time.monotonic()

    store.keep(PLACE, batch, now=NOW)

    assert time.monotonic() - started < 5, "about 0.1 s on an idle machine"

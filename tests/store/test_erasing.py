"""What is done with can be destroyed, and is gone; what is open or held cannot; the record stays whole and names nobody."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

from intake.model.decision import Outcome
from intake.model.mail import NoticeKind
from intake.store import Erased, Refusal, Store
from intake.store.schema import metadata, outbox
from tests.store.builders import (
    NOW,
    REFERRER,
    SECRET,
    asked,
    claimed,
    claimed_mail,
    decided,
    kept,
    later,
    mail,
    send_all,
)

BY = "head-of-safeguarding"


def before(instant: datetime) -> Mapping[Outcome, datetime]:
    return dict.fromkeys(Outcome, instant)


def filed(store: Store) -> None:
    send_all(store)
    for item in store.claim_filing(limit=100, now=NOW):
        store.mark_filed(item, folder="F", uidvalidity=1, uid=1, now=NOW)


def closed(store: Store, uid: int = 1) -> str:
    """A forwarded referral with all that belongs to it done."""
    reference = str(decided(store, uid, Outcome.FORWARDED))
    filed(store)
    return reference


def test_what_is_done_with_is_destroyed_and_the_rest_of_it_stays(store: Store) -> None:
    reference = closed(store)

    assert store.erase(reference, by=BY, now=NOW) == Erased(messages=1, message_bytes=9, letters=1)

    steps = store.trace(reference)
    assert [step.event.value for step in steps][-1] == "erased"
    assert steps[-1].detail == BY
    figures = store.figures(now=NOW)
    assert (figures.received, figures.outcomes[Outcome.FORWARDED], figures.balances) == (1, 1, True)
    assert store.verify_audit().faults == ()


def test_nothing_of_the_message_its_sender_or_its_reader_is_left(store: Store) -> None:
    closed(store)
    with store._database.reading() as connection:
        contents = connection.execute(select(outbox.c.content)).scalar_one()
    personal = {
        store._keyring.address_hash(REFERRER),
        store._keyring.message_id_hash("<print-1@school.test>"),
        bytes(contents).hex(),
        "0" * 64,
        "school.test",
    }

    store.erase("HCP-2026-0001", by=BY, now=NOW)

    with store._database.reading() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(text(f"SELECT * FROM {table.name}")):
                shown = " ".join(v.hex() if isinstance(v, bytes) else str(v) for v in row)
                assert not [each for each in personal if each in shown], table.name
    assert store.trace(REFERRER) == ()
    assert store.trace("<print-1@school.test>") == ()


def test_the_sealed_bytes_are_not_even_in_the_files_free_pages(sqlite_url: str) -> None:
    store = Store.open(sqlite_url, secret=SECRET)
    closed(store)
    with store._database.reading() as connection:
        sealed = bytes(connection.execute(text("SELECT content FROM originals")).scalar_one())
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    assert sealed in path.read_bytes()

    store.erase("HCP-2026-0001", by=BY, now=NOW)
    store.close()

    assert sealed not in path.read_bytes()


def test_the_same_mail_is_still_known_after_it_was_erased(store: Store) -> None:
    closed(store)
    store.erase("HCP-2026-0001", by=BY, now=NOW)

    assert asked(store, 2, fingerprint="print-1").is_known


# -- what may not be erased --------------------------------------------------------------------------------------------


def undecided(store: Store) -> str:
    kept(store, 1)
    return str(claimed(store).id)


def an_open_return(store: Store) -> str:
    reference = str(decided(store, 1))
    filed(store)
    return reference


def an_open_hand_over(store: Store) -> str:
    decided(store, 1, Outcome.HANDED_OVER, with_form=False)
    filed(store)
    return "1"


def an_unsent_letter(store: Store) -> str:
    return str(decided(store, 1, Outcome.FORWARDED))


def a_dead_letter(store: Store) -> str:
    reference = str(decided(store, 1, Outcome.FORWARDED))
    item = claimed_mail(store)
    store.mark_sending(item, now=NOW)
    store.mark_dead(item, now=NOW, code=550, phase="rcpt", alarm="refused_forward")
    return reference


def a_move_to_be_made(store: Store) -> str:
    reference = str(decided(store, 1, Outcome.FORWARDED))
    send_all(store)
    return reference


def a_held_one(store: Store) -> str:
    reference = closed(store)
    assert store.hold(reference, by=BY, now=NOW)
    return reference


def an_erased_one(store: Store) -> str:
    reference = closed(store)
    store.erase(reference, by=BY, now=NOW)
    return reference


REFUSED = {
    "unknown": (lambda _: "HCP-2026-0404", Refusal.UNKNOWN),
    "undecided": (undecided, Refusal.UNDECIDED),
    "an open return": (an_open_return, Refusal.OPEN),
    "an open hand-over": (an_open_hand_over, Refusal.OPEN),
    "an unsent letter": (an_unsent_letter, Refusal.OPEN),
    "a dead letter": (a_dead_letter, Refusal.OPEN),
    "a move to be made": (a_move_to_be_made, Refusal.OPEN),
    "held": (a_held_one, Refusal.HELD),
    "erased before": (an_erased_one, Refusal.ERASED),
}


@pytest.mark.parametrize(("prepare", "refusal"), REFUSED.values(), ids=REFUSED)
def test_it_is_left_as_it_is_and_the_reason_is_said(store: Store, prepare: object, refusal: Refusal) -> None:
    name = prepare(store)  # type: ignore[operator]
    erased = [step for step in store.trace(name) if step.event.value == "erased"]

    assert store.erase(name, by=BY, now=NOW) is refusal
    assert store.erasable(before(later(days=9_999))) == ()
    assert [step for step in store.trace(name) if step.event.value == "erased"] == erased


def test_a_settled_hand_over_and_an_ended_hold_may_go(store: Store) -> None:
    number = an_open_hand_over(store)
    store.settle(number, now=NOW)
    assert store.erase(number, by=BY, now=NOW) == Erased(messages=1, message_bytes=9, letters=1)

    held = closed(store, uid=2)
    store.hold(held, by=BY, now=NOW)
    assert store.end_hold(held, by=BY, now=NOW)
    assert isinstance(store.erase(held, by=BY, now=NOW), Erased)


def test_a_hold_is_for_a_referral_and_ends_once(store: Store) -> None:
    assert not store.hold("HCP-2026-0404", by=BY, now=NOW)
    assert not store.end_hold("HCP-2026-0404", by=BY, now=NOW)


# -- what was kept long enough -----------------------------------------------------------------------------------------


def test_what_is_due_is_listed_by_its_outcomes_time_and_erased_when_somebody_says_so(store: Store) -> None:
    closed(store)
    asked(store, 2)
    times = {**before(NOW), Outcome.FORWARDED: later(seconds=1)}

    assert [(each.arrival_id, each.references) for each in store.erasable(times)] == [(1, ("HCP-2026-0001",))]

    erased = store.erase_due(times, digests_before=NOW, by=BY, now=NOW)
    assert erased == Erased(messages=1, message_bytes=9, letters=1)
    assert store.erasable(times) == ()


def test_however_much_is_due_all_of_it_goes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.store.store.ERASED_AT_ONCE", 2)
    for uid in range(5):
        asked(store, uid)

    assert store.erase_due(before(later(days=1)), digests_before=NOW, by=BY, now=NOW).messages == 5
    assert store.verify_audit().faults == ()


def test_a_return_is_kept_from_the_day_on_which_its_referral_was_closed(store: Store) -> None:
    reference = str(decided(store, 1))
    filed(store)
    decided(store, 2, Outcome.FORWARDED, answers=reference, now=later(days=50))
    for item in store.claim_filing(limit=9, now=later(days=51)):
        store.mark_filed(item, folder="F", uidvalidity=1, uid=1, now=NOW)
    send_all(store, now=later(days=51))
    for item in store.claim_filing(limit=9, now=later(days=51)):
        store.mark_filed(item, folder="F", uidvalidity=1, uid=1, now=NOW)

    assert store.erasable(before(later(days=50))) == ()
    assert [each.arrival_id for each in store.erasable(before(later(days=50, seconds=1)))] == [1, 2]


def test_old_digests_go_with_what_is_due_and_their_marks_stay(store: Store) -> None:
    store.heartbeat("job", now=lambda: NOW, ok=True)
    kept(store, 1)
    store.heartbeat("job", now=lambda: NOW, ok=True)
    store.record_digest(NOW.date(), [mail("digest:1", NoticeKind.DIGEST)], now=NOW)
    send_all(store)

    assert store.erase_due(before(NOW), digests_before=later(days=1), by=BY, now=NOW) == Erased(letters=1)
    assert store.erase_due(before(NOW), digests_before=later(days=1), by=BY, now=NOW) == Erased()
    assert store.verify_audit().faults == ()


def test_after_erasing_keys_still_rotate(store: Store, url: str) -> None:
    closed(store)
    store.erase("HCP-2026-0001", by=BY, now=NOW)
    newer = Store.open(url, secret=SECRET, keys=[b"n" * 32])

    newer.rotate_keys(now=NOW)

    assert newer.verify_audit().faults == ()
    newer.close()

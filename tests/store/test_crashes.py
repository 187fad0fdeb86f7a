"""A stop before any statement of any change leaves the store as it was before it; the same change then succeeds."""

import itertools
from collections.abc import Callable

import pytest

from intake.model.decision import Outcome
from intake.model.mail import NoticeKind
from intake.store import Filing, Store
from tests.store.builders import (
    NOW,
    PLACE,
    claimed,
    claimed_mail,
    decided,
    everything,
    fetched,
    kept,
    later,
    mail,
    record,
    send_all,
)

StopAt = Callable[[Store, int], None]
Change = Callable[[], object]


def keeping(store: Store) -> Change:
    return lambda: store.keep(PLACE, [fetched(1), fetched(2), fetched(3, None, size=0)], now=NOW)


def claiming(store: Store) -> Change:
    kept(store, 1)
    return lambda: claimed(store)


def failing(store: Store) -> Change:
    kept(store, 1)
    arrival = claimed(store)
    return lambda: store.release_failed(arrival, error="E", now=NOW, retry_at=NOW)


def deciding(store: Store) -> Change:
    reference = decided(store, 1)
    kept(store, 2)
    arrival = claimed(store)

    def decide() -> None:
        with store.deciding(arrival, now=NOW) as open_decision:
            open_decision.history(
                fingerprint="a",
                message_id="<a@school.test>",
                sender="kim.okoro@school.test",
                refers_to=["<letter-1@council.test>"],
                references=[str(reference)],
                day_start=NOW,
            )
            record(
                open_decision,
                Outcome.RETURNED,
                fingerprint="a",
                reference=open_decision.new_reference("HCP", 2026),
                mails=[mail("return"), mail("hand-over", NoticeKind.HAND_OVER)],
            )

    return decide


def claiming_a_letter(store: Store) -> Change:
    decided(store, 1)
    store.mark_sending(claimed_mail(store), now=NOW)
    return lambda: claimed_mail(store, now=later(hours=1))


def sending(store: Store) -> Change:
    decided(store, 1)
    item = claimed_mail(store)
    return lambda: store.mark_sending(item, now=NOW)


def ending(mark: str) -> Callable[[Store], Change]:
    def prepare(store: Store) -> Change:
        decided(store, 1)
        item = claimed_mail(store)
        store.mark_sending(item, now=NOW)
        marks: dict[str, Change] = {
            "sent": lambda: store.mark_sent(item, now=NOW, code=250),
            "not sent": lambda: store.mark_not_sent(item, now=NOW, code=451, phase="rcpt", retry_at=NOW),
            "unknown": lambda: store.mark_unknown(item, now=NOW, retry_at=NOW),
            "redirected": lambda: store.redirect(item, ("deputy@council.test",), now=NOW, alarm="head_refused"),
            "dead": lambda: store.mark_dead(item, now=NOW, code=550, phase="rcpt", alarm="refused_forward"),
        }
        return marks[mark]

    return prepare


def filing(change: Callable[[Store, Filing], object]) -> Callable[[Store], Change]:
    def prepare(store: Store) -> Change:
        decided(store, 1)
        send_all(store)
        (to_file,) = store.claim_filing(limit=1, now=NOW)
        return lambda: change(store, to_file)

    return prepare


def settling(store: Store) -> Change:
    decided(store, 1)
    return lambda: store.settle("HCP-2026-0001", now=NOW)


def erasing(store: Store) -> Change:
    decided(store, 1, Outcome.FORWARDED)
    send_all(store)
    (to_file,) = store.claim_filing(limit=1, now=NOW)
    store.mark_filed(to_file, folder="F", uidvalidity=1, uid=1, now=NOW)
    return lambda: store.erase("HCP-2026-0001", by="head", now=NOW)


CHANGES: dict[str, Callable[[Store], Change]] = {
    "keeping": keeping,
    "claiming": claiming,
    "failing": failing,
    "deciding": deciding,
    "claiming a letter": claiming_a_letter,
    "sending": sending,
    **{mark: ending(mark) for mark in ("sent", "not sent", "unknown", "redirected", "dead")},
    "intending": filing(lambda store, item: store.intend_move(item, folder="F", now=NOW, until=NOW)),
    "filed": filing(lambda store, item: store.mark_filed(item, folder="F", uidvalidity=1, uid=1, now=NOW)),
    "gone": filing(lambda store, item: store.mark_gone(item, now=NOW)),
    "a digest": lambda store: lambda: store.record_digest(NOW.date(), [mail("head", NoticeKind.DIGEST)], now=NOW),
    "an alarm": lambda store: lambda: store.raise_alarm("code", now=NOW),
    "a heartbeat": lambda store: lambda: store.heartbeat("job", now=lambda: NOW, ok=True),
    "settling": settling,
    "erasing": erasing,
}


@pytest.mark.parametrize("prepare", CHANGES.values(), ids=CHANGES)
def test_a_stop_at_any_statement_leaves_all_as_it_was(
    store: Store, stop_at: StopAt, prepare: Callable[[Store], Change]
) -> None:
    change = prepare(store)
    before = everything(store)
    stops = stops_until_it_succeeds(store, stop_at, change, before)

    assert stops > 0
    assert everything(store) != before


def stops_until_it_succeeds(store: Store, stop_at: StopAt, change: Change, before: object) -> int:
    for number in itertools.count(1):
        stop_at(store, number)
        try:
            change()
        except BaseException as error:
            stop_at(store, 0)
            if str(error) != "stopped":
                raise
            assert everything(store) == before, f"stopped before statement {number}"
        else:
            stop_at(store, 0)
            return number - 1
    raise AssertionError

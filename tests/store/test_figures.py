"""The arithmetic and the lists of the digest."""

from dataclasses import replace
from datetime import date

import pytest

from intake.model.decision import Outcome, Reason
from intake.model.mail import NoticeKind
from intake.model.message import MessageKind
from intake.store import Event, Store
from tests.store.builders import NOW, PLACE, claimed, claimed_mail, decided, fetched, kept, later, mail, send_all

TODAY = date(2026, 11, 24)


def test_an_empty_store_balances(store: Store) -> None:
    figures = store.figures(now=NOW)

    assert (figures.received, figures.in_progress, sum(figures.outcomes.values()), figures.unsent) == (0, 0, 0, 0)
    assert set(figures.outcomes) == set(Outcome)
    assert figures.balances
    assert (figures.oldest_in_progress, figures.oldest_unsent, figures.last_digest) == (None, None, None)


def test_every_arrival_is_counted_once(store: Store) -> None:
    for uid, outcome in enumerate((*Outcome, Outcome.LEFT)):
        decided(store, uid, outcome)
    kept(store, 20, 21)
    store.keep(PLACE, [fetched(22, None, size=50_000_000), fetched(23, None, size=0)], now=NOW)

    figures = store.figures(now=NOW)

    assert figures.balances
    assert (figures.received, figures.in_progress, figures.vanished) == (8, 3, 1)
    assert dict(figures.outcomes) == {
        Outcome.FORWARDED: 1,
        Outcome.RETURNED: 1,
        Outcome.HANDED_OVER: 1,
        Outcome.LEFT: 2,
    }
    assert figures.unsent == 3
    assert figures.waiting_to_be_filed == 3


def test_the_age_of_the_oldest_is_known(store: Store) -> None:
    decided(store, 1)
    kept(store, 2)

    figures = store.figures(now=later(hours=1))

    assert (figures.taken_at, figures.oldest_unsent) == (later(hours=1), NOW)
    assert figures.oldest_in_progress == later(minutes=-5), "when our server took it"


def test_the_arithmetic_is_said_in_one_line(store: Store) -> None:
    decided(store, 1)
    kept(store, 2)

    first, *_ = store.figures(now=NOW).lines()

    assert first == "received 2 = 0 forwarded + 1 returned + 0 handed over + 0 left + 1 in progress"


def test_figures_that_do_not_balance_say_so(store: Store) -> None:
    broken = replace(store.figures(now=NOW), received=3)

    assert not broken.balances
    assert broken.lines()[0].startswith("received 3 IS NOT 0 forwarded")


def test_a_person_is_needed_for_hand_overs_dead_letters_and_alarms(store: Store) -> None:
    decided(store, 1)
    assert not store.figures(now=NOW).needs_person

    store.raise_alarm("quiet", now=NOW)
    assert store.figures(now=NOW).needs_person
    assert "alarm: quiet  since 2026-11-24 09:00" in store.figures(now=NOW).lines()
    store.clear_alarm("quiet", now=NOW)

    store.mark_dead(claimed_mail(store), now=NOW, code=550, phase="rcpt", alarm="refused_forward")
    assert store.figures(now=NOW).needs_person


def test_held_letters_are_listed_and_need_a_person(store: Store) -> None:
    decided(store, 1, Outcome.RETURNED)
    assert store.hold_beyond([NoticeKind.RETURN], most=0, now=NOW) == 1
    store.settle("letters_held", now=NOW)

    figures = store.figures(now=NOW)

    assert figures.needs_person
    assert "letters: 0 to send, 1 held, 0 could not be delivered" in figures.lines()
    assert [each.since for each in store.digest_facts(since=None, now=NOW).held_letters] == [NOW]


def test_an_open_hand_over_needs_a_person_until_it_is_settled(store: Store) -> None:
    reference = str(decided(store, 1, Outcome.HANDED_OVER))
    assert store.figures(now=NOW).needs_person

    store.settle(reference, now=NOW)

    assert not store.figures(now=NOW).needs_person


# -- the day's digest ------------------------------------------------------------------------------------------------


def test_a_digest_lists_what_was_forwarded_since_the_last(store: Store) -> None:
    decided(store, 1, Outcome.FORWARDED, now=NOW)
    new = decided(store, 2, Outcome.FORWARDED, now=later(hours=2))

    facts = store.digest_facts(since=later(hours=1), now=later(hours=3))

    assert [(line.reference, line.since, line.agency_domain, line.form, line.versions) for line in facts.forwarded] == [
        (new, later(hours=2), "school.test", "concern", 1)
    ]


def test_a_digest_says_what_the_newest_version_proposes_and_how_many_answers_it_lacks(store: Store) -> None:
    decided(store, 1, Outcome.FORWARDED, now=NOW)
    decided(store, 2, Outcome.RETURNED, now=NOW)

    facts = store.digest_facts(since=None, now=later(hours=3))

    lines = (*facts.forwarded, *facts.open_returns)
    assert [(line.process, line.child_outcome, line.gaps) for line in lines] == [
        ("lcspr", "died", 0),
        ("lcspr", "died", 1),
    ]


def test_a_digest_lists_open_returns_oldest_first_with_their_last_return(store: Store) -> None:
    first = decided(store, 1)
    second = decided(store, 2, now=later(hours=1))
    decided(store, 3, answers=first, now=later(hours=2))

    lines = store.digest_facts(since=None, now=later(hours=3)).open_returns

    assert [(line.reference, line.since, line.opened) for line in lines] == [
        (second, later(hours=1), later(hours=1)),
        (first, later(hours=2), NOW),
    ]


def test_a_digest_lists_hand_overs_with_and_without_a_form(store: Store) -> None:
    reference = decided(store, 1, Outcome.HANDED_OVER)
    decided(store, 2, Outcome.HANDED_OVER, with_form=False, now=later(hours=1))

    facts = store.digest_facts(since=None, now=later(hours=2))

    assert [(line.reference, line.since, line.reason) for line in facts.open_hand_overs] == [
        (reference, NOW, Reason.UNCLEAR_ANSWERS),
        (None, later(hours=1), Reason.UNCLEAR_ANSWERS),
    ]
    assert facts.figures.open_hand_overs == 2


def test_a_hand_over_is_listed_once_however_many_versions_it_has(store: Store) -> None:
    reference = decided(store, 1, Outcome.HANDED_OVER)
    decided(store, 2, Outcome.HANDED_OVER, answers=reference, now=later(hours=1))

    (line,) = store.digest_facts(since=None, now=later(hours=2)).open_hand_overs
    assert (line.reference, line.since) == (reference, later(hours=1))


def test_a_hand_over_of_a_form_that_came_back_complete_is_closed(store: Store) -> None:
    reference = decided(store, 1, Outcome.HANDED_OVER)
    decided(store, 2, Outcome.FORWARDED, answers=reference)

    assert store.digest_facts(since=None, now=NOW).open_hand_overs == ()


@pytest.mark.parametrize("outcome", [Outcome.RETURNED, Outcome.HANDED_OVER])
def test_a_person_settles_an_open_referral(store: Store, outcome: Outcome) -> None:
    reference = str(decided(store, 1, outcome))

    assert store.settle(reference, now=NOW)

    facts = store.digest_facts(since=None, now=NOW)
    assert (facts.open_returns, facts.open_hand_overs) == ((), ())
    assert not store.settle(reference, now=NOW), "it was open once"


def test_a_person_settles_a_hand_over_without_a_form_by_its_number(store: Store) -> None:
    decided(store, 1, Outcome.HANDED_OVER, with_form=False)
    (line,) = store.digest_facts(since=None, now=NOW).open_hand_overs

    assert store.settle(str(line.arrival_id), now=NOW)

    assert store.digest_facts(since=None, now=NOW).open_hand_overs == ()


def test_a_person_settles_a_dead_letter_by_its_message_id(store: Store) -> None:
    store.record_digest(TODAY, [mail("head", NoticeKind.DIGEST)], now=NOW)
    store.mark_dead(claimed_mail(store), now=NOW, code=550, phase="rcpt", alarm="refused_forward")
    assert store.figures(now=NOW).undelivered == 1

    assert store.settle("<head@council.test>", now=NOW)

    assert store.digest_facts(since=None, now=NOW).dead_letters == ()
    assert not store.figures(now=NOW).needs_person
    assert store.trace("<head@council.test>")[-1].event is Event.SETTLED


def test_with_a_referral_its_dead_letters_are_settled(store: Store) -> None:
    reference = str(decided(store, 1))
    store.mark_refused(claimed_mail(store), now=NOW, code=550, phase="rcpt")

    assert store.settle(reference, now=NOW)

    assert store.figures(now=NOW).undelivered == 0


def test_a_letter_that_was_sent_is_not_settled(store: Store) -> None:
    decided(store, 1)
    send_all(store)

    assert not store.settle("<letter-1@council.test>", now=NOW)


@pytest.mark.parametrize("name", ["HCP-2026-0404", "404", "", "²", "9" * 30, "\x00"])
def test_what_is_not_open_cannot_be_settled(store: Store, name: str) -> None:
    decided(store, 1)

    assert not store.settle(name, now=NOW)


def test_each_reader_gets_one_digest_a_day(store: Store) -> None:
    head, unit = (mail(key, NoticeKind.DIGEST, to=f"{key}@council.test") for key in ("head", "unit"))
    assert store.record_digest(TODAY, [head], now=NOW) == 1

    again = mail("head-again", NoticeKind.DIGEST, to="Head@council.test")
    assert store.record_digest(TODAY, [again, unit], now=later(minutes=1)) == 1
    tomorrow = mail("tomorrow", NoticeKind.DIGEST, to="head@council.test")
    assert store.record_digest(date(2026, 11, 25), [tomorrow], now=later(days=1)) == 1

    assert store.last_digest() == later(days=1)
    assert store.figures(now=NOW).unsent == 3


def test_a_digest_belongs_to_no_arrival_and_is_sent_like_any_letter(store: Store) -> None:
    store.record_digest(TODAY, [mail("head", NoticeKind.DIGEST)], now=NOW)

    send_all(store)

    assert store.figures(now=NOW).unsent == 0


def test_a_broken_message_is_in_the_arithmetic(store: Store) -> None:
    kept(store, 1)
    with store.deciding(claimed(store), now=NOW) as deciding:
        deciding.record(kind=MessageKind.BROKEN, outcome=Outcome.HANDED_OVER, reason=Reason.FAILED)

    (line,) = store.digest_facts(since=None, now=NOW).open_hand_overs
    assert (line.reason, line.reference, line.urgent) == (Reason.FAILED, None, False)


# -- the newest messages ---------------------------------------------------------------------------------------------


def test_the_newest_messages_are_listed_oldest_first_with_what_became_of_each(store: Store) -> None:
    decided(store, 1, Outcome.LEFT)
    reference = str(decided(store, 2))
    kept(store, 3)

    lines = store.messages(limit=2)

    assert [(line.number, line.outcome, line.reason, line.references, line.letters) for line in lines] == [
        (2, Outcome.RETURNED, Reason.INCOMPLETE, (reference,), (NoticeKind.RETURN,)),
        (3, None, None, (), ()),
    ]

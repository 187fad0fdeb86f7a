"""What the store remembers that bears on a decision."""

import pytest

from intake.model.decision import EarlierReferral, Outcome
from intake.model.mail import NoticeKind
from intake.store import Store
from tests.store.builders import NOW, REFERRER, asked, claimed, decided, kept, later, mail, record


def returned(store: Store, uid: int, *, to: str = REFERRER, **units: float) -> None:
    kept(store, uid)
    now = later(**units)
    with store.deciding(claimed(store, now=later(days=9)), now=now) as deciding:
        record(deciding, Outcome.RETURNED, fingerprint=f"print-{uid}", mails=[mail(f"return-{uid}", to=to)])


def test_an_empty_store_remembers_nothing(store: Store) -> None:
    history = asked(store, 1)

    assert (history.is_known, history.has_namesake, history.bounced, history.earlier) == (False, False, None, None)
    assert (history.returns_of_fingerprint, history.returns_to_sender_today, history.returns_this_hour) == (0, 0, 0)


def test_a_fingerprint_is_known_once_it_was_decided(store: Store) -> None:
    decided(store, 1)

    assert asked(store, 2, fingerprint="print-1").is_known


def test_a_fingerprint_that_only_waits_is_not_known(store: Store) -> None:
    kept(store, 1)

    assert not asked(store, 2, fingerprint="print-1").is_known


def test_no_fingerprint_is_like_no_other(store: Store) -> None:
    kept(store, 1)
    with store.deciding(claimed(store), now=NOW) as deciding:
        record(deciding, Outcome.LEFT, fingerprint="")

    assert not asked(store, 2, fingerprint="").is_known


def test_the_same_message_id_with_other_content_is_a_namesake(store: Store) -> None:
    decided(store, 1)

    assert asked(store, 2, fingerprint="other", message_id="<print-1@school.test>").has_namesake


def test_the_same_mail_is_no_namesake_of_itself(store: Store) -> None:
    decided(store, 1)

    assert not asked(store, 2, fingerprint="print-1", message_id="<print-1@school.test>").has_namesake


def test_returns_of_a_fingerprint_are_counted(store: Store) -> None:
    decided(store, 1)

    assert asked(store, 2, fingerprint="print-1").returns_of_fingerprint == 1
    assert asked(store, 3, fingerprint="print-9").returns_of_fingerprint == 0


def test_returns_to_one_address_are_counted_since_the_day_began(store: Store) -> None:
    returned(store, 1, hours=-10)
    returned(store, 2, hours=-2)
    returned(store, 3, hours=-9, seconds=0)
    returned(store, 4, to="else@school.test", hours=-1)

    assert asked(store, 5).returns_to_sender_today == 2, "from midnight on, midnight included"


def test_an_address_is_counted_however_it_is_written(store: Store) -> None:
    returned(store, 1)

    assert asked(store, 2, sender=" Kim.Okoro@SCHOOL.test").returns_to_sender_today == 1


def test_nobody_was_never_returned_anything(store: Store) -> None:
    returned(store, 1)

    assert asked(store, 2, sender=None).returns_to_sender_today == 0


def test_returns_of_the_last_hour_are_counted_whoever_got_them(store: Store) -> None:
    returned(store, 1, minutes=-61)
    returned(store, 2, minutes=-59)
    returned(store, 3, minutes=-1, to="else@school.test")

    assert asked(store, 4).returns_this_hour == 2


def test_what_is_usual_is_known_after_a_week_and_goes_back_four(store: Store) -> None:
    for number, days in enumerate((-31, -8, -5, -2, 0), start=1):
        returned(store, number, days=days)

    history = asked(store, 9)
    assert history.returns_this_day == 1
    assert history.usual_returns_a_day == pytest.approx(3 / 7)


def test_nothing_is_usual_in_the_first_week(store: Store) -> None:
    returned(store, 1, days=-7)
    returned(store, 2, days=-2)

    assert asked(store, 9).usual_returns_a_day is None


def test_only_returns_count_as_returns(store: Store) -> None:
    decided(store, 1, Outcome.FORWARDED)

    history = asked(store, 2, fingerprint="print-1")
    assert (history.returns_of_fingerprint, history.returns_this_hour) == (0, 0)


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [(Outcome.RETURNED, "return"), (Outcome.FORWARDED, "forward"), (Outcome.HANDED_OVER, "hand_over")],
)
def test_a_report_is_matched_with_the_letter_it_is_about(store: Store, outcome: Outcome, kind: str) -> None:
    decided(store, 1, outcome)

    assert asked(store, 2, refers_to=("<strange@else.test>", "<letter-1@council.test>")).bounced == kind


def test_a_report_about_no_letter_of_ours_is_unmatched(store: Store) -> None:
    decided(store, 1)

    assert asked(store, 2, refers_to=("<letter-2@council.test>", "bad\x00text", "\ud800")).bounced is None


# -- the referral that a message answers -----------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [Outcome.RETURNED, Outcome.HANDED_OVER])
def test_an_answer_to_our_letter_answers_its_referral(store: Store, outcome: Outcome) -> None:
    reference = decided(store, 1, outcome)

    earlier = asked(store, 2, refers_to=("<letter-1@council.test>",), sender="anybody@else.test").earlier

    assert earlier == EarlierReferral(reference=str(reference), attempts=1)


@pytest.mark.parametrize("sender", [REFERRER, "other@school.test", "office@primary.school.test"])
def test_a_reference_in_the_text_is_believed_from_the_same_agency(store: Store, sender: str) -> None:
    decided(store, 1)

    earlier = asked(store, 2, references=("HCP-2026-0009", "HCP-2026-0001"), sender=sender).earlier

    assert earlier == EarlierReferral(reference="HCP-2026-0001", attempts=1)


@pytest.mark.parametrize("sender", [None, "someone@else.test", "someone@notschool.test", "school.test@else.test"])
def test_a_reference_in_the_text_of_a_stranger_is_not_believed(store: Store, sender: str | None) -> None:
    decided(store, 1)

    assert asked(store, 2, references=("HCP-2026-0001",), sender=sender).earlier is None


def test_the_answered_letter_says_more_than_the_text(store: Store) -> None:
    decided(store, 1)
    decided(store, 2)

    earlier = asked(store, 3, refers_to=("<letter-2@council.test>",), references=("HCP-2026-0001",)).earlier

    assert earlier == EarlierReferral(reference="HCP-2026-0002", attempts=1)


def test_the_newest_of_several_answered_letters_counts(store: Store) -> None:
    decided(store, 1)
    decided(store, 2)

    earlier = asked(store, 3, refers_to=("<letter-2@council.test>", "<letter-1@council.test>")).earlier

    assert earlier == EarlierReferral(reference="HCP-2026-0002", attempts=1)


def test_a_forwarded_referral_is_not_answered_any_more(store: Store) -> None:
    decided(store, 1, Outcome.FORWARDED)

    assert asked(store, 2, refers_to=("<letter-1@council.test>",), references=("HCP-2026-0001",)).earlier is None


def test_a_corrected_form_closes_its_referral(store: Store) -> None:
    reference = decided(store, 1)
    decided(store, 2, answers=reference)
    assert asked(store, 3, references=(str(reference),)).earlier == EarlierReferral(
        reference=str(reference), attempts=2
    )

    decided(store, 4, Outcome.FORWARDED, answers=reference)

    assert asked(store, 5, references=(str(reference),)).earlier is None
    facts = store.digest_facts(since=None, now=NOW)
    assert (facts.open_returns, [line.versions for line in facts.forwarded]) == ((), [3])


def test_a_receipt_is_a_letter_of_its_referral_too(store: Store) -> None:
    kept(store, 1)
    with store.deciding(claimed(store), now=NOW) as deciding:
        reference = deciding.new_reference("HCP", 2026)
        receipt = mail("receipt", NoticeKind.RECEIPT, reference=reference)
        record(deciding, Outcome.FORWARDED, fingerprint="a", reference=reference, mails=[receipt])

    assert asked(store, 2, refers_to=("<receipt@council.test>",)).bounced == "receipt"


def test_a_message_id_is_ours_when_a_letter_of_ours_has_it(store: Store) -> None:
    returned(store, 1)

    assert asked(store, 2, message_id="<return-1@council.test>").is_ours
    assert not asked(store, 3, message_id="<return-2@council.test>").is_ours
    assert not asked(store, 4, message_id=None).is_ours


def test_an_address_is_new_until_something_of_it_was_decided(store: Store) -> None:
    assert asked(store, 1).is_newcomer
    assert not asked(store, 2, sender=REFERRER.upper()).is_newcomer
    assert not asked(store, 3, sender=None).is_newcomer
    assert asked(store, 4, sender=f"other.{REFERRER}").is_newcomer

"""Who is not told of an arrival is remembered with it and with its referral."""

from intake.model.decision import Outcome
from intake.model.office import Role
from intake.store import Store
from tests.store.builders import NOW, asked, claimed, kept, mail, record


def decided_apart(store: Store, outcome: Outcome) -> str:
    kept(store, 1)
    with store.deciding(claimed(store), now=NOW) as deciding:
        reference = deciding.new_reference("HCP", 2026)
        letter = mail("letter-1", reference=reference)
        record(deciding, outcome, fingerprint="one", reference=reference, mails=[letter], kept_from=[Role.HEAD])
    return reference


def test_every_line_of_the_digest_says_from_whom_it_is_kept(store: Store) -> None:
    decided_apart(store, Outcome.HANDED_OVER)
    facts = store.digest_facts(since=None, now=NOW)
    assert [each.kept_from for each in facts.open_hand_overs] == [(Role.HEAD,)]


def test_a_forwarded_referral_says_it_too(store: Store) -> None:
    decided_apart(store, Outcome.FORWARDED)
    assert [each.kept_from for each in store.digest_facts(since=None, now=NOW).forwarded] == [(Role.HEAD,)]


def test_what_answers_it_is_kept_apart_as_well(store: Store) -> None:
    reference = decided_apart(store, Outcome.RETURNED)
    earlier = asked(store, 2, references=[reference]).earlier
    assert earlier is not None
    assert earlier.kept_from == (Role.HEAD,)

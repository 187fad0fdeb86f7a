"""The digest: everything open, and sums that balance or say loudly that they do not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.model.decision import Reason
from intake.model.digest import (
    DigestFacts,
    NewReferral,
    OpenHandOver,
    OpenReturn,
    RaisedAlarm,
    Receipts,
    UnsentLetter,
)
from intake.model.mail import NoticeKind
from intake.model.office import Role
from intake.notices import compose, write_alarm, write_digest
from tests.notices.referrals import NOW, OFFICE, TEMPLATES

BALANCED = Receipts(received=12, forwarded=4, returned=3, handed_over=2, left=2, in_progress=1)
FACTS = DigestFacts(
    day=NOW.date(),
    since=NOW - timedelta(days=1),
    receipts=BALANCED,
    new_referrals=(
        NewReferral(
            reference="HCP-2026-0001", forwarded=NOW, agency="Invented Police", process="lcspr", trigger="died"
        ),
    ),
    open_returns=(OpenReturn(reference="HCP-2026-0002", returned=NOW - timedelta(days=6), gaps=3, is_urgent=True),),
    open_hand_overs=(OpenHandOver(arrival="9", handed_over=NOW, reason=Reason.ENCRYPTED, agency="health.example"),),
    unsent=(UnsentLetter(kind=NoticeKind.RETURN, written=NOW, is_dead=True, reference="HCP-2026-0002", code=550),),
    alarms=(RaisedAlarm(code="job_missed", since=NOW, particular="collect", times=2),),
)


def digest(facts: DigestFacts = FACTS) -> tuple[str, str]:
    """The Head's and the business unit's, without line breaks."""
    head, unit = write_digest(facts, OFFICE, TEMPLATES, now=NOW)
    return " ".join(head.text.split()), " ".join(unit.text.split())


def test_head_and_business_unit_each_have_their_own() -> None:
    head, unit = write_digest(FACTS, OFFICE, TEMPLATES, now=NOW)
    assert (head.to, unit.to) == ((OFFICE.head,), (OFFICE.business_unit,))
    assert (head.key, unit.key) == ("digest:2026-03-10:head", "digest:2026-03-10:unit")
    assert head.subject == "Referral digest for 2026-03-10"
    assert compose(head, OFFICE, secret=b"x", now=NOW).ledger_copy is None


def test_one_digest_where_the_head_is_the_business_unit() -> None:
    office = replace(OFFICE, business_unit=OFFICE.head)
    assert [each.key for each in write_digest(FACTS, office, TEMPLATES, now=NOW)] == ["digest:2026-03-10:unit"]


def test_what_is_new_open_and_waiting_is_listed_with_its_age_in_working_days() -> None:
    for text in digest():
        assert "HCP-2026-0001; agency: Invented Police; process: practice review; outcome: child died" in text
        assert "HCP-2026-0002 (urgent); answers missing: 3; times returned: 1; age: 4 working days" in text
        assert "arrival 9; agency: health[.]example; why: locked with a password; age: today" in text


def test_letters_and_alarms_are_for_the_business_unit() -> None:
    head, unit = digest()
    assert "undeliverable (code 550)" in unit
    assert "Job missed; about: collect" in unit
    assert "undeliverable (code 550)" not in head
    assert "Job missed" not in head
    assert "1 letter could not be delivered" in head


def test_letters_that_are_held_are_told_until_a_person_lets_them_go() -> None:
    held = UnsentLetter(kind=NoticeKind.RETURN, written=NOW, is_dead=False, is_held=True, reference="HCP-2026-0003")
    head, unit = digest(replace(FACTS, unsent=(held,)))
    assert "held back: a person lets it go" in unit
    assert "1 letter to referrers held back" in head


def test_sums_that_balance_are_shown() -> None:
    for text in digest():
        assert "Received: 12 Forwarded: 4 Returned: 3 Handed over: 2 Left in the mailbox: 2 In progress: 1" in text
        assert "The sums balance" in text


@pytest.mark.parametrize(
    ("received", "said"),
    [(14, "2 messages that we received cannot be accounted for"), (11, "1 outcome more than messages received")],
)
def test_sums_that_do_not_balance_are_said_loudly(received: int, said: str) -> None:
    facts = replace(FACTS, receipts=replace(BALANCED, received=received))
    head, unit = write_digest(facts, OFFICE, TEMPLATES, now=NOW)
    for letter in (head, unit):
        assert letter.subject.endswith("THE SUMS DO NOT BALANCE")
        assert said in " ".join(letter.text.split())
        assert "The sums balance" not in letter.text
        assert "The sums do not balance" in letter.html


def test_a_late_digest_says_so() -> None:
    late = write_digest(replace(FACTS, is_late=True), OFFICE, TEMPLATES, now=NOW)[0]
    assert late.subject.endswith("(late)")
    assert "This digest is late" in late.text


def test_a_quiet_day_says_none() -> None:
    quiet = DigestFacts(
        day=NOW.date(),
        since=None,
        receipts=Receipts(received=0, forwarded=0, returned=0, handed_over=0, left=0, in_progress=0),
    )
    head, unit = digest(quiet)
    assert head.count("None") == 3
    assert unit.count("None") == 5


def test_a_column_of_which_nothing_is_known_is_left_out() -> None:
    facts = replace(FACTS, new_referrals=(NewReferral(reference="HCP-2026-0001", forwarded=NOW),))
    assert "process:" not in digest(facts)[0]


def test_an_alarm_is_short_and_goes_to_the_business_unit() -> None:
    alarm = write_alarm(FACTS.alarms[0], OFFICE, TEMPLATES, now=NOW)
    assert (alarm.kind, alarm.to) == (NoticeKind.ALARM, (OFFICE.business_unit,))
    assert alarm.subject == "Alarm from the referral service"
    assert "Code: job_missed" in alarm.text
    assert alarm.key == "alarm:job_missed:collect:2026-03-10T09:12:00+00:00"


@pytest.mark.parametrize("role", list(Role))
def test_what_is_kept_from_a_reader_is_in_no_line_of_theirs(role: Role) -> None:
    facts = replace(
        FACTS,
        new_referrals=(replace(FACTS.new_referrals[0], kept_from=(role,)),),
        open_returns=(replace(FACTS.open_returns[0], kept_from=(role,)),),
        open_hand_overs=(replace(FACTS.open_hand_overs[0], kept_from=(role,)),),
        unsent=(replace(FACTS.unsent[0], kept_from=(role,)),),
    )
    texts = dict(zip(Role, digest(facts), strict=True))
    assert "HCP-2026" not in texts[role]
    assert "health.example" not in texts[role]
    others = [text for reader, text in texts.items() if reader is not role]
    assert all("HCP-2026-0001" in text for text in others)


def test_what_is_kept_from_one_reader_is_kept_from_the_address_that_both_share() -> None:
    office = replace(OFFICE, business_unit=OFFICE.head)
    facts = replace(FACTS, new_referrals=(replace(FACTS.new_referrals[0], kept_from=(Role.HEAD,)),))
    (letter,) = write_digest(facts, office, TEMPLATES, now=NOW)
    assert "HCP-2026-0001" not in letter.text


def test_it_says_by_whose_bank_holidays_the_days_are_counted() -> None:
    for letter in write_digest(FACTS, OFFICE, TEMPLATES, now=NOW, part="Scotland"):
        for words in (letter.text, letter.html):
            assert "Ages are in working days in Scotland." in " ".join(words.split())

"""A referral that names one of us is kept from them, in every letter, and another is told."""

from dataclasses import replace

import pytest

from intake.handbook import Handbook
from intake.model.mail import NoticeKind
from intake.model.office import Recusal, Role
from intake.notices import compose
from intake.pipeline.recusing import named_in, plain_words
from tests.bad_inputs.papers import word_with
from tests.bad_inputs.rows import with_file
from tests.pipeline.robots import NOW, Became, became, handbook, mail

STAND_IN = "independent.chair@halton.gov.example"
NAMED = "Zdeněk Unmistakable"
CHAIR = "chair"


def book(*reads: Role) -> Handbook:
    """The unit at an address of its own; this person reads so much."""
    recusal = Recusal(names=(NAMED,), reads=reads, instead=STAND_IN)
    starter = handbook()
    return replace(starter, office=replace(starter.office, recusals=(recusal,)))


def told(found: Became) -> dict[str, set[str]]:
    return {role.replace(STAND_IN, CHAIR): {each.value for each in kinds} for role, kinds in found.told.items()}


def naming(**changes: object) -> Became:
    return became(with_file(word_with(**changes)), book=book(Role.HEAD))


@pytest.mark.parametrize("field", ["incident_summary", "carer_at_time", "own_involvement"])
@pytest.mark.parametrize("written", [NAMED, "ZDENEK UNMISTAKABLE", "Unmistakable, Zdeněk", f"by {NAMED}'s order"])
def test_a_complete_form_that_names_the_head_goes_to_the_stand_in(field: str, written: str) -> None:
    assert told(naming(**{field: written})) == {CHAIR: {"forward"}, "unit": {"forward"}, "sender": {"receipt"}}


def test_a_form_that_names_somebody_of_the_unit_is_no_copy_for_it() -> None:
    found = became(with_file(word_with(carer_at_time=NAMED)), book=book(Role.BUSINESS_UNIT))
    assert told(found) == {"head": {"forward"}, CHAIR: {"forward"}, "sender": {"receipt"}}


def test_a_hand_over_is_kept_apart_too() -> None:
    found = became(mail(f"I am worried about a child: {NAMED} hit him."), book=book(Role.HEAD, Role.BUSINESS_UNIT))
    assert told(found) == {CHAIR: {"hand_over"}}


@pytest.mark.parametrize("place", ["subject", "file name"])
def test_a_name_beside_the_form_counts(place: str) -> None:
    fields = {"Subject": f"About {NAMED}"} if place == "subject" else {}
    name = f"{NAMED}.docx" if place == "file name" else "Referral.docx"
    found = became(with_file(word_with(), name, **fields), book=book(Role.HEAD))
    assert "head" not in found.told


def test_nobody_else_is_kept_from_anything() -> None:
    assert "head" in naming(incident_summary="Zdeněk Unmistakably said so; an unmistakable sign.").told


def test_a_letter_that_is_kept_apart_says_so_and_leaves_no_copy_in_our_mailbox() -> None:
    found = naming(carer_at_time=NAMED)
    forward = next(each for each in found.notices if each.kind is NoticeKind.FORWARD)
    assert "who is not told of it" in " ".join(forward.text.split())
    made = compose(forward, book(Role.HEAD).office, secret=b"secret", now=NOW)
    assert made.ledger_copy is None
    assert set(made.recipients) == {STAND_IN, handbook().office.business_unit}


def test_words_are_compared_as_a_person_reads_them() -> None:
    assert plain_words("O\u00adBRIEN–Zoë\u200b") == "obrien zoe"
    assert named_in(["xZdenek Unmistakable"], book(Role.HEAD).office.recusals) == ()

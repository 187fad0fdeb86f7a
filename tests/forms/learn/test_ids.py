"""Ids in words that a person who edits the definition can read."""

import pytest

from intake.forms.learn.ids import owned, slug, unique


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Date of referral", "date_of_referral"),
        ("4.1 Date of birth (or expected date of delivery) *", "date_of_birth"),
        ("Where did it happen", "where_did_it_happen"),
        ("What happened", "what_happened"),
        ("If not, why not", "if_not_why_not"),
        ("Also known as", "also_known_as"),
        ("Your agency's involvement", "your_agency_involvement"),
        ("Where is the child now?", "where_child_now"),
        ("Who was caring for the child at the time", "who_caring_child_time"),
        ("Why do you propose this process?", "why_propose_process"),
        ("Is there any media interest in this case?", "media_interest_case"),
        ("The child died", "child_died"),
        ("No", "no"),
        ("Æ ø", ""),
    ],
)
def test_an_id_reads_as_its_label(label: str, expected: str) -> None:
    assert slug(label) == expected


def test_what_every_section_may_ask_says_whose_it_is() -> None:
    assert (owned("name", "referrer"), owned("ethnicity", "child")) == ("referrer_name", "ethnicity")


def test_the_same_label_again_has_an_id_of_its_own() -> None:
    taken: set[str] = set()
    found = [unique("date_of_birth", section, taken) for section in ("child", "mother", "mother")]
    assert found == ["date_of_birth", "mother_date_of_birth", "date_of_birth_2"]

"""Several answers in one place, and one answer in several places."""

from dataclasses import replace

import pytest

from intake.forms.answers import understand
from intake.model.reading import Problem, State
from tests.forms.answers.slots import FORM, columns, read, slot

TWO = "AGENCY & DESIGNATION/TITLE"
THREE = "CONTACT DETAILS - Address, telephone number and e-mail address"


@pytest.mark.parametrize(
    ("label", "lines", "expected"),
    [
        (TWO, ["New Leaf", "Clinical Lead"], {"agency": "New Leaf", "role": "Clinical Lead"}),
        (TWO, ["New Leaf / Clinical Lead"], {"agency": "New Leaf", "role": "Clinical Lead"}),
        (TWO, ["New Leaf - Clinical Lead, North"], {"agency": "New Leaf", "role": "Clinical Lead, North"}),
        (TWO, ["New Leaf, Clinical Lead"], {"agency": "New Leaf", "role": "Clinical Lead"}),
        ("Role and agency", ["Clinical Lead", "New Leaf"], {"agency": "New Leaf", "role": "Clinical Lead"}),
        (
            THREE,
            ["22 Lower Street", "01632 960221", "jo@leaf.example"],
            {"address": "22 Lower Street", "phone": "01632 960221", "email": "jo@leaf.example"},
        ),
        (
            THREE,
            ["jo@leaf.example, 01632 960221, 22 Lower Street, Oakham"],
            {"address": "22 Lower Street, Oakham", "phone": "01632 960221", "email": "jo@leaf.example"},
        ),
        (
            THREE,
            ["22 Lower Street", "Oakham", "Tel: 01632 960221", "Email: jo@leaf.example"],
            {"address": "22 Lower Street Oakham", "phone": "01632 960221", "email": "jo@leaf.example"},
        ),
        (TWO, ["New Leaf", "Clinical Lead", "North"], {"agency": "New Leaf", "role": "Clinical Lead North"}),
        ("Signature and date of meeting", ["J Marsh 12/3/26"], {"signature": "J Marsh", "met": "2026-03-12"}),
        (
            "Name of safeguarding lead & date of birth",
            ["Jo Marsh, DOB 12/3/90"],
            {"name": "Jo Marsh", "born": "1990-03-12"},
        ),
        (
            THREE,
            ["22 Lower Street", "07700 900238 (mobile), 01632 960840", "e: t.marsh@leaf.example"],
            {
                "address": "22 Lower Street",
                "phone": "07700 900238 (mobile), 01632 960840",
                "email": "t.marsh@leaf.example",
            },
        ),
        (
            THREE,
            ["22 Lower Street", "TBA", "jo@leaf.example"],
            {"address": "22 Lower Street", "phone": None, "email": "jo@leaf.example"},
        ),
        (TWO, ["Head teacher, Millbank School"], {"agency": "Millbank School", "role": "Head teacher"}),
        (TWO, ["Head teacher", "Millbank School"], {"agency": "Millbank School", "role": "Head teacher"}),
        (TWO, ["Millbank School", "Head of School"], {"agency": "Millbank School", "role": "Head of School"}),
        (
            THREE,
            ["22 Lower Street", "01632 960221", "jo.marsh.leaf.nhs.uk"],
            {"address": "22 Lower Street", "phone": "01632 960221", "email": None},
        ),
        (
            THREE,
            ["jo at leaf.example, 01632 960221, 22 Lower Street, www.leaf.org.uk"],
            {"address": "22 Lower Street, www.leaf.org.uk", "phone": "01632 960221", "email": None},
        ),
        ("Telephone / Email", ["01632 960221 jo@leaf.example"], {"phone": "01632 960221", "email": "jo@leaf.example"}),
    ],
)
def test_a_compound_label_gives_each_field_its_part(label: str, lines: list[str], expected: dict[str, str]) -> None:
    assert {id_: read(id_, *lines, label=label).value for id_ in expected} == expected


def test_a_part_that_is_not_there_is_empty() -> None:
    assert read("phone", "22 Lower Street", "jo@leaf.example", label=THREE).state is State.EMPTY
    assert read("address", "01632 960221", "jo@leaf.example", label=THREE).state is State.EMPTY


def test_a_placeholder_in_a_shared_place_is_one_for_each_field() -> None:
    assert {read(id_, "TBC", label=TWO).state for id_ in ("agency", "role")} == {State.PLACEHOLDER}


def test_parts_that_cannot_be_told_apart_are_for_a_person() -> None:
    assert read("role", "New Leaf", label=TWO).problem is Problem.UNCLAIMED_TEXT
    assert read("role", "New Leaf (Greenbank Homes)", label=TWO).problem is Problem.UNCLAIMED_TEXT
    assert read("agency", "Lighthouse Lead Practitioner", label=TWO).problem is Problem.UNCLAIMED_TEXT


@pytest.mark.parametrize(
    "parts", [["Assistant Head, DSL"], ["Assistant Head", "DSL"], ["Named Nurse for Safeguarding Children"]]
)
def test_two_jobs_are_no_agency_and_job(parts: list[str]) -> None:
    assert read("role", *parts, label=TWO).value == " ".join(parts)
    assert read("agency", *parts, label=TWO).state is State.EMPTY


def test_an_agency_and_its_department_are_no_agency_and_job() -> None:
    assert read("agency", "Wexley Borough Council, Children's Services", label=TWO).value is not None
    assert read("role", "Wexley Borough Council, Children's Services", label=TWO).state is State.EMPTY


def test_an_address_without_its_sign_is_an_address_that_went_wrong() -> None:
    for written in ("jo at leaf.example", "jo(at)leaf.example", "jo.marsh.leaf.nhs.uk"):
        answer = read("email", f"22 Lower Street, 01632 960221, {written}", label=THREE)
        assert (answer.state, answer.problem) == (State.INVALID, Problem.NOT_AN_EMAIL)


def test_a_name_that_joins_two_words_is_no_compound() -> None:
    assert read("agency", "New Leaf, North", label="Agency / organisation").value == "New Leaf, North"
    assert read("role", "Clinical Lead, North", label="Job title / role*").value == "Clinical Lead, North"


def test_evidence_shares_its_place_with_no_other_field_however_its_label_reads() -> None:
    evidence = read("themes_evidence", "Seen in two reviews.", label="Recurrent themes and name of safeguarding lead")
    assert evidence.value == "Seen in two reviews."


def test_a_field_that_this_copy_does_not_ask_is_empty() -> None:
    answer = understand(None, FORM.fields["role"], FORM)
    assert (answer.state, answer.problem, answer.where) == (State.EMPTY, Problem.NOT_ON_THIS_VERSION, None)


@pytest.mark.parametrize(
    ("one", "other", "state", "value", "problem"),
    [
        ("Jo", "Jo", State.FILLED, "Jo", None),
        ("Jo", "JO ", State.FILLED, "Jo", None),
        ("Jo", "", State.FILLED, "Jo", None),
        ("", "Jo", State.FILLED, "Jo", None),
        ("TBC", "Jo", State.FILLED, "Jo", None),
        ("", "TBC", State.PLACEHOLDER, None, Problem.PLACEHOLDER),
        ("Jo", "Al", State.CONFLICTING, None, Problem.SEVERAL_PLACES),
    ],
)
def test_rivals_agree_or_are_conflicting(
    one: str, other: str, state: State, value: str | None, problem: Problem | None
) -> None:
    place = replace(slot(one), rivals=(slot(other, where="Table 9, row 1"),))
    answer = understand(place, FORM.fields["name"], FORM)
    assert (answer.state, answer.value, answer.problem) == (state, value, problem)


def test_rivals_of_a_choice_are_compared_by_what_they_mean() -> None:
    place = replace(slot("YES"), rivals=(columns({"Yes": "x", "No": ""}),))
    assert understand(place, FORM.fields["open"], FORM).value == "yes"

"""The normal form of printed words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.forms.normal import is_blank, normal, unnumbered, without_brackets


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Name of Child", "name of child"),
        ("  Name\u00a0of\tchild : ", "name of child"),
        ("NAME OF CHILD*", "name of child"),
        ("* Name of child", "name of child"),
        ("Name of child M", "name of child"),
        ("Name of child (required)", "name of child"),
        ("Please give the name of the child", "give the name of the child"),
        ("Child’s name", "childs name"),
        ("Child's name", "childs name"),
        ("E-mail address", "email address"),
        ("D.O.B.", "dob"),
        ("Date of death (if applicable)", "date of death"),
        ("Date of death3 (if applicable)", "date of death"),
        ("Date  of\u00a0death  (if  \u00a0applicable)", "date of death"),
        ("Date (& time where appropriate)", "date and time"),
        ("Postcode", "post\u00adcode"),
        ("Current legal status2", "current legal status"),
        ("Location of incident1*:", "location of incident"),
        ("REFERRER¹", "referrer"),
        ("YES / NO", "yes no"),
        ("________", ""),
        ("…………", ""),
    ],
)
def test_words_are_evened_out(printed: str, expected: str) -> None:
    assert normal(printed) == normal(expected)
    assert normal(printed).isascii()


@pytest.mark.parametrize(
    "printed",
    [
        "4 Name",
        "4. Name",
        "4) Name",
        "4.2 Name",
        "4.2. Name",
        "4a Name",
        "10 b) Name",
        "(a) Name",
        "(iv) Name",
        "a) Name",
        "A. Name",
        "Q3 Name",
        "Q3. Name",
        "Question 3: Name",
        "Section 3 - Name",
        "Part 2. Name",
        "• Name",
        "- Name",
    ],
)
def test_numbering_is_no_part_of_a_label(printed: str) -> None:
    assert normal(printed) == "name"


@pytest.mark.parametrize(
    "words", ["Section 20", "7.", "2.1", "A Local Child Safeguarding Practice Review", "12/05/2026"]
)
def test_what_only_looks_like_numbering_stays(words: str) -> None:
    assert unnumbered(words) == words


@pytest.mark.parametrize("printed", ["D.O.B.", "12 D.O.B.:", "38. D.O.B.*:", "(h) D.O.B."])
def test_initials_are_one_word_behind_any_number(printed: str) -> None:
    assert normal(printed) == "dob"


def test_brackets_are_taken_away_whole() -> None:
    assert (
        without_brackets("Date of birth (or expected date) of the child [dd/mm/yyyy]") == "Date of birth of the child"
    )


@pytest.mark.parametrize("text", ["", " \n\t", "____", ". . . .", "\u2002\u2002", "\u200b", "…", "( )"])
def test_leaders_and_white_space_are_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["x", "-5", "no", "ó"])
def test_anything_said_is_not_blank(text: str) -> None:
    assert not is_blank(text)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Nd", "No", "Nl")), max_size=60))
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    once = normal(text)
    assert normal(once) == once


@given(st.text(max_size=60))
def test_case_and_outer_space_never_matter(text: str) -> None:
    assert normal(f"  {text}\t") == normal(text)

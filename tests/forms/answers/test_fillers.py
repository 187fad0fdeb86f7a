"""What was typed only to get past a question."""

import pytest

from intake.model.reading import Problem, State
from tests.forms.answers.slots import read


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(
            ("name", text)
            for text in ("test", "Test", "TEST TEST", "testing 123", "test data", "dummy", "Blah blah", "test.")
        ),
        *(
            ("name", text)
            for text in ("asdf", "asdfgh", "ASDF asdf", "qwerty", "qwertyuiop", "zxcvbnm", "sdfsdf", "asd", "hjkl")
        ),
        *(("name", text) for text in ("aaa", "BBBB", "zzz zzz", "x", "xxxx", "0000", "123", "12345")),
        *(("phone", text) for text in ("0000", "00000 000000", "000-000-0000", "11111", "1234567890", "+0000 0000")),
        *(("email", text) for text in ("test@test.com", "none@none.co.uk", "x@x.com", "asdf@asdf.com")),
        ("story", "Lorem ipsum"),
        *(("name", text) for text in ("TODO", "fill in", "See covering letter", "As discussed on the phone")),
    ],
)
def test_what_was_typed_to_get_past_a_question_is_a_placeholder(field: str, text: str) -> None:
    answer = read(field, text)
    assert (answer.state, answer.value, answer.problem) == (State.PLACEHOLDER, None, Problem.PLACEHOLDER)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(
            ("name", text)
            for text in (
                "Li",
                "Jo",
                "Ng",
                "Bo Li",
                "A. Nu",
                "Lee",
                "Aaron",
                "Were",
                "Trew",
                "Asda",
                "Testa",
                "Tess Ting",
            )
        ),
        *(
            ("story", text)
            for text in ("Test results are awaited", "0", "1", "Asda car park", "None", "Nil", "Testing was refused")
        ),
        *(("phone", text) for text in ("101", "999", "01234 567890", "0161 496 0000", "020 7946 0111", "ext 123")),
        *(("email", text) for text in ("test.officer@police.example", "t@nhs.example", "none.wood@school.example")),
        ("agency", "NHS 111"),
        ("place", "123 High Street"),
    ],
)
def test_short_and_odd_answers_are_answers(field: str, text: str) -> None:
    answer = read(field, text)
    assert (answer.state, answer.value) == (State.FILLED, text)


def test_a_number_with_places_left_to_fill_in_is_none() -> None:
    assert read("phone", "0161 xxx xxxx").problem is Problem.NOT_A_PHONE


@pytest.mark.parametrize("text", ["no info", "Not stated", "Not disclosed"])
def test_nobody_knows_in_other_words(text: str) -> None:
    assert read("name", text).state is State.NOT_KNOWN


@pytest.mark.parametrize("text", ["J", "k.", "Y"])
def test_a_letter_alone_is_for_a_person(text: str) -> None:
    assert (read("name", text).state, read("story", text).state) == (State.UNCLEAR, State.UNCLEAR)

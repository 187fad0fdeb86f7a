"""The way there and back: a blank reads as blank, and what is put in by tag or name reads back exactly."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from intake import documents, forms
from intake.forms.blank.excel import write_excel
from intake.forms.blank.word import write_word
from intake.forms.definition import load_form
from intake.model.form import Field, FieldType, Form, Party
from intake.model.reading import Reading, Standing, State, Value
from tests.forms.blank.filled import fill_excel, fill_word
from tests.forms.blank.forms_made_up import adult_review

HALTON = Path(__file__).parents[3] / "config" / "forms" / "halton-lcspr.yaml"
Write = Callable[[Form], bytes]
Fill = Callable[[bytes, Form, Mapping[str, Value]], bytes]
WRITERS = [pytest.param(write_word, fill_word, id="word"), pytest.param(write_excel, fill_excel, id="excel")]


def halton() -> Form:
    return load_form(HALTON.read_text(encoding="utf-8"), name=HALTON.name)


FORMS = [pytest.param(halton, id="halton"), pytest.param(adult_review, id="adults")]
SENTENCES = {
    "referrer_email": "tamsin.oakley@northmoor.nhs.example",
    "a1": "tamsin.oakley@northmoor.nhs.example",
    "referrer_phone": "0151 496 0155",
}


def answer_to(field: Field, number: int) -> Value:
    """An answer of the field's type; no two of them alike."""
    match field.type:
        case FieldType.DATE:
            return f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}"
        case FieldType.CHOICE:
            return field.choices[number % len(field.choices)].id
        case FieldType.CHOICES:
            return tuple(each.id for each in field.choices[::2])
        case FieldType.YES_NO:
            return ("yes", "no")[number % 2]
        case FieldType.TABLE:
            return tuple(
                {
                    each.id: f"2020-0{row + 1}-11" if each.is_date else f"Entry {row} in {each.id} {number}"
                    for each in field.columns
                }
                for row in range(3)
            )
        case _:
            return SENTENCES.get(field.id, f"What is said about {field.id.replace('_', ' ')}, point {number}.")


def read_one(content: bytes, form: Form) -> Reading:
    [reading] = forms.read_forms(documents.read(content), (form,))
    return reading


@pytest.mark.parametrize(("write", "fill"), WRITERS)
@pytest.mark.parametrize("make", FORMS)
def test_a_blank_form_reads_as_blank(make: Callable[[], Form], write: Write, fill: Fill) -> None:
    form = make()
    reading = read_one(write(form), form)
    assert reading.standing is Standing.BLANK
    assert reading.form == form.id
    assert reading.printed_version == form.version
    assert {each.state for each in reading.answers.values()} <= {State.EMPTY, State.PLACEHOLDER}
    assert all(each.label for each in reading.answers.values()), "every field was found"
    assert reading.unclaimed == ()


@pytest.mark.parametrize(("write", "fill"), WRITERS)
@pytest.mark.parametrize("make", FORMS)
def test_what_is_put_in_reads_back_exactly(make: Callable[[], Form], write: Write, fill: Fill) -> None:
    form = make()
    asked = [each for each in form.fields.values() if each.party is Party.REFERRER]
    answers = {each.id: answer_to(each, number) for number, each in enumerate(asked)}
    reading = read_one(fill(write(form), form, answers), form)
    assert reading.standing is Standing.FORM
    assert {name: answer.value for name, answer in reading.answers.items() if name in answers} == answers
    assert {answer.state for name, answer in reading.answers.items() if name in answers} == {State.FILLED}
    assert reading.unclaimed == ()


@pytest.mark.parametrize(("write", "fill"), WRITERS)
@pytest.mark.parametrize("make", FORMS)
def test_not_known_reads_back_where_it_is_offered(make: Callable[[], Form], write: Write, fill: Fill) -> None:
    form = make()
    answers: dict[str, Value] = {each.id: "not known" for each in form.fields.values() if each.accepts_not_known}
    reading = read_one(fill(write(form), form, answers), form)
    assert {name for name, answer in reading.answers.items() if answer.state is State.NOT_KNOWN} == set(answers)


@pytest.mark.parametrize(("write", "fill"), WRITERS)
@pytest.mark.parametrize("make", FORMS)
def test_one_answer_alone_stays_alone(make: Callable[[], Form], write: Write, fill: Fill) -> None:
    form = make()
    blank = write(form)
    for number, field in enumerate(form.fields.values()):
        if field.party is Party.REFERRER and number % 7 == 0:
            answers = {field.id: answer_to(field, number)}
            reading = read_one(fill(blank, form, answers), form)
            assert {name: each.value for name, each in reading.answers.items() if each.state is State.FILLED} == answers

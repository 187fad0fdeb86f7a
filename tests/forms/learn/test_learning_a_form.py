"""A blank form is learned, written as a definition, and its filled copies read by it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from intake.demo.filling import filled_excel, filled_word
from intake.documents.read import read
from intake.forms.blank.excel import write_excel
from intake.forms.blank.word import write_word
from intake.forms.definition import load_form
from intake.forms.learn import as_yaml, learn
from intake.forms.learn.needs import with_needs
from intake.forms.normal import normal
from intake.forms.read import read_forms
from intake.model.form import FieldType, Form, Party

Writer: TypeAlias = Callable[[Form], bytes]
Fill: TypeAlias = Callable[[Form, dict[str, Any]], bytes]
CONFIG = Path(__file__).parents[3] / "config" / "forms"
HALTON = load_form((CONFIG / "halton-lcspr.yaml").read_text("utf-8"), name="halton-lcspr.yaml")
BLANKS = sorted((CONFIG / "blanks").glob("halton-lcspr-*"))
WRITERS = (write_word, write_excel)
TOLD_BY_LOOKS = {
    FieldType.DATE,
    FieldType.CHOICE,
    FieldType.CHOICES,
    FieldType.YES_NO,
    FieldType.TABLE,
    FieldType.SIGNATURE,
}


def learned(content: bytes) -> Form:
    text = as_yaml(learn(read(content), form_id="learned"))
    return load_form(text, name="learned.yaml")


def labels(form: Form) -> list[str]:
    return [normal(each.label) for each in form.fields.values()]


@pytest.mark.parametrize("content", [each.read_bytes() for each in BLANKS] + [writer(HALTON) for writer in WRITERS])
def test_what_is_learned_is_a_definition_without_faults(content: bytes) -> None:
    proposal = learn(read(content), form_id="learned")
    form = load_form(as_yaml(proposal), name="learned.yaml")
    assert [each.id for each in form.fields.values()] == [each.id for each in proposal.form.fields.values()]
    assert len(form.fields) == len(HALTON.fields)


@pytest.mark.parametrize("writer", WRITERS)
def test_every_question_of_our_own_blank_is_learned(writer: Writer) -> None:
    assert sorted(labels(learned(writer(HALTON)))) == sorted(labels(HALTON))


def test_the_order_of_a_word_form_is_kept() -> None:
    assert labels(learned(write_word(HALTON))) == labels(HALTON)


@pytest.mark.parametrize("writer", WRITERS)
def test_kinds_that_show_on_the_form_are_told(writer: Writer) -> None:
    found = {normal(each.label): each for each in learned(writer(HALTON)).fields.values() if each.evidence_of is None}
    for each in HALTON.fields.values():
        if each.evidence_of is None and each.type in TOLD_BY_LOOKS:
            twin = found[normal(each.label)]
            assert (each.id, twin.type, twin.party) == (each.id, each.type, each.party)
            assert [normal(choice.label) for choice in twin.choices] == [
                normal(choice.label) for choice in each.choices
            ]


@pytest.mark.parametrize("writer", WRITERS)
def test_stars_become_required_and_the_office_owes_nothing(writer: Writer) -> None:
    form = learned(writer(HALTON))
    asked = {normal(each.label) for each in HALTON.fields.values() if each.required}
    found = {normal(each.label) for each in form.fields.values() if each.required}
    assert found == asked
    assert sum(each.party is Party.OFFICE for each in form.fields.values()) == 5


ANSWERS = {
    "referrer_name": "Petra Quill",
    "referrer_email": "p.quill@ash.example",
    "referral_date": "2026-03-04",
    "outcome": "died",
    "media_interest": "no",
    "incident_summary": "She was found at the foot of the stairs by a neighbour.",
}


@pytest.mark.parametrize(("writer", "fill"), [(write_word, filled_word), (write_excel, filled_excel)])
def test_a_filled_copy_is_read_by_what_was_learned_from_its_blank(writer: Writer, fill: Fill) -> None:
    form = learned(writer(HALTON))
    (reading,) = read_forms(read(fill(HALTON, ANSWERS)), [form])
    assert reading.form == "learned"
    found = {normal(form.fields[name].label): answer.text for name, answer in reading.answers.items() if answer.text}
    for name in ("referrer_name", "referrer_email", "incident_summary"):
        assert found[normal(HALTON.fields[name].label)] == ANSWERS[name]
    assert reading.answers["referral_date"].value == "2026-03-04"
    assert reading.answers["media_interest"].value == "no"


@pytest.mark.parametrize("writer", WRITERS)
def test_what_is_needed_after_another_answer_is_learned(writer: Writer) -> None:
    asked, found = (
        {
            (normal(each.label), each.evidence_of is None): {
                (normal(form.fields[when.field].label), len(when.values)) for when in each.required_when
            }
            for each in form.fields.values()
        }
        for form in (HALTON, learned(writer(HALTON)))
    )
    assert found == asked


def test_a_need_that_the_form_cannot_ask_for_is_kept_as_help() -> None:
    form = learned(write_word(HALTON))
    need = "Needed if the answer to “Was the moon full?” is “Yes”."
    field = with_needs(form, {"child_aliases": need}).fields["child_aliases"]
    assert (field.help, field.required_when) == (need, ())

"""Copies of a blank, filled in and stripped of what only machines see, read by what was learned from that blank alone."""

from collections.abc import Callable, Mapping
from datetime import date
from random import Random
from typing import Any, TypeAlias

import pytest

from intake.demo.filling import filled_excel, filled_word, uk_date, with_part
from intake.demo.people import Answers, harmed_boy, near_miss
from intake.documents.read import read
from intake.forms.blank.excel import write_excel
from intake.forms.blank.word import write_word
from intake.forms.definition import load_form
from intake.forms.learn import as_yaml, learn
from intake.forms.normal import normal
from intake.forms.read import read_forms
from intake.model.form import Field, FieldType, Form
from intake.model.reading import State, Value
from tests.forms.learn.test_learning_a_form import HALTON
from tests.metamorphic.rewriting import uncontrol

Strip: TypeAlias = Callable[[bytes], bytes]
TODAY = date(2026, 3, 4)
PEOPLE = (harmed_boy(TODAY), near_miss(TODAY))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def without_tags(word: bytes) -> bytes:
    return with_part(word, "word/document.xml", lambda root: _drop(root, f"{W}tag", f"{W}alias"))


def without_controls(word: bytes) -> bytes:
    return with_part(word, "word/document.xml", lambda root: uncontrol(root, HALTON, Random(0)))


def without_names(excel: bytes) -> bytes:
    return with_part(excel, "xl/workbook.xml", lambda root: _drop(root, f"{S}definedNames"))


def _drop(root: Any, *names: str) -> None:
    for each in list(root.iter(*names)):
        each.getparent().remove(each)


def words_of_answer(field: Field, value: Value | Any) -> Any:
    """A value as it stands on the form, since a learned definition has ids of its own for choices and columns."""
    if field.type is FieldType.TABLE:
        rows = [dict(row) for row in value or ()]
        return [[uk_date(row.get(column.id, "")) for column in field.columns] for row in rows]
    labels = {each.id: each.label for each in field.choices}
    given = (value,) if isinstance(value, str) else value or ()
    return sorted(normal(labels.get(each, each)) for each in given)


def by_label(form: Form) -> Mapping[tuple[str, bool], Field]:
    return {(normal(each.label), each.evidence_of is not None): each for each in form.fields.values()}


@pytest.mark.parametrize("answers", PEOPLE, ids=["harmed boy", "near miss"])
@pytest.mark.parametrize(
    ("blank", "fill", "strip"),
    [
        (write_word, filled_word, without_tags),
        (write_word, filled_word, without_controls),
        (write_excel, filled_excel, without_names),
    ],
    ids=["Word without tags", "Word without controls", "Excel without names"],
)
def test_every_answer_on_a_filled_copy_is_read_by_what_was_learned_from_the_blank(
    blank: Callable[[Form], bytes], fill: Callable[[Form, Answers], bytes], strip: Strip, answers: Answers
) -> None:
    text = as_yaml(learn(read(strip(blank(HALTON))), form_id="learned"))
    form = load_form(text, name="learned.yaml")
    (reading,) = read_forms(read(strip(fill(HALTON, answers))), [form])
    learned = by_label(form)
    assert learned.keys() == by_label(HALTON).keys()
    given, found = {}, {}
    for key, field in by_label(HALTON).items():
        answer = reading.answers[learned[key].id]
        given[field.id] = words_of_answer(field, answers.get(field.id))
        said = {State.FILLED: answer.value, State.NOT_KNOWN: answer.text}.get(answer.state)
        found[field.id] = words_of_answer(learned[key], said)
    assert found == given

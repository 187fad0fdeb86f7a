"""The same answers, drawn in every layout that people use, read the same."""

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.forms import read_forms
from intake.forms.definition import load_form
from intake.model.form import FieldType, Form, Party
from intake.model.reading import Problem, Reading, Standing
from tests.forms.drawing import draw
from tests.forms.looks import LAYOUTS, SHEET_LAYOUTS, WEIGHINGS, Look

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "tests" / "samples" / "forms"
PEOPLE = ("01-police-tidy", "16-academy-died", "24-recovery-service-header-rows", "08-disabled-team-crosses")
SHEET_WEIGHINGS = ("columns", "one_column", "unheaded")


@cache
def our_form() -> Form:
    definition = ROOT / "config" / "forms" / "halton-lcspr.yaml"
    return load_form(definition.read_text(encoding="utf-8"), name=definition.name)


@cache
def truth(name: str) -> Mapping[str, Any]:
    """One invented person's answers to the referrer's questions."""
    answers = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))["answers"]
    fields = our_form().fields
    return {field: value for field, value in answers.items() if fields[field].party is Party.REFERRER}


def read(answers: Mapping[str, Any], look: Look, seed: int = 0) -> Reading:
    (reading,) = read_forms(draw(our_form(), answers, look, seed), [our_form()])
    return reading


def plain(value: Any) -> Any:
    """Several choices have no order of their own, no rows are no answer, and blank cells are left out."""
    if isinstance(value, str):
        return " ".join(value.split())
    if not isinstance(value, list | tuple):
        return value
    if all(isinstance(each, str) for each in value):
        return sorted(value) or None
    return [{column: text for column, text in row.items() if text} for row in value]


def differences(reading: Reading, answers: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What was read and what was meant, where the two differ."""
    read_as = {field: plain(reading.answers[field].value) for field in answers}
    return {field: (read_as[field], plain(value)) for field, value in answers.items() if read_as[field] != plain(value)}


@pytest.mark.parametrize("weighing", WEIGHINGS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_of_a_document_reads_the_same(layout: str, weighing: str) -> None:
    answers = truth("01-police-tidy")
    assert differences(read(answers, Look(layout=layout, weighing=weighing)), answers) == {}


@pytest.mark.parametrize("weighing", SHEET_WEIGHINGS)
@pytest.mark.parametrize("layout", SHEET_LAYOUTS)
def test_every_layout_of_a_worksheet_reads_the_same(layout: str, weighing: str) -> None:
    answers = truth("08-disabled-team-crosses")
    assert differences(read(answers, Look(layout=layout, weighing=weighing, sheet=True)), answers) == {}


@pytest.mark.parametrize(
    "look",
    [
        Look(bold=False, shaded=False),
        Look(colon=":", star="*"),
        Look(numbered=True),
        Look(footnote=True),
        Look(upper=True),
        Look(aliases=True),
        Look(hints=True),
        Look(titles="none"),
        Look(titles="renumbered"),
        Look(table_title="band"),
        Look(table_title="none"),
        Look(shuffle_fields=True),
        Look(shuffle_sections=True),
        Look(office_first=True),
        Look(cover=True),
        Look(boxed=True),
        Look(grids=True),
        Look(side_title=True),
        Look(sheet=True, sheets=True),
        Look(people="cores"),
        Look(people="same_header"),
        Look(people="crossed"),
        Look(people="same_header", sheet=True),
        Look(people="crossed", sheet=True),
    ],
    ids=str,
)
@pytest.mark.parametrize("person", PEOPLE)
def test_a_habit_of_the_forms_maker_changes_no_answer(person: str, look: Look) -> None:
    answers = truth(person)
    assert differences(read(answers, look), answers) == {}


LOOKS = st.builds(
    Look,
    bold=st.booleans(),
    shaded=st.booleans(),
    colon=st.sampled_from(["", ":"]),
    star=st.sampled_from(["", "*"]),
    numbered=st.booleans(),
    upper=st.booleans(),
    aliases=st.booleans(),
    hints=st.booleans(),
    titles=st.sampled_from(["own", "renumbered", "none"]),
    layout=st.sampled_from([*LAYOUTS, "mixed"]),
    weighing=st.sampled_from(WEIGHINGS),
    table_title=st.sampled_from(["paragraph", "band", "none"]),
    blank_rows=st.integers(0, 3),
    shuffle_fields=st.booleans(),
    cover=st.booleans(),
    grids=st.booleans(),
)
QUICK = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(look=LOOKS, person=st.sampled_from(PEOPLE), seed=st.integers(0, 1 << 30))
def test_habits_together_change_no_answer(look: Look, person: str, seed: int) -> None:
    answers = truth(person)
    assert differences(read(answers, look, seed), answers) == {}


@QUICK
@given(look=LOOKS, person=st.sampled_from(PEOPLE), seed=st.integers(0, 1 << 30))
def test_one_answer_left_out_is_one_answer_less(look: Look, person: str, seed: int) -> None:
    chance = random.Random(seed)
    left_out = chance.choice([field for field, value in truth(person).items() if value])
    answers = {**truth(person), left_out: None}
    assert differences(read(answers, look, seed), answers) == {}


@QUICK
@given(look=LOOKS, person=st.sampled_from(PEOPLE), seed=st.integers(0, 1 << 30))
def test_a_question_that_is_not_asked_takes_no_other_answer(look: Look, person: str, seed: int) -> None:
    chance = random.Random(seed)
    weighed = {each.id for each in our_form().considerations}
    asked = [
        each.id
        for each in our_form().fields.values()
        if each.evidence_of is None and each.id not in weighed and each.type is not FieldType.TABLE
    ]
    dropped = frozenset(field for field in asked if chance.random() < 0.2)
    answers = {field: None if field in dropped else value for field, value in truth(person).items()}

    reading = read(answers, replace(look, dropped=dropped), seed)

    assert differences(reading, answers) == {}
    referrers = dropped & answers.keys()
    assert {reading.answers[field].problem for field in referrers} <= {Problem.NOT_ON_THIS_VERSION}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_on_a_filled_form_is_left_over(layout: str) -> None:
    reading = read(truth("01-police-tidy"), Look(layout=layout))
    assert reading.standing is Standing.FORM
    assert reading.score == 1.0
    assert [each.where for each in reading.unclaimed] == []


def test_a_place_is_said_as_people_say_it() -> None:
    in_word = read(truth("01-police-tidy"), Look()).answers["lead_name"].where
    in_lines = read(truth("01-police-tidy"), Look(layout="lines")).answers["lead_name"].where
    in_excel = read(truth("01-police-tidy"), Look(sheet=True)).answers["lead_name"].where
    assert in_word == "Table 2, row 1"
    assert in_lines is not None
    assert in_lines.startswith("Paragraph ")
    assert in_excel is not None
    assert in_excel.startswith("Referral!B")


def test_the_label_is_kept_as_it_is_printed() -> None:
    reading = read(truth("01-police-tidy"), Look(numbered=True, star="*", colon=":"))
    label = reading.answers["child_name"].label
    assert label is not None
    assert label.endswith("Full name of child*:")

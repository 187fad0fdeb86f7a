"""Forms as people fill them, in Word and Excel, with the truth beside each: verdict, gaps and every answer."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from intake.checks import assess
from intake.documents import read
from intake.equipment import load_handbook
from intake.forms import read_forms
from intake.model.form import FieldType, Form
from intake.model.reading import Answer, State

ROOT = Path(__file__).resolve().parents[2]
TRUTHS = sorted((ROOT / "tests" / "samples" / "forms").glob("*.json"))
TODAY = date(2026, 11, 24)


@cache
def our_form() -> Form:
    return load_handbook(ROOT / "config").forms[0]


def plain(form: Form, name: str, answer: Answer) -> Any:
    """As the truth files have it; several choices have no order of their own."""
    value = answer.value
    if isinstance(value, tuple):
        value = [dict(each) if not isinstance(each, str) else each for each in value]
    return sorted(value) if value and form.fields[name].type is FieldType.CHOICES else value


def truth_of(form: Form, name: str, value: Any) -> Any:
    return sorted(value) if value and form.fields[name].type is FieldType.CHOICES else value


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.stem)
def test_a_filled_form_is_read_as_it_was_meant(path: Path) -> None:
    truth = json.loads(path.read_text(encoding="utf-8"))
    form = our_form()
    readings = read_forms(read((path.parent / truth["file"]).read_bytes()), [form])
    assert [reading.form for reading in readings] == [form.id]
    assessment = assess(form, readings[0], today=TODAY)
    answers = readings[0].answers
    assert {name: plain(form, name, answers[name]) for name in answers} == {
        name: truth_of(form, name, value) for name, value in truth["answers"].items()
    }
    assert sorted(gap.field for gap in assessment.missing) == truth["missing"]
    assert assessment.verdict == truth["verdict"]
    assert sorted(assessment.not_known) == truth["not_known"]
    refused = [name for name in truth.get("not_known_refused", []) if answers[name].state is not State.NOT_KNOWN]
    assert refused == []


def test_the_samples_are_there() -> None:
    assert len(TRUTHS) == 43

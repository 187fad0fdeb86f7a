"""Whole messages as mail programs write them, and what the mailbox takes them for."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from intake.clock import local_today
from intake.equipment import load_handbook
from intake.handbook import Handbook
from intake.model.decision import History, Outcome
from intake.pipeline import decide, examine

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "samples" / "mail"
EXPECTED: dict[str, Any] = json.loads((SAMPLES / "EXPECTED.json").read_text(encoding="utf-8"))
IN_A_ZIP = ".zip / "


@cache
def handbook() -> Handbook:
    return load_handbook(ROOT / "config")


@pytest.mark.parametrize("name", sorted(EXPECTED), ids=lambda name: name.removesuffix(".eml"))
def test_a_message_is_taken_for_what_it_is(name: str) -> None:
    book = handbook()
    content = (SAMPLES / name).read_bytes()
    examined = examine(book, content, today=local_today(book.office.zone), converted={})
    decision = decide(examined, history=History(), limits=book.limits)
    expected = EXPECTED[name]
    if expected["kind"] == "needs_person":
        assert decision.outcome is Outcome.HANDED_OVER
    else:
        assert decision.kind == expected["kind"]
    found = [
        (file.attachment.name, each.verdict.value)
        for file in examined.files
        for each in file.assessments
        if each.reading.form is not None and IN_A_ZIP not in file.attachment.path
    ]
    assert sorted(found) == sorted((form["attachment"], form["verdict"]) for form in expected["forms"])

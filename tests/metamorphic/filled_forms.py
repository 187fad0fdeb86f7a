"""Filled forms to rewrite: our own blanks filled by invented people."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from intake.demo.filling import filled_excel, filled_word
from intake.demo.people import Answers, harmed_boy, near_miss, without
from intake.equipment import load_handbook
from intake.model.form import Form
from tests.metamorphic.sameness import TODAY

ROOT = Path(__file__).resolve().parents[2]


@cache
def our_form() -> Form:
    return load_handbook(ROOT / "config").forms[0]


def people() -> Mapping[str, Answers]:
    return {
        "harmed boy": harmed_boy(TODAY),
        "near miss": near_miss(TODAY),
        "with gaps": without(harmed_boy(TODAY), "referrer_phone", "child_address", "proposed_reason", "signature"),
    }


@cache
def word_forms() -> Mapping[str, bytes]:
    return {name: filled_word(our_form(), answers) for name, answers in people().items()}


@cache
def excel_forms() -> Mapping[str, bytes]:
    return {name: filled_excel(our_form(), answers) for name, answers in people().items()}

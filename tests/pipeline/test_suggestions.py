"""A form filled in as a PDF: shown to a person, never acted upon."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from intake.equipment import load_handbook
from intake.handbook import Handbook
from intake.model.assessment import Verdict
from intake.model.decision import ExaminedFile
from intake.model.document import Trouble
from intake.model.form import FieldType
from intake.pipeline import examine_file
from tests.documents.pdf_files import pdf, text_field

CONFIG = Path(__file__).resolve().parents[2] / "config"
WORDS = {
    FieldType.DATE: "3 May 2026",
    FieldType.EMAIL: "a.person@weir.example",
    FieldType.PHONE: "01632 960100",
    FieldType.YES_NO: "No",
}


@cache
def handbook() -> Handbook:
    return load_handbook(CONFIG)


def examined(without: str | None = None, *, is_filled: bool = True) -> ExaminedFile:
    form = handbook().forms[0]
    asked = [each for each in form.fields.values() if each.evidence_of is None and each.type is not FieldType.TABLE]
    fields = []
    for each in asked:
        word = each.choices[0].label if each.choices else WORDS.get(each.type, "Something")
        fields.append(text_field(each.id, word if is_filled and each.id != without else "", each.label))
    return examine_file(handbook(), "form.pdf", pdf(*fields), today=date(2026, 7, 1), converted=None)


@pytest.mark.parametrize("without", [None, "child_name"])
def test_its_answers_are_shown_and_nothing_is_missing_or_complete(without: str | None) -> None:
    (assessment,) = examined(without).assessments
    assert assessment.verdict is Verdict.UNCLEAR
    assert assessment.missing == ()
    assert assessment.reading.answers["lead_name"].value == "Something"
    assert without is None or without in {gap.field for gap in assessment.doubts}
    assert any("suggestion" in each for each in assessment.warnings)


def test_a_blank_one_is_never_returned_by_itself() -> None:
    file = examined(is_filled=False)
    assert (file.assessments, file.trouble) == ((), Trouble.PDF)

"""Answers that begin with the words of another question."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from intake.forms import read_forms
from intake.forms.definition import load_form
from intake.model.document import Cell, Document, FileType, Mark, Paragraph, Row, Span, Story, StoryKind, Table
from intake.model.form import FieldType
from intake.model.reading import Answer, State

DEFINITION = Path(__file__).resolve().parents[3] / "config" / "forms" / "halton-lcspr.yaml"
FORM = load_form(DEFINITION.read_text(encoding="utf-8"), name=DEFINITION.name)
TYPED = {FieldType.TEXT, FieldType.LONG_TEXT, FieldType.EMAIL, FieldType.PHONE}


def row(number: int, words: list[str], mark: Mark) -> Row:
    cells = (
        Cell(column, (Paragraph((Span(each, Mark.NONE if column else mark),)),)) for column, each in enumerate(words)
    )
    return Row(number, tuple(cells))


def printed(section_title: str, name: str, rows: list[list[str]], mark: Mark) -> Iterator[Paragraph | Table]:
    yield Paragraph((Span(section_title, Mark.BOLD),), heading=1)
    yield Table(name, tuple(row(number, words, mark) for number, words in enumerate(rows, 1)))


def filled(answers: Mapping[str, str], mark: Mark) -> Document:
    """A label at the left of each answer; a consideration, its yes or no and its evidence in one row."""
    blocks: list[Paragraph | Table] = []
    for number, section in enumerate(FORM.sections, 1):
        asked = [each for each in section.fields if each.type in {*TYPED, FieldType.DATE, FieldType.DATE_OR_TEXT}]
        rows = [[each.label, answers.get(each.id, "")] for each in asked if each.evidence_of is None]
        weighed = [each for each in section.fields if each.evidence_of is not None]
        rows = [[each.label, "Yes", answers.get(each.id, "")] for each in weighed] + rows
        blocks += printed(section.title, f"Table {number}", rows, mark)
    return Document(type=FileType.DOCX, stories=(Story(StoryKind.BODY, tuple(blocks)),))


def read(answers: Mapping[str, str], mark: Mark) -> Mapping[str, Answer]:
    (reading,) = read_forms(filled(answers, mark), [FORM])
    return reading.answers


@pytest.mark.parametrize("mark", [Mark.BOLD, Mark.NONE])
@pytest.mark.parametrize(
    ("field", "words", "own"),
    [
        ("improvements_evidence", "Agency: the taxi firm did not ring.", "referrer_agency"),
        ("incident_place", "School: playing field, near the surgery", "child_school"),
        ("incident_place", "Home address: kitchen", "child_address"),
        ("lead_contact", "Email: lead@weir.example", "referrer_email"),
    ],
)
def test_an_answer_that_begins_with_another_questions_words_is_an_answer(
    field: str, words: str, own: str, mark: Mark
) -> None:
    answered = {own: "a.person@weir.example"}
    answers = read({field: words, **answered}, mark)

    assert answers[field].state is State.FILLED
    assert words.partition(": ")[2] in answers[field].text
    assert answers[own].value == answered[own]


@pytest.mark.parametrize("mark", [Mark.BOLD, Mark.NONE])
def test_a_question_left_empty_is_not_answered_by_another_answer_with_its_words(mark: Mark) -> None:
    answers = read({"incident_place": "School: playing field"}, mark)

    assert answers["child_school"].state is State.EMPTY


def test_a_role_that_is_worded_as_a_question_is_only_a_role() -> None:
    """Under a header row, with the contact details to its right."""
    document = filled({}, Mark.BOLD)
    (body,) = document.stories
    heads = [
        Cell(column, (Paragraph((Span(each, Mark.BOLD),)),))
        for column, each in enumerate(("Name", "Role", "Contact details"))
    ]
    lead = row(2, ["Ines Poole", "Safeguarding lead", "lead@weir.example"], Mark.NONE)
    blocks = tuple(
        Table("Table 2", (Row(1, tuple(heads)), lead)) if isinstance(each, Table) and each.name == "Table 2" else each
        for each in body.blocks
    )
    (reading,) = read_forms(replace(document, stories=(replace(body, blocks=blocks),)), [FORM])

    assert reading.answers["lead_name"].value == "Ines Poole"
    assert reading.answers["lead_role"].value == "Safeguarding lead"

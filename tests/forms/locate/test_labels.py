"""Which words are whose label, and where a label's answer is not to be guessed."""

from functools import cache
from pathlib import Path

import pytest

from intake.forms import read_forms
from intake.forms.definition import load_form
from intake.forms.locate.labels import possible
from intake.forms.locate.matching import Matcher
from intake.forms.locate.names import names_of
from intake.forms.locate.places import places
from intake.model.document import (
    Block,
    Cell,
    Control,
    ControlKind,
    Document,
    FileType,
    Mark,
    Paragraph,
    Row,
    Span,
    Story,
    StoryKind,
    Table,
)
from intake.model.form import Form
from intake.model.reading import Problem, Reading, State
from tests.forms.drawing import draw
from tests.forms.locate.test_layouts import truth
from tests.forms.looks import Look

ROOT = Path(__file__).resolve().parents[3]
PERSON = "01-police-tidy"


@cache
def our_form() -> Form:
    definition = ROOT / "config" / "forms" / "halton-lcspr.yaml"
    return load_form(definition.read_text(encoding="utf-8"), name=definition.name)


def document(*blocks: Block) -> Document:
    return Document(type=FileType.DOCX, stories=(Story(StoryKind.BODY, blocks),))


def text(words: str, mark: Mark = Mark.BOLD) -> Paragraph:
    return Paragraph((Span(words, mark),))


def may_name(words: str) -> set[str]:
    return {pair.field for pair in possible(places(document(text(words))), Matcher(names_of(our_form())))}


@pytest.mark.parametrize(
    ("printed", "field"),
    [
        ("Full name of child", "child_name"),
        ("FULL NAME OF THE CHILD:", "child_name"),
        ("3.2 Child's name *", "child_name"),
        ("Child's date of birth", "child_dob"),
        ("D.O.B. (dd/mm/yyyy)", "child_dob"),
        ("Date of brith", "child_dob"),
        ("Referrer's email", "referrer_email"),
        ("Referrer telephone number", "referrer_phone"),
        ("Your agency", "referrer_agency"),
        ("Position", "referrer_role"),
        ("Name of DSL", "lead_name"),
        ("Lead contact details", "lead_contact"),
        ("CP plan", "child_protection_plan"),
        ("Signature of referrer", "signature"),
        ("Was a strategy meeting held? YES / NO", "strategy_meeting"),
        ("Improvements needed to safeguard and promote the welfare of children", "improvements"),
        ("Cause for concern about the actions of a single agency  NO", "single_agency"),
    ],
)
def test_a_label_is_known_in_other_words(printed: str, field: str) -> None:
    assert field in may_name(printed)


@pytest.mark.parametrize(
    "printed",
    [
        "Name of school",
        "Mother's name",
        "Mother's date of birth",
        "Father's address",
        "When did it happen?",
        "Date of admission",
        "Signature of safeguarding lead",
        "Religion",
        "Age",
        "Team",
        "No agency involvement",
    ],
)
def test_a_label_of_something_else_is_no_fields(printed: str) -> None:
    assert may_name(printed) == set()


def test_one_label_may_ask_for_several_things() -> None:
    assert may_name("AGENCY & DESIGNATION/TITLE") >= {"referrer_agency", "referrer_role", "lead_role"}
    assert may_name("Address, telephone number and e-mail address") >= {
        "referrer_address",
        "referrer_phone",
        "referrer_email",
    }


def filled(*extra: Block) -> Reading:
    drawn = draw(our_form(), truth(PERSON), Look(layout="lines", titles="none"))
    title, questions = drawn.stories[0].blocks[:3], drawn.stories[0].blocks[3:]
    (reading,) = read_forms(document(*title, *extra, *questions), [our_form()])
    return reading


def test_the_same_question_answered_twice_and_otherwise_is_conflicting() -> None:
    answer = filled(Paragraph((Span("Full name of child: ", Mark.BOLD), Span("Somebody Else")))).answers["child_name"]
    assert (answer.state, answer.problem) == (State.CONFLICTING, Problem.SEVERAL_PLACES)


@pytest.mark.parametrize("words", [str(truth(PERSON)["child_name"]), "", "________"])
def test_the_same_question_left_empty_or_answered_alike_is_no_conflict(words: str) -> None:
    answer = filled(Paragraph((Span("Full name of child: ", Mark.BOLD), Span(words)))).answers["child_name"]
    assert answer.value == truth(PERSON)["child_name"]


def test_a_letterhead_does_not_make_titles_of_bold_questions() -> None:
    letterhead = Paragraph((Span("Quay Road, Aldwater   Tel: 0151 496 0100"),))
    drawn = draw(our_form(), truth(PERSON), Look(layout="under", shaded=False))
    (reading,) = read_forms(document(letterhead, *drawn.stories[0].blocks), [our_form()])
    assert reading.answers["referrer_phone"].value == truth(PERSON)["referrer_phone"]


def with_control(label: str, tag: str) -> Reading:
    """A form whose sign-off asks in words of its own, with a machine name on the answer."""
    drawn = draw(our_form(), truth(PERSON), Look(dropped=frozenset({"carer_at_time"})))
    control = Control(kind=ControlKind.TEXT, tag=tag)
    cells = (Cell(0, (text(label),)), Cell(1, (Paragraph((Span("Her aunt", control=control),)),)))
    (reading,) = read_forms(document(*drawn.stories[0].blocks, Table("Table 50", (Row(1, cells),))), [our_form()])
    return reading


def test_a_machine_name_leads_where_no_label_does() -> None:
    answer = with_control("In whose charge", "carer_at_time").answers["carer_at_time"]
    assert (answer.value, answer.where, answer.label) == ("Her aunt", "Table 50, row 1", None)


def test_a_copied_machine_name_does_not_beat_a_label() -> None:
    answer = with_control("In whose charge", "child_name").answers["child_name"]
    assert answer.value == truth(PERSON)["child_name"]

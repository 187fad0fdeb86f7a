"""Every code has words, and the words are for people."""

import re
from collections.abc import Mapping
from enum import Enum

import pytest

from intake import app
from intake.checks.consistency import RULES
from intake.jobs import breaker, scanning
from intake.jobs.alarm import WATCHED
from intake.jobs.collect import BEGUN_AGAIN, NOT_FETCHED
from intake.jobs.deliver import UNKNOWN_WITHOUT_COPY
from intake.jobs.recognise import GIVEN_TWICE
from intake.model.assessment import Urgency, Verdict
from intake.model.decision import Outcome, Reason
from intake.model.document import FileType, RemarkCode, Trouble
from intake.model.form import Choice, Duty, Field, FieldType
from intake.model.mail import NoticeKind
from intake.model.message import Authentication, MessageKind, Withheld
from intake.model.reading import Problem, Standing, State
from intake.notices import wording
from intake.store.again import HELD_ALARM
from intake.store.clock import WENT_BACK
from intake.store.rebuilding import REBUILT
from intake.store.reconciling import DIFFERENCES
from intake.worker import STORE_AWAY, TROUBLES

TABLES: tuple[tuple[type[Enum], Mapping[object, str]], ...] = (
    (Verdict, wording.VERDICTS),
    (State, wording.STATES),
    (Standing, wording.STANDINGS),
    (Outcome, wording.OUTCOMES),
    (Urgency, wording.URGENCIES),
    (Duty, wording.DUTIES),
    (Authentication, wording.AUTHENTICATIONS),
    (NoticeKind, wording.LETTERS),
    (MessageKind, wording.MESSAGE_KINDS),
    (Withheld, wording.WITHHELD),
    (Trouble, wording.TROUBLES),
    (Trouble, wording.TROUBLES_FOR_REFERRER),
    (RemarkCode, wording.REMARKS),
    (FileType, wording.FILE_TYPES),
)
CODE = re.compile(r"\b[a-z]+_[a-z]+\b|\b[A-Z]+_[A-Z]+\b")


def field_of(kind: FieldType) -> Field:
    choices = (Choice(id="a", label="First"), Choice(id="b", label="Second")) if kind is FieldType.CHOICE else ()
    return Field(id="f", label="F", type=kind, section="s", choices=choices)


@pytest.mark.parametrize(("codes", "table"), TABLES)
def test_every_code_has_words_and_no_table_has_more(codes: type[Enum], table: Mapping[object, str]) -> None:
    assert set(table) == set(codes)
    assert all(words and not CODE.search(words) for words in table.values())


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_says_why_and_what_next(reason: Reason) -> None:
    row = wording.explained(reason, head="Head of Care")
    assert row.why.endswith(".")
    assert row.next.endswith(".")
    assert row.short
    assert not CODE.search(row.why + row.next + row.short)
    assert "{" not in row.why + row.next


def test_the_head_has_the_title_that_the_partnership_gives() -> None:
    assert "the Head of Care" in wording.explained(Reason.COMPLETE, head="Head of Care").why


@pytest.mark.parametrize("kind", FieldType)
@pytest.mark.parametrize("problem", Problem)
def test_every_problem_says_what_is_wrong_and_how_to_answer_for_every_type(problem: Problem, kind: FieldType) -> None:
    wrong, how = wording.what_is_wrong(problem, field_of(kind)), wording.how_to_answer(problem, field_of(kind))
    for words in (wrong, how, wording.problem_words(problem)):
        assert words.endswith((".", "”."))
        assert words[0].isupper() or words[0] == "“"
        assert not CODE.search(words)
        assert len(words) < 160


@pytest.mark.parametrize("problem", Problem)
def test_a_field_that_the_definition_does_not_know_has_words_too(problem: Problem) -> None:
    assert wording.what_is_wrong(problem, None)
    assert wording.how_to_answer(problem, None)


def test_a_choice_names_its_options() -> None:
    assert (
        wording.how_to_answer(Problem.NOT_CHOSEN, field_of(FieldType.CHOICE))
        == "Mark one of the options: First; Second."
    )


def test_a_table_that_may_be_empty_says_how() -> None:
    field = Field(id="f", label="F", type=FieldType.TABLE, section="s", none_phrases=("None known",))
    assert "write “None known”" in wording.how_to_answer(Problem.NO_ROWS, field)


def test_missing_evidence_is_asked_for_without_saying_what_was_answered() -> None:
    field = Field(id="f", label="F", type=FieldType.LONG_TEXT, section="s", evidence_of="c")
    assert wording.what_is_wrong(Problem.EMPTY, field) == "No evidence is given."
    assert wording.how_to_answer(Problem.EMPTY, field).startswith("Say why")


def test_every_rule_of_consistency_has_its_own_words() -> None:
    assert set(RULES) <= set(wording.INCONSISTENCIES)


def test_an_unknown_inconsistency_falls_back_to_its_code_in_words() -> None:
    assert wording.inconsistency_in_words("two_dogs_barked") == "Two dogs barked."


@pytest.mark.parametrize("words", [*wording.ALARMS.values(), *wording.FAMILIES.values()])
def test_every_alarm_says_what_it_means_and_what_to_do(words: wording.AlarmWords) -> None:
    assert words.next.endswith(".") or words.next.endswith("?")
    assert not words.what.endswith(".")
    assert not CODE.search(words.what + words.next)


RAISED = (
    *(f"books_{sums}" for sums in DIFFERENCES),
    *WATCHED,
    *(code for codes in TROUBLES.values() for code in codes),
    *(NOT_FETCHED, BEGUN_AGAIN, GIVEN_TWICE, UNKNOWN_WITHOUT_COPY, WENT_BACK, REBUILT, HELD_ALARM, STORE_AWAY),
    *(breaker.ALARM, scanning.ALARM, app.DUE, app.ENDING, "cannot_hand_over", "head_refused", "cannot_file_returned"),
    *(f"refused_{kind}" for kind in NoticeKind),
)


@pytest.mark.parametrize("code", RAISED)
def test_every_alarm_that_is_raised_has_words(code: str) -> None:
    assert wording.alarm_explained(code).next


def test_an_alarm_of_many_says_which_one() -> None:
    assert wording.alarm_explained("refused_hand_over").what == "The mail server refused a letter for good: hand over"
    assert wording.alarm_explained("something_new").what == "Something new"

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.checks import assess
from intake.checks.consistency import age, inconsistencies
from intake.model.assessment import Urgency, Verdict
from intake.model.form import Choice, Condition, Consideration, Duty, Field, FieldType, Form, Party, Section
from intake.model.reading import Answer, Problem, Reading, Standing, State

TODAY = date(2026, 6, 30)


def field(name: str, **changes: object) -> Field:
    return Field(**{"id": name, "label": name.title(), "type": FieldType.TEXT, "section": "main", **changes})  # type: ignore[arg-type]


OUTCOMES = tuple(Choice(id=each, label=each) for each in ("died", "seriously_harmed", "neither"))
FIELDS = (
    field("referrer_name", required=True),
    field("child_ethnicity", required=True, accepts_not_known=True),
    field("outcome", type=FieldType.CHOICE, choices=OUTCOMES, required=True),
    field("child_death_date", type=FieldType.DATE, required_when=(Condition(field="outcome", values=("died",)),)),
    field("child_gp"),
    field("single_agency", type=FieldType.YES_NO, required=True),
    field(
        "single_agency_evidence",
        required_when=(Condition(field="single_agency", values=("yes",)),),
        evidence_of="single_agency",
    ),
)
OFFICE = Section(
    id="office",
    title="For office use",
    party=Party.OFFICE,
    fields=(field("decision", section="office", party=Party.OFFICE, required=True),),
)
CONSIDERATION = Consideration(
    id="single_agency", label="A single agency", duty=Duty.REGARD, authority="statutory guidance"
)
FORM = Form(
    id="small",
    version="1",
    title="Small form",
    partnership="Partnership",
    marking="",
    guidance="",
    sections=(Section(id="main", title="1. All of it", fields=FIELDS), OFFICE),
    considerations=(CONSIDERATION,),
    not_known_phrases=(),
    placeholder_phrases=(),
)


def filled(value: str) -> Answer:
    return Answer(state=State.FILLED, value=value, text=value, where="Table 1, row 2")


COMPLETE = {
    "referrer_name": filled("Ada Example"),
    "child_ethnicity": filled("White British"),
    "outcome": filled("neither"),
    "single_agency": filled("no"),
}


def reading(changes: dict[str, Answer] | None = None, **parts: object) -> Reading:
    answers = {each.id: Answer(state=State.EMPTY, problem=Problem.EMPTY) for each in FORM.fields.values()}
    return Reading(
        **{"standing": Standing.FORM, "form": FORM.id, "answers": {**answers, **COMPLETE, **(changes or {})}, **parts}
    )  # type: ignore[arg-type]


def missing(changes: dict[str, Answer]) -> list[str]:
    return [gap.field for gap in assess(FORM, reading(changes), today=TODAY).missing]


def test_a_form_with_every_owed_answer_is_complete() -> None:
    assessment = assess(FORM, reading(), today=TODAY)
    assert assessment.verdict is Verdict.COMPLETE
    assert assessment.required_count == 4


@pytest.mark.parametrize("state", [State.EMPTY, State.PLACEHOLDER, State.INVALID, State.NOT_KNOWN])
def test_a_required_answer_that_does_not_count_is_missing_once(state: State) -> None:
    assert missing({"referrer_name": Answer(state=state)}) == ["referrer_name"]


def test_not_known_counts_only_where_the_form_says_so() -> None:
    not_known = Answer(state=State.NOT_KNOWN, text="NK")
    assessment = assess(FORM, reading({"child_ethnicity": not_known, "referrer_name": not_known}), today=TODAY)
    assert assessment.not_known == ("child_ethnicity",)
    assert [(gap.field, gap.problem) for gap in assessment.missing] == [("referrer_name", Problem.NOT_KNOWN_REFUSED)]


def test_an_optional_answer_is_never_missing() -> None:
    assert missing({"child_gp": Answer(state=State.INVALID)}) == []


def test_a_part_that_the_office_completes_is_never_asked_of_the_referrer() -> None:
    assert "decision" not in missing({})


def test_a_condition_asks_only_when_it_is_met() -> None:
    assert missing({"outcome": filled("died")}) == ["child_death_date"]
    assert missing({"outcome": Answer(state=State.EMPTY)}) == ["outcome"]


def test_evidence_is_owed_after_yes() -> None:
    assert missing({"single_agency": filled("yes")}) == ["single_agency_evidence"]


def test_an_ambiguous_answer_alone_goes_to_a_person() -> None:
    assessment = assess(FORM, reading({"single_agency": Answer(state=State.CONFLICTING)}), today=TODAY)
    assert assessment.verdict is Verdict.UNCLEAR
    assert [gap.field for gap in assessment.doubts] == ["single_agency"]


def test_an_ambiguous_answer_is_asked_for_when_the_form_goes_back_anyway() -> None:
    changes = {"single_agency": Answer(state=State.CONFLICTING), "referrer_name": Answer(state=State.EMPTY)}
    assessment = assess(FORM, reading(changes), today=TODAY)
    assert assessment.verdict is Verdict.INCOMPLETE
    assert [gap.field for gap in assessment.missing] == ["referrer_name", "single_agency"]


def test_what_we_could_not_read_is_never_missing() -> None:
    assessment = assess(FORM, reading({"referrer_name": Answer(state=State.UNCLEAR)}), today=TODAY)
    assert assessment.verdict is Verdict.UNCLEAR
    assert assessment.missing == ()


def test_a_gap_carries_the_label_as_printed_on_their_form() -> None:
    answer = Answer(state=State.EMPTY, label="1.2 Your name*")
    gap = assess(FORM, reading({"referrer_name": answer}), today=TODAY).missing[0]
    assert (gap.label, gap.section) == ("1.2 Your name*", "1. All of it")


def test_a_blank_form_is_blank_and_not_incomplete() -> None:
    assert assess(FORM, reading(standing=Standing.BLANK), today=TODAY).verdict is Verdict.BLANK


def test_a_paper_that_is_no_form_is_not_weighed() -> None:
    assert assess(None, Reading(standing=Standing.NOT_A_FORM), today=TODAY).verdict is Verdict.NOT_A_FORM


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"outcome": filled("died"), "child_death_date": filled("2026-01-02")}, Urgency.DIED),
        ({"outcome": filled("seriously_harmed")}, Urgency.SERIOUSLY_HARMED),
        ({"outcome": Answer(state=State.EMPTY), "child_death_date": filled("2026-01-02")}, Urgency.DIED),
        ({}, None),
    ],
)
def test_death_and_serious_harm_are_urgent(changes: dict[str, Answer], expected: Urgency | None) -> None:
    assert assess(FORM, reading(changes), today=TODAY).urgency is expected


def test_a_consideration_carries_what_the_referrer_asserts_and_where() -> None:
    changes = {"single_agency": filled("yes"), "single_agency_evidence": filled("Two missed visits.")}
    asserted = assess(FORM, reading(changes), today=TODAY).considerations[0]
    assert (asserted.answer, asserted.evidence, asserted.where) == ("yes", "Two missed visits.", "Table 1, row 2")


ROWS = ({"agency": "Police"}, {"agency": "School"})


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"child_dob": "2020-01-01", "child_death_date": "2019-01-01"}, "death_before_birth"),
        ({"referral_date": "2026-01-01", "incident_date": "2026-02-01"}, "incident_after_referral"),
        ({"aware_date": "2026-01-01", "incident_date": "2026-02-01"}, "aware_before_incident"),
        ({"child_dob": "2000-01-01", "incident_date": "2026-01-01"}, "adult_at_incident"),
        ({"aware_date": "2026-07-01"}, "future_date"),
        ({"outcome": "neither", "child_death_date": "2026-01-01"}, "death_date_though_alive"),
        ({"working_together": "yes", "agencies": ROWS[:1]}, "working_together_one_agency"),
        ({"no_agency": "yes", "agencies": ROWS}, "no_agency_but_agencies_listed"),
        ({"aware_date": "2026-01-01", "panel_notified_date": "2026-01-20"}, "panel_notified_late"),
        ({"proposed_process": "lcspr", "alternative_kind": "multi"}, "kind_though_practice_review"),
        ({"child_name": "Tamsin and Tobias Okafor"}, "several_children_named"),
        ({"child_name": "Tamsin Okafor; Tobias Okafor"}, "several_children_named"),
        ({"referrer_phone": "1632960877"}, "phone_without_zero"),
    ],
)
def test_answers_that_do_not_go_together_are_named(answers: dict[str, object], expected: str) -> None:
    given_answers = {name: Answer(state=State.FILLED, value=value) for name, value in answers.items()}  # type: ignore[arg-type]
    assert expected in inconsistencies(given_answers, today=TODAY)


@pytest.mark.parametrize(
    "answers",
    [
        {"child_name": "Alexander Sandford"},
        {"child_name": "Anders And-Berg"},
        {"child_name": "Unborn baby Smith"},
        {"referrer_phone": "01632 960877"},
        {"referrer_phone": "+441632960877"},
        {"referrer_phone": "999"},
    ],
)
def test_one_name_and_a_whole_number_are_nothing_to_speak_of(answers: dict[str, str]) -> None:
    given_answers = {name: Answer(state=State.FILLED, value=value) for name, value in answers.items()}
    assert inconsistencies(given_answers, today=TODAY) == ()


def test_nothing_is_inconsistent_about_a_form_that_asks_none_of_it() -> None:
    assert inconsistencies({}, today=TODAY) == ()


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 40))
def test_age_is_full_on_the_birthday_and_not_a_day_before(born: date, years: int) -> None:
    if (born.month, born.day) == (2, 29):
        return
    birthday = born.replace(year=born.year + years)
    assert age(born, birthday) == years
    assert age(born, date.fromordinal(birthday.toordinal() - 1)) == years - 1


@given(st.dictionaries(st.sampled_from([each.id for each in FIELDS]), st.sampled_from(list(State))))
def test_adding_an_answer_never_adds_an_unconditional_gap(states: dict[str, State]) -> None:
    changes = {
        name: Answer(state=state, value="no" if state is State.FILLED else None) for name, state in states.items()
    }
    before = set(missing({**changes, "referrer_name": Answer(state=State.EMPTY)}))
    after = set(missing({**changes, "referrer_name": filled("Ada Example")}))
    assert after <= before

"""Layouts that people make for themselves, each named for what it once did to a reading."""

import pytest

from intake.model.document import Table
from intake.model.reading import State
from tests.forms.locate.written_out import FORM, ITALIC, OFF, ON, bold, para, read, table, written

WEIGHED = FORM.considerations


# -- the options of a question --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("The child died", ""),
            ("The child was seriously harmed", "x"),
            ("Neither (near miss, good or poor practice)", ""),
        ],
        [
            ("", "The child died"),
            ("x", "The child was seriously harmed"),
            ("", "Neither (near miss, good or poor practice)"),
        ],
        [(OFF, "The child died"), (ON, "The child was seriously harmed"), (OFF, "Near miss")],
        [("Died", "Serious harm", "Near miss"), ("", "x", "")],
    ],
)
def test_a_mark_beside_an_option_in_a_small_table_is_that_options(rows: list[tuple[str, ...]]) -> None:
    options = table(*rows, name="Table 9.1")
    inside = read(written("incident", table((bold("Outcome"), [options]))))
    below = read(written("incident", bold("Outcome"), options, para("")))

    assert inside.answers["outcome"].value == "seriously_harmed"
    assert below.answers["outcome"].value == "seriously_harmed"


@pytest.mark.parametrize("lines", [("Known", "x Suspected", "No"), ("Known\t[ ]", "Suspected\t[x]", "No\t[ ]")])
def test_the_first_option_on_the_line_of_the_label_does_not_end_the_options(lines: tuple[str, ...]) -> None:
    first, *others = lines
    reading = read(written("incident", para(f"Abuse or neglect: {first}"), *map(para, others)))

    assert reading.answers["abuse_or_neglect"].value == "suspected"


def test_an_option_in_bold_is_no_title() -> None:
    lines = (bold("The child died"), para("The child was seriously harmed"), para("Near miss"))
    reading = read(written("incident", bold("Outcome"), *lines))

    assert reading.answers["outcome"].value == "died"


# -- considerations -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", ["Yes X / No", "Yes"])
def test_a_consideration_with_its_answer_and_its_evidence_in_rows_below(choice: str) -> None:
    rows = []
    for each in WEIGHED:
        rows += [(bold(each.label),), (bold("Yes or no"), choice), (bold("Evidence"), "Two letters were not sent.")]
    reading = read(written("considerations", table(*rows)))

    assert {reading.answers[each.id].value for each in WEIGHED} == {"yes"}
    assert {reading.answers[f"{each.id}_evidence"].value for each in WEIGHED} == {"Two letters were not sent."}


def test_a_consideration_with_nothing_chosen_in_the_row_below_is_not_answered() -> None:
    rows = []
    for each in WEIGHED:
        rows += [(bold(each.label),), (bold("Yes or no"), "Yes / No"), (bold("Evidence"), "")]
    reading = read(written("considerations", table(*rows)))

    assert {reading.answers[each.id].state for each in WEIGHED} == {State.EMPTY}


# -- titles and labels ----------------------------------------------------------------------------------------------


def test_a_title_right_over_the_question_that_it_is_worded_like() -> None:
    rows = [
        ("Safeguarding lead",),
        ("Name of Safeguarding Lead/manager consulted",),
        ("Ann Crane",),
        ("Lead's job title",),
        ("Head",),
    ]
    sheet = table(*[(bold(row[0]) if at in {0, 1, 3} else row[0],) for at, row in enumerate(rows)])
    reading = read(written("agreement", para(""), sheet))

    assert reading.answers["lead_name"].value == "Ann Crane"


@pytest.mark.parametrize("title", [bold("Safeguarding lead"), table((bold("Safeguarding lead"),), shaded=[0])])
def test_a_title_worded_like_a_question_gives_way_to_the_question(title: object) -> None:
    rows = [
        (bold("Name of Safeguarding Lead/manager consulted"), "Ann Crane"),
        (bold("Role of safeguarding lead"), "Head"),
        (bold("Lead's contact details"), "01632 960101"),
    ]
    reading = read(written("agreement", title, para(""), table(*rows)))  # type: ignore[arg-type]

    assert reading.answers["lead_name"].value == "Ann Crane"


def test_somebodys_job_in_bold_is_no_title() -> None:
    rows = [
        (bold("Name of safeguarding lead"),),
        ("Ann Crane",),
        (bold("Lead's job title"),),
        (bold("Director and safeguarding lead"),),
    ]
    reading = read(written("agreement", table(*rows, shaded=[])))

    assert reading.answers["lead_role"].value == "Director and safeguarding lead"


def test_an_unknown_title_over_a_table_is_no_answer() -> None:
    people = table(("Name", "Relationship to child", "Date of birth"), ("Jo", "Aunt", "1 May 1980"))
    reading = read(
        written("considerations", para("Name and type of the institutional setting:"), bold("People"), people)
    )

    assert reading.answers["setting_name"].state is State.EMPTY


def test_an_unknown_title_before_the_next_question_may_be_an_answer_in_bold() -> None:
    lines = (para("If not, why not:"), bold("Declaration"), para("Is there media interest? No"))
    reading = read(written("parallel", para("Has the family been told of this referral? No"), *lines))

    assert reading.answers["family_informed_reason"].state is State.UNCLEAR


def test_an_unknown_title_behind_an_answer_is_no_part_of_it() -> None:
    lines = (
        para("Case outline:"),
        para("He fell."),
        para("Nobody saw it."),
        bold("Action"),
        para("Immediate action taken: None yet seen."),
    )
    reading = read(written("incident", *lines))

    assert reading.answers["incident_summary"].value == "He fell. Nobody saw it."


@pytest.mark.parametrize("label", ["Contact telephone number", "Work telephone", "Your mobile phone number"])
def test_a_telephone_is_known_whichever_it_is(label: str) -> None:
    reading = read(written("referrer", table((bold("Name of referrer"), "Jo Weir"), (bold(label), "01632 960102"))))

    assert reading.answers["referrer_phone"].value == "01632 960102"


@pytest.mark.parametrize("heading", ["DOB", "D.O.B."])
def test_a_column_may_be_called_what_another_table_calls_it(heading: str) -> None:
    children = table(
        (bold("Name"), bold(heading), bold("Relationship to the child")),
        ("Rowan", "2 May 2020", "Twin"),
        shaded=[0, 1, 2],
    )
    reading = read(written("child", bold("Other children this referral is about"), children))

    assert reading.answers["other_children"].value == ({"name": "Rowan", "dob": "2020-05-02", "relationship": "Twin"},)


# -- the look of answers --------------------------------------------------------------------------------------------


def test_an_answer_in_bold_in_the_last_row_is_no_row_of_labels() -> None:
    reading = read(written("sign_off", table((bold("Signed"), "Jo Weir"), (bold("Date"), bold("17 March 2026")))))

    assert reading.answers["signature_date"].value == "2026-03-17"


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Keep it short.", State.UNCLEAR),
        ("Please include siblings.", State.EMPTY),
        ("She was moved to Wexley on 2 May.", State.FILLED),
    ],
)
def test_italics_under_a_label_that_has_no_other_place_for_an_answer(words: str, state: State) -> None:
    rows = [
        ([bold("Case outline:"), para(words, mark=ITALIC)],),
        ([bold("Immediate action taken:"), para("All were seen.")],),
    ]
    reading = read(written("incident", table(*rows)))

    assert reading.answers["incident_summary"].state is state


def test_a_question_and_its_answer_both_in_bold_on_one_line() -> None:
    words = "Why do you propose this process? She was believed the first time."
    reading = read(written("process", table((bold(words),))))

    assert reading.answers["proposed_reason"].value == "She was believed the first time."


def test_small_print_beside_an_answer_is_no_part_of_it() -> None:
    hint = para("If you are the lead please say so.", mark=ITALIC)
    rows = [
        (bold("Name of safeguarding lead"), "Ann Crane", hint),
        (bold("Lead's job title"), "Head", ""),
        (bold("Lead's contact details"), "01632 960101", ""),
    ]
    reading = read(written("agreement", table(*rows)))
    alone = read(
        written("agreement", table((bold("Name of safeguarding lead"), hint), (bold("Lead's job title"), "Head")))
    )

    assert reading.answers["lead_name"].value == "Ann Crane"
    assert alone.answers["lead_name"].state is State.EMPTY


def test_a_list_of_options_that_begins_beside_its_label() -> None:
    def listed(mark: str) -> object:
        rows = [
            (bold("Abuse or neglect"), "Known", ""),
            ("", "Suspected", mark),
            ("", "No", ""),
            (bold("Nature of harm"), "A burn.", ""),
        ]
        return read(written("incident", table(*rows))).answers["abuse_or_neglect"].value

    assert listed("x") == "suspected"
    assert listed("") is None


def test_a_question_with_its_answer_in_one_cell_under_a_table_ends_the_table() -> None:
    people = table(
        (bold("Agency"), bold("Worker and role"), bold("Contact details"), bold("Still involved?")),
        ("Police", "DC Pugh", "01632 960101", "Yes"),
        shaded=[0, 1, 2, 3],
    )
    last = table(("Your agency's involvement: Six visits.",), widths=[4]).rows[0]
    reading = read(
        written("agencies", bold("Agencies involved"), people._replace(rows=(*people.rows, last._replace(number=3))))
    )

    assert reading.answers["own_involvement"].value == "Six visits."
    assert len(reading.answers["agencies"].value or ()) == 1


def test_a_shaded_title_under_an_empty_question_is_no_answer() -> None:
    sheet = written(
        "considerations", table((bold("Name and type of the institutional setting"),), (bold("Others"),), shaded=[0])
    )
    reading = read(sheet)

    assert reading.answers["setting_name"].value is None


@pytest.mark.parametrize("between", [" * ", " (required) ", "\t", " (required)\t"])
def test_a_label_ends_at_a_mark_of_duty_or_a_gap_though_the_answer_looks_alike(between: str) -> None:
    asked = "Who was caring for the child at the time"
    reading = read(written("incident", bold(f"{asked}{between}Her aunt")))

    assert reading.answers["carer_at_time"].value == "Her aunt"


def test_an_answer_typed_in_bold_right_behind_its_label_is_told_from_it() -> None:
    cells = (bold("Where did it happen Kitchen of the flat"), bold("Who was caring for the child at the time Her aunt"))
    answers = read(written("incident", table(cells))).answers

    assert answers["incident_place"].value == "Kitchen of the flat"
    assert answers["carer_at_time"].value == "Her aunt"


def test_a_date_in_bold_right_behind_the_brackets_of_its_label_is_the_answer() -> None:
    cells = (bold("Full name of child Ana Marsh"), bold("Date of birth (or expected date of delivery) 10 Apr 2016"))
    answers = read(written("child", table(cells))).answers

    assert (answers["child_name"].value, answers["child_dob"].value) == ("Ana Marsh", "2016-04-10")


@pytest.mark.parametrize("job", ["Designated Safeguarding Lead", "Social Worker"])
def test_a_job_in_bold_that_is_worded_as_another_question_is_an_answer(job: str) -> None:
    rows = [("Name of referrer", "Jo Marsh"), ("Job title / role", job), ("Agency / organisation", "Ash House")]
    table_of_labels = table(*((bold(label), bold(words)) for label, words in rows), (bold("Telephone"), "01632 960840"))
    answers = read(written("referrer", table_of_labels)).answers

    assert answers["referrer_role"].value == job


def test_a_digit_under_a_label_beside_an_empty_cell_is_the_number_of_a_note() -> None:
    row = ([bold("Where did it happen"), para(""), para("3")], para(""))
    assert read(written("incident", table(row))).answers["incident_place"].state is State.EMPTY


def test_a_label_written_again_in_an_answer_makes_no_row_of_labels_of_it() -> None:
    lead = ("Jo Marsh", "Head of Safeguarding", "Contact details of safeguarding lead: 01632 960840")
    heads, answers = table(("Name", "Role", "Contact details"), shaded=range(3)).rows[0], table((), lead).rows[1]
    reading = read(written("agreement", Table("Table 9", (heads, answers))))

    found = [reading.answers[each].value for each in ("lead_name", "lead_role", "lead_contact")]
    assert found == ["Jo Marsh", "Head of Safeguarding", "01632 960840"]


@pytest.mark.parametrize("name", ["Morwenna Gillespie-Tait", "Morwenna\u00a0Gillespie-Tait"])
def test_a_name_in_italics_under_its_label_is_the_answer_however_it_is_spaced(name: str) -> None:
    reading = read(written("referrer", table(([bold("Name of referrer:"), para(name, mark=ITALIC)],))))
    assert reading.answers["referrer_name"].value == "Morwenna Gillespie-Tait"


@pytest.mark.parametrize("words", ["Don't know", "Do not know"])
def test_not_knowing_in_italics_is_no_request(words: str) -> None:
    reading = read(written("incident", table((bold("Where did it happen"),), (para(words, mark=ITALIC),))))
    assert reading.answers["incident_place"].state is State.NOT_KNOWN


# -- considerations with their evidence below ------------------------------------------------------------------------


def test_evidence_stands_in_the_row_below_where_yes_and_no_stand_beside_the_consideration() -> None:
    rows: list[tuple[object, ...]] = []
    for each in WEIGHED:
        rows += [(bold(each.label), "Yes x    No"), (para("Evidence: Two letters were not sent."),)]
    reading = read(written("considerations", table(*rows)))

    assert {reading.answers[each.id].value for each in WEIGHED} == {"yes"}
    assert {reading.answers[f"{each.id}_evidence"].value for each in WEIGHED} == {"Two letters were not sent."}

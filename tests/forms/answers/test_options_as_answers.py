"""Yes and no, one of several, several of several: every way in which people mark, and none of it guessed."""

import pytest

from intake.model.document import Block, Mark, Span
from intake.model.reading import Problem, State
from tests.forms.answers.slots import (
    BOLD,
    HIGHLIGHT,
    INK,
    OFF,
    ON,
    RINGED,
    STRIKE,
    UNDERLINE,
    columns,
    para,
    read,
    read_slot,
)

PLAIN = Mark.NONE


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            (text, "yes")
            for text in ("Yes", "YES.", "y", "TRUE", "yes, since 2024", "Yes - see notes", "YES /", "✓", "Yeah")
        ),
        *(
            (text, "no")
            for text in (
                "No",
                "NO",
                "n",
                "FALSE",
                "No - because he is here",
                "No concerns",
                "Not to our knowledge",
                "Not at present",
                "/ NO",
                "never",
            )
        ),
        *(
            (text, "yes")
            for text in (
                "YES X / NO",
                "YES ✓ / NO",
                "✓ YES / NO",
                "x Yes / No",
                "Yes ✓ No",
                "Yes x     No",
                "YES / NO - Yes",
                "Yes/No Yes",
            )
        ),
        *(
            (text, "no")
            for text in (
                "YES / NO X",
                "Yes / No ✓",
                "YES / ✓ NO",
                "Yes No x",
                "YES / NO: No, he is not",
                "Yes / [No]",
                "Yes ← No / No",
                "Yes __ No X",
                "Yes___ No_X_",
                "Yes / *No",
                "Yes (give details below) / *No*",
                "Yes     x No",
                "Yes\t✓ No",
            )
        ),
        *(
            (text, "yes")
            for text in (
                "☒ Yes ☐ No",
                "Yes ☒ No ☐",
                "[x] Yes [ ] No",
                "(X) Yes ( ) No",
                "✓ Yes □ No",
                "☐ Yes x ☐ No",
                "√ Yes No",
            )
        ),
        *(
            (text, "no")
            for text in (
                "☐ Yes ☑ No",
                "Yes □  No ☑",
                "[ ] Yes [✓] No",
                "☐ Yes ☐ x No",
                "☐ Yes   ☐ No   No",
                "Please tick: ☐ Yes ☒ No",
            )
        ),
        ("Yes (delete as appropriate)", "yes"),
        ("☐\nYes\n☒\nNo", "no"),
        ("Yes\nBecause no one else was there.", "yes"),
    ],
)
def test_yes_and_no_in_every_way_of_typing(text: str, value: str) -> None:
    answer = read("open", text)
    assert (answer.state, answer.value, answer.problem) == (State.FILLED, value, None)


@pytest.mark.parametrize(
    "text",
    [
        "Yes (delete as appropriate) No",
        "Yes (please delete) / No",
        "Yes (give details below) / No",
        "Yes    (if yes, give details)    No",
        "Yes / No *delete as appropriate",
        "Yes / No*",
        "*Yes / No",
        "Yes* / No (*please give details)",
        "Yes* No *if yes, say when",
        "☐ Yes (please specify) ☐ No",
    ],
)
def test_printed_options_with_instructions_among_them_are_not_chosen(text: str) -> None:
    assert (read("open", text).state, read("open", text).problem) == (State.EMPTY, Problem.NOT_CHOSEN)


@pytest.mark.parametrize(
    ("yes", "no", "value"),
    [
        (BOLD, PLAIN, "yes"),
        (PLAIN, BOLD, "no"),
        (UNDERLINE | BOLD, PLAIN, "yes"),
        (STRIKE, PLAIN, "no"),
        (PLAIN, STRIKE, "yes"),
        (HIGHLIGHT, PLAIN, "yes"),
        (PLAIN, RINGED, "no"),
        (BOLD | HIGHLIGHT, BOLD, "yes"),
        (BOLD | STRIKE, BOLD, "no"),
        (UNDERLINE, UNDERLINE | RINGED, "no"),
    ],
)
def test_marks_choose_by_their_difference(yes: Mark, no: Mark, value: str) -> None:
    assert read("open", para(Span("YES", yes), " / ", Span("NO", no))).value == value


@pytest.mark.parametrize("mark", [PLAIN, BOLD, UNDERLINE, HIGHLIGHT, RINGED, STRIKE, BOLD | UNDERLINE])
def test_a_mark_on_all_options_says_nothing(mark: Mark) -> None:
    answer = read("open", para(Span("YES / NO", mark)))
    assert (answer.state, answer.problem) == (State.EMPTY, Problem.NOT_CHOSEN)


def test_a_mark_counts_however_the_words_are_split() -> None:
    assert read("open", para(Span("Y", BOLD), Span("ES", BOLD), Span(" /", BOLD), " N", "O")).value == "yes"


@pytest.mark.parametrize(
    ("contents", "state", "problem"),
    [
        (["YES / NO"], State.EMPTY, Problem.NOT_CHOSEN),
        (["Yes/No (delete as appropriate)"], State.EMPTY, Problem.NOT_CHOSEN),
        (["Yes / No / Not known"], State.EMPTY, Problem.NOT_CHOSEN),
        (["☐ Yes ☐ No"], State.EMPTY, Problem.NOT_CHOSEN),
        (["☐ Yes ☐ No If yes, give details:"], State.EMPTY, Problem.NOT_CHOSEN),
        (["Please select"], State.EMPTY, Problem.NOT_CHOSEN),
        ([""], State.EMPTY, Problem.NOT_CHOSEN),
        (["x"], State.PLACEHOLDER, Problem.PLACEHOLDER),
        (["N/A"], State.PLACEHOLDER, Problem.PLACEHOLDER),
        (["YES / NO Not known"], State.NOT_KNOWN, None),
        (["Don't know"], State.NOT_KNOWN, None),
        (["☐ Yes ☐ No", "NK"], State.NOT_KNOWN, None),
        (["☐ Yes ☐ No ☒ Not known"], State.NOT_KNOWN, None),
        (["☒ Yes ☒ No"], State.CONFLICTING, Problem.SEVERAL_MARKED),
        (["YES x / NO x"], State.CONFLICTING, Problem.SEVERAL_MARKED),
        (["Yes and no"], State.CONFLICTING, Problem.SEVERAL_MARKED),
        ([para(Span("YES", BOLD), " / ", Span("NO", HIGHLIGHT))], State.CONFLICTING, Problem.SEVERAL_MARKED),
        (["YES / NO - since May"], State.UNCLEAR, Problem.UNCLAIMED_TEXT),
        (["Delete as appropriate: YES / NO"], State.EMPTY, Problem.NOT_CHOSEN),
        (["YES / NO", "Evidence: there was no plan"], State.EMPTY, Problem.NOT_CHOSEN),
        (["☐ Yes ☐ No", "There was no plan"], State.UNCLEAR, Problem.UNCLAIMED_TEXT),
        (["The police had no concern but she is open"], State.INVALID, Problem.NOT_AN_OPTION),
        (["No information"], State.NOT_KNOWN, None),
        (["Unclear at present"], State.NOT_KNOWN, None),
        (["YES / NO", INK], State.UNCLEAR, Problem.UNREADABLE),
        (["perhaps"], State.INVALID, Problem.NOT_AN_OPTION),
    ],
)
def test_what_is_neither_yes_nor_no(contents: list[str | Span | Block], state: State, problem: Problem | None) -> None:
    answer = read("open", *contents)
    assert (answer.state, answer.value, answer.problem) == (state, None, problem)


def test_not_known_beside_a_question_that_does_not_take_it_is_refused() -> None:
    assert read("media", "Unknown").problem is Problem.NOT_KNOWN_REFUSED


def test_boxes_of_the_file_are_read_by_their_state() -> None:
    assert read("open", para(OFF, " Yes   ", ON, " No")).value == "no"
    assert read("open", para("Yes ", ON, "   No ", OFF)).value == "yes"


def test_a_single_box_that_is_ticked_says_yes() -> None:
    assert read("open", para(ON)).value == "yes"
    assert read("open", para(OFF)).state is State.EMPTY


@pytest.mark.parametrize(("value", "chosen"), [(True, "yes"), (False, "no")])
def test_a_worksheet_says_true_or_false(value: bool, chosen: str) -> None:  # noqa: FBT001 - the cell's value
    assert read("open", Span(str(value).upper(), value=value)).value == chosen


@pytest.mark.parametrize(
    ("yes", "no", "beside", "value"),
    [
        ("✓", "", "", "yes"),
        ("", "x", "", "no"),
        ("X", para(OFF), "", "yes"),
        (para(OFF), para(ON), "", "no"),
        ("✓", "x", "", "yes"),
        ("Yes", "", "", "yes"),
        ("", "N", "", "no"),
        ("No", "", "", "no"),
        ("-", "x", "", "no"),
        ("three notes", "", "", "yes"),
        (Span("TRUE", value=True), Span("FALSE", value=False), "", "yes"),
        (Span("Yes", BOLD), "No", "", "yes"),
        ("Yes", Span("No", STRIKE), "", "yes"),
        ("", "", "Yes", "yes"),
        ("", "", "No. Nobody asked.", "no"),
    ],
)
def test_columns_of_yes_and_no(yes: str | Span | Block, no: str | Span | Block, beside: str, value: str) -> None:
    assert read_slot("open", columns({"Yes": yes, "No": no}, beside)).value == value


@pytest.mark.parametrize(
    ("yes", "no", "beside", "state", "problem"),
    [
        ("", "", "", State.EMPTY, Problem.NOT_CHOSEN),
        ("Yes", "No", "", State.EMPTY, Problem.NOT_CHOSEN),
        (para(OFF), para(OFF), "", State.EMPTY, Problem.NOT_CHOSEN),
        ("", "", "No agency had asked", State.EMPTY, Problem.NOT_CHOSEN),
        ("", "", "Not known", State.NOT_KNOWN, None),
        ("x", "x", "", State.CONFLICTING, Problem.SEVERAL_MARKED),
        (INK, "", "", State.UNCLEAR, Problem.UNREADABLE),
    ],
)
def test_columns_that_choose_nothing(
    yes: str | Span | Block, no: str | Span | Block, beside: str, state: State, problem: Problem | None
) -> None:
    answer = read_slot("open", columns({"Yes": yes, "No": no}, beside))
    assert (answer.state, answer.problem) == (state, problem)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("outcome", "The child was seriously harmed", "harmed"),
        ("outcome", "the child was seriously harmed.", "harmed"),
        ("outcome", "Serious harm - a broken arm", "harmed"),
        ("outcome", "Seriosly harmed", "harmed"),
        ("outcome", "The child died on 3 May", "died"),
        ("outcome", "Sadly the child died", "died"),
        ("outcome", "Died (not seriously harmed before)", "died"),
        ("outcome", "near-miss", "neither"),
        (
            "outcome",
            "x The child died\nThe child was seriously harmed\nNeither (near miss, good or poor practice)",
            "died",
        ),
        (
            "outcome",
            "☐ The child died\n☒ The child was seriously harmed\n☐ Neither (near miss,\ngood or poor practice)",
            "harmed",
        ),
        ("outcome", "☐ The child died\n☐ The child was seriously harmed\nSeriously harmed", "harmed"),
        ("plan", "Yes, previously", "before"),
        ("plan", "Yes, now", "now"),
        ("plan", "Yes", "now"),
        ("plan", "previously", "before"),
        ("plan", "Never", "never"),
        ("plan", "☐ Yes, now ☒ Yes, previously ☐ No", "before"),
        ("plan", "Yes, now / Yes, previously x / No", "before"),
        ("status", "LAC", "looked_after"),
        ("status", "lac.", "looked_after"),
        ("status", "Looked after (section 20)", "looked_after"),
        ("status", "None", "none"),
        ("status", "No", "none"),
        ("status", "Other order: interim", "other"),
    ],
)
def test_one_option_in_every_way_of_naming_it(field: str, text: str, value: str) -> None:
    answer = read(field, text)
    assert (answer.state, answer.value) == (State.FILLED, value)


@pytest.mark.parametrize(
    ("field", "text", "state", "problem"),
    [
        (
            "outcome",
            "The child died\nThe child was seriously harmed\nNeither (near miss, good or poor practice)",
            State.EMPTY,
            Problem.NOT_CHOSEN,
        ),
        ("outcome", "☐ The child died ☐ The child was seriously harmed", State.EMPTY, Problem.NOT_CHOSEN),
        ("outcome", "☒ The child died ☒ The child was seriously harmed", State.CONFLICTING, Problem.SEVERAL_MARKED),
        ("outcome", "Died / Seriously harmed", State.CONFLICTING, Problem.SEVERAL_MARKED),
        ("outcome", "Seriously harmed, and later died", State.CONFLICTING, Problem.SEVERAL_MARKED),
        ("outcome", "a bruise", State.INVALID, Problem.NOT_AN_OPTION),
        ("outcome", "Choose an item.", State.EMPTY, Problem.NOT_CHOSEN),
        ("status", "Not looked after", State.UNCLEAR, Problem.UNCLAIMED_TEXT),
        ("status", "☐ None ☐ Looked after ☒ Wardship", State.INVALID, Problem.NOT_AN_OPTION),
        ("plan", "NK", State.NOT_KNOWN, None),
        ("plan", "☐ Yes, now ☐ Yes, previously ☐ No   Not known", State.NOT_KNOWN, None),
        ("plan", "Yes / No", State.EMPTY, Problem.NOT_CHOSEN),
    ],
)
def test_what_is_no_option(field: str, text: str, state: State, problem: Problem | None) -> None:
    answer = read(field, text)
    assert (answer.state, answer.value, answer.problem) == (state, None, problem)


def test_an_option_among_printed_ones_is_chosen_by_its_look() -> None:
    rows = [
        para("The child died"),
        para(Span("The child was seriously harmed", HIGHLIGHT)),
        para("Neither (near miss, good or poor practice)"),
    ]
    assert read("outcome", *rows).value == "harmed"
    struck = [para(Span("Yes, now", STRIKE), " / ", "Yes, previously", Span(" / No", STRIKE))]
    assert read("plan", *struck).value == "before"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("☒ Police investigation\t☐ Coroner\n☒ LADO\t☐ None", ("police", "lado")),
        ("Police investigation, Coroner", ("police", "coroner")),
        ("coroner and LADO", ("coroner", "lado")),
        ("LADO / Police", ("police", "lado")),
        ("x Police investigation\nCoroner\nx LADO\nNone", ("police", "lado")),
        ("Police investigation ✓\nCoroner\nLADO\nNone", ("police",)),
        ("An inquest and LADO", ("lado",)),
        ("None", ("none",)),
        ("Nil", ("none",)),
        ("☐ Police investigation ☐ Coroner ☐ LADO ☐ None\nCoroner", ("coroner",)),
    ],
)
def test_several_options_in_the_order_of_the_form(text: str, value: tuple[str, ...]) -> None:
    answer = read("others", text)
    assert (answer.state, answer.value) == (State.FILLED, value)


@pytest.mark.parametrize(
    ("text", "state", "problem"),
    [
        ("☐ Police investigation ☐ Coroner ☐ LADO ☐ None", State.EMPTY, Problem.NOT_CHOSEN),
        ("Police investigation\nCoroner\nLADO\nNone", State.EMPTY, Problem.NOT_CHOSEN),
        ("(tick all that apply)", State.EMPTY, Problem.NOT_CHOSEN),
        ("n/a", State.PLACEHOLDER, Problem.PLACEHOLDER),
        ("An inquest", State.INVALID, Problem.NOT_AN_OPTION),
    ],
)
def test_several_options_of_which_none_is_chosen(text: str, state: State, problem: Problem) -> None:
    answer = read("others", text)
    assert (answer.state, answer.value, answer.problem) == (state, None, problem)


def test_options_with_places_of_their_own() -> None:
    assert read_slot(
        "others", columns({"Police investigation": "x", "Coroner": "", "LADO": "Yes"}, "(x against each)")
    ).value == ("police", "lado")
    assert read_slot("others", columns({"Coroner": para(ON, " Coroner"), "LADO": para(OFF, " LADO")})).value == (
        "coroner",
    )
    assert (
        read_slot("outcome", columns({"The child died": "", "The child was seriously harmed": "X"})).value == "harmed"
    )


LIST = ("☐ Police investigation", "☐ Coroner", "☐ LADO")


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        (("Yes Police investigation", "Coroner", "LADO"), ("police",)),
        (("Police investigation (yes)", "☐ Coroner", "☐ LADO"), ("police",)),
        (("Police investigation - no", "Coroner - yes", "YES: LADO"), ("coroner", "lado")),
        (("Police investigation ✓", *LIST[1:]), ("police",)),
        (("Police investigation, LADO", *LIST[1:]), ("police", "lado")),
        (("☒ Police investigation and coroner", *LIST[1:]), ("police", "coroner")),
        ((*LIST[:2], "LADO"), ("lado",)),
    ],
)
def test_a_list_of_options_that_was_typed_over(lines: tuple[str, ...], value: tuple[str, ...]) -> None:
    assert read("others", *lines).value == value


def test_a_list_of_options_as_it_was_printed_answers_nothing() -> None:
    assert read("others", *LIST).state is State.EMPTY


# -- boxes of no known state -------------------------------------------------------------------------------------------


def test_a_box_whose_flag_and_glyph_disagree_is_for_a_person() -> None:
    doubtful = ON._replace(text="☐", ticked=None)
    for found in (
        read("open", para(doubtful, " Yes  ", OFF, " No")),
        read("open", para(doubtful, " Yes  ", ON, " No")),
        read("outcome", para(doubtful, " The child died"), para(OFF, " The child was seriously harmed")),
        read("others", para(ON, " Coroner  ", doubtful, " LADO")),
        read_slot("themes", columns({"Yes": doubtful, "No": OFF})),
        read_slot("themes", columns({"Yes": doubtful, "No": ON}, "evidence")),
    ):
        assert (found.state, found.problem, found.value) == (State.UNCLEAR, Problem.UNREADABLE, None)


def test_a_mark_between_two_options_goes_with_the_nearer_one() -> None:
    row = "The child died{}The child was seriously harmed    Neither (near miss, good or poor practice)"
    assert read("outcome", row.format("    x ")).value == "harmed"
    assert read("outcome", row.format(" x    ")).value == "died"
    assert read("outcome", row.format("\t✓ ")).value == "harmed"

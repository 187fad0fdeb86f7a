"""Text, e-mail, telephone and signature: what counts, and what only stands there."""

import pytest

from intake.model.document import Cell, CellValue, Control, ControlKind, Mark, Paragraph, Row, Span, Table
from intake.model.reading import IMAGE, Problem, State
from tests.forms.answers.slots import HIGHLIGHT, INK, ITALIC, PICTURE, PROMPT, STRIKE, para, prompt, read


@pytest.mark.parametrize(
    ("contents", "value"),
    [
        (["Jo Marsh"], "Jo Marsh"),
        (["  Jo\u00a0\u2002Marsh\t"], "Jo Marsh"),
        (["Jo\u00adanna \ufeffMarsh\u200b"], "Joanna Marsh"),
        (["Jo", "Marsh"], "Jo Marsh"),
        (["Jo\nMarsh"], "Jo Marsh"),
        ([Span("Jo Marsh", ITALIC)], "Jo Marsh"),
        ([para(PROMPT, " Jo Marsh")], "Jo Marsh"),
        (["Click or tap here to enter text. Jo Marsh"], "Jo Marsh"),
        (["____Jo Marsh____"], "Jo Marsh"),
        ([para(Span("Al Old", STRIKE), " Jo Marsh")], "Jo Marsh"),
        (["Name of safeguarding lead: Jo Marsh"], "Jo Marsh"),
        (["(please print) Jo Marsh"], "Jo Marsh"),
        (["Jo Marsh (delete as appropriate)"], "Jo Marsh"),
        (["(Known as) Jo Marsh (Mrs)"], "(Known as) Jo Marsh (Mrs)"),
        ([Span("None", Mark.PLACEHOLDER)], "None"),
        (["None"], "None"),
        (["3 Lime Court (please do not disclose)"], "3 Lime Court (please do not disclose)"),
        (["Unknown male"], "Unknown male"),
        (["TBC - probably Jo Marsh"], "TBC - probably Jo Marsh"),
        (["as section 1, jo@lead.example"], "as section 1, jo@lead.example"),
        (["N/A as there is no lead in a family business"], "N/A as there is no lead in a family business"),
        (["Northshire Safeguarding Partnership"], "Northshire Safeguarding Partnership"),
        (["Police investigation"], "Police investigation"),
        (["Learning."], "Learning."),
        (["Learning: ask fathers too."], "Learning: ask fathers too."),
    ],
)
def test_what_a_person_typed_is_the_answer(contents: list[str | Span | Paragraph], value: str) -> None:
    answer = read("name", *contents)
    assert (answer.state, answer.value, answer.problem) == (State.FILLED, value, None)


@pytest.mark.parametrize(
    ("contents", "state", "problem"),
    [
        ([], State.EMPTY, Problem.EMPTY),
        (["", " \u2002\u2002\u2002 "], State.EMPTY, Problem.EMPTY),
        (["______"], State.EMPTY, Problem.EMPTY),
        ([". . . . . . ."], State.EMPTY, Problem.EMPTY),
        ([PROMPT], State.EMPTY, Problem.EMPTY),
        ([para(prompt("Click or tap here to enter te"), "xt.")], State.EMPTY, Problem.EMPTY),
        ([prompt("Full name of your lead")], State.EMPTY, Problem.EMPTY),
        ([prompt("Choose", ControlKind.DROP_DOWN)], State.EMPTY, Problem.EMPTY),
        (["Klicken oder tippen Sie hier, um Text einzugeben."], State.EMPTY, Problem.GUIDANCE_ONLY),
        (["Enter text here"], State.EMPTY, Problem.GUIDANCE_ONLY),
        (["[type your answer here]"], State.EMPTY, Problem.GUIDANCE_ONLY),
        (["Say which of the considerations you rely on."], State.EMPTY, Problem.GUIDANCE_ONLY),
        (["Include the postcode."], State.EMPTY, Problem.GUIDANCE_ONLY),
        (["Where did it happen"], State.EMPTY, Problem.GUIDANCE_ONLY),
        (["Name of safeguarding lead"], State.EMPTY, Problem.GUIDANCE_ONLY),
        (["(if applicable)"], State.EMPTY, Problem.GUIDANCE_ONLY),
        ([Span("Say who did what, and when.", ITALIC)], State.EMPTY, Problem.GUIDANCE_ONLY),
        (["Agency / organisation"], State.EMPTY, Problem.GUIDANCE_ONLY),
        (["Please return this form to the business unit."], State.EMPTY, Problem.GUIDANCE_ONLY),
        (["Completed forms should be e-mailed to the duty team"], State.EMPTY, Problem.GUIDANCE_ONLY),
        (["Please include:"], State.EMPTY, Problem.GUIDANCE_ONLY),
        (["[recommended] / [not recommended]"], State.EMPTY, Problem.GUIDANCE_ONLY),
        (["TBC"], State.PLACEHOLDER, Problem.PLACEHOLDER),
        (["T.B.C."], State.PLACEHOLDER, Problem.PLACEHOLDER),
        (["tbc asap"], State.PLACEHOLDER, Problem.PLACEHOLDER),
        (["To be confirmed at the conference"], State.PLACEHOLDER, Problem.PLACEHOLDER),
        (["N / A"], State.PLACEHOLDER, Problem.PLACEHOLDER),
        (["n/a at present"], State.PLACEHOLDER, Problem.PLACEHOLDER),
        (["Please see attached report"], State.PLACEHOLDER, Problem.PLACEHOLDER),
        (["as above"], State.PLACEHOLDER, Problem.PLACEHOLDER),
        (["See section 4a"], State.PLACEHOLDER, Problem.PLACEHOLDER),
        (["ditto"], State.PLACEHOLDER, Problem.PLACEHOLDER),
        (["-"], State.PLACEHOLDER, Problem.PLACEHOLDER),
        (["— —"], State.PLACEHOLDER, Problem.PLACEHOLDER),
        (["???"], State.PLACEHOLDER, Problem.PLACEHOLDER),
        (["xxxx"], State.PLACEHOLDER, Problem.PLACEHOLDER),
        (["N/A", "-"], State.PLACEHOLDER, Problem.PLACEHOLDER),
        ([Span("Al Old", STRIKE)], State.EMPTY, Problem.EMPTY),
        ([PICTURE], State.UNCLEAR, Problem.PICTURE),
        (["See attached", PICTURE], State.UNCLEAR, Problem.PICTURE),
        ([INK], State.UNCLEAR, Problem.UNREADABLE),
    ],
)
def test_what_only_stands_there_is_no_answer(contents: list[str | Span], state: State, problem: Problem) -> None:
    answer = read("name", *contents)
    assert (answer.state, answer.value, answer.problem) == (state, None, problem)


@pytest.mark.parametrize(
    "text",
    [
        "n/a - see above",
        "Will follow",
        "I will send this asap",
        "Pending",
        "Awaiting information",
        "Not yet available",
        "See email",
        "Please refer to email",
        "Info in email",
        "See body of email",
        "As per referral",
        "As discussed",
        "See form",
        "See next page",
        "On file",
        "Already provided",
        "Already given above",
        "Listed above",
        "Details given in section 2",
        "Above",
        "below",
        "Overleaf",
        "Continued overleaf",
        "See continuation sheet",
        "Please see continuation sheet attached",
        "Continued on separate sheet",
        "See additional sheet at the end",
        "left blank",
        "Empty",
        "See genogram attached",
        "Report attached.",
        "The chronology is enclosed",
    ],
)
def test_words_that_send_the_reader_elsewhere_or_to_another_day_are_no_answer(text: str) -> None:
    answer = read("name", text)
    assert (answer.state, answer.problem) == (State.PLACEHOLDER, Problem.PLACEHOLDER)


@pytest.mark.parametrize(
    "text",
    [
        "Pending charge of assault",
        "Awaiting placement with his aunt",
        "Below the stairs",
        "Above the shop, 3 Lime Court",
        "On file are two photographs of the bruises",
        "Given by the school nurse",
        "In foster care",
        "As discussed with Jo Marsh, police were called",
        "Will Marsh",
        "Already looked after",
        "Blank Street 4",
        "See Woo",
        "Securely attached to his aunt",
        "Report of the school nurse",
        "Information below the standard that we expect",
    ],
)
def test_words_that_begin_so_and_go_on_say_something(text: str) -> None:
    assert (read("place", text).state, read("place", text).value) == (State.FILLED, text)


@pytest.mark.parametrize(
    ("text", "value", "state"),
    [
        ("0", 0, State.UNCLEAR),
        ("0.00", 0.0, State.UNCLEAR),
        ("FALSE", False, State.UNCLEAR),
        ("TRUE", True, State.UNCLEAR),
        ("3", 3, State.FILLED),
        ("0", None, State.FILLED),
    ],
)
def test_what_a_link_to_an_empty_cell_or_to_a_box_leaves_is_told_from_an_answer(
    text: str, value: CellValue, state: State
) -> None:
    assert read("name", Span(text, value=value)).state is state


@pytest.mark.parametrize(
    "contents",
    [
        ["Name:    Tel:    Email:"],
        ["Name:", "Tel:", "Email:"],
        ["Address:\nPostcode:"],
        ["First name:      Surname:"],
        ["First name / Surname"],
        ["Name and address"],
        ["Title: Mr/Mrs/Miss/Ms"],
        ["Print name:"],
        ["Mother: Father:"],
        ["1. 2. 3."],
        ["1)", "2)", "3)"],
        ["a) b) c)"],
        ["3:"],
        ["2*"],
    ],
)
def test_printed_parts_of_an_answer_with_nothing_among_them_are_none(contents: list[str]) -> None:
    answer = read("place", *contents)
    assert (answer.state, answer.problem) == (State.EMPTY, Problem.GUIDANCE_ONLY)


@pytest.mark.parametrize(
    ("contents", "value"),
    [
        (["Name: Jo Marsh", "Tel:", "Email: jo@school.example"], "Name: Jo Marsh Email: jo@school.example"),
        (["Mother: Jo Father: Al"], "Mother: Jo Father: Al"),
        (["Home"], "Home"),
        (["Work address"], "Work address"),
        (["1. Jo Marsh 2. Al Marsh"], "1. Jo Marsh 2. Al Marsh"),
        (["Tel: 01632 960201"], "Tel: 01632 960201"),
        (["At home: kitchen"], "At home: kitchen"),
        (["Contact: no"], "Contact: no"),
        (["3"], "3"),
        (["3: the kitchen"], "3: the kitchen"),
    ],
)
def test_what_is_written_among_printed_parts_is_an_answer(contents: list[str], value: str) -> None:
    assert (read("place", *contents).state, read("place", *contents).value) == (State.FILLED, value)


@pytest.mark.parametrize("text", ["[name]", "<insert name>", "{Your job title}", "[date of birth here]"])
def test_what_a_template_prints_in_brackets_is_a_prompt(text: str) -> None:
    assert read("name", text).state is State.EMPTY


@pytest.mark.parametrize(
    "text",
    [
        "Not known",
        "NOT KNOWN.",
        "N/K",
        "n.k.",
        "Don’t know",
        "We do not know",
        "Unknown at this time",
        "Not known to us",
        "Currently not known",
        "not yet known",
        "Not recorded",
        "Information not available",
        "No information held",
    ],
)
def test_not_known_is_an_answer_only_where_the_form_says_so(text: str) -> None:
    allowed, refused = read("name", text), read("place", text)
    assert (allowed.state, allowed.value, allowed.problem) == (State.NOT_KNOWN, None, None)
    assert (refused.state, refused.value, refused.problem) == (State.NOT_KNOWN, None, Problem.NOT_KNOWN_REFUSED)


def test_not_applicable_is_an_answer_where_the_form_says_so() -> None:
    assert read("school", "N/A").value == "N/A"
    assert read("place", "N/A").state is State.PLACEHOLDER
    assert read("due", "N/A").value == "N/A"
    assert read("fax", "n/a").value == "n/a"


def test_guidance_that_was_left_is_cut_from_the_answer() -> None:
    answer = read(
        "story",
        Span("Please include:", ITALIC),
        Span("• what led up to the incident and who was there", ITALIC),
        "He fell from the slide. Nobody saw it.",
    )
    assert answer.value == "He fell from the slide. Nobody saw it."


@pytest.mark.parametrize(
    "left",
    ["Facts first, opinion after. Give dates.", "Facts first, opinion after.", "Include the postcode."],
)
def test_an_answer_typed_behind_guidance_in_its_paragraph_is_kept(left: str) -> None:
    assert read("story", f"{left} He fell. Give him time.").value == "He fell. Give him time."


def test_points_in_italics_below_a_prompt_are_guidance() -> None:
    answer = read(
        "story", Span("Please describe:", ITALIC), Span("– when it was", ITALIC), Span("It was at noon.", ITALIC)
    )
    assert answer.value == "It was at noon."


def test_the_cells_of_a_table_in_an_answer_are_read_in_order() -> None:
    cells = tuple(Cell(at, (para(text),)) for at, text in enumerate(("Monday", "He fell")))
    assert read("story", Table("Table 2.1", (Row(1, cells),))).value == "Monday He fell"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("jo.marsh@school.example", "jo.marsh@school.example"),
        ("jo.marsh@school.example.", "jo.marsh@school.example"),
        ("mailto:jo.marsh@school.example", "jo.marsh@school.example"),
        ("<jo@school.example>", "jo@school.example"),
        ("Jo Marsh <jo@school.example>", "jo@school.example"),
        ("jo @ school.example", "jo@school.example"),
        ("jo@school.example; al@school.example", "jo@school.example; al@school.example"),
        ("jo@school.example or al@school.example (Fridays)", "jo@school.example, al@school.example"),
        ("o'neil-b@school.co.example", "o'neil-b@school.co.example"),
        ("jo@school example", "jo@school example"),
    ],
)
def test_an_address_is_found_among_what_is_left_of_links_and_names(text: str, value: str) -> None:
    assert (read("email", text).state, read("email", text).value) == (State.FILLED, value)


@pytest.mark.parametrize("text", ["jo.marsh at school", "Jo Marsh", "www.school.example", "jo@school", "@"])
def test_words_without_an_address_are_no_email(text: str) -> None:
    assert read("email", text).problem is Problem.NOT_AN_EMAIL


@pytest.mark.parametrize(
    "text",
    [
        "01632 960615",
        "+44 (0)1632 960615 ext. 12",
        "1632960615",
        "101 ext 4",
        "via the switchboard",
        "bleep through control room",
    ],
)
def test_a_telephone_is_kept_as_written(text: str) -> None:
    assert (read("phone", text).state, read("phone", text).value) == (State.FILLED, text)


def test_a_telephone_without_a_digit_is_no_telephone() -> None:
    assert read("phone", "Jo Marsh").problem is Problem.NOT_A_PHONE


def test_a_number_from_a_worksheet_is_shown_where_its_text_is_missing() -> None:
    assert read("phone", Span("", value=1632960615.0)).value == "1632960615"


@pytest.mark.parametrize(
    ("contents", "value"),
    [
        (["Jo Marsh"], "Jo Marsh"),
        ([PICTURE], IMAGE),
        (["Jo Marsh", PICTURE], "Jo Marsh"),
        (["______", PICTURE], IMAGE),
        (["J. Marsh ______"], "J. Marsh"),
    ],
)
def test_a_signature_is_typed_or_a_picture(contents: list[str | Span], value: str) -> None:
    assert (read("signature", *contents).state, read("signature", *contents).value) == (State.FILLED, value)


@pytest.mark.parametrize(
    "text",
    [
        "Sign here",
        "Please sign",
        "To be signed",
        "Not yet signed",
        "unsigned",
        "Awaiting signature",
        "Signature required",
        "No",
        "Date:",
    ],
)
def test_a_place_still_to_be_signed_holds_no_signature(text: str) -> None:
    assert read("signature", text).state in {State.PLACEHOLDER, State.EMPTY}


@pytest.mark.parametrize("text", ["N. Marsh", "Signed electronically", "Noel Dates", "signed: J Marsh", "Jo"])
def test_a_name_that_begins_so_is_a_signature(text: str) -> None:
    assert read("signature", text).state is State.FILLED


def test_underscores_are_no_signature_and_ink_is_for_a_person() -> None:
    assert read("signature", "__________").state is State.EMPTY
    assert read("signature", INK).state is State.UNCLEAR


@pytest.mark.parametrize(
    ("contents", "value"),
    [
        (["Three notes were not joined up."], "Three notes were not joined up."),
        (["☒ Yes ☐ No", "Three notes."], "Three notes."),
        (["YES / NO", "Evidence: Three notes."], "Three notes."),
        (["Yes or no: ☒ Yes ☐ No", "Evidence: Three notes."], "Three notes."),
        (["Yes", "No doubt about it."], "No doubt about it."),
        (["Yes - three notes."], "three notes."),
        (["Yes, three notes."], "Yes, three notes."),
        (["No agency had asked."], "No agency had asked."),
    ],
)
def test_evidence_does_not_count_the_yes_or_no_in_its_place(contents: list[str], value: str) -> None:
    assert read("themes_evidence", *contents).value == value


@pytest.mark.parametrize("text", ["Yes", "NO", "☒ Yes ☐ No", "YES / NO", "[x] Yes [ ] No", "✓ Yes   □ No"])
def test_a_yes_or_no_alone_is_no_evidence(text: str) -> None:
    assert read("themes_evidence", text).state is State.EMPTY


def test_text_is_as_written_and_place_and_label_are_handed_on() -> None:
    answer = read("plan", "Yes, now -  since\nMay", label="Subject to a plan?*")
    assert (answer.text, answer.where, answer.label) == (
        "Yes, now - since May",
        "Table 1, row 2",
        "Subject to a plan?*",
    )


def test_marks_are_no_part_of_words() -> None:
    assert (
        read("place", para(Span("At ", HIGHLIGHT), Span("home", ITALIC, control=Control(kind=ControlKind.TEXT)))).value
        == "At home"
    )


@pytest.mark.parametrize("look", [Mark.PLACEHOLDER, Mark.NONE])
def test_a_prompt_cut_into_pieces_is_no_answer(look: Mark) -> None:
    pieces = (Span("Click or tap h", Mark.PLACEHOLDER), Span("ere to enter text.", look))
    assert read("story", para(*pieces)).state is State.EMPTY

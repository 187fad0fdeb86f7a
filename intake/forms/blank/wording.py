"""The words that a blank form prints of its own, the same in Word and in Excel."""

from collections.abc import Iterator
from re import split
from typing import assert_never

from intake.model.form import Condition, Consideration, Duty, Field, FieldType, Form, Party, Section

YES, NO = "Yes", "No"
HOW_TO_COMPLETE = "How to complete this form"
STAR = "A star (*) marks a question that must be answered. Other questions say when they are needed."
LEAVE_BLANK = "For the office to complete. Please leave this part blank."
CONSIDERATION, EVIDENCE = "Consideration", "Evidence"
BANDS = {
    Duty.MUST: "The partners must take these into account",
    Duty.REGARD: "The partners should also have regard to these",
}
TYPED_NAME = "A typed name will do."
TEXT_PROMPT = "Click or tap here to enter text."
DATE_PROMPT = "Click or tap to enter a date."
CHOICE_PROMPT = "Choose an item."
"""As Word itself prompts; it puts these back when an answer is deleted."""
BLANK_ROWS = 4
EMPTY_BOX, CROSSED_BOX = "☐", "☒"

LISTS = "Where an answer is chosen from a list, a small arrow appears beside the cell. Rows grow with what you write."
LISTS_HEADING = "Answers to choose from"
LIST_HINT, LIST_ERROR = "Choose from the list.", "Please choose one of the answers in the list."
DATE_HINT, DATE_ERROR = "Day, month and year: 31/12/2026.", "Please give a whole date, such as 31/12/2026."
TICK = "Choose the crossed box (☒) from the list if this applies."

FORM, GRID, TABLES, OPTIONS = "Referral", "Considerations", "Tables", "Lists"
"""The sheets of a workbook."""
GRID_NOTE = f"Answer the considerations on the sheet “{GRID}”."

DANGER_WORDS = ("999", "at risk now", "immediate danger", "in danger", "emergency")


def is_of_danger(sentence: str) -> bool:
    """Guidance that says where to turn at once stands in a box of its own."""
    return any(word in sentence.lower() for word in DANGER_WORDS)


def guidance(form: Form) -> tuple[str, str]:
    """How to complete the form, and where to turn in danger; either may be empty."""
    sentences = split(r"(?<=[.!?])\s+", form.guidance)
    ordinary = (each for each in sentences if not is_of_danger(each))
    return " ".join(ordinary), " ".join(each for each in sentences if is_of_danger(each))


def referrers_part(form: Form) -> str:
    """The heading over the referrer's sections, where the office has a part of its own."""
    offices = next((each.title for each in form.sections if each.party is Party.OFFICE), "")
    return ("Part A. " if offices.startswith("Part B") else "") + "To be completed by the referrer"


def version(form: Form) -> str:
    return f"Version {form.version}"


def imprint(form: Form) -> str:
    return f"{form.partnership}, version {form.version}"


STAR = "\N{NO-BREAK SPACE}*"
"""Never alone on a line."""


def star(field: Field) -> str:
    return STAR if field.required else ""


def section_hints(section: Section, *, office: bool) -> tuple[str, ...]:
    return tuple(each for each in (LEAVE_BLANK if office else None, section.help) if each)


def authority(consideration: Consideration) -> str:
    return f"({consideration.authority[:1].upper()}{consideration.authority[1:]})"


def table_note(field: Field) -> str:
    return f"Fill in the table “{field.label}” on the sheet “{TABLES}”."


def hints(form: Form, field: Field) -> Iterator[str]:
    """What stands in small print under a label: the definition's help, when an answer is needed, what else counts as one."""
    if field.help:
        yield field.help
    if field.required_when and field.evidence_of is None:
        yield f"Needed if {' or if '.join(_condition(form, each) for each in field.required_when)}."
    if field.accepts_not_known:
        yield f"If it is not known, {_say(field)} “{form.not_known_phrases[0]}”."
    if field.type is FieldType.SIGNATURE:
        yield TYPED_NAME
    if field.none_phrases:
        yield f"If there are none, write “{field.none_phrases[0]}” in the first row."


def own_lines(form: Form) -> Iterator[str]:
    """Every line that our blank forms print beside the labels and the options: never an answer, on whichever copy."""
    yield from (HOW_TO_COMPLETE, STAR, LISTS, f"{STAR} {LISTS}", LISTS_HEADING, LEAVE_BLANK, GRID_NOTE, *BANDS.values())
    yield from (form.title, form.guidance, *guidance(form), version(form), imprint(form), referrers_part(form))
    yield from (f"{sheet}: {form.title}" for sheet in (GRID, TABLES))
    yield from (section.help for section in form.sections if section.help)
    yield from (authority(each) for each in form.considerations)
    for field in form.fields.values():
        yield from hints(form, field)
        if field.type is FieldType.TABLE:
            yield table_note(field)


def _say(field: Field) -> str:
    return "choose" if field.type in {FieldType.CHOICE, FieldType.YES_NO} else "write"


def _condition(form: Form, condition: Condition) -> str:
    other = form.fields[condition.field]
    names = dict(options(form, other))
    values = " or ".join(f"“{names[value]}”" for value in condition.values)
    return f"the answer to “{other.label}” is {values}"


def options(form: Form, field: Field) -> tuple[tuple[str, str], ...]:
    """The answers to choose from, each with its id; "not known" last where it is one. Empty for other types of field."""
    match field.type:
        case FieldType.YES_NO:
            found = [("yes", YES), ("no", NO)]
        case FieldType.CHOICE | FieldType.CHOICES:
            found = [(each.id, each.label) for each in field.choices]
        case (
            FieldType.TEXT
            | FieldType.LONG_TEXT
            | FieldType.EMAIL
            | FieldType.PHONE
            | FieldType.DATE
            | FieldType.DATE_OR_TEXT
            | FieldType.TABLE
            | FieldType.SIGNATURE
        ):
            return ()
        case never:
            assert_never(never)
    if field.accepts_not_known:
        found.append(("not_known", form.not_known_phrases[0]))
    return tuple(found)

"""Problem -> what is wrong and how to answer, for someone who sends such a form once a year."""

from collections.abc import Mapping

from intake.model.form import Field, FieldType
from intake.model.reading import Problem

WRONG: Mapping[Problem, str] = {
    Problem.EMPTY: "Nothing is filled in.",
    Problem.NOT_CHOSEN: "None of the printed options is marked.",
    Problem.GUIDANCE_ONLY: "Only the printed guidance stands here; there is no answer beside it.",
    Problem.PLACEHOLDER: "Something stands here in place of an answer, such as “TBC”, “N/A” or “see attached”.",
    Problem.NOT_KNOWN_REFUSED: "“Not known” is given, and this answer is needed.",
    Problem.NOT_A_DATE: "What is written cannot be read as a date.",
    Problem.IMPOSSIBLE_DATE: "The date written does not exist in the calendar.",
    Problem.PART_OF_A_DATE: "Only part of the date is given.",
    Problem.AMBIGUOUS_DATE: "The date can be read in two ways: the day and the month cannot be told apart.",
    Problem.NOT_AN_EMAIL: "What is written is not a whole e-mail address.",
    Problem.NOT_A_PHONE: "What is written is not a whole telephone number.",
    Problem.NOT_AN_OPTION: "What is written is none of the printed options.",
    Problem.SEVERAL_MARKED: "More than one option is marked where only one can hold.",
    Problem.SEVERAL_PLACES: "The form answers this in two places, and the two differ.",
    Problem.NO_ROWS: "The table has no row filled in.",
    Problem.PICTURE: "A picture stands here; we need the answer in words.",
    Problem.UNREADABLE: "Something stands here that we cannot read.",
    Problem.UNCLAIMED_TEXT: "Text stands near this question, and we cannot tell whether it is the answer.",
    Problem.NOT_ON_THIS_VERSION: "Your copy of the form does not seem to ask this question.",
}

WRONG_BY_TYPE: Mapping[tuple[Problem, FieldType], str] = {
    (Problem.EMPTY, FieldType.SIGNATURE): "There is no signature and no typed name.",
    (Problem.EMPTY, FieldType.TABLE): "The table has no row filled in.",
    (Problem.EMPTY, FieldType.DATE): "No date is given.",
    (Problem.EMPTY, FieldType.YES_NO): "Neither Yes nor No is marked.",
    (Problem.EMPTY, FieldType.CHOICE): "None of the options is marked.",
    (Problem.NOT_CHOSEN, FieldType.YES_NO): "Neither Yes nor No is marked.",
    (Problem.SEVERAL_MARKED, FieldType.YES_NO): "Both Yes and No are marked.",
    (Problem.NOT_AN_OPTION, FieldType.YES_NO): "What is written is neither Yes nor No.",
    (Problem.PLACEHOLDER, FieldType.TABLE): "The rows hold only words such as “TBC” or “see attached”.",
}

HOW_BY_TYPE: Mapping[FieldType, str] = {
    FieldType.TEXT: "Write the answer in this place on the form.",
    FieldType.LONG_TEXT: "Write the answer in this place on the form, as fully as you can.",
    FieldType.EMAIL: "Give the whole e-mail address, such as name@organisation.gov.uk.",
    FieldType.PHONE: "Give the whole telephone number, with the area code.",
    FieldType.DATE: "Give the whole date: day, month and year, such as 14 March 2026.",
    FieldType.DATE_OR_TEXT: "Give the date, such as 14 March 2026, or the period in words.",
    FieldType.CHOICE: "Mark one of the options",
    FieldType.CHOICES: "Mark every option that applies",
    FieldType.YES_NO: "Mark Yes or No, one of the two.",
    FieldType.TABLE: "Fill in at least one row.",
    FieldType.SIGNATURE: "Sign, or type your name.",
}

HOW_BY_PROBLEM: Mapping[Problem, str] = {
    Problem.PICTURE: "Type the answer as text in this place on the form.",
    Problem.SEVERAL_PLACES: "Give the answer once, or make both places say the same.",
    Problem.NOT_ON_THIS_VERSION: "Please use the current form, or write this question and its answer at the end of your copy.",
    Problem.UNCLAIMED_TEXT: "Write the answer directly in the space for it.",
}
"""Stronger than the advice by type."""

NO_EVIDENCE = "No evidence is given."
EVIDENCE = "Say why, in a few sentences: this is needed wherever a consideration is answered with Yes."
KEPT_BY_SIGNATURE = frozenset({FieldType.SIGNATURE})


def what_is_wrong(problem: Problem, field: Field | None) -> str:
    """One sentence. Without a field (another partnership's, or one that the form dropped) the general one."""
    if field is None:
        return WRONG[problem]
    if field.evidence_of is not None and problem is Problem.EMPTY:
        return NO_EVIDENCE
    return WRONG_BY_TYPE.get((problem, field.type), WRONG[problem])


def problem_words(problem: Problem) -> str:
    """One sentence, whatever the field."""
    return WRONG[problem]


def how_to_answer(problem: Problem, field: Field | None) -> str:
    """One or two sentences, made of our words and the form's printed ones."""
    if field is None:
        return HOW_BY_PROBLEM.get(problem, HOW_BY_TYPE[FieldType.TEXT])
    if problem in HOW_BY_PROBLEM and field.type not in KEPT_BY_SIGNATURE:
        return HOW_BY_PROBLEM[problem]
    if field.evidence_of is not None:
        return EVIDENCE
    return _by_type(field)


def _by_type(field: Field) -> str:
    words = HOW_BY_TYPE[field.type]
    if field.choices:
        return f"{words}: {'; '.join(choice.label for choice in field.choices)}."
    if field.type in {FieldType.CHOICE, FieldType.CHOICES}:
        return f"{words}."
    if field.none_phrases:
        return f"{words} If there is nothing to list, write “{field.none_phrases[0]}”."
    return words

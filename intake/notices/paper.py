"""One form as its answers are told to a person inside the house: looked up by field id, absent where a form does not ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from intake.model.assessment import Assessment
from intake.model.form import Field, FieldType, Form
from intake.model.reading import IMAGE, Answer, State, Value
from intake.notices.shown import excerpt, shown
from intake.notices.times import day_in_words

SHORT = 160
"""Characters of an answer that should be a line."""
LONG = 600
"""Characters of a narrative before it is cut."""
FULL_TEXT = " (full text in the form)"
NOT_KNOWN = "Not known"
CANNOT_TELL = "cannot be told: please look at the form"
YES_NO: Mapping[Value, str] = {"yes": "Yes", "no": "No"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    form: Form = field(repr=False)
    assessment: Assessment

    def answer(self, field_id: str) -> Answer | None:
        return self.assessment.reading.answers.get(field_id)

    def value(self, field_id: str) -> Value:
        """As understood; None where there is no full answer."""
        answer = self.answer(field_id)
        return answer.value if answer is not None and answer.state is State.FILLED else None

    def day(self, field_id: str) -> date | None:
        """The whole date; None for a period in words."""
        value = self.value(field_id)
        return as_day(value) if isinstance(value, str) else None

    def rows(self, field_id: str) -> tuple[Mapping[str, str], ...] | None:
        """Of a table; empty when the form says that there are none, None when it is not answered."""
        value = self.value(field_id)
        return tuple(row for row in value if not isinstance(row, str)) if isinstance(value, tuple) else None

    def said(self, field_id: str, *, length: int = SHORT) -> str | None:
        """The answer in words, fit to be shown; None where the form does not ask or nothing was answered."""
        asked, answer = self.form.fields.get(field_id), self.answer(field_id)
        if asked is None or answer is None:
            return None
        words = in_words(asked, answer)
        return excerpt(shown(words), length=length, more=FULL_TEXT) if words else None

    def label(self, field_id: str) -> str:
        asked = self.form.fields.get(field_id)
        return asked.label if asked is not None else field_id


def in_words(asked: Field, answer: Answer) -> str | None:
    match answer.state:
        case State.FILLED:
            return value_in_words(asked, answer)
        case State.NOT_KNOWN:
            return NOT_KNOWN
        case State.INVALID:
            return f"{answer.text} (as written)" if answer.text else None
        case State.CONFLICTING | State.UNCLEAR:
            return CANNOT_TELL
        case State.EMPTY | State.PLACEHOLDER:
            return None
    assert_never(answer.state)


def value_in_words(asked: Field, answer: Answer) -> str:
    labels: Mapping[Value, str] = {choice.id: choice.label for choice in asked.choices}
    value = answer.value
    match asked.type:
        case FieldType.DATE | FieldType.DATE_OR_TEXT:
            day = as_day(value) if isinstance(value, str) else None
            return day_in_words(day) if day is not None else answer.text
        case FieldType.CHOICE:
            return labels.get(value, answer.text)
        case FieldType.CHOICES:
            chosen = value if isinstance(value, tuple) else ()
            return ", ".join(labels.get(each, str(each)) for each in chosen if isinstance(each, str))
        case FieldType.YES_NO:
            return YES_NO.get(value, answer.text)
        case FieldType.TABLE:
            return f"{len(value)} listed" if value else "None"
        case FieldType.TEXT | FieldType.LONG_TEXT | FieldType.EMAIL | FieldType.PHONE | FieldType.SIGNATURE:
            return "a picture" if value == IMAGE else str(value or answer.text)
    assert_never(asked.type)


def as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

"""Answers that do not go together. For a person to weigh: never a reason to return a form.

Every rule reads answers by field id and is silent where a form does not ask them (domain notes, section 6).
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TypeAlias

from intake.model.reading import Answer, State

Answers: TypeAlias = Mapping[str, Answer]
Rule: TypeAlias = Callable[[Answers, date], bool]

ADULT_YEARS = 18
PANEL_DAYS = 7
"""Five working days are never more than a calendar week, bank holidays aside."""
SOME_AGENCIES = 2
SEVERAL_NAMES = re.compile(r"\w\s*(?:[&;/\n+]|,\s*and\b|\band\b)\s*\w", re.IGNORECASE)
PHONE_FIELDS = ("referrer_phone",)
WITHOUT_ZERO = re.compile(r"[1-378][0-9]{8,9}")
"""A national number of the United Kingdom without the 0 that it begins with."""
DATE_FIELDS = ("referral_date", "discussed_date", "aware_date", "incident_date", "child_death_date", "signature_date")


def inconsistencies(answers: Answers, *, today: date) -> tuple[str, ...]:
    """Codes of the rules that hold, in the order of the table."""
    return tuple(code for code, rule in RULES.items() if rule(answers, today))


def day(answers: Answers, field: str) -> date | None:
    """The whole date in a field; None when there is none."""
    value = text(answers, field)
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def text(answers: Answers, field: str) -> str | None:
    answer = answers.get(field)
    if answer is None or answer.state is not State.FILLED or not isinstance(answer.value, str):
        return None
    return answer.value


def rows(answers: Answers, field: str) -> int | None:
    """How many rows a table field has; None when it is not answered."""
    answer = answers.get(field)
    if answer is None or answer.state is not State.FILLED or not isinstance(answer.value, tuple):
        return None
    return len(answer.value)


def is_before(earlier: str, later: str) -> Rule:
    """Both dates are there, and the first lies before the second."""

    def rule(answers: Answers, _today: date) -> bool:
        first, second = day(answers, earlier), day(answers, later)
        return first is not None and second is not None and first < second

    return rule


def lies_ahead(answers: Answers, today: date) -> bool:
    return any((each := day(answers, field)) is not None and each > today for field in DATE_FIELDS)


def adult_at_incident(answers: Answers, _today: date) -> bool:
    born, incident = day(answers, "child_dob"), day(answers, "incident_date")
    return born is not None and incident is not None and age(born, incident) >= ADULT_YEARS


def age(born: date, on: date) -> int:
    """Whole years; born on 29 February, a year is full on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def one_agency_where_two_are_meant(answers: Answers, _today: date) -> bool:
    count = rows(answers, "agencies")
    return text(answers, "working_together") == "yes" and count is not None and count < SOME_AGENCIES


def agencies_though_none_involved(answers: Answers, _today: date) -> bool:
    return text(answers, "no_agency") == "yes" and bool(rows(answers, "agencies"))


def death_date_though_alive(answers: Answers, _today: date) -> bool:
    return day(answers, "child_death_date") is not None and text(answers, "outcome") in {"seriously_harmed", "neither"}


def kind_though_practice_review(answers: Answers, _today: date) -> bool:
    return text(answers, "proposed_process") == "lcspr" and text(answers, "alternative_kind") is not None


def panel_told_late(answers: Answers, _today: date) -> bool:
    aware, told = day(answers, "aware_date"), day(answers, "panel_notified_date")
    return aware is not None and told is not None and told - aware > timedelta(days=PANEL_DAYS)


def several_names(answers: Answers, _today: date) -> bool:
    """One form is about one child; others have a table of their own."""
    return SEVERAL_NAMES.search(text(answers, "child_name") or "") is not None


def phone_without_zero(answers: Answers, _today: date) -> bool:
    """As a worksheet keeps a number that was typed into a cell of no type."""
    return any(WITHOUT_ZERO.fullmatch(text(answers, field) or "") for field in PHONE_FIELDS)


RULES: Mapping[str, Rule] = {
    "death_before_birth": is_before("child_death_date", "child_dob"),
    "incident_before_birth": is_before("incident_date", "child_dob"),
    "incident_after_referral": is_before("referral_date", "incident_date"),
    "aware_before_incident": is_before("aware_date", "incident_date"),
    "signed_before_incident": is_before("signature_date", "incident_date"),
    "adult_at_incident": adult_at_incident,
    "future_date": lies_ahead,
    "death_date_though_alive": death_date_though_alive,
    "kind_though_practice_review": kind_though_practice_review,
    "working_together_one_agency": one_agency_where_two_are_meant,
    "no_agency_but_agencies_listed": agencies_though_none_involved,
    "panel_notified_late": panel_told_late,
    "several_children_named": several_names,
    "phone_without_zero": phone_without_zero,
}

"""Answers that are dates, and those that may be a period in words."""

import re
from datetime import date

from intake.forms.answers.dates import (
    Scan,
    from_cell,
    is_month_and_year,
    is_part_of_a_date,
    latest_year,
    leaves_doubt,
    outside_brackets,
    scan,
)
from intake.forms.answers.given import Given, filled, refused
from intake.forms.answers.lines import lines_of, shown, written
from intake.forms.answers.phrases import hollow, says_not_applicable, says_not_known
from intake.forms.answers.printed import Rest, rest_of
from intake.forms.slot import Slot
from intake.model.document import CellValue
from intake.model.form import Field, FieldType, Form
from intake.model.reading import Problem, State

BEHIND_FIRST_WORDS = re.compile(r"[,;:.(–-].*", re.DOTALL)


def understood_date(slot: Slot, field: Field, form: Form) -> Given:
    rest = rest_of(slot.blocks, slot.label, field, form)
    if not rest.lines:
        return refused(*rest.nothing, rest.text or written(slot.blocks))
    text = rest.text
    typed = typed_date(slot, rest)
    if typed is not None:
        return filled(typed.isoformat(), text)
    empty = hollow(text, field, form)
    if empty is not None:
        return refused(*rest.nothing, text) if rest.has_picture else refused(empty.state, empty.problem, text)
    found = scan(text, latest_year(f"{field.id} {field.label}", form))
    if field.type is FieldType.DATE_OR_TEXT:
        return _date_or_words(found, text)
    return _date(found, slot, text, field, form)


def typed_date(slot: Slot, rest: Rest) -> date | None:
    """The typed value of a worksheet's cell, unless what it shows is only a month and a year."""
    value = only_value(slot)
    if value is None or is_month_and_year(rest.text):
        return None
    return from_cell(value)


def only_value(slot: Slot) -> CellValue:
    values = [span.value for line in lines_of(slot.blocks) for span in line if span.value is not None]
    return values[0] if len(values) == 1 else None


def _date_or_words(found: Scan, text: str) -> Given:
    if found.is_whole:
        return filled(found.dates[0].isoformat(), text)
    if found.impossible and not found.dates and not any(letter.isalnum() for letter in found.rest):
        return refused(State.INVALID, Problem.IMPOSSIBLE_DATE, text)
    return filled(text, text)


def _date(found: Scan, slot: Slot, text: str, field: Field, form: Form) -> Given:
    days = set(found.dates)
    if len(days) > 1:
        days = set(scan(outside_brackets(text), latest_year(field.label, form)).dates) or days
    if says_not_known(first_words(text), form):
        return refused(State.NOT_KNOWN, None if field.accepts_not_known else Problem.NOT_KNOWN_REFUSED, text)
    if len(days) > 1:
        return refused(State.CONFLICTING, Problem.AMBIGUOUS_DATE, text)
    if days:
        return _one_day(days.pop(), found, text)
    return _no_day(found, slot, text, field)


def first_words(text: str) -> str:
    return BEHIND_FIRST_WORDS.sub("", text, count=1).strip()


def _no_day(found: Scan, slot: Slot, text: str, field: Field) -> Given:
    """What a text without a whole date is."""
    if field.accepts_not_applicable and says_not_applicable(text):
        return filled(text, text)
    if found.impossible:
        return refused(State.INVALID, Problem.IMPOSSIBLE_DATE, text)
    picked = _picked(slot, text)
    if picked is not None:
        return filled(picked.isoformat(), text)
    return refused(State.INVALID, Problem.PART_OF_A_DATE if is_part_of_a_date(text) else Problem.NOT_A_DATE, text)


def _one_day(day: date, found: Scan, text: str) -> Given:
    if found.impossible or leaves_doubt(found):
        return refused(State.INVALID, Problem.AMBIGUOUS_DATE, text)
    return filled(day.isoformat(), text)


def _picked(slot: Slot, text: str) -> date | None:
    """The whole date behind a date picker that shows it without its year."""
    controls = (
        span.control for line in lines_of(slot.blocks) for span in line if span.control is not None and shown(span)
    )
    dates = {each.chosen_date for each in controls if each.chosen_date is not None and not each.is_placeholder}
    if len(dates) != 1:
        return None
    day = dates.pop()
    with_year = scan(f"{text} {day.year}", day.year)
    return day if with_year.is_whole and with_year.dates == (day,) else None

"""The children of a referral, by initials and age: never by name."""

from collections.abc import Iterator
from datetime import date

from intake.notices.names import initials
from intake.notices.paper import Paper, as_day
from intake.notices.times import age_in_words, day_in_words

NAMELESS = "name not known"


def child(paper: Paper, today: date) -> str | None:
    """`FA, aged 3 months at the incident, 4 months now`; None where the form asks no name."""
    if paper.answer("child_name") is None:
        return None
    name = paper.value("child_name")
    return _named(name if isinstance(name, str) else "", "; ".join(_ages(paper, today)))


def _ages(paper: Paper, today: date) -> Iterator[str]:
    born, died, incident = paper.day("child_dob"), paper.day("child_death_date"), paper.day("incident_date")
    if born is None:
        return
    if born > today:
        yield f"expected {day_in_words(born)}"
        return
    then = age_in_words(born, incident) if incident is not None and born <= incident <= today else None
    if then is not None:
        yield f"aged {then} at the incident"
    if died is not None and born <= died:
        yield f"aged {age_in_words(born, died)} at death"
    elif paper.value("outcome") != "died" and then != age_in_words(born, today):
        yield f"aged {age_in_words(born, today)}{' now' if then else ''}"


def other_children(paper: Paper, today: date) -> str | None:
    rows = paper.rows("other_children")
    return "; ".join(_other_child(row.get("name", ""), row.get("dob", ""), today) for row in rows) if rows else None


def _other_child(name: str, born: str, today: date) -> str:
    day = as_day(born)
    if day is None:
        return _named(name, "")
    return _named(name, f"expected {day_in_words(day)}" if day > today else f"aged {age_in_words(day, today)}")


def _named(name: str, age: str) -> str:
    return ", ".join(each for each in (initials(name) or NAMELESS, age) if each)

"""The page for the Head of Safeguarding: what the referrer asserts, in the order in which it is weighed.

Nothing here says that a criterion "is met": that is for the partners (domain notes, section 2.2). A line without an answer
is left out, and so is a part without a line: another partnership's form asks other things.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from intake.model.assessment import ConsiderationAnswer
from intake.model.form import Duty
from intake.notices.names import initials
from intake.notices.paper import CANNOT_TELL, FULL_TEXT, LONG, SHORT, Paper
from intake.notices.shown import excerpt, shown
from intake.notices.times import age_in_words, counted, day_in_words
from intake.notices.wording import DUTIES

NAMELESS = "name not known"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a letter: what it is about, and what the form says."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    lines: tuple[Line, ...]
    is_loud: bool = False
    """Set apart, because it asks for a second look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One row of the table of considerations."""

    number: int
    label: str
    authority: str
    answer: str
    evidence: str
    where: str | None


@dataclass(frozen=True, slots=True)
class DutyGroup:
    """The considerations that bind the partners in the same way."""

    title: str
    rows: tuple[Weighed, ...]


Says: TypeAlias = Callable[[Paper, date], str | None]
Row: TypeAlias = tuple[str, Says]


def said(field_id: str, *, length: int = SHORT) -> Says:
    return lambda paper, _today: paper.said(field_id, length=length)


def told(field_id: str) -> Says:
    """A narrative in the referrer's own words."""
    return said(field_id, length=LONG)


def joined(*field_ids: str) -> Says:
    """Several answers on one line."""

    def says(paper: Paper, _today: date) -> str | None:
        return ", ".join(each for field_id in field_ids if (each := paper.said(field_id))) or None

    return says


def with_detail(field_id: str, *details: str) -> Says:
    """An answer, and in brackets what was asked further."""

    def says(paper: Paper, _today: date) -> str | None:
        answer = paper.said(field_id)
        more = "; ".join(each for detail in details if (each := paper.said(detail, length=LONG)))
        return f"{answer} ({more})" if answer and more else answer or more or None

    return says


def child_line(paper: Paper, today: date) -> str | None:
    """Initials and age: never a name."""
    if paper.answer("child_name") is None:
        return None
    name = paper.value("child_name")
    short = initials(name) if isinstance(name, str) else ""
    born, died = paper.day("child_dob"), paper.day("child_death_date")
    return ", ".join(
        each for each in (short or NAMELESS, age_line(born, died, paper.day("incident_date"), today)) if each
    )


def age_line(born: date | None, died: date | None, incident: date | None, today: date) -> str:
    if born is None:
        return ""
    if born > today:
        return f"expected {day_in_words(born)}"
    if died is not None and born <= died:
        return f"aged {age_in_words(born, died)} at death"
    if incident is not None and born <= incident <= today:
        return f"aged {age_in_words(born, incident)} at the incident, {age_in_words(born, today)} now"
    return f"aged {age_in_words(born, today)}"


def other_children(paper: Paper, today: date) -> str | None:
    rows = paper.rows("other_children")
    return "; ".join(_other_child(row.get("name", ""), row.get("dob", ""), today) for row in rows) if rows else None


def _other_child(name: str, born: str, today: date) -> str:
    try:
        age = age_line(date.fromisoformat(born), None, None, today)
    except ValueError:
        age = ""
    return ", ".join(each for each in (initials(name) or NAMELESS, age) if each)


def agency_count(paper: Paper, _today: date) -> str | None:
    rows = paper.rows("agencies")
    if rows is None:
        return paper.said("agencies")
    return counted(len(rows), "agency", "agencies") if rows else "None, as the referrer says"


def agency_list(paper: Paper, _today: date) -> str | None:
    names = [shown(row.get("agency", "")) or "agency not named" for row in paper.rows("agencies") or ()]
    return excerpt("; ".join(names), length=LONG, more=FULL_TEXT) or None


ROWS: tuple[tuple[str, tuple[Row, ...]], ...] = (
    (
        "Process proposed",
        (
            ("Process proposed", with_detail("proposed_process", "alternative_kind")),
            ("Reason, in the referrer's words", told("proposed_reason")),
        ),
    ),
    (
        "The child",
        (
            ("Child", child_line),
            ("Other children", other_children),
            ("Sex", said("child_sex")),
            ("Ethnicity", said("child_ethnicity")),
            ("Disability or additional needs", told("child_disability")),
            ("Legal status", said("child_legal_status")),
            ("Child protection plan", with_detail("child_protection_plan", "child_protection_detail")),
            ("Open to children's social care", said("child_social_care")),
        ),
    ),
    (
        "What happened",
        (
            ("Outcome", said("outcome")),
            ("Date of death", said("child_death_date")),
            ("Abuse or neglect", said("abuse_or_neglect")),
            ("Date of incident", said("incident_date")),
            ("Agency became aware", said("aware_date")),
            ("Where", told("incident_place")),
            ("Nature of the harm", told("harm_nature")),
            ("In the referrer's words", told("incident_summary")),
        ),
    ),
    (
        "Immediate safety",
        (
            ("Action taken to keep children safe", told("immediate_action")),
            ("Where the child is now", told("child_whereabouts")),
        ),
    ),
    (
        "Agencies",
        (
            ("Agencies involved", agency_count),
            ("Listed", agency_list),
            ("Other areas", told("other_areas")),
            ("Institutional setting", told("setting_name")),
        ),
    ),
)

PARALLEL_ROWS: tuple[Row, ...] = (
    ("Other reviews or proceedings", told("other_processes")),
    ("Family told of this referral", with_detail("family_informed", "family_informed_reason")),
    ("Media interest", said("media_interest")),
)

REFERRER_ROWS: tuple[Row, ...] = (
    ("Referrer", joined("referrer_name", "referrer_role")),
    ("Agency", said("referrer_agency")),
    ("Contact given on the form", joined("referrer_email", "referrer_phone")),
    ("Date of referral", said("referral_date")),
    ("Safeguarding lead consulted", joined("lead_name", "lead_role")),
    ("Lead's contact", told("lead_contact")),
    ("Discussed with the lead", said("discussed_date")),
)


def lines(rows: Iterable[Row], paper: Paper, today: date) -> tuple[Line, ...]:
    pairs = ((label, says(paper, today)) for label, says in rows)
    return tuple(Line(label, value) for label, value in pairs if value)


def parts(paper: Paper, today: date) -> tuple[Part, ...]:
    """The parts that come before the considerations and after them, in their order; empty ones are left out."""
    made = (Part(title, lines(rows, paper, today)) for title, rows in ROWS)
    return tuple(part for part in made if part.lines)


HARM: dict[object, str] = {"died": "the child died", "seriously_harmed": "the child was seriously harmed"}
ABUSE: dict[object, str] = {"known": "known", "suspected": "suspected"}


def threshold(paper: Paper) -> str | None:
    """Both limbs of a serious child safeguarding case (Children Act 2004 s16B(9)), as asserted; None when neither is asked."""
    if paper.answer("outcome") is None or paper.answer("abuse_or_neglect") is None:
        return None
    harm, abuse = HARM.get(paper.value("outcome")), ABUSE.get(paper.value("abuse_or_neglect"))
    if harm and abuse:
        return f"The referrer asserts both limbs of a serious child safeguarding case: abuse or neglect is {abuse}, and {harm}."
    if harm:
        return f"The referrer asserts one of the two limbs of a serious child safeguarding case: {harm}; abuse or neglect is not asserted."
    if abuse:
        return (
            f"The referrer asserts one of the two limbs of a serious child safeguarding case: abuse or neglect is {abuse}; "
            "death or serious harm is not asserted."
        )
    return "The referrer asserts neither limb of a serious child safeguarding case."


ANSWERS: dict[str | None, str] = {"yes": "Yes", "no": "No", "not known": "Not known", None: CANNOT_TELL}


def duty_groups(answers: Iterable[ConsiderationAnswer]) -> tuple[DutyGroup, ...]:
    """The considerations by duty, numbered through in the order of the form."""
    numbered = tuple(enumerate(answers, start=1))
    groups = (
        DutyGroup(
            DUTIES[duty], tuple(_weighed(number, each) for number, each in numbered if each.consideration.duty is duty)
        )
        for duty in Duty
    )
    return tuple(group for group in groups if group.rows)


def _weighed(number: int, answer: ConsiderationAnswer) -> Weighed:
    return Weighed(
        number=number,
        label=answer.consideration.label,
        authority=answer.consideration.authority,
        answer=ANSWERS.get(answer.answer, shown(answer.answer or "")),
        evidence=excerpt(shown(answer.evidence), length=LONG, more=FULL_TEXT),
        where=shown(answer.where) if answer.where else None,
    )

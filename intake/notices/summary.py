"""The page for the Head of Safeguarding: what the referrer says, in the order in which it is weighed (domain notes, section 2.5).

A line without an answer is left out, and so is a part without a line: another partnership's form asks other things.
"""

from datetime import date

from intake.notices.children import child, other_children
from intake.notices.lines import Line, Part, Row, joined, lines, said, told, with_detail
from intake.notices.paper import FULL_TEXT, LONG, Paper
from intake.notices.shown import excerpt, shown
from intake.notices.times import counted

REFERRER: tuple[Row, ...] = (
    ("Referrer", joined("referrer_name", "referrer_role")),
    ("Agency", said("referrer_agency")),
    ("Contact given on the form", joined("referrer_email", "referrer_phone")),
    ("Date of referral", said("referral_date")),
    ("Safeguarding lead consulted", joined("lead_name", "lead_role")),
    ("Lead's contact", told("lead_contact")),
    ("Discussed with the lead", said("discussed_date")),
)


def agency_count(paper: Paper, _today: date) -> str | None:
    rows = paper.rows("agencies")
    if rows is None:
        return paper.said("agencies")
    return counted(len(rows), "agency", "agencies") if rows else "None, as the referrer says"


def agency_list(paper: Paper, _today: date) -> str | None:
    """By the column that names them: `agency`, else the first."""
    asked, rows = paper.form.fields.get("agencies"), paper.rows("agencies")
    if asked is None or not rows or not asked.columns:
        return None
    ids = [column.id for column in asked.columns]
    column = "agency" if "agency" in ids else ids[0]
    names = (shown(row.get(column, "")) or "one without a name" for row in rows)
    return excerpt("; ".join(names), length=LONG, more=FULL_TEXT)


TRIGGER: tuple[tuple[str, tuple[Row, ...]], ...] = (
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
            ("Child", child),
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
)

SAFETY: tuple[tuple[str, tuple[Row, ...]], ...] = (
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

PARALLEL: tuple[tuple[str, tuple[Row, ...]], ...] = (
    (
        "Parallel processes",
        (
            ("Other reviews or proceedings", told("other_processes")),
            ("Family told of this referral", with_detail("family_informed", "family_informed_reason")),
            ("Media interest", said("media_interest")),
        ),
    ),
)


def referrer_lines(paper: Paper, today: date) -> tuple[Line, ...]:
    return lines(REFERRER, paper, today)


def parts(titled: tuple[tuple[str, tuple[Row, ...]], ...], paper: Paper, today: date) -> tuple[Part, ...]:
    """The parts of one of the tables above on which the form says something."""
    made = (Part(title, lines(rows, paper, today)) for title, rows in titled)
    return tuple(part for part in made if part.lines)

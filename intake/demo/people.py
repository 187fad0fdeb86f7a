"""Invented people: what they answered on the partnership's form. Nobody here exists; telephone numbers are set aside for drama."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypeAlias

Answers: TypeAlias = Mapping[str, str | tuple[str, ...] | tuple[Mapping[str, str], ...]]
"""By field id: text, ISO date, choice id, yes or no, several choice ids, or the rows of a table."""

NOTHING: Answers = {}


def considerations(**evidence: str) -> dict[str, str]:
    """Yes with its evidence for those given, no for the others."""
    names = (
        "improvements",
        "recurrent_themes",
        "working_together",
        "national_panel",
        "single_agency",
        "no_agency",
        "more_than_one_area",
        "institutional_setting",
    )
    answers = {name: "yes" if name in evidence else "no" for name in names}
    return {**answers, **{f"{name}_evidence": text for name, text in evidence.items()}}


def harmed_boy(today: date) -> Answers:
    """A complete referral by a hospital."""
    incident = today - timedelta(days=6)
    return {
        "referral_date": today.isoformat(),
        "referrer_name": "Imogen Tarrant",
        "referrer_role": "Named nurse for safeguarding",
        "referrer_agency": "Larkfield Hospital",
        "referrer_email": "imogen.tarrant@larkfield.nhs.example",
        "referrer_phone": "01632 960201",
        "referrer_address": "Larkfield Hospital, Mill Lane, Aldwater",
        "lead_name": "Dr Osman Pryce",
        "lead_role": "Designated doctor",
        "lead_contact": "osman.pryce@larkfield.nhs.example, 01632 960202",
        "discussed_date": (today - timedelta(days=1)).isoformat(),
        "proposed_process": "lcspr",
        "proposed_reason": "Three services saw injuries within five weeks and none of them saw the whole. We think that there is learning for all of them.",
        "child_name": "Jonah Whitlock",
        "child_dob": (today - timedelta(days=5 * 365 + 40)).isoformat(),
        "child_sex": "male",
        "child_ethnicity": "White British",
        "child_disability": "None",
        "child_address": "14 Tanner's Row, Aldwater, WX2 7QP",
        "child_whereabouts": "On the children's ward; his aunt stays with him",
        "child_legal_status": "none",
        "child_protection_plan": "before",
        "child_protection_detail": "Two years ago for eight months, neglect",
        "child_social_care": "yes",
        "child_social_worker": "Perrin Adeyemi",
        "child_school": "Riverside Primary School",
        "child_gp": "Quay Road Practice",
        "family": (
            {
                "name": "Carla Whitlock",
                "relationship": "Mother",
                "dob": "1996-02-11",
                "address": "As the child",
                "responsibility": "Yes",
            },
            {
                "name": "Dean Mortlock",
                "relationship": "Mother's partner",
                "dob": "",
                "address": "As the child",
                "responsibility": "No",
            },
        ),
        "incident_date": incident.isoformat(),
        "aware_date": (incident + timedelta(days=1)).isoformat(),
        "incident_place": "At home",
        "carer_at_time": "Mother's partner",
        "outcome": "seriously_harmed",
        "abuse_or_neglect": "suspected",
        "harm_nature": "A skull fracture and two older rib fractures",
        "incident_summary": "Jonah was brought to the emergency department by ambulance at 21:40 with a head injury. The account given was a fall from a bunk bed, which does not explain the "
        "older fractures. He had been seen twice at the walk-in centre in the five weeks before, each time with bruises.",
        "immediate_action": "Police protection was used that night. His baby sister was examined and is with a grandmother under a safety plan.",
        **considerations(
            improvements="Bruises on a child who was known to services were not put together.",
            working_together="The walk-in centre, the school and children's social care each held a part.",
        ),
        "agencies": (
            {
                "agency": "Children's social care",
                "worker": "Perrin Adeyemi",
                "contact": "01632 960710",
                "involved": "Yes",
            },
            {
                "agency": "Riverside Primary School",
                "worker": "Edda Lindqvist, DSL",
                "contact": "01632 960877",
                "involved": "Yes",
            },
        ),
        "own_involvement": "Treated since the night of the admission; two earlier visits to our walk-in centre.",
        "strategy_meeting": "yes",
        "strategy_meeting_date": (incident + timedelta(days=2)).isoformat(),
        "panel_notified": "no",
        "other_processes": ("police",),
        "media_interest": "no",
        "family_informed": "no",
        "family_informed_reason": "On the advice of the police",
        "signature": "Imogen Tarrant",
        "signature_date": today.isoformat(),
    }


def near_miss(today: date) -> Answers:
    """A complete referral by a school, for an alternative review."""
    changes = {
        "referrer_name": "Edda Lindqvist",
        "referrer_role": "Designated safeguarding lead",
        "referrer_agency": "Riverside Primary School",
        "referrer_email": "dsl@riverside.sch.example",
        "referrer_phone": "01632 960877",
        "referrer_address": "Riverside, Aldwater",
        "lead_name": "I am the lead",
        "lead_role": "Designated safeguarding lead of the school",
        "lead_contact": "dsl@riverside.sch.example",
        "proposed_process": "alternative",
        "alternative_kind": "multi",
        "proposed_reason": "A near miss that four services can learn from without blame.",
        "child_name": "Tamsin Okafor",
        "child_sex": "female",
        "child_ethnicity": "Not known",
        "child_protection_plan": "never",
        "child_social_care": "no",
        "outcome": "neither",
        "abuse_or_neglect": "suspected",
        "child_whereabouts": "At home with her mother",
        "incident_summary": "Tamsin was left alone in the flat overnight while services passed messages to one another. A neighbour heard her. She was not hurt.",
        "immediate_action": "Her grandmother has moved in for now, and school sees her each day.",
        "family_informed": "yes",
        "signature": "Edda Lindqvist",
    }
    dropped = {"harm_nature", "child_protection_detail", "child_social_worker", "family_informed_reason"}
    base = {name: value for name, value in harmed_boy(today).items() if name not in dropped}
    return {**base, **changes}


def without(answers: Answers, *names: str) -> Answers:
    """The same form with some answers not given."""
    return {name: value for name, value in answers.items() if name not in names}

"""Invented referrals on the real form definition, and the letters about them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from intake.checks import assess
from intake.forms.definition import load_form
from intake.model.assessment import Assessment
from intake.model.decision import (
    Action,
    Decision,
    EarlierReferral,
    ExaminedFile,
    Forward,
    HandOver,
    Outcome,
    Reason,
    Return,
)
from intake.model.document import Document, FileType, Remark
from intake.model.form import FieldType, Form
from intake.model.mail import Notice
from intake.model.message import Attachment, Authentication, Domain, DomainStanding, Message, MessageKind, Sender
from intake.model.office import Agency, Office
from intake.model.reading import Answer, Problem, Reading, Standing, State, Unclaimed
from intake.notices import Templates, write

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 10, 9, 12, tzinfo=UTC)
REFERENCE = "HCP-2026-0042"
REFERRER = "d.quill@police.example"
FORM = load_form((ROOT / "config/forms/halton-lcspr.yaml").read_text(encoding="utf-8"), name="halton-lcspr.yaml")
SOURCES = {
    path.name: path.read_text(encoding="utf-8")
    for path in (ROOT / "templates").iterdir()
    if path.suffix in {".txt", ".html"}
}
TEMPLATES = Templates(SOURCES)
OFFICE = Office(
    partnership="Invented Safeguarding Partnership",
    short_name="Invented referrals",
    reference_prefix="HCP",
    marking="OFFICIAL-SENSITIVE",
    zone="Europe/London",
    mailbox="referrals@partnership.example",
    mailbox_aliases=("reviews@partnership.example",),
    head="head@council.example",
    business_unit="unit@council.example",
    contact_phone="01632 960100",
    danger_advice="If a child is in danger now, telephone 999.",
    form_location="our website, under Reviews",
    allowed_domains=("council.example",),
    agencies=(Agency(name="Invented Police", domains=("police.example",)),),
)
COMPLETE: Mapping[str, object] = {
    "referral_date": "2026-03-09",
    "referrer_name": "Dana Quill",
    "referrer_role": "Detective Sergeant",
    "referrer_agency": "Invented Police",
    "referrer_email": REFERRER,
    "referrer_phone": "01632 960200",
    "lead_name": "Perry Oakes",
    "lead_role": "Superintendent",
    "lead_contact": "01632 960201",
    "discussed_date": "2026-03-06",
    "proposed_process": "lcspr",
    "proposed_reason": "The same gap was named before.",
    "child_name": "Robin Amber Vale",
    "child_dob": "2024-01-15",
    "child_sex": "female",
    "child_ethnicity": "White British",
    "child_disability": "None known",
    "child_address": "1 Invented Row, WX1 1AA",
    "child_whereabouts": "With a foster carer",
    "child_legal_status": "looked_after",
    "child_protection_plan": "never",
    "child_social_care": "no",
    "family": ({"name": "Jo Vale", "relationship": "Mother"},),
    "incident_date": "2026-03-02",
    "aware_date": "2026-03-03",
    "incident_place": "At home",
    "outcome": "seriously_harmed",
    "abuse_or_neglect": "suspected",
    "harm_nature": "A fracture",
    "incident_summary": "An injury that nobody could explain.",
    "immediate_action": "A strategy discussion was held.",
    "improvements": "yes",
    "improvements_evidence": "Two reports were not put together.",
    "recurrent_themes": "no",
    "working_together": "no",
    "national_panel": "no",
    "single_agency": "no",
    "no_agency": "no",
    "more_than_one_area": "no",
    "institutional_setting": "no",
    "agencies": ({"agency": "Invented Police"}, {"agency": "Invented Health"}),
    "own_involvement": "One call in January.",
    "panel_notified": "yes",
    "panel_notified_date": "2026-03-05",
    "signature": "Dana Quill",
    "signature_date": "2026-03-09",
}


def answer(value: object, number: int) -> Answer:
    where = f"Table {number % 9 + 1}, row {number % 5 + 1}"
    if value is None:
        return Answer(state=State.EMPTY, where=where, problem=Problem.EMPTY)
    if value == "Not known":
        return Answer(state=State.NOT_KNOWN, text="Not known", where=where)
    if isinstance(value, Answer):
        return value
    assert isinstance(value, str | tuple)
    return Answer(state=State.FILLED, value=value, text=str(value), where=where)


def weighed(
    answers: Mapping[str, object] | None = None,
    *,
    standing: Standing = Standing.FORM,
    unclaimed: tuple[Unclaimed, ...] = (),
    form: Form = FORM,
) -> Assessment:
    """A complete form with some answers changed; None takes one away."""
    given = {**COMPLETE, **(answers or {})}
    read = {
        field_id: replace(answer(given.get(field_id), number), label=field.label)
        for number, (field_id, field) in enumerate(form.fields.items())
    }
    reading = Reading(
        standing=standing, form=form.id, printed_version=form.version, answers=read, unclaimed=unclaimed, score=1.0
    )
    return assess(form, reading, today=NOW.date())


def file(*assessments: Assessment, remarks: tuple[Remark, ...] = (), kind: FileType = FileType.DOCX) -> ExaminedFile:
    return ExaminedFile(
        attachment=Attachment(name="Robin Vale.docx", path="part 2", content=b"PK-original", type=kind, sha256="1"),
        assessments=assessments,
        document=Document(type=kind, stories=(), remarks=remarks),
    )


def message(**changes: object) -> Message:
    plain = Message(
        kind=MessageKind.ORDINARY,
        kind_reason="",
        message_id="<source.1@police.example>",
        sender=Sender(address=REFERRER, name="Dana Quill"),
        subject="Robin Vale",
        attachments=(file().attachment,),
        authentication=Authentication.PASSED,
        domain=Domain(standing=DomainStanding.LISTED),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


OUTCOMES = {Forward: Outcome.FORWARDED, Return: Outcome.RETURNED, HandOver: Outcome.HANDED_OVER}


def decision(*actions: Action, earlier: EarlierReferral | None = None, **changes: object) -> Decision:
    plain = Decision(
        kind=MessageKind.REFERRAL,
        outcome=OUTCOMES[type(actions[0])],
        reason=Reason.COMPLETE,
        actions=actions,
        earlier=earlier,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def letters(
    decided: Decision,
    *,
    about: Message | None = None,
    office: Office = OFFICE,
    references: tuple[str | None, ...] | None = None,
    form: Form = FORM,
    templates: Templates = TEMPLATES,
) -> tuple[Notice, ...]:
    return write(
        decided,
        about or message(),
        office,
        {form.id: form},
        templates,
        arrival="17",
        references=references or (REFERENCE,) * len(decided.actions),
        received=NOW,
        now=NOW,
    )


def forwarded(answers: Mapping[str, object] | None = None, *, acknowledge: bool = True) -> tuple[Notice, ...]:
    assessment = weighed(answers)
    return letters(decision(Forward(file=file(assessment), assessment=assessment, acknowledge=acknowledge)))


def returned(answers: Mapping[str, object] | None = None, *, standing: Standing = Standing.FORM) -> Notice:
    assessment = weighed(answers, standing=standing)
    return letters(decision(Return(file=file(assessment), assessment=assessment, to=REFERRER)))[0]


def handed_over(reason: Reason, answers: Mapping[str, object] | None = None, *, about: Message | None = None) -> Notice:
    assessment = weighed(answers)
    return letters(decision(HandOver(reason=reason, file=file(assessment), assessment=assessment)), about=about)[0]


def canary_answers(form: Form = FORM) -> dict[str, object]:
    """A word of its own in every field that takes words, and in what cannot be read."""
    return {
        field_id: f"canary{number}x"
        for number, (field_id, field) in enumerate(form.fields.items())
        if field.type in {FieldType.TEXT, FieldType.LONG_TEXT, FieldType.EMAIL, FieldType.PHONE}
    }

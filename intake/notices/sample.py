"""An invented partnership with its form and a message to it: what the templates and the composer are tried on at the start."""

from datetime import UTC, datetime

from intake.model.assessment import Assessment, ConsiderationAnswer, Gap, Urgency, Verdict
from intake.model.decision import ExaminedFile, Reason
from intake.model.digest import (
    DigestFacts,
    NewReferral,
    OpenHandOver,
    OpenReturn,
    RaisedAlarm,
    Receipts,
    UnsentLetter,
)
from intake.model.document import Document, FileType, Remark, RemarkCode, Trouble
from intake.model.form import Choice, Column, Consideration, Duty, Field, FieldType, Form, Section
from intake.model.mail import NoticeKind
from intake.model.message import Attachment, Authentication, Domain, DomainStanding, Message, MessageKind, Sender
from intake.model.office import Agency, Office
from intake.model.reading import Answer, Problem, Reading, Standing, State, Unclaimed

NOW = datetime(2026, 3, 10, 9, 12, tzinfo=UTC)
OFFICE = Office(
    partnership="Example Partnership",
    short_name="Example referrals",
    reference_prefix="EX",
    marking="OFFICIAL-SENSITIVE",
    zone="Europe/London",
    mailbox="referrals@example.org",
    head="head@example.org",
    business_unit="unit@example.org",
    contact_phone="01632 960000",
    danger_advice="Telephone 999.",
    form_location="the website",
    allowed_domains=("example.org",),
    agencies=(Agency(name="Example Police", domains=("police.example",)),),
)
CONSIDERATION = Consideration(id="themes", label="Recurrent themes", duty=Duty.MUST, authority="an authority")
FORM = Form(
    id="example",
    version="1",
    title="Example form",
    partnership="Example Partnership",
    marking="OFFICIAL-SENSITIVE",
    guidance="",
    sections=(
        Section(
            id="all",
            title="1. Everything",
            fields=(
                Field(id="referrer_name", label="Name", type=FieldType.TEXT, section="all"),
                Field(id="referrer_email", label="Email", type=FieldType.EMAIL, section="all"),
                Field(id="child_name", label="Child", type=FieldType.TEXT, section="all", accepts_not_known=True),
                Field(id="child_dob", label="Date of birth", type=FieldType.DATE, section="all"),
                Field(
                    id="outcome",
                    label="Outcome",
                    type=FieldType.CHOICE,
                    section="all",
                    choices=(Choice(id="died", label="The child died"),),
                ),
                Field(
                    id="agencies",
                    label="Agencies",
                    type=FieldType.TABLE,
                    section="all",
                    columns=(Column(id="agency", label="Agency"),),
                    none_phrases=("None",),
                ),
                Field(id="abuse_or_neglect", label="Abuse", type=FieldType.CHOICE, section="all"),
            ),
        ),
    ),
    considerations=(CONSIDERATION,),
    not_known_phrases=("Not known",),
    placeholder_phrases=(),
)
GAPS = (
    Gap(field="child_name", label="Child", section="1. Everything", problem=Problem.EMPTY, where="Table 1, row 1"),
    Gap(field="outcome", label="Outcome", section="1. Everything", problem=Problem.NOT_CHOSEN),
)


ANSWERS = {
    "referrer_name": Answer(state=State.FILLED, value="A Person", text="A Person"),
    "referrer_email": Answer(state=State.FILLED, value="a@agency.example", text="a@agency.example"),
    "child_name": Answer(state=State.FILLED, value="An Invented Child", text="An Invented Child"),
    "child_dob": Answer(state=State.FILLED, value="2020-01-31", text="31 January 2020"),
    "outcome": Answer(state=State.FILLED, value="died", text="The child died"),
    "agencies": Answer(state=State.FILLED, value=({"agency": "Example Police"},), text="Example Police"),
    "abuse_or_neglect": Answer(state=State.FILLED, value="suspected", text="Suspected"),
}
FULL = Assessment(
    reading=Reading(
        standing=Standing.FORM,
        form=FORM.id,
        printed_version="0",
        answers=ANSWERS,
        unclaimed=(Unclaimed(where="Table 1, row 3", text="A line"),),
    ),
    verdict=Verdict.INCOMPLETE,
    missing=GAPS,
    doubts=GAPS,
    considerations=(ConsiderationAnswer(CONSIDERATION, "yes", "Some evidence", "Table 2, row 1"),),
    not_known=("child_name",),
    inconsistencies=("future_date",),
    warnings=("A warning.",),
    urgency=Urgency.DIED,
    required_count=7,
)
"""With something in every place."""
SCANT = Assessment(reading=Reading(standing=Standing.FORM, form=FORM.id), verdict=Verdict.COMPLETE)
"""With nothing in any."""
BLANK = Assessment(reading=Reading(standing=Standing.BLANK, form=FORM.id), verdict=Verdict.BLANK, missing=GAPS)
ATTACHMENT = Attachment(name="form.docx", path="part 2", content=b"", type=FileType.DOCX, sha256="1")
FILE = ExaminedFile(
    attachment=ATTACHMENT,
    assessments=(FULL, SCANT, BLANK),
    document=Document(type=FileType.DOCX, stories=(), remarks=(Remark(RemarkCode.TRACKED_CHANGES),)),
    trouble=Trouble.OLD_FORMAT,
    trouble_detail="detail",
)
ACTIVE_FILE = ExaminedFile(
    attachment=ATTACHMENT,
    assessments=(SCANT,),
    document=Document(type=FileType.DOCX, stories=(), remarks=(Remark(RemarkCode.MACROS),)),
)
MESSAGE = Message(
    kind=MessageKind.ORDINARY,
    kind_reason="",
    message_id="<1@agency.example>",
    sender=Sender(address="referrer@agency.example"),
    attachments=(ATTACHMENT, Attachment(name="plan.pdf", path="part 3", content=b"", type=FileType.PDF, sha256="2")),
    authentication=Authentication.PASSED,
    domain=Domain(standing=DomainStanding.LOOK_ALIKE, looks_like="agent.example", reads_as="agénc.example"),
    reply_to="elsewhere@agency.example",
    forwarded_from=Sender(address="other@agency.example"),
)
BARE_MESSAGE = Message(kind=MessageKind.BROKEN, kind_reason="")
QUIET_DAY = DigestFacts(
    day=NOW.date(),
    since=None,
    receipts=Receipts(received=0, forwarded=0, returned=0, handed_over=0, left=0, in_progress=0),
)
BUSY_DAY = DigestFacts(
    day=NOW.date(),
    since=NOW,
    receipts=Receipts(received=9, forwarded=1, returned=1, handed_over=1, left=1, in_progress=1),
    new_referrals=(NewReferral(reference="EX-2026-0001", forwarded=NOW, agency="Example Police", is_urgent=True),),
    open_returns=(OpenReturn(reference="EX-2026-0002", returned=NOW, gaps=2),),
    open_hand_overs=(OpenHandOver(arrival="3", handed_over=NOW, reason=Reason.NO_FORM),),
    unsent=(UnsentLetter(kind=NoticeKind.RETURN, written=NOW, is_dead=True, code=550),),
    alarms=(RaisedAlarm(code="job_missed", since=NOW, particular="collect"),),
    is_late=True,
    vanished=1,
    audit_head="0" * 64,
)

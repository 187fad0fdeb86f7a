"""Invented slots and a small invented form."""

from collections.abc import Mapping, Sequence

from intake.forms.answers import understand
from intake.forms.normal import normal
from intake.forms.slot import Option, Slot, SlotRow
from intake.model.document import Block, Control, ControlKind, Mark, Paragraph, Span, SpanKind
from intake.model.form import Choice, Column, Field, FieldType, Form, Section
from intake.model.reading import Answer

BOLD, ITALIC, UNDERLINE, STRIKE, HIGHLIGHT, RINGED = (
    Mark.BOLD,
    Mark.ITALIC,
    Mark.UNDERLINE,
    Mark.STRIKE,
    Mark.HIGHLIGHT,
    Mark.RINGED,
)
PICTURE = Span("", kind=SpanKind.IMAGE)
INK = Span("", kind=SpanKind.UNREADABLE)
PROMPT = Span("Click or tap here to enter text.", Mark.PLACEHOLDER)


def box(*, ticked: bool) -> Span:
    return Span("☒" if ticked else "☐", kind=SpanKind.TICK, ticked=ticked)


ON, OFF = box(ticked=True), box(ticked=False)


def prompt(text: str, kind: ControlKind = ControlKind.TEXT) -> Span:
    return Span(text, control=Control(kind=kind, is_placeholder=True))


def para(*spans: str | Span) -> Paragraph:
    return Paragraph(tuple(Span(each) if isinstance(each, str) else each for each in spans))


def blocks(*contents: str | Span | Block) -> tuple[Block, ...]:
    """Each a paragraph of its own."""
    return tuple(para(each) if isinstance(each, str | Span) else each for each in contents)


def slot(*contents: str | Span | Block, label: str | None = None, where: str = "Table 1, row 2") -> Slot:
    return Slot(field="any", where=where, label=label, blocks=blocks(*contents))


def columns(marks: Mapping[str, str | Span | Block], *beside: str) -> Slot:
    options = tuple(Option(label=label, blocks=blocks(content)) for label, content in marks.items())
    return Slot(field="any", where="Table 1, row 2", label="Any", blocks=blocks(*beside), options=options)


def table(ids: Sequence[str], *rows: Sequence[str | Span | Block], beside: Sequence[str] = ()) -> Slot:
    slot_rows = tuple(
        SlotRow(cells={id_: blocks(cell) for id_, cell in zip(ids, row, strict=False)}, where=f"row {at}")
        for at, row in enumerate(rows, 1)
    )
    return Slot(field="any", where="Table 1", label="Any", blocks=blocks(*beside), rows=slot_rows)


def field(id_: str, type_: FieldType = FieldType.TEXT, label: str | None = None, **changes: object) -> Field:
    given = {"id": id_, "label": label or id_.replace("_", " ").capitalize(), "type": type_, "section": "main"}
    return Field(**{**given, **changes})  # type: ignore[arg-type]


HARM = (
    Choice(id="died", label="The child died", aliases=("Death", "Died")),
    Choice(id="harmed", label="The child was seriously harmed", aliases=("Serious harm", "Seriously harmed")),
    Choice(id="neither", label="Neither (near miss, good or poor practice)", aliases=("Near miss",)),
)
PLAN = (
    Choice(id="now", label="Yes, now", aliases=("Yes",)),
    Choice(id="before", label="Yes, previously"),
    Choice(id="never", label="No", aliases=("Never",)),
)
STATUS = (
    Choice(id="none", label="None"),
    Choice(id="looked_after", label="Looked after", aliases=("LAC", "Child in care", "Section 20")),
    Choice(id="other", label="Other order"),
)
OTHERS = (
    Choice(id="police", label="Police investigation"),
    Choice(id="coroner", label="Coroner"),
    Choice(id="lado", label="LADO"),
    Choice(id="none", label="None"),
)
PEOPLE = (
    Column(id="name", label="Name"),
    Column(id="dob", label="Date of birth", aliases=("DOB",), is_date=True),
    Column(id="tie", label="Relationship to child"),
    Column(id="duty", label="Parental responsibility?"),
)
FIELDS = (
    field("agency", label="Agency / organisation", aliases=("Agency",)),
    field("role", label="Job title / role", aliases=("Designation/Title", "Role")),
    field("email", FieldType.EMAIL, "Email", aliases=("E-mail address",)),
    field("phone", FieldType.PHONE, "Telephone", aliases=("Telephone number",)),
    field("address", FieldType.LONG_TEXT, "Work address"),
    field("name", label="Name of safeguarding lead", accepts_not_known=True),
    field("place", label="Where did it happen"),
    field("story", FieldType.LONG_TEXT, "What happened", help="Facts first, opinion after. Give dates."),
    field("school", label="School", accepts_not_applicable=True),
    field("born", FieldType.DATE, "Date of birth (or expected date of delivery)"),
    field("due", FieldType.DATE, "Due on", accepts_not_applicable=True),
    field("fax", FieldType.PHONE, "Fax", accepts_not_applicable=True),
    field("met", FieldType.DATE, "Date of meeting", accepts_not_known=True),
    field("incident", FieldType.DATE_OR_TEXT, "Date of incident (or period)", accepts_not_known=True),
    field("open", FieldType.YES_NO, "Open to social care?", accepts_not_known=True),
    field("media", FieldType.YES_NO, "Is there media interest?"),
    field("outcome", FieldType.CHOICE, "What was the outcome?", choices=HARM),
    field("plan", FieldType.CHOICE, "Subject to a plan?", choices=PLAN, accepts_not_known=True),
    field("status", FieldType.CHOICE, "Legal status", choices=STATUS),
    field("others", FieldType.CHOICES, "Other reviews", choices=OTHERS),
    field("family", FieldType.TABLE, "Family", columns=PEOPLE, none_phrases=("None known", "No family known")),
    field("signature", FieldType.SIGNATURE, "Signature or typed name"),
    field("themes", FieldType.YES_NO, "Recurrent themes"),
    field("themes_evidence", FieldType.LONG_TEXT, "Evidence", evidence_of="themes"),
)
PRINTED = (
    "Say which of the considerations you rely on.",
    "Include the postcode.",
    "• what led up to the incident and who was there",
    "Where did it happen",
    "None",
    "Police investigation",
    "Coroner",
    "10. Learning",
)
FORM = Form(
    id="small",
    version="2026.1",
    title="Small form",
    partnership="Northshire Safeguarding Partnership",
    marking="",
    guidance="",
    sections=(Section(id="main", title="1. All of it", fields=FIELDS),),
    considerations=(),
    not_known_phrases=("Not known", "Unknown", "NK", "N/K", "Don't know", "Not yet known"),
    placeholder_phrases=(
        *(
            "TBC",
            "To be confirmed",
            "N/A",
            "NA",
            "Not applicable",
            "None given",
            "See attached",
            "See above",
            "As above",
        ),
        *("-", "?", "x", "xxx", "dd/mm/yyyy", "Choose an item.", "Please select", "Select"),
    ),
    printed=frozenset(map(normal, PRINTED)),
)


def read(field_id: str, *contents: str | Span | Block, label: str | None = None) -> Answer:
    return understand(slot(*contents, label=label), FORM.fields[field_id], FORM)


def read_slot(field_id: str, given: Slot) -> Answer:
    return understand(given, FORM.fields[field_id], FORM)

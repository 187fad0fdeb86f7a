"""About a dozen invented messages, as agencies and the rest of the world would send them."""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from msoffcrypto.format.ooxml import OOXMLFile

from intake.demo import people
from intake.demo.filling import filled_excel, filled_word
from intake.forms.blank.word import write_word
from intake.forms.definition import load_form
from intake.model.form import Form
from intake.model.office import Office

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HOSPITAL, SCHOOL, COUNCIL = "larkfield.nhs.example", "riverside.sch.example", "northshire.gov.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One message and what it is, in words for the audience."""

    title: str
    content: bytes = field(repr=False)
    received: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A file that goes along."""

    name: str
    content: bytes = field(repr=False)
    media_type: str = WORD


def posted(form: Form, office: Office, *, now: datetime) -> tuple[Posted, ...]:
    """The messages, a few minutes apart, the last one just now."""
    writers = tuple(WRITERS)
    times = [now - timedelta(minutes=3 * (len(writers) - number)) for number in range(len(writers))]
    scene = Scene(form=form, office=office, today=now.date())
    return tuple(
        Posted(title=title, content=write(scene, number, received), received=received)
        for number, ((title, write), received) in enumerate(zip(writers, times, strict=True), start=1)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the writers of the messages need."""

    form: Form
    office: Office
    today: date

    def mail(
        self,
        number: int,
        at: datetime,
        sender: str,
        subject: str,
        body: str,
        *papers: Paper,
        **fields: str,
    ) -> bytes:
        """A mail as it lies in the mailbox: the provider has written what it found about the sender."""
        message = EmailMessage()
        message.set_content(body)
        domain = sender.rpartition("@")[2].rstrip(">")
        message["Authentication-Results"] = f"{self.office.authserv_id}; dmarc=pass header.from={domain}"
        message["From"] = sender
        message["To"] = self.office.mailbox
        message["Subject"] = subject
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<demo-{number}@{domain}>"
        for name, value in fields.items():
            message[name.replace("_", "-")] = value
        for paper in papers:
            main, sub = paper.media_type.split("/")
            message.add_attachment(paper.content, maintype=main, subtype=sub, filename=paper.name)
        return message.as_bytes()


Writer = Callable[[Scene, int, datetime], bytes]


def complete_word(scene: Scene, number: int, at: datetime) -> bytes:
    paper = Paper(name="LCSPR referral.docx", content=filled_word(scene.form, people.harmed_boy(scene.today)))
    return scene.mail(
        number,
        at,
        f"Imogen Tarrant <imogen.tarrant@{HOSPITAL}>",
        "Referral",
        "Please find our referral attached.",
        paper,
    )


def complete_excel(scene: Scene, number: int, at: datetime) -> bytes:
    paper = Paper(
        name="Referral.xlsx", content=filled_excel(scene.form, people.near_miss(scene.today)), media_type=EXCEL
    )
    return scene.mail(number, at, f"Edda Lindqvist <dsl@{SCHOOL}>", "Learning review", "Form attached.", paper)


def incomplete(scene: Scene, number: int, at: datetime) -> bytes:
    answers = people.without(
        people.near_miss(scene.today),
        "referrer_phone",
        "immediate_action",
        "working_together_evidence",
        "signature_date",
    )
    paper = Paper(name="Referral form.docx", content=filled_word(scene.form, answers))
    return scene.mail(
        number,
        at,
        f"Rowan Achebe <rowan.achebe@{COUNCIL}>",
        "RE: the case we spoke of",
        "Form attached as agreed.",
        paper,
    )


def incomplete_and_urgent(scene: Scene, number: int, at: datetime) -> bytes:
    answers = people.without(people.harmed_boy(scene.today), "lead_name", "child_dob", "agencies")
    paper = Paper(name="form.docx", content=filled_word(scene.form, answers))
    return scene.mail(number, at, f"Percy Dunmore <percy.dunmore@{HOSPITAL}>", "URGENT", "Sending what we have.", paper)


def blank(scene: Scene, number: int, at: datetime) -> bytes:
    paper = Paper(name="Referral form FINAL.docx", content=write_word(scene.form))
    return scene.mail(number, at, f"Sorrel Haines <office@{SCHOOL}>", "Referral", "Please see attached.", paper)


def two_forms(scene: Scene, number: int, at: datetime) -> bytes:
    first = Paper(name="child 1.docx", content=filled_word(scene.form, people.near_miss(scene.today)))
    lacking = people.without(people.harmed_boy(scene.today), "child_ethnicity", "signature")
    second = Paper(name="child 2.docx", content=filled_word(scene.form, lacking))
    return scene.mail(
        number, at, f"Rowan Achebe <rowan.achebe@{COUNCIL}>", "Two referrals", "Two forms attached.", first, second
    )


def form_and_paper(scene: Scene, number: int, at: datetime) -> bytes:
    form = Paper(name="Referral.docx", content=filled_word(scene.form, people.harmed_boy(scene.today)))
    paper = Paper(
        name="Chronology.docx", content=plain_paper("Chronology", "2 March: first visit.", "9 March: school meeting.")
    )
    return scene.mail(
        number,
        at,
        f"Percy Dunmore <percy.dunmore@{HOSPITAL}>",
        "Referral and chronology",
        "Both attached.",
        paper,
        form,
    )


def without_attachment(scene: Scene, number: int, at: datetime) -> bytes:
    return scene.mail(
        number, at, f"Sorrel Haines <office@{SCHOOL}>", "Referral", "Please find the referral form attached."
    )


def out_of_office(scene: Scene, number: int, at: datetime) -> bytes:
    fields = {"Auto_Submitted": "auto-replied", "X_Auto_Response_Suppress": "All"}
    return scene.mail(
        number,
        at,
        f"Rowan Achebe <rowan.achebe@{COUNCIL}>",
        "Automatic reply: Referral",
        "I am on leave until Monday.",
        **fields,
    )


def newsletter(scene: Scene, number: int, at: datetime) -> bytes:
    fields = {"List_Id": "<news.training.example>", "Precedence": "bulk"}
    return scene.mail(
        number,
        at,
        "Training News <news@training.example>",
        "Spring courses",
        "Download our referral form template.",
        **fields,
    )


def encrypted(scene: Scene, number: int, at: datetime) -> bytes:
    paper = Paper(name="Referral.docx", content=with_password(filled_word(scene.form, people.near_miss(scene.today))))
    return scene.mail(
        number,
        at,
        f"Imogen Tarrant <imogen.tarrant@{HOSPITAL}>",
        "Referral",
        "The password follows by telephone.",
        paper,
    )


def other_form(scene: Scene, number: int, at: datetime) -> bytes:
    definition = load_form(MULTI_AGENCY_REFERRAL, name="multi-agency-referral.yaml")
    answers = {
        "child": "Tamsin O.",
        "worry": "She does not want to go home tonight.",
        "worker": "Sorrel Haines",
        "day": scene.today.isoformat(),
    }
    paper = Paper(name="MARF.docx", content=filled_word(definition, answers))
    return scene.mail(
        number, at, f"Sorrel Haines <office@{SCHOOL}>", "URGENT", "Please see attached, today please.", paper
    )


def question(scene: Scene, number: int, at: datetime) -> bytes:
    return scene.mail(
        number,
        at,
        f"Edda Lindqvist <dsl@{SCHOOL}>",
        "Which form?",
        "May we use last year's form for a learning review?",
    )


WRITERS: tuple[tuple[str, Writer], ...] = (
    ("a complete form in Word", complete_word),
    ("a complete form in Excel", complete_excel),
    ("an incomplete form", incomplete),
    ("an incomplete form that tells of serious harm", incomplete_and_urgent),
    ("a blank form", blank),
    ("two forms in one message", two_forms),
    ("a form with a supporting paper", form_and_paper),
    ("“form attached”, and no attachment", without_attachment),
    ("an out-of-office reply", out_of_office),
    ("a newsletter", newsletter),
    ("a form with a password", encrypted),
    ("another authority's form", other_form),
    ("a question", question),
)

MULTI_AGENCY_REFERRAL = """
id: multi-agency-referral
version: "7"
title: Multi-agency referral form (MARF)
partnership: Northshire Children's Services
marking: CONFIDENTIAL
guidance: Use this form to tell children's social care of a concern about a child. If a child is in danger now, call 999.
sections:
  - id: child
    title: The child you are worried about
    fields:
      - {id: child, label: Name of child, type: text, required: true}
      - {id: consent, label: Has the parent agreed to this referral, type: yes_no}
      - {id: worry, label: What are you worried about, type: long_text, required: true}
      - {id: working_well, label: What is working well, type: long_text}
  - id: sender
    title: Person making the referral
    fields:
      - {id: worker, label: Your name, type: text, required: true}
      - {id: day, label: Date, type: date, required: true}
considerations: []
not_known_phrases: [Not known]
placeholder_phrases: [TBC]
"""


def with_password(content: bytes) -> bytes:
    """The file as Word keeps it behind a password."""
    result = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt("only they know", result)
    return result.getvalue()


def plain_paper(*lines: str) -> bytes:
    """A Word file of a few paragraphs."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in paper_parts(lines):
            archive.writestr(name, text)
    return result.getvalue()


def paper_parts(lines: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{WORD}.main+xml"/></Types>',
    )
    yield (
        "_rels/.rels",
        f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{main}" Target="word/document.xml"/></Relationships>',
    )
    yield "word/document.xml", f'<w:document xmlns:w="{word}"><w:body>{paragraphs}</w:body></w:document>'

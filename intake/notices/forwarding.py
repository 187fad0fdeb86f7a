"""The forward: a complete referral to the Head of Safeguarding, with a copy to the business unit."""

from collections.abc import Iterator, Mapping

from intake.model.assessment import Assessment
from intake.model.decision import ExaminedFile, Forward
from intake.model.form import Form
from intake.model.mail import Enclosure, NoticeKind
from intake.notices.clocks import clock_lines
from intake.notices.considerations import duty_groups, threshold
from intake.notices.forms_sent import place_among_forms
from intake.notices.letter import Letter, Occasion
from intake.notices.lines import Line, Part, listed
from intake.notices.media_types import MEDIA_TYPES
from intake.notices.paper import Paper
from intake.notices.sender import other_papers, sender_lines
from intake.notices.shown import excerpt, shown
from intake.notices.summary import PARALLEL, SAFETY, TRIGGER, parts, referrer_lines
from intake.notices.times import counted
from intake.notices.wording import REMARKS, URGENCIES, inconsistency_in_words

SAID_URGENT = "The message that it came with says that it is urgent."
MOST_UNCLAIMED = 12
UNCLAIMED_LENGTH = 200


def forward_letter(
    action: Forward, occasion: Occasion, forms: Mapping[str, Form], *, number: int, reference: str | None
) -> Letter:
    """Say what the referrer asserts. KeyError when the form's definition is not among `forms`."""
    paper = Paper(form=forms[action.assessment.reading.form or ""], assessment=action.assessment)
    office = occasion.office
    enclosures = tuple(_enclosed(action.file, reference, number))
    return Letter(
        kind=NoticeKind.FORWARD,
        key=f"{NoticeKind.FORWARD}:{occasion.arrival}:{number}",
        to=(office.head,),
        copies=() if office.business_unit.casefold() == office.head.casefold() else (office.business_unit,),
        subject=" ".join(filter(None, (f"{office.marking}: complete referral", reference))),
        facts=_facts(paper, occasion, action, reference, has_original=bool(enclosures)),
        enclosures=enclosures,
        reference=reference,
    )


def _facts(
    paper: Paper, occasion: Occasion, action: Forward, reference: str | None, *, has_original: bool
) -> dict[str, object]:
    today = occasion.today
    return {
        "is_urgent": paper.assessment.urgency is not None or occasion.message.is_urgent,
        "threshold": _threshold(paper, occasion),
        "standing": _standing(paper, occasion, action, reference),
        "before": (_referrer(paper, occasion), *parts(TRIGGER, paper, today)),
        "duties": duty_groups(paper.assessment.considerations),
        "after": (*parts(SAFETY, paper, today), *_after(paper, occasion, action.file)),
        "has_original": has_original,
        "other_papers": other_papers(occasion.message, action.file.attachment.sha256),
        "folder": occasion.folder,
        "received": occasion.received_in_words,
        "message_id": occasion.message.message_id,
    }


def _threshold(paper: Paper, occasion: Occasion) -> str | None:
    said = (SAID_URGENT if occasion.message.is_urgent else None, threshold(paper) or _urgency(paper.assessment))
    return " ".join(filter(None, said)) or None


def _urgency(assessment: Assessment) -> str | None:
    return URGENCIES[assessment.urgency] if assessment.urgency is not None else None


def _standing(paper: Paper, occasion: Occasion, action: Forward, reference: str | None) -> tuple[Line, ...]:
    rows = (
        ("Reference", reference),
        ("Received", occasion.received_in_words),
        ("Form", _version(paper)),
        ("In the message", place_among_forms(action, occasion.decision)),
        ("Complete", _completeness(paper.assessment)),
        ("Earlier versions", _attempts(occasion, reference)),
    )
    return tuple(Line(label, value) for label, value in rows if value)


def _version(paper: Paper) -> str:
    printed = paper.assessment.reading.printed_version
    if printed is None or printed == paper.form.version:
        return f"{paper.form.title}, version {paper.form.version}"
    return f"{paper.form.title}; this copy is version {shown(printed)}, the current one is {paper.form.version}"


def _completeness(assessment: Assessment) -> str:
    unknown = f"; {counted(len(assessment.not_known), 'answer')} “Not known”" if assessment.not_known else ""
    return f"all {assessment.required_count} required answers given{unknown}"


def _attempts(occasion: Occasion, reference: str | None) -> str:
    earlier = occasion.decision.earlier
    if earlier is None or earlier.reference != reference or not earlier.attempts:
        return "none: it was complete when first sent"
    return f"{counted(earlier.attempts, 'version')} came before this one"


def _referrer(paper: Paper, occasion: Occasion) -> Part:
    on_form = paper.value("referrer_email")
    sent = sender_lines(
        occasion.message,
        occasion.office,
        occasion.decision,
        on_form=on_form if isinstance(on_form, str) else None,
    )
    return Part("Referrer", (*referrer_lines(paper, occasion.today), *sent))


def _after(paper: Paper, occasion: Occasion, file: ExaminedFile) -> Iterator[Part]:
    """The last parts; empty ones are left out."""
    assessment = paper.assessment
    made = (
        Part("Clocks (indicative)", clock_lines(paper, occasion.today)),
        *parts(PARALLEL, paper, occasion.today),
        Part("Answered “Not known”", listed(paper.label(each) for each in assessment.not_known)),
        Part(
            "Answers that do not go together",
            listed(inconsistency_in_words(code) for code in assessment.inconsistencies),
            is_loud=True,
        ),
        Part("Text on the form that belongs to no question", tuple(_unclaimed(assessment)), is_loud=True),
        Part("Noticed while reading", listed(_noticed(assessment, file)), is_loud=True),
    )
    return (part for part in made if part.lines)


def _unclaimed(assessment: Assessment) -> Iterator[Line]:
    texts = assessment.reading.unclaimed
    for each in texts[:MOST_UNCLAIMED]:
        yield Line(shown(each.where), excerpt(shown(each.text), length=UNCLAIMED_LENGTH))
    if len(texts) > MOST_UNCLAIMED:
        yield Line("", f"and {len(texts) - MOST_UNCLAIMED} more: please look at the form")


def _noticed(assessment: Assessment, file: ExaminedFile) -> Iterator[str]:
    yield from (shown(warning) for warning in assessment.warnings)
    if file.document is not None:
        yield from (REMARKS[remark.code] for remark in file.document.remarks)


def _enclosed(file: ExaminedFile, reference: str | None, number: int) -> Iterator[Enclosure]:
    """The original under a neutral name; not when it is unfit to be sent on."""
    kind = file.attachment.type
    if kind not in MEDIA_TYPES or not file.is_fit_to_send:
        return
    name = reference or f"referral-{number}"
    yield Enclosure(name=f"{name}.{kind}", content=file.attachment.content, media_type=MEDIA_TYPES[kind])

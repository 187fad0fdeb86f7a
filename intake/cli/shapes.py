"""Readings and decisions as the JSON that others run against (docs/design, section 6)."""

from collections.abc import Mapping, Sequence
from typing import Any

from intake.model.assessment import Assessment, Gap, Verdict
from intake.model.decision import Decision, Examined, ExaminedFile
from intake.model.document import Document
from intake.model.form import Form
from intake.model.mail import Notice
from intake.model.message import MessageKind
from intake.model.reading import Answer
from intake.notices import wording

ZIP_STEP = ".zip / "


def file_line(path: str, examined: ExaminedFile, forms: Mapping[str, Form]) -> dict[str, Any]:
    """One file of `intake check`. A file that holds several forms shows the first and says so."""
    if examined.trouble is not None:
        reason = wording.TROUBLES_FOR_REFERRER[examined.trouble]
        return {**NO_FORM, "file": path, "verdict": Verdict.UNREADABLE, "reason": reason}
    first, *others = examined.assessments
    form = forms.get(first.reading.form or "")
    several = [f"{len(others) + 1} forms were found in this file; this is the first."] if others else []
    return {
        "file": path,
        "form": first.reading.form,
        "verdict": first.verdict,
        "reason": verdict_reason(first),
        "fields": {name: answer_shape(answer) for name, answer in first.reading.answers.items()},
        "missing": [gap_shape(gap, form) for gap in first.missing],
        "warnings": [
            *several,
            *first.warnings,
            *map(wording.inconsistency_in_words, first.inconsistencies),
            *remarks_in_words(examined.document),
        ],
    }


NO_FORM: Mapping[str, Any] = {
    "file": "",
    "form": None,
    "verdict": "",
    "reason": None,
    "fields": {},
    "missing": [],
    "warnings": [],
}


def remarks_in_words(document: Document | None) -> tuple[str, ...]:
    """What the reader noticed about the file, each once."""
    return () if document is None else tuple(dict.fromkeys(wording.REMARKS[each.code] for each in document.remarks))


def unopened_line(path: str, error: OSError) -> dict[str, Any]:
    """A file that could not be opened at all."""
    reason = f"The file could not be opened ({type(error).__name__})."
    return {**NO_FORM, "file": path, "verdict": Verdict.UNREADABLE, "reason": reason}


def verdict_reason(assessment: Assessment) -> str | None:
    return wording.VERDICTS[assessment.verdict] if assessment.verdict is not Verdict.COMPLETE else None


def answer_shape(answer: Answer) -> dict[str, Any]:
    return {"value": value_shape(answer.value), "text": answer.text, "state": answer.state, "where": answer.where}


def value_shape(value: Any) -> Any:
    """Tuples become lists, rows plain objects."""
    if isinstance(value, tuple):
        return [dict(each) if isinstance(each, Mapping) else each for each in value]
    return value


def gap_shape(gap: Gap, form: Form | None) -> dict[str, str]:
    """One thing to put right, in words that fit the kind of answer."""
    return {
        "field": gap.field,
        "label": gap.label,
        "section": gap.section,
        "problem": wording.what_is_wrong(gap.problem, form.fields.get(gap.field) if form else None),
    }


# -- whole messages --------------------------------------------------------------------------------------------------


def message_line(path: str, examined: Examined, decision: Decision, notices: Sequence[Notice]) -> dict[str, Any]:
    """One message of `intake try`."""
    return {
        "file": path,
        "kind": kind_shape(decision),
        "outcome": decision.outcome,
        "reason": wording.explained(decision.reason).why,
        "answerable": decision.is_answerable,
        "why_not_answerable": list(decision.withheld),
        "attachments": [
            {"name": each.name, "path": each.path, "type": each.type} for each in examined.message.attachments
        ],
        "forms": [
            form_shape(file, each) for file in examined.files for each in file.assessments if is_listed(file, each)
        ],
        "notices": [notice_shape(each) for each in notices],
    }


def kind_shape(decision: Decision) -> MessageKind:
    return decision.kind


def is_listed(file: ExaminedFile, assessment: Assessment) -> bool:
    """Forms that count: a paper that is none is an attachment, and what lies in a zip is for a person to take out."""
    return assessment.verdict is not Verdict.NOT_A_FORM and ZIP_STEP not in file.attachment.path.lower()


def form_shape(file: ExaminedFile, assessment: Assessment) -> dict[str, Any]:
    return {
        "attachment": file.attachment.name,
        "form": assessment.reading.form,
        "verdict": assessment.verdict,
        "missing": [gap.field for gap in assessment.missing],
        "urgent": assessment.urgency is not None,
    }


def notice_shape(notice: Notice) -> dict[str, Any]:
    return {
        "kind": notice.kind,
        "to": list(notice.to),
        "subject": notice.subject,
        "attachments": [each.name for each in notice.enclosures],
        "text": notice.text,
    }

"""Whole messages, as they would be decided with no history, and the letters that would go out."""

from intake import pipeline
from intake.app import examiner
from intake.clock import now
from intake.jobs.decide import examined_message, handed_over
from intake.jobs.versions import form_of
from intake.model.decision import Decision, Examined, History, Reason
from intake.model.mail import Notice
from intake.model.message import Message, MessageKind
from intake.notices import Templates, write
from intake.sandbox import ChildFailed
from intake.trial.files import Trial


def attempt(trial: Trial, content: bytes) -> tuple[Examined, Decision, tuple[Notice, ...]]:
    """One message, as it would be decided with no history, and the letters that would go out."""
    instant = now()
    examined, decision = _decided(trial, content)
    references = trial_references(decision, trial.handbook.office.reference_prefix, instant.year)
    notices = write(
        decision,
        examined.message,
        trial.handbook.office,
        trial.forms,
        Templates(trial.handbook.templates),
        arrival="trial",
        references=references,
        received=instant,
        now=instant,
        folders=trial.handbook.folders,
    )
    return examined, decision, notices


def _decided(trial: Trial, content: bytes) -> tuple[Examined, Decision]:
    """A message that ends its reader is handed over unread, as the worker does after its last attempt."""
    try:
        examined = examined_message(examiner([trial.messages]), trial.convert, content, trial.today)
    except ChildFailed as failure:
        message = Message(kind=MessageKind.BROKEN, kind_reason=failure.trouble)
        return Examined(message=message), handed_over(Reason.FAILED)
    return examined, pipeline.decide(examined, history=History(), limits=trial.handbook.limits)


def trial_references(decision: Decision, prefix: str, year: int) -> tuple[str | None, ...]:
    """References as the store would number them from 1, one for each form."""
    numbers: dict[tuple[str, int], int] = {}
    forms = (form_of(action) for action in decision.actions)
    return tuple(f"{prefix}-{year}-{numbers.setdefault(form, len(numbers) + 1):04}" if form else None for form in forms)

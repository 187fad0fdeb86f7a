"""The copy of their own form that goes along with a return, where it may."""

from collections.abc import Callable
from dataclasses import replace

from intake.forms.marking import Spot, marked_copy
from intake.model.assessment import Assessment, Verdict
from intake.model.decision import ExaminedFile
from intake.model.message import Authentication, Message
from intake.model.office import Office

MOST_BYTES = 5_000_000
"""Of a form that goes back by mail."""


def may_have_a_copy(message: Message, office: Office) -> bool:
    """Only a sender who passed DMARC, of an agency on the list, and whom nothing keeps us from answering."""
    sender = message.sender
    return (
        office.has_marked_copies
        and sender is not None
        and message.authentication is Authentication.PASSED
        and not message.withheld
        and office.agency_of(sender.domain) is not None
    )


def with_marked_copy(file: ExaminedFile, read: Callable[[bytes], ExaminedFile]) -> ExaminedFile:
    """The file with its marked copy, where it is one form with gaps and the copy says to us exactly what the form says."""
    if len(file.assessments) != 1 or not file.is_fit_to_send or len(file.attachment.content) > MOST_BYTES:
        return file
    (assessment,) = file.assessments
    if assessment.verdict is not Verdict.INCOMPLETE:
        return file
    for highlights in (True, False):
        marked = _marked(file, assessment, highlights=highlights)
        if marked is not None and _says_the_same(read(marked), assessment):
            return replace(file, marked=marked)
    return file


def _marked(file: ExaminedFile, assessment: Assessment, *, highlights: bool) -> bytes | None:
    spots = [Spot(gap.label, gap.where) for gap in assessment.missing if gap.where is not None]
    return marked_copy(file.attachment.content, file.attachment.type, spots, highlights=highlights)


def _says_the_same(copy: ExaminedFile, meant: Assessment) -> bool:
    if len(copy.assessments) != 1:
        return False
    (found,) = copy.assessments
    return (found.verdict, found.missing, found.reading.answers, found.reading.unclaimed) == (
        meant.verdict,
        meant.missing,
        meant.reading.answers,
        meant.reading.unclaimed,
    )

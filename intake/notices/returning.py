"""The return and the receipt: all that ever goes to a referrer. Not a word of theirs is in either letter."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from intake.model.assessment import Gap, Verdict
from intake.model.decision import ExaminedFile, Forward, Return
from intake.model.form import Form
from intake.model.mail import Enclosure, NoticeKind
from intake.notices.forms_sent import place_among_forms
from intake.notices.labels import printable_label, printable_place, vocabulary
from intake.notices.letter import Letter, Occasion
from intake.notices.media_types import MEDIA_TYPES
from intake.notices.wording import how_to_answer, what_is_wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One answer that is needed."""

    label: str
    where: str | None
    wrong: str
    how: str


@dataclass(frozen=True, slots=True)
class WantedSection:
    title: str
    answers: tuple[Wanted, ...]


def return_letter(
    action: Return, occasion: Occasion, forms: Mapping[str, Form], *, number: int, reference: str | None
) -> Letter:
    """Name what is missing, to the one address. KeyError when the form's definition is not among `forms`."""
    form = forms[action.assessment.reading.form or ""]
    missing = action.assessment.missing
    is_blank = action.assessment.verdict is Verdict.BLANK
    enclosures = tuple(_marked_copy(action.file, reference))
    return Letter(
        kind=NoticeKind.RETURN,
        key=f"{NoticeKind.RETURN}:{occasion.arrival}:{number}",
        to=(action.to,),
        subject=f"Referral {reference}: more information needed"
        if reference
        else "Referral form: more information needed",
        facts={
            "received": occasion.received_in_words,
            "form": form.title,
            "place": place_among_forms(action, occasion.decision),
            "is_blank": is_blank,
            "count": len(missing),
            "sections": () if is_blank else tuple(wanted_sections(missing, form)),
            "may_be_not_known": () if is_blank else tuple(may_be_not_known(missing, form)),
            "not_known": form.not_known_phrases[0] if form.not_known_phrases else "Not known",
            "has_marked_copy": bool(enclosures),
        },
        enclosures=enclosures,
        in_reply_to=occasion.message.message_id,
        reference=reference,
    )


def _marked_copy(file: ExaminedFile, reference: str | None) -> Iterator[Enclosure]:
    """Their own form with its gaps marked, under a neutral name."""
    if file.marked is not None:
        kind = file.attachment.type
        name = f"{reference or 'referral-form'}-to-complete.{kind}"
        yield Enclosure(name=name, content=file.marked, media_type=MEDIA_TYPES[kind])


def wanted_sections(gaps: Iterable[Gap], form: Form) -> Iterator[WantedSection]:
    """The gaps by section, both in the order of the form."""
    words = vocabulary(form)
    for title, group in groupby(gaps, key=lambda gap: gap.section):
        yield WantedSection(title, tuple(_wanted(gap, form, words) for gap in group))


def _wanted(gap: Gap, form: Form, words: frozenset[str]) -> Wanted:
    asked = form.fields.get(gap.field)
    return Wanted(
        label=printable_label(gap, form, words),
        where=printable_place(gap.where, words),
        wrong=what_is_wrong(gap.problem, asked),
        how=how_to_answer(gap.problem, asked),
    )


def may_be_not_known(gaps: Iterable[Gap], form: Form) -> Iterator[str]:
    """Labels of the wanted answers for which "not known" counts."""
    words = vocabulary(form)
    for gap in gaps:
        asked = form.fields.get(gap.field)
        if asked is not None and asked.accepts_not_known:
            yield printable_label(gap, form, words)


def receipt_letter(action: Forward, occasion: Occasion, *, number: int, reference: str | None) -> Letter | None:
    """Tell the referrer that the form is complete; None where no answer may be given."""
    sender = occasion.message.sender
    if not action.acknowledge or sender is None:
        return None
    return Letter(
        kind=NoticeKind.RECEIPT,
        key=f"{NoticeKind.RECEIPT}:{occasion.arrival}:{number}",
        to=(sender.address,),
        subject=f"Referral {reference}: received and complete" if reference else "Referral form: received and complete",
        facts={
            "received": occasion.received_in_words,
            "place": place_among_forms(action, occasion.decision),
        },
        in_reply_to=occasion.message.message_id,
        reference=reference,
    )

"""A document and the forms it may be -> what each form found in it answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from intake.forms.answers import points_on, understand
from intake.forms.copies import split
from intake.forms.coverage import unclaimed
from intake.forms.hidden import hides_writing
from intake.forms.locate import Located, Place, locate, places
from intake.forms.recognise import is_blank, is_ours, printed_version, share_of, standing_without
from intake.model.document import Document
from intake.model.form import Form, Party
from intake.model.reading import Answer, Problem, Reading, Standing, State, Unclaimed

MARGIN = 0.1
"""Two definitions this close in score may be mistaken for each other."""
NEAR = 6
"""Places between a label and left-over text that may belong to it."""
HIDES = "It hides something that is neither printed on the form nor an answer to it."
DOUBTABLE = frozenset(
    {Problem.EMPTY, Problem.NOT_ON_THIS_VERSION, Problem.NO_ROWS, Problem.NOT_CHOSEN, Problem.GUIDANCE_ONLY}
)


def read_forms(document: Document, forms: Sequence[Form]) -> tuple[Reading, ...]:
    """Every filled form in a document, in its order; one reading that says so when there is none.

    Pure, and raises nothing on any document. A blank copy beside a filled one is left out.
    """
    shown = places(document)
    found = [(locate(shown, form), form) for form in forms]
    found.sort(key=lambda each: -share_of(*each))
    if not found or not is_ours(*found[0]):
        return (_without_form(found, shown, document),)
    located, form = found[0]
    close = [other.id for each, other in found[1:] if share_of(each, other) > share_of(located, form) - MARGIN]
    readings = [_reading(each, run, form, document) for each, run in split(located, shown, form)]
    filled = [reading for reading in readings if reading.standing is Standing.FORM] or readings[:1]
    hides = hides_writing(document, forms, filled)
    return tuple(_warned(replace(reading, hides_writing=hides), close) for reading in filled)


def _without_form(found: Sequence[tuple[Located, Form]], shown: Sequence[Place], document: Document) -> Reading:
    if not found:
        return Reading(standing=standing_without(None, shown, document))
    located, form = found[0]
    return Reading(standing=standing_without(located, shown, document), score=share_of(located, form))


def _warned(reading: Reading, close: Sequence[str]) -> Reading:
    warnings = [f"It looks almost as much like the form {each}." for each in close]
    warnings += [HIDES] * reading.hides_writing
    return replace(reading, warnings=(*reading.warnings, *warnings))


def _reading(located: Located, run: Sequence[Place], form: Form, document: Document) -> Reading:
    answers = {field.id: understand(located.slots.get(field.id), field, form) for field in form.fields.values()}
    left = unclaimed(run, located, form)
    own = [answers[field.id] for field in form.fields.values() if field.party is Party.REFERRER]
    blank = is_blank(own) and not left
    return Reading(
        standing=Standing.BLANK if blank else Standing.FORM,
        form=form.id,
        printed_version=printed_version(document, run),
        answers=answers if blank else _doubted(answers, left, located, form),
        unclaimed=tuple(each for _, each in left),
        score=share_of(located, form),
        warnings=tuple(_warnings(answers)),
    )


def _doubted(
    answers: Mapping[str, Answer], left: Sequence[tuple[Place, Unclaimed]], located: Located, form: Form
) -> Mapping[str, Answer]:
    """An empty answer with left-over text beside it, or where it sends the reader, may have been given there: not known, so not missing."""
    doubted = {field for place, _ in left for field in _near(place, located, answers, form)}
    doubted |= set(_continued(left, located, answers))
    return {field: _unclear(answer) if field in doubted else answer for field, answer in answers.items()}


def _continued(
    left: Sequence[tuple[Place, Unclaimed]], located: Located, answers: Mapping[str, Answer]
) -> Iterator[str]:
    """Answers that send the reader on to later pages, where left-over text stands behind them."""
    last = max((place.index for place, _ in left), default=-1)
    for field, label in located.labels.by_field.items():
        answer = answers[field]
        if answer.state is State.PLACEHOLDER and label.spot.place.index < last and points_on(answer.text):
            yield field


def _near(place: Place, located: Located, answers: Mapping[str, Answer], form: Form) -> list[str]:
    """The last field labelled before left-over text, when it is empty; else empty fields that have no label and belong there."""
    order = list(form.fields)
    before = [label for label in located.labels.in_order() if label.spot.place.index < place.index]
    if not before:
        return []
    last = before[-1]
    candidates = [last.field] if place.index - last.spot.place.index <= NEAR else []
    at = order.index(last.field) + 1
    while at < len(order) and order[at] not in located.found:
        candidates.append(order[at])
        at += 1
    return [field for field in candidates if _may_doubt(form, field, answers[field])]


def _may_doubt(form: Form, field: str, answer: Answer) -> bool:
    asked = form.fields[field]
    return (
        asked.party is Party.REFERRER
        and asked.evidence_of is None
        and answer.state is State.EMPTY
        and answer.problem in DOUBTABLE
    )


def _unclear(answer: Answer) -> Answer:
    return replace(answer, state=State.UNCLEAR, problem=Problem.UNCLAIMED_TEXT)


def _warnings(answers: Mapping[str, Answer]) -> list[str]:
    several = sum(answer.problem is Problem.SEVERAL_PLACES for answer in answers.values())
    return [f"{several} question(s) are answered in two places that say different things."] if several else []

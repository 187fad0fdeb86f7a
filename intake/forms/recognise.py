"""Is this one of our forms? By the share of its labels, and by those that only it has."""

import re
from collections.abc import Iterable, Iterator, Sequence

from intake.forms.locate import Located, Place
from intake.forms.normal import normal
from intake.model.document import Document, Paragraph, StoryKind
from intake.model.form import Form, Party
from intake.model.reading import Answer, Standing, State

SHARE_MIN = 0.5
"""Of the referrer's labels that a copy of our form surely has, whatever its version."""
SHARE_WITH_CONSIDERATIONS = 0.3
"""Enough where most of the considerations are asked as well."""
PECULIAR_MIN = 4
"""Labels found that are on few other forms."""
OTHER_LABELS_MIN = 3
"""Labels that other authorities' forms share with ours."""
OPENING_PLACES = 25
LINE_LETTERS = 200
COMMONPLACE = frozenset({
    "name", "full name", "name of child", "childs name", "full name of child", "date of birth", "dob", "date of birth or expected date of delivery",
    "address", "home address", "home address and postcode", "address of child", "home address of child", "school", "school college", "gp", "gp practice",
    "general practitioner", "nhs no", "nhs number", "gender", "sex", "gender m f", "ethnicity", "ethnic origin", "ethnic group", "disability",
    "name of referrer", "your name", "job title", "job title role", "role", "role of referrer", "designation title", "agency", "agency organisation",
    "organisation", "referring agency", "name of agency", "telephone", "tel no", "tel number", "telephone number", "contact number", "phone", "email",
    "email address", "work address", "address of referrer", "date", "date of referral", "signature", "signed", "date signed", "social worker",
    "lead professional", "contact details", "reason for referral", "date of incident", "legal status", "family composition", "date of death",
    "child protection plan", "significant events", "chronology of key dates", "agencies involved", "other agencies involved", "outcome", "case outline",
    "summary of incident", "place of incident", "decision", "ref no", "also known as", "other names used", "name of person completing this form",
    "secure email", "disability or additional needs", "additional needs", "school early years setting", "education establishment",
})  # fmt: skip
"""Labels that most forms about a child have, in normal form."""
TITLES = re.compile(
    r"\b(?:referral|notification|concern|concerns|alert|enquiry|request|report|contact|assessment|incident|safeguarding)\b[^.\n]{0,60}\bform\b"
    r"|\bform\b[^.\n]{0,60}\b(?:referral|notification|concerns?|alert|enquiry|request|safeguarding|incident)\b"
    r"|\b(?:marf|mash|iaf|caf|cin|early help)\b[^.\n]{0,40}\b(?:form|referral|request|assessment)\b|\bmarf\b"
    r"|\bmulti agency (?:referral|safeguarding)\b|\b(?:referral|request) (?:to|for) (?:\w+ ){0,4}(?:services?|support|help|care|hub|review|consideration)\b"
    r"|\bcause for concern\b|\bserious case review\b|\bpractice review\b"
)
WORRIES = re.compile(
    r"\bworried about\b|\bwhat are your concerns\b|\b(?:nature|details|reason) of (?:the )?(?:concern|concerns|referral)\b|\bis the child safe\b"
    r"|\bparental consent\b|\bconsent (?:obtained|given|sought)\b|\bimmediate (?:danger|risk)\b|\bconcerns? about (?:this|the|a) child\b"
)
VERSION = re.compile(
    r"\bversion\s*(?:no\.?|number)?\s*[:.]?\s*(?P<number>\d[\w.]*(?:/\d{2,4})?)"
    r"|(?<![a-z])v\.?\s?(?P<short>\d[\d.]*(?:/\d{4})?(?:\s+(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+\d{4})?)",
    re.IGNORECASE,
)


def share_of(located: Located, form: Form) -> float:
    """The share of the referrer's labels that was found, 0 to 1."""
    asked = _asked(form)
    return len(located.found & asked) / len(asked) if asked else 0.0


def _asked(form: Form) -> frozenset[str]:
    """The fields that have a label of their own and are the referrer's."""
    return frozenset(
        each.id for each in form.fields.values() if each.party is Party.REFERRER and each.evidence_of is None
    )


def is_ours(located: Located, form: Form) -> bool:
    """Enough labels, and enough that few other forms have."""
    share = share_of(located, form)
    weighed = {each.id for each in form.considerations}
    asked = len(weighed & located.found) * 2 >= len(weighed) if weighed else False
    enough = share >= SHARE_MIN or (asked and share >= SHARE_WITH_CONSIDERATIONS)
    return enough and peculiar_count(located, form) >= min(PECULIAR_MIN, len(_asked(form)) // 4 or 1)


def peculiar_count(located: Located, form: Form) -> int:
    """How many of the referrer's labels found are on few other forms."""
    asked = _asked(form)
    labels = (label for field, label in located.labels.by_field.items() if field in asked)
    return sum(normal(label.spot.text[: label.spot.end - label.spot.start]) not in COMMONPLACE for label in labels)


def standing_without(located: Located | None, places: Sequence[Place], document: Document) -> Standing:
    """What a document is that is none of our forms: another authority's form, or no form."""
    opening = [place.text for place in places[:OPENING_PLACES]]
    headers = list(_margins(document))
    titled = any(TITLES.search(normal(text)) for text in (*opening, *headers))
    worried = any(WORRIES.search(normal(place.text)) for place in places if len(place.text) <= LINE_LETTERS)
    labels = len(located.found) if located is not None else 0
    is_form = labels >= OTHER_LABELS_MIN and (titled or worried)
    return Standing.OTHER_FORM if is_form else Standing.NOT_A_FORM


def is_blank(answers: Iterable[Answer]) -> bool:
    """Nothing was answered: every place is empty, or shows only a control's own prompt."""
    return all(answer.state is State.EMPTY or _is_prompt(answer) for answer in answers)


PROMPT = re.compile(r"^(?:click|tap|choose|select|enter|type|dd)\b")


def _is_prompt(answer: Answer) -> bool:
    return answer.state is State.PLACEHOLDER and bool(PROMPT.match(normal(answer.text)) or not normal(answer.text))


def printed_version(document: Document, places: Sequence[Place]) -> str | None:
    """The version that a copy prints in its header, its footer, or at its very beginning or end."""
    edges = [place.text for place in (*places[:3], *places[-3:]) if len(place.text) <= LINE_LETTERS]
    for text in (*_margins(document), *edges):
        found = VERSION.search(text)
        if found:
            return (found["number"] or found["short"]).rstrip(".")
    return None


def _margins(document: Document) -> Iterator[str]:
    for story in document.stories:
        if story.kind in {StoryKind.HEADER, StoryKind.FOOTER}:
            for block in story.blocks:
                yield (
                    block.text
                    if isinstance(block, Paragraph)
                    else "\n".join(cell.text for row in block.rows for cell in row.cells)
                )

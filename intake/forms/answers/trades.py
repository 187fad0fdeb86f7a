"""Words by which an agency and a job are told apart, where both were asked for in one place."""

import re
from collections.abc import Sequence
from enum import Enum

from intake.forms.answers.vocabulary import words
from intake.forms.normal import normal
from intake.model.form import Field


class Trade(Enum):
    AGENCY = "agency"
    ROLE = "role"


ASKED = {
    Trade.AGENCY: re.compile(r"\b(?:agency|organisation|organization|employer|service|establishment)\b"),
    Trade.ROLE: re.compile(r"\b(?:role|title|designation|post|position|job|rank)\b"),
}
"""What a label asks for."""
NAMES = {
    Trade.AGENCY: frozenset(
        words(
            "academy agency ambulance association authority board borough camhs care centre charity church city clinic club college "
            "commission community constabulary council county department directorate district education federation force "
            "foundation group health home homes hospice hospital housing icb infirmary limited ltd nhs nursery partnership "
            "police practice primary prison probation project refuge school service services society surgery team trust unit university"
        )
    ),
    Trade.ROLE: frozenset(
        words(
            "adviser advisor advocate assistant caseworker chief clinician commander constable consultant coordinator counsellor "
            "dc deputy designated detective director doctor dr ds dsl dsp di dci executive head headteacher inspector lead leader "
            "governor chair trustee clerk secretary administrator registrar iro lado ceo mentor manager matron midwife named nurse officer paediatrician paramedic pc practitioner principal professional psychologist "
            "senco sergeant sgt specialist superintendent supervisor surgeon teacher therapist tutor visitor warden worker"
        )
    ),
}
"""Words that stand in the name of one and hardly ever in that of the other."""
PLAIN = frozenset().union(*NAMES.values()) | frozenset(
    words(
        "for and of the in with to child children young people adults family families safeguarding protection senior social support health education s"
    )
)
"""Words that make no name: all that is beside them may be somebody's."""
LETTERS = re.compile(r"[^\W\d_]+")


def trade_asked(field: Field) -> Trade | None:
    """What a field asks for by its label; None for anything else, and for a label that asks for both."""
    label = normal(field.label)
    asked = [trade for trade, pattern in ASKED.items() if pattern.search(label)]
    return asked[0] if len(asked) == 1 else None


def trade_named(text: str) -> Trade | None:
    """What some words name; None where they say neither, or both."""
    said = frozenset(LETTERS.findall(text.casefold()))
    named = [trade for trade, names in NAMES.items() if said & names]
    return named[0] if len(named) == 1 else None


def only_asked(parts: Sequence[str], asked: Sequence[Field]) -> Field | None:
    """The one field that all the parts answer, so that the others were left out: two jobs and no agency."""
    trades = {trade_named(part) for part in parts}
    owners = [field for field in asked if trade_asked(field) in trades]
    is_plain = len(parts) > 1 or not frozenset(LETTERS.findall(parts[0].casefold())) - PLAIN
    return owners[0] if len(trades) == len(owners) == 1 and None not in trades and is_plain else None


def in_order_asked(parts: tuple[str, ...], asked: Sequence[Field]) -> tuple[str, ...] | None:
    """The parts in the order of the fields; None where a part is plainly something else than is asked for in its place.

    `Head teacher, Millbank School` answers `Agency and title` as well as the other way about; `Assistant Head, DSL` does not.
    """
    if _go_together(parts, asked):
        return parts
    turned = parts[::-1]
    are_told = all(trade_named(part) is trade_asked(field) for part, field in zip(turned, asked, strict=True))
    return turned if len(parts) == 2 and are_told else None  # noqa: PLR2004 - a pair can be the other way about


def _go_together(parts: Sequence[str], asked: Sequence[Field]) -> bool:
    pairs = ((trade_named(part), trade_asked(field)) for part, field in zip(parts, asked, strict=True))
    return all(None in pair or pair[0] is pair[1] for pair in pairs)

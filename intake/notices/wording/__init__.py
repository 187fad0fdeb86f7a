"""Every code in plain words. Tables only: a new code is a new row."""

from intake.notices.wording.codes import (
    AUTHENTICATIONS,
    DUTIES,
    FILE_TYPES,
    INCONSISTENCIES,
    LETTERS,
    MESSAGE_KINDS,
    OUTCOMES,
    REMARKS,
    STANDINGS,
    STATES,
    TROUBLES,
    TROUBLES_FOR_REFERRER,
    URGENCIES,
    VERDICTS,
    WITHHELD,
    code_in_words,
    inconsistency_in_words,
)
from intake.notices.wording.problems import how_to_answer, what_is_wrong
from intake.notices.wording.reasons import REASONS, URGENT_REASONS, Explained, explained

__all__ = [
    "AUTHENTICATIONS",
    "DUTIES",
    "FILE_TYPES",
    "INCONSISTENCIES",
    "LETTERS",
    "MESSAGE_KINDS",
    "OUTCOMES",
    "REASONS",
    "REMARKS",
    "STANDINGS",
    "STATES",
    "TROUBLES",
    "TROUBLES_FOR_REFERRER",
    "URGENCIES",
    "URGENT_REASONS",
    "VERDICTS",
    "WITHHELD",
    "Explained",
    "code_in_words",
    "explained",
    "how_to_answer",
    "inconsistency_in_words",
    "what_is_wrong",
]

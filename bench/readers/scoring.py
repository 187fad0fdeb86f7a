"""How much of a filled form is still there in the text that a reader gives."""

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bench.readers.filling import Filled

TAG = re.compile(r"</?[a-zA-Z][^>]*>")
FEWEST_LETTERS = 4
"""Shorter answers, such as Yes, stand in every form by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Of one form, read by one reader."""

    answers: int
    asked: int
    ticks: int = 0
    ticked: int = 0
    ms: float | None = None
    """None when it could not be read at all."""

    @property
    def is_read(self) -> bool:
        return self.ms is not None


def folded(text: str) -> str:
    """Letters and digits alone, so that no markup, line break or escape of a format counts for or against a reader."""
    plain = html.unescape(TAG.sub(" ", text))
    plain = unicodedata.normalize("NFKC", plain.replace("\u00ad", "")).casefold()
    return "".join(each for each in plain if each.isalnum())


def countable(form: Filled, blank: str) -> list[list[str]]:
    """The answers that can be told from what is printed, in their spellings, the longest first."""
    found = [sorted({folded(each) for each in spellings}, key=len, reverse=True) for spellings in form.answers]
    found = [each for each in found if len(each[-1]) >= FEWEST_LETTERS and not any(one in blank for one in each)]
    return sorted(found, key=lambda each: -len(each[0]))


def answers_kept(text: str, answers: Sequence[Sequence[str]]) -> int:
    """How many are found, each in a place of its own: an address does not count for the agency whose name it begins with."""
    left, kept = folded(text), 0
    for spellings in answers:
        found = next((each for each in spellings if each in left), None)
        if found is not None:
            kept += 1
            left = left.replace(found, " ", 1)
    return kept


def ticks_kept(text: str, unticked: str, most: int) -> int:
    """In how many places the text is another one than of the same form with no box ticked."""
    ours, theirs = text.split(), unticked.split()
    changes = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    return min(most, sum(kind != "equal" for kind, *_ in changes))

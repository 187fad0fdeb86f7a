"""The normal form of printed words: two labels that a person would call the same have the same."""

import re
import unicodedata
from functools import lru_cache

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufe0e\ufe0f\ufeff]")
APOSTROPHES = re.compile("['’‘ʼ`´]")
INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
FOOTNOTE = re.compile(r"(?<=[^\W\d_]{2})\d{1,2}(?=[\s*:?†‡.]*$)")
MANDATORY = re.compile(
    r"\(?\b(?:if|where|as) (?:applicable|appropriate|known|relevant|any)\b\)?"
    r"|\((?:required|mandatory|optional|compulsory|essential)\)"
    r"|[-–—] (?:required|mandatory|optional)\s*$"
    r"|\bplease\b",
    re.IGNORECASE,
)
MANDATORY_WORDS = (
    "applicable", "appropriate", "known", "relevant", "any", "required", "mandatory", "optional", "compulsory", "essential", "please",
)  # fmt: skip
"""One of them stands in every such mark: they spare most texts the slow search."""
MANDATORY_LETTER = re.compile(r"(?<=[a-z?:)]) M$")
NUMBERING = re.compile(
    r"""^\s*(?:
      (?:section|question|part|item|q|no)\.?\s*\d+[a-z]?(?:\.\d+)*[a-z]?\s*[-–—:.)]*\s+
    | \(?\d{1,2}(?:\.\d{1,2})*(?:\s?[a-z](?![.]?[^\W\d_]))?\s?[.):]+\s*(?![\d/])
    | \d{1,2}(?:\.\d{1,2})+[a-z]?\s+
    | \d{1,2}[a-z]?\s+(?=[^\W\d_])
    | \(\s?(?:[a-z]|[ivx]{1,4})\s?\)\s*
    | (?:[a-z]|[ivx]{1,4})[.)]\s+
    | [•·▪◦●○■□*\-–—]\s+
    )""",
    re.IGNORECASE | re.VERBOSE,
)
NOT_WORDS = re.compile(r"[\W_]+")
LETTER_OR_DIGIT = re.compile(r"[^\W_]")
DIGIT = re.compile(r"\d")
SPELLINGS = (
    ("e mail", re.compile(r"\be mail\b"), "email"),
    ("post code", re.compile(r"\bpost code\b"), "postcode"),
    ("organization", re.compile(r"\borganization"), "organisation"),
)
STARS = " \N{NO-BREAK SPACE}*"
"""What may stand behind a label's own last sign."""
BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")


REMEMBERED = 8192
"""Printed words come again on every copy of a form, and are asked about many times on each."""


@lru_cache(maxsize=REMEMBERED)
def normal(text: str) -> str:
    """Words in lower case with single spaces, and nothing else.

    No punctuation, invisible characters, leading numbers, footnote digits or marks of what is mandatory. Empty when
    nothing else stands there, as in `____`.

    A law: `normal(normal(text)) == normal(text)` for text that does not begin with a number.
    """
    if text.isascii() and text.isalpha():
        return text.lower() if text.lower() != "please" else ""
    if not text.isascii():
        text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = MANDATORY_LETTER.sub("", text.strip())
    text = _without_marks(text)
    if DIGIT.search(text):
        text = FOOTNOTE.sub("", text)
    return fold(unnumbered(text))


def _without_marks(text: str) -> str:
    """Without the words that say whether an answer is due."""
    if text.isascii():
        lower = text.lower()
        if not any(map(lower.__contains__, MANDATORY_WORDS)):
            return text
    return MANDATORY.sub(" ", " ".join(text.split()))


@lru_cache(maxsize=REMEMBERED)
def fold(text: str) -> str:
    """Only case, punctuation and white space evened out."""
    text = text.casefold()
    if "." in text:
        text = INITIALS.sub(lambda found: found[0].replace(".", "") + " ", text)
    text = NOT_WORDS.sub(" ", APOSTROPHES.sub("", text.replace("&", " and "))).strip()
    for words, spelling, usual in SPELLINGS:
        if words in text:
            text = spelling.sub(usual, text)
    return text


def unnumbered(text: str) -> str:
    """Without the numbering in front (`4.2`, `Q3`, `(a)`, `10b`), unless nothing else stands there."""
    text = text.strip().lstrip("*†‡ ")
    found = NUMBERING.match(text)
    if found is None or is_blank(text[found.end() :]):
        return text
    return text[found.end() :]


def without_brackets(text: str) -> str:
    """Without what stands in brackets: `Date of birth (dd/mm/yyyy)` is `Date of birth`."""
    return BRACKETS.sub(" ", text).strip()


def is_blank(text: str) -> bool:
    """Nothing but white space, leaders and invisible characters."""
    return LETTER_OR_DIGIT.search(text) is None

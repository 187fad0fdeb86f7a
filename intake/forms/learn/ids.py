"""Ids for what a blank form prints."""

import re

from intake.forms.normal import normal, without_brackets

SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "by",
        "for",
        "from",
        "has",
        "have",
        "if",
        "in",
        "is",
        "it",
        "of",
        "on",
        "or",
        "please",
        "so",
        "that",
        "the",
        "this",
        "to",
        "was",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "you",
        "your",
    ]
)
LONGEST = 40
MACHINE = re.compile(r"^(?:text|check|dropdown|combo|date|tag|cell|field|name|goback|print_area|print_titles)_?\d*$")


def slug(label: str) -> str:
    """The words of a label that tell it apart, joined by `_`; empty where there is none in plain letters."""
    words = [re.sub(r"[^a-z0-9]", "", word) for word in normal(without_brackets(label)).split()]
    kept = [word for word in words if word and word not in SMALL] or [word for word in words if word]
    found = ""
    for word in kept[:5]:
        if found and len(found) + len(word) >= LONGEST:
            break
        found = f"{found}_{word}" if found else word[:LONGEST]
    return found.lstrip("0123456789_")


def named(machine: str | None) -> str:
    """A tag or a defined name as an id, where somebody chose it in words."""
    word = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", machine or "").replace("-", "_").replace(" ", "_").lower()
    is_word = re.fullmatch(r"[a-z][a-z0-9_]{2,49}", word) is not None and not MACHINE.match(word)
    return word if is_word else ""


def unique(wanted: str, prefix: str, taken: set[str]) -> str:
    """`wanted` if nobody has it, else with the prefix, else with a number; it is taken then."""
    base = wanted or prefix
    options = [base, f"{prefix}_{base}"[:50], *(f"{base}_{number}" for number in range(2, 1000))]
    found = next(each for each in options if each not in taken and f"{each}_evidence" not in taken)
    taken.add(found)
    return found

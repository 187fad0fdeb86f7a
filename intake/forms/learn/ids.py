"""Ids for what a blank form prints."""

import re

from intake.forms.answers.vocabulary import words
from intake.forms.normal import normal, without_brackets

SMALL = frozenset(
    words(
        "a an and any are as at be been being by did do does for from has have if in is it of on or please so than that the there this to was "
        "were what when where which who why will with you your"
    )
)
"""Words that tell no label from another."""
ARTICLES = frozenset(words("a an the"))
ASKING = frozenset(words("where when who why how"))
"""At the beginning of a question they are most of what it asks."""
GENERIC = frozenset(
    words(
        "name names role title position email telephone phone mobile address date signature signed agency organisation contact "
        "contact_details details comments number gender age"
    )
)
"""What every section may ask: such an id says whose it is from the first, and stays when another section asks the same."""
SHORT = 4
"""Words up to which a label is kept as it reads."""
MOST_WORDS = 6
LONGEST = 42
POSSESSIVE = re.compile("['’]s\\b")
MACHINE = re.compile(r"^(?:text|check|dropdown|combo|date|tag|cell|field|name|goback|print_area|print_titles)_?\d*$")


def slug(label: str) -> str:
    """A label's words in plain letters, joined by `_`: all of a short one, those of a long one that tell it apart."""
    found = ""
    for word in _telling(_plain_words(POSSESSIVE.sub("", without_brackets(label))))[:MOST_WORDS]:
        if found and len(found) + len(word) >= LONGEST:
            break
        found = f"{found}_{word}" if found else word[:LONGEST]
    return found.lstrip("0123456789_")


def _plain_words(label: str) -> list[str]:
    plain = [re.sub(r"[^a-z0-9]", "", word) for word in normal(label).split()]
    return [word for word in plain if word]


def _telling(plain: list[str]) -> list[str]:
    while len(plain) > 1 and plain[0] in ARTICLES:
        plain = plain[1:]
    if len(plain) <= SHORT:
        return plain
    first = plain[:1] if plain[0] in ASKING else []
    return first + [word for word in plain if word not in SMALL] or plain


def owned(name: str, section: str) -> str:
    """An id that says whose it is where every section may ask for the like: `referrer_name`."""
    return f"{section}_{name}"[:50] if name in GENERIC else name


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

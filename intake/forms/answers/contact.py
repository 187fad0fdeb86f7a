"""E-mail addresses and telephone numbers, kept as people write them."""

import re
from collections.abc import Iterator

EMAIL = re.compile(r"[^\s@<>()\[\]{};,:\"|]{1,64}@[^\s@<>()\[\]{};,:\"|/]{1,253}\.[^\W\d_]{2,24}", re.UNICODE)
SPACED_AT = re.compile(r"(?<=\w)\s?@\s?(?=\w)")
MAILTO = re.compile(r"mailto:\s*", re.IGNORECASE)
BETWEEN = re.compile(r"[\s,;/|<>()\[\]&.:\"']*|\s*(?:and|or)\s*", re.IGNORECASE)
ONE_WORD = re.compile(r"\S+@\S+")
PHONE = re.compile(r"(?:\+|\(|\b)\d[\d\s().+\-\u00a0]{4,}\d(?:\s*(?:ext?\.?|extension|x)\s*\d{1,6})?", re.IGNORECASE)
WAYS_TO_REACH = re.compile(
    r"switchboard|office|duty|contact|e-?mail|via|through|bleep|radio|control room|none|no (?:tele)?phone|teams|relay|reception|not? (?:direct|landline)",
    re.IGNORECASE,
)
FEWEST_DIGITS = 3
UNFILLED = re.compile(r"(?<![^\W_])(?:x{2,}|_{2,}|\?{2,}|\*{2,})", re.IGNORECASE)


def addresses(text: str) -> tuple[str, ...]:
    """The e-mail addresses in folded text, each once, in their order."""
    found = EMAIL.findall(SPACED_AT.sub("@", MAILTO.sub("", text)))
    return tuple(dict.fromkeys(each.strip(".'’‘") for each in found))


def email(text: str) -> str | None:
    """What was given as e-mail: a list of addresses as typed, the addresses out of other words; None when there is none."""
    text = MAILTO.sub("", text)
    found = addresses(text)
    if not found:
        return text if "@" in text and ONE_WORD.fullmatch(text) is None and ONE_WORD.search(text) else None
    if len(found) == 1:
        return found[0]
    return text.rstrip(" .,;") if all(BETWEEN.fullmatch(each) for each in _between(text)) else ", ".join(found)


def _between(text: str) -> Iterator[str]:
    at = 0
    for match in EMAIL.finditer(text):
        yield text[at : match.start()]
        at = match.end()
    yield text[at:]


def phones(text: str) -> tuple[str, ...]:
    """The telephone numbers in folded text, as written."""
    return tuple(match[0].strip(" .-") for match in PHONE.finditer(text))


def is_phone(text: str) -> bool:
    """Whether a number, or a sensible way to be reached, was given; one with places left to fill in is none."""
    if UNFILLED.search(text):
        return False
    return sum(letter.isdigit() for letter in text) >= FEWEST_DIGITS or WAYS_TO_REACH.search(text) is not None

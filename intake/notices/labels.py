"""Labels and places that may leave the house: words that the form itself prints, and no others.

A label is read from the referrer's own copy, and a worksheet may be called by a child's name. A word that the form's
definition does not know is no label to us, and the definition's own wording goes out in its place.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from intake.model.assessment import Gap
from intake.model.form import Form

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
PLACE_WORDS = frozenset({
    "and", "body", "box", "boxes", "cell", "column", "comment", "document", "endnote", "field", "footer", "footnote",
    "header", "heading", "in", "line", "of", "on", "page", "paragraph", "part", "row", "section", "sheet", "table", "text", "the",
})  # fmt: skip
CELL = re.compile(r"\$?[A-Z]{1,3}\$?\d{1,7}(:\$?[A-Z]{1,3}\$?\d{1,7})?")
NAMELESS = "A required answer"
LONGEST_NUMBER = 3
LONGEST_LABEL = 200
FORMS_AT_HAND = 32
"""Of so many forms the words are collected once."""


def printable_label(gap: Gap, form: Form, words: frozenset[str]) -> str:
    """The label as printed on their copy where every word of it is one of `words`, the form's own; else the definition's."""
    known = form.fields.get(gap.field)
    if known is not None and known.evidence_of is not None:
        return f"Evidence for: {_consideration(known.evidence_of, form) or known.label}"
    if _is_all_printed(gap.label, words):
        return gap.label
    return known.label if known is not None else NAMELESS


def _consideration(consideration_id: str, form: Form) -> str | None:
    """A column of evidence is headed `Evidence` for all of them, so the consideration is named."""
    return next((each.label for each in form.considerations if each.id == consideration_id), None)


def printable_place(where: str | None, words: frozenset[str]) -> str | None:
    """`Table 3, row 2`, `Referral!C7`; a sheet by another name than the form's is left out: `cell C7`."""
    if not where:
        return None
    sheet, bang, cell = where.rpartition("!")
    if bang and CELL.fullmatch(cell):
        name = sheet.strip("'")
        return f"{name}, cell {cell}" if _is_all_printed(name, words | PLACE_WORDS) else f"cell {cell}"
    if CELL.fullmatch(where):
        return f"cell {where}"
    return where if _is_all_printed(CELL.sub(" ", where), words | PLACE_WORDS) else None


@lru_cache(maxsize=FORMS_AT_HAND)
def vocabulary(form: Form) -> frozenset[str]:
    """Every word that the form prints, in lower case."""
    return frozenset(word for text in _printed(form) for word in _words(text))


def _printed(form: Form) -> Iterator[str]:
    yield from (form.title, form.partnership, form.marking, form.guidance, *form.printed)
    for consideration in form.considerations:
        yield consideration.label
    for section in form.sections:
        yield from (section.title, section.help or "")
        for field in section.fields:
            yield from (*field.names, field.help or "")
            for choice in field.choices:
                yield from choice.names
            for column in field.columns:
                yield from column.names


def _words(text: str) -> Iterator[str]:
    return (match[0].lower().replace("’", "'") for match in WORD.finditer(text))


def _is_all_printed(text: str, words: frozenset[str]) -> bool:
    found = tuple(_words(text))
    return len(text) <= LONGEST_LABEL and all(word in words or _is_small_number(word) for word in found) and bool(found)


def _is_small_number(word: str) -> bool:
    return word.isdigit() and len(word) <= LONGEST_NUMBER

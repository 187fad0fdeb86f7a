"""What stands printed in an answer's place for the answer to be written between: labels of its parts, numbers."""

import re

from intake.forms.answers.vocabulary import words

LONGEST = 120
"""Characters of a line that is looked at."""
WORD = re.compile(r"[^\W\d_]+")
PARTS = frozenset(
    words(
        "name names first last full fore forename forenames surname family given middle known as title tel telephone phone mobile home work office direct "
        "dial line fax email e mail address postcode post code town county role job position designation agency organisation department team service base "
        "contact number no nos detail details date time dob of birth signed signature print printed please in block capitals and or s relationship to child "
        "secure extension ext mother father parent parents carer carers guardian sibling siblings comments notes evidence reason reasons"
    )
)
"""Words of labels inside an answer's place; nobody's answer ends with them and a colon."""
TITLES = frozenset(words("mr mrs miss ms mx dr rev prof other"))
OWN_PARTS = frozenset(words("name forename forenames surname address postcode signature"))
"""Two of them together are labels even without a colon."""
JOINING = frozenset(words("first last full family and or your s of"))
NUMBERS = re.compile(
    r"(?:\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})[.)]\s*){2,}|\(?(?:\d|[a-h])\)|\d{1,2}\s?[:*]+|[:*]+", re.IGNORECASE
)
"""Of a list, or of a footnote behind a label."""


def is_skeleton(text: str) -> bool:
    """Whether a folded line is printed parts of an answer with nothing written among them."""
    if len(text) > LONGEST:
        return False
    return NUMBERS.fullmatch(text) is not None or _is_labels(text)


def _is_labels(text: str) -> bool:
    head, colon, tail = text.rpartition(":")
    found = WORD.findall(head.casefold() if colon else text.casefold())
    if not found or any(letter.isdigit() for letter in text):
        return False
    if colon:
        offered = WORD.findall(tail.casefold())
        return PARTS.union(TITLES).issuperset(found) and (
            not offered or (len(offered) > 1 and TITLES.issuperset(offered))
        )
    return (OWN_PARTS | JOINING).issuperset(found) and len(OWN_PARTS.intersection(found)) > 1

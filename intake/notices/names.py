"""A child's name as it may stand in our own lines: initials, and nothing else."""

import re
import unicodedata

BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
BETWEEN_PEOPLE = re.compile(r"\s+and\s+|\s*[&;/+]\s*|\n", re.IGNORECASE)
MOST_INITIALS = 4
MOST_PEOPLE = 4


def initials(name: str) -> str:
    """`Anne-Marie van Dyk` is `AMVD`, `JONES, Amy` is `AJ`, `Amy and Ben Jones` is `A and BJ`; empty when no letter is there."""
    people = (of_one(person) for person in BETWEEN_PEOPLE.split(BRACKETS.sub(" ", name)))
    return " and ".join([each for each in people if each][:MOST_PEOPLE])


def of_one(person: str) -> str:
    surname, comma, first = person.partition(",")
    words = re.split(r"[\s-]+", f"{first} {surname}" if comma else person)
    letters = (next((each for each in word if unicodedata.category(each).startswith("L")), "") for word in words)
    return "".join(letters).upper()[:MOST_INITIALS]

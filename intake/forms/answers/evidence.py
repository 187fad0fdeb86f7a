"""Evidence that shares its place with the yes or no that it is for."""

import re

from intake.forms.answers.menu import SAME
from intake.forms.answers.phrases import key
from intake.forms.answers.script import EMPTY_FRAME, FRAMED, GLYPHS, SIGNS

SIGN = f"[{''.join(SIGNS)}]"
CHOICE_ONLY = re.compile(
    rf"\W*(?:(?:please )?(?:tick|delete|select|answer|choose)[^:]*:|(?:yes|no)\s*(?:/|or)\s*(?:yes|no)\s*:)?"
    rf"(?:\s*{SIGN}?\s*(?:yes|no|y|n|n/a|x|{SIGN})\s*{SIGN}?\s*[\s/|\\,;:.()\[\]–-]*)+(?:\bor\b\s*(?:yes|no))?\W*",
)
STATED = re.compile(r"(?:yes|no)\s*(?:[-:;.]|/\s*(?:yes|no)\b\W*)\s+(?=\w)")


def without_choice(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines without those that only say yes or no, and without a `Yes -` or `No.` in front of the first that says more."""
    said = tuple(line for line in lines if not is_choice_only(line))
    if not said:
        return ()
    start = STATED.match(said[0].lower().translate(SAME))
    first = said[0][start.end() :] if start is not None else said[0]
    return (first, *said[1:])


def is_choice_only(line: str) -> bool:
    """Whether a line holds nothing but yes and no, boxes and marks."""
    text = line.lower().translate(GLYPHS).translate(SAME)
    if len(text) > 80 or key(text) == "na":  # noqa: PLR2004 - no list of yes and no is as long
        return False
    text = EMPTY_FRAME.sub(" ", FRAMED.sub(" ", text))
    return CHOICE_ONLY.fullmatch(text) is not None

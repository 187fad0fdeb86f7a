"""What is left over: text of the form that is neither printed furniture nor anybody's answer."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from intake.forms.locate import Located, Place
from intake.forms.locate.sections import is_headline
from intake.forms.normal import is_blank, normal
from intake.model.document import Mark, SpanKind
from intake.model.form import Form
from intake.model.reading import Unclaimed

SAYS_MUCH = 2
"""Words from which on a left-over text may be content."""
PRINTED_ALIKE = 90.0
ASKING = (":", "?", "*")
INSTRUCTIONS = frozenset(
    {
        "please",
        "give",
        "include",
        "use",
        "add",
        "complete",
        "answer",
        "type",
        "write",
        "list",
        "tick",
        "say",
        "describe",
        "provide",
        "note",
        "for",
        "where",
        "if",
        "do",
        "attach",
        "continue",
        "see",
        "all",
        "fields",
        "this",
        "the",
        "return",
        "send",
        "enter",
        "state",
    }
)
TELLING = frozenset({"the", "this", "all", "for", "where", "if"})
"""With these, people begin to tell something as often as forms begin to instruct."""
LONGEST_GUIDANCE = 60
"""Words of a paragraph."""
LONG_WORDS = 12
SENTENCE_LETTERS = 20
"""From which on a text may be part of a printed sentence."""
NUMBER = re.compile(r"\(?(?:section |part |q)?[\d.]{1,6}\s?[a-z]?[.):]*|\(?[a-z][.)]", re.IGNORECASE)
"""The number of a question in a column of its own."""


def unclaimed(places: Sequence[Place], located: Located, form: Form) -> list[tuple[Place, Unclaimed]]:
    """Left-over text within the form, in reading order; what stands before its first label is introduction."""
    used = sorted(located.claimed)
    if not used:
        return []
    printed = printed_on(form)
    return [
        (place, Unclaimed(place.where, place.text.strip()))
        for place in places[used[0] : _last(places) + 1]
        if not _is_claimed(place, located) and place.index not in located.furniture and _says(place, printed, located)
    ]


def _last(places: Sequence[Place]) -> int:
    """The last place: what stands behind the last label may be its answer, or nobody's."""
    return places[-1].index - places[0].index


def _is_claimed(place: Place, located: Located) -> bool:
    """Claimed itself, or nested in a cell that is."""
    return place.index in located.claimed or (place.host is not None and _is_claimed(place.host, located))


def _says(place: Place, printed: "Printed", located: Located) -> bool:
    text = place.text.strip()
    if is_blank(text) or NUMBER.fullmatch(text):
        return False
    if is_headline(place) or _is_label(place, text) or printed.has(text):
        return False
    return not (_is_the_offices(place, located) or _is_guidance(place, text))


def _is_the_offices(place: Place, located: Located) -> bool:
    """In the office's part, and not behind its last question: there people go on writing."""
    wall = located.walls.at((place.index, 0, 0))
    return wall is not None and wall.is_office and place.index < max(located.claimed)


def _is_label(place: Place, text: str) -> bool:
    """Reads or looks like a label of something that the form does not ask."""
    if text.endswith(ASKING) and len(text.split()) <= LONG_WORDS * 2:
        return True
    return place.grid is not None and (place.is_shaded or place.is_bold) and len(text.split()) <= LONG_WORDS


def _is_guidance(place: Place, text: str) -> bool:
    spans = [span for paragraph in place.paragraphs for span in paragraph.spans if span.text.strip()]
    if all(span.kind is SpanKind.TICK or span.mark & (Mark.ITALIC | Mark.PLACEHOLDER) for span in spans):
        return True
    first = normal(text).split(" ", 1)[0] if normal(text) else ""
    if text.startswith(("(", "[")) and text.endswith((")", "]")):
        return True
    return text.casefold().startswith("please") or (
        first in INSTRUCTIONS
        and text.endswith((".", ":", ")"))
        and place.grid is None
        and len(text.split()) <= (LONG_WORDS if first in TELLING else LONGEST_GUIDANCE)
    )


class Printed:
    """Everything that the definition prints."""

    def __init__(self, form: Form) -> None:
        self.lines = set(form.printed) | {normal(text) for text in _texts(form)}
        self.sentences = [normal(text) for text in (form.guidance, form.title, form.marking, form.partnership)]

    def has(self, text: str) -> bool:
        """Whether every line of a text is printed on the form."""
        return all(self._has_line(line) for line in text.splitlines() if not is_blank(line))

    def _has_line(self, line: str) -> bool:
        words = normal(line)
        if not words or words in self.lines:
            return True
        return len(words) >= SENTENCE_LETTERS and any(
            fuzz.partial_ratio(words, each) >= PRINTED_ALIKE for each in self.sentences if len(each) >= len(words)
        )


@lru_cache(maxsize=16)
def printed_on(form: Form) -> Printed:
    return Printed(form)


def _texts(form: Form) -> Iterator[str]:
    yield from (form.title, form.partnership, form.marking, form.guidance)
    for section in form.sections:
        yield section.title
        yield section.help or ""
        for each in section.fields:
            yield from each.names
            yield each.help or ""
            for choice in each.choices:
                yield from choice.names
            for column in each.columns:
                yield from column.names

"""Where a document says that another section begins."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from intake.forms.locate.names import Names
from intake.forms.locate.places import Place
from intake.forms.locate.spots import Turn
from intake.forms.locate.words import significant
from intake.forms.normal import STARS, normal
from intake.model.form import Form, Party

HEADLINE_WORDS = 25
BAND_COLUMNS = 3
INSTRUCTION_LETTERS = 300
INSTRUCTION_WORDS = 5
ALIKE = 88.0
HELP_ALIKE = 85.0
REFERRERS_LABELS = 8
"""New labels of the referrer under the office's title: the office's part is over."""
COMMON_MIN = 0.5
OFFICE = re.compile(
    r"\b(?:office|official|internal|business unit|partnership|board|panel|admin(?:istrative)?) use\b"
    r"|\b(?:to be completed|for completion|completed|for use) by (?:the )?"
    r"(?:partnership|business|board|panel|chair|independent|office|sub ?group|scrsg|safeguarding (?:partnership|board|unit)|"
    r"\w+ (?:business|partnership|board|unit|sub ?group|panel))\b"
    r"|\boffice only\b"
)
OFFICE_SIGNS = ("use", "by", "office")
"""One of them stands in all words for the office's part: they spare most texts the slow search."""

INTRODUCING = re.compile(
    r"(?:(?:please|give|provide|the|details?|information|of|about|for|on|your|designated|named|agency|name|contact|and)\s+)*"
)
"""Words before whom a title is about."""


@dataclass(frozen=True, slots=True)
class Wall:
    """From here on another section, or None when the heading is none of the form's."""

    turn: Turn
    section: str | None
    is_office: bool = False


class Walls:
    """The section in which a spot stands."""

    def __init__(self, walls: list[Wall]) -> None:
        self._walls = sorted(walls, key=lambda wall: wall.turn)
        self._turns = [wall.turn for wall in self._walls]

    def __iter__(self) -> Iterator[Wall]:
        return iter(self._walls)

    def at(self, turn: Turn) -> Wall | None:
        """The last wall up to and including this turn."""
        index = bisect_right(self._turns, turn)
        return self._walls[index - 1] if index else None

    def section_at(self, turn: Turn) -> str | None:
        """The section that the last wall before a turn names."""
        wall = self.at(turn)
        return wall.section if wall is not None else None

    def number_at(self, turn: Turn) -> int:
        """How many walls stand before a turn."""
        return bisect_right(self._turns, turn)

    def without_false_office(self, labels: list[tuple[Turn, str]]) -> "Walls":
        """An office part without an end is over where the referrer's questions begin that were not asked before it."""
        found = list(self._walls)
        for index, wall in enumerate(self._walls):
            if not wall.is_office:
                continue
            end = self._walls[index + 1].turn if index + 1 < len(self._walls) else None
            before = {name for turn, name in labels if turn < wall.turn}
            new = [
                (turn, name)
                for turn, name in labels
                if turn > wall.turn and (end is None or turn < end) and name not in before
            ]
            if len({name for _, name in new}) >= REFERRERS_LABELS:
                found.append(Wall(min(turn for turn, _ in new), None))
        return Walls(found)


def walls(places: list[Place], form: Form, names: Names, labelled: Mapping[int, frozenset[str]]) -> Walls:
    """Every wall; `labelled` holds the sections of the fields that a place's first words may name."""
    reader = _Titles(form, names, labelled)
    found: list[Wall | None] = []
    title = ""
    for place in places:
        if place.index and place.story != places[place.index - 1].story:
            found.append(Wall((place.index, -2, 0), None))
        if is_headline(place):
            words = normal(place.text)
            if words in names.options and words not in names.titles:
                continue
            wall = reader.headline(place)
            if words != title or place.heading is not None:  # a question under a title may repeat it
                found.append(wall)
            if wall is not None and wall.section is not None:
                title = words
        elif place.index not in labelled and (place.grid is None or _is_alone(place)):
            instruction = reader.instruction(place)
            if instruction:
                found.append(instruction)
    return Walls([wall for wall in found if wall is not None])


def is_headline(place: Place) -> bool:
    """Looks like a title: a heading, a bold line, a band across a table."""
    text = place.text.strip()
    if not text or len(text) > HEADLINE_WORDS * 12 or len(text.split()) > HEADLINE_WORDS:
        return False
    if place.heading is not None:
        return True
    if place.grid is None:
        return place.is_all_bold and "\n" not in text
    return _is_alone(place) and (place.is_bold or _is_wide_band(place))


def _is_wide_band(place: Place) -> bool:
    """Shaded across several columns of a worksheet, and asks nothing."""
    if place.grid is None or not place.grid.is_sheet or not place.is_shaded or place.width < BAND_COLUMNS:
        return False
    return not place.text.rstrip(STARS).endswith((":", "?"))


def is_the_offices(words: str) -> bool:
    """Whether words in normal form say that what follows is for the office."""
    return any(map(words.__contains__, OFFICE_SIGNS)) and OFFICE.search(words) is not None


def _is_alone(place: Place) -> bool:
    """The only cell with anything in it in its row."""
    if place.grid is None:
        return False
    return not any(each is not place and each.has_content for each in place.grid.rows[place.row])


class _Titles:
    def __init__(self, form: Form, names: Names, labelled: Mapping[int, frozenset[str]]) -> None:
        self.names, self.labelled = names, labelled
        self.titles = {title: section for title, section in names.titles.items() if title}
        self.words = {section.id: significant(normal(section.title)) for section in form.sections}
        self.helps = [(normal(section.help), section.id) for section in form.sections if section.help]
        self.office = next((section.id for section in form.sections if section.party is Party.OFFICE), None)

    def headline(self, place: Place) -> Wall | None:
        text = normal(place.text)
        turn = (place.index, -1, 0)
        if is_the_offices(text):
            return Wall(turn, self.office, is_office=True)
        if text in self.titles:
            return Wall(turn, self.titles[text])
        sections = self.labelled.get(place.index)
        if sections is not None:
            return Wall(turn, next(iter(sections))) if len(sections) == 1 and place.heading is not None else None
        if place.heading is None and place.text.rstrip(STARS).endswith((":", "?")):
            return self.instruction(place)
        return Wall(turn, self._alike(text))

    def _alike(self, text: str) -> str | None:
        scored = [(fuzz.ratio(text, title), section) for title, section in self.titles.items()]
        ratio, section = max(scored, default=(0.0, None))
        if ratio >= ALIKE:
            return section
        return self._begins_about(text) or self._common(significant(text))

    def _begins_about(self, text: str) -> str | None:
        """Whom a title names first; further back, the words may be somebody's job: `Head and safeguarding lead`."""
        first = INTRODUCING.match(text)
        assert first is not None  # noqa: S101 - matches nothing as well
        found = {section for subject, section in self._subjects() if text.startswith(subject, first.end())}
        return found.pop() if len(found) == 1 else None

    def _about(self, text: str) -> str | None:
        """Names whom a section is about in more than one word."""
        found = {section for subject, section in self._subjects() if subject in text}
        return found.pop() if len(found) == 1 else None

    def _subjects(self) -> Iterator[tuple[str, str]]:
        """Whom the sections are about, in more than one word, and which section it is."""
        return (
            (subject, section)
            for section, subjects in self.names.subjects.items()
            for subject in subjects
            if " " in subject
        )

    def _common(self, words: frozenset[str]) -> str | None:
        shares = {
            section: len(words & theirs) / len(words | theirs)
            for section, theirs in self.words.items()
            if words & theirs
        }
        near = [section for section, share in shares.items() if share >= COMMON_MIN]
        return near[0] if len(near) == 1 else None

    def instruction(self, place: Place) -> Wall | None:
        """A sentence that says whom the next questions are about."""
        text = place.text.strip()
        if not text or len(text) > INSTRUCTION_LETTERS:
            return None
        if is_the_offices(normal(text)) and len(text.split()) <= HEADLINE_WORDS:
            return Wall((place.index, -1, 0), self.office, is_office=True)
        if not (text.endswith((":", ".")) or place.is_italic):
            return None
        words = normal(text)
        if len(words.split()) < INSTRUCTION_WORDS:
            return None
        found = {section for help_text, section in self.helps if fuzz.token_set_ratio(words, help_text) >= HELP_ALIKE}
        section = found.pop() if len(found) == 1 else self._about(words) if text.endswith(":") else None
        return Wall((place.index, -1, 0), section) if section else None

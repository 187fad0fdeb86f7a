"""How much speaks for a spot being the label of a field."""

from collections import defaultdict
from collections.abc import Callable
from typing import TypeAlias

from intake.forms.locate.matching import Pair
from intake.forms.locate.names import Names, Strength
from intake.forms.locate.sections import Walls, is_headline
from intake.forms.locate.spots import Spot, Turn
from intake.forms.normal import normal

Weighed: TypeAlias = tuple[Pair, float]

IN_SECTION = 0.15
ELSEWHERE = -0.1
SINGLE_ELSEWHERE = -0.25
UNDER_NO_TITLE = -0.1
OFFICE_OUTSIDE = -0.2
UNLIKE_LABELS = -0.45
LONG_WORDS = 8
"""Words from which on a name is no answer by chance, however it looks."""
AS_AN_ANSWER = -0.4
TITLE_REACH = 2
"""Places below a title within which its question stands; an empty line may part them."""
A_TITLE = -0.2
"""A section's title may be worded as one of its questions is."""
NOT_LEADING = -0.06
NOT_A_LINE = -0.12
LEAST = 0.45
LEAST_MOVED = 0.69
"""A label out of order must be surer than one in order."""
LEAST_MOVED_NAME = 0.55
"""The definition's own words in the middle of another section."""
USUAL = 0.8
"""Share of sure labels whose look is the look of labels."""
FAR_BELOW = 0.4
"""Below the best of its field by this, a pair is left out."""


def least_moved(pair: Pair) -> float:
    """The weight that a pair needs out of order."""
    own = pair.strength is Strength.NAME and has_look(pair.spot)
    return LEAST_MOVED_NAME if own else LEAST_MOVED


def likely(weighed: list[Weighed], weigher: "Weigher") -> list[Weighed]:
    """Without pairs far below the best of their field, or in another section than one as good."""
    best: dict[str, float] = defaultdict(float)
    at_home: dict[str, float] = defaultdict(float)
    for pair, weight in weighed:
        best[pair.field] = max(best[pair.field], weight)
        if weigher.is_in_section(pair):
            at_home[pair.field] = max(at_home[pair.field], weight)
    return [
        (pair, weight)
        for pair, weight in weighed
        if weight >= max(LEAST, best[pair.field] - FAR_BELOW)
        and (weight >= at_home[pair.field] or not weigher.is_elsewhere(pair))
    ]


def meant(pairs: list[Pair], weigher: "Weigher") -> list[Pair]:
    """Without titles where a question asks the same, and without a name's borrowed sense where its own is not met elsewhere."""
    sure = [pair for pair in pairs if pair.strength is not Strength.CORE and not pair.part]
    least: dict[str, int] = {}
    for pair in sure:
        if pair.spot.is_leading:  # words in the middle of a line, as of a letterhead, make no title of a question
            least[pair.field] = min(least.get(pair.field, 2), weigher.title_likeness(pair))
    over = _right_over(sure)
    asked = [pair for pair in pairs if not (_is_title_of(pair, least, weigher) or id(pair) in over)]
    turns: dict[str, set[Turn]] = defaultdict(set)
    named: dict[Turn, list[str]] = defaultdict(list)
    for pair in asked:
        if pair.strength is not Strength.CORE and not pair.part:
            turns[pair.field].add(pair.spot.turn)
            named[pair.spot.turn].append(pair.field)
    return [pair for pair in asked if not _is_borrowed(pair, turns, named, weigher)]


def _right_over(sure: list[Pair]) -> set[int]:
    """Pairs (by identity) whose words stand alone right over other words for the same field: titles over the question."""
    at: dict[str, set[int]] = defaultdict(set)
    for pair in sure:
        at[pair.field].add(pair.spot.place.index)
    return {
        id(pair)
        for pair in sure
        if is_headline(pair.spot.place)
        and pair.spot.ends_line
        and not pair.spot.has_colon
        and not at[pair.field].isdisjoint(range(pair.spot.place.index + 1, pair.spot.place.index + 1 + TITLE_REACH))
    }


def _is_title_of(pair: Pair, least: dict[str, int], weigher: "Weigher") -> bool:
    """Reads more like a title than another spot of its field does."""
    return weigher.title_likeness(pair) > least.get(pair.field, 2)


def _is_borrowed(pair: Pair, turns: dict[str, set[Turn]], named: dict[Turn, list[str]], weigher: "Weigher") -> bool:
    if pair.strength is not Strength.CORE or pair.part or weigher.is_in_section(pair):
        return False
    return any(turns[field_id] == {pair.spot.turn} for field_id in named[pair.spot.turn])


class Weigher:
    """How much speaks for a pair: the words, the section, the look and the place."""

    def __init__(self, pairs: list[Pair], names: Names, walls: Walls, office: frozenset[str]) -> None:
        self.names, self.walls, self.office = names, walls.without_false_office(_referrers(pairs, office)), office
        sure = [pair for pair in pairs if pair.strength is Strength.NAME and pair.likeness == 1.0 and pair.spot.is_line]
        self.has_looks = {in_table: _have_look(sure, in_table=in_table) for in_table in (True, False)}
        self.titles = {wall.turn[0] for wall in walls if wall.section is not None}
        self.leading = {
            pair.spot.place.index for pair in pairs if pair.spot.is_leading and pair.strength is not Strength.CORE
        }

    def title_likeness(self, pair: Pair) -> int:
        """2 for a section's title, 1 for its words anywhere else and for a heading by its look, 0 for others."""
        if pair.spot.place.index in self.titles:
            return 2
        if _is_heading(pair.spot):
            return 1
        words = pair.spot.text[: pair.spot.end - pair.spot.start]
        return int(pair.strength is Strength.NAME and normal(words) in self.names.titles)

    def is_in_section(self, pair: Pair) -> bool:
        """Under the title of the field's own section."""
        wall = self.walls.at(pair.spot.turn)
        return wall is not None and wall.section == self.names.sections[pair.field]

    def is_elsewhere(self, pair: Pair) -> bool:
        """Under the title of another section."""
        wall = self.walls.at(pair.spot.turn)
        return wall is not None and wall.section not in {None, self.names.sections[pair.field]}

    def weight(self, pair: Pair) -> float:
        """From about 1 for the definition's own words in their section; below LEAST it does not count."""
        spot, weight = pair.spot, pair.likeness
        weight += self._by_section(pair)
        has_looks = self.has_looks[spot.place.grid is not None]
        if has_looks and not has_look(spot):
            weight += UNLIKE_LABELS if len(spot.text.split()) < LONG_WORDS else 0
        elif not has_looks and self._stands_as_answer(pair):
            weight += AS_AN_ANSWER
        weight += 0 if spot.is_leading else NOT_LEADING
        weight += A_TITLE if spot.place.index in self.titles else 0
        return weight + (0 if spot.is_line else NOT_A_LINE)

    def _by_section(self, pair: Pair) -> float:
        wall = self.walls.at(pair.spot.turn)
        is_office = pair.field in self.office
        if wall is not None and wall.is_office:
            return IN_SECTION if is_office else -1.0
        if is_office:
            return OFFICE_OUTSIDE
        if wall is None or wall.section is None:
            return UNDER_NO_TITLE if pair.strength is Strength.CORE else 0.0
        if wall.section == self.names.sections[pair.field]:
            return IN_SECTION
        if pair.strength is Strength.CORE:
            return -1.0
        return ELSEWHERE if len(pair.spot.text.split()) > 1 else SINGLE_ELSEWHERE

    def _stands_as_answer(self, pair: Pair) -> bool:
        """Right of another label, in a table whose rows begin with labels."""
        place = pair.spot.place
        if place.grid is None or pair.spot.has_colon:
            return False
        row = [each for each in place.grid.rows[place.row] if each.text.strip()]
        if not row or row[-1] is not place or len(row) % 2:
            return False
        before = row[row.index(place) - 1]
        if before.index not in self.leading or before.column + before.width != place.column:
            return False
        under = place.grid.rows[place.end_row] if place.end_row < len(place.grid.rows) else []
        over = place.grid.rows[place.row - 1] if place.row else []
        return any(line and line[0].index in self.leading and line[0] is not before for line in (under, over))


def _is_heading(spot: Spot) -> bool:
    """Set as a heading, a bold line without a colon, a table of one shaded cell: as often over questions as one itself."""
    place = spot.place
    if place.grid is None:
        return place.heading is not None or (place.is_all_bold and spot.ends_line and not spot.has_colon)
    if place.grid.is_sheet:
        return is_headline(place) and place.width > 1 and not spot.has_colon
    return place.grid.columns == place.width and len(place.grid.rows) == 1 and place.is_shaded and place.is_all_bold


def _referrers(pairs: list[Pair], office: frozenset[str]) -> list[tuple[Turn, str]]:
    """Where the referrer's own labels surely stand."""
    return [
        (pair.spot.turn, pair.field)
        for pair in pairs
        if pair.likeness == 1.0 and pair.field not in office and pair.spot.is_line
    ]


def _have_look(sure: list[Pair], *, in_table: bool) -> bool:
    """Whether the sure labels of the tables, or of the text, look as labels do."""
    some = [pair for pair in sure if (pair.spot.place.grid is not None) is in_table]
    return bool(some) and any(_share(look, some) >= USUAL for look in LOOKS)


def _share(look: Callable[[Spot], bool], pairs: list[Pair]) -> float:
    return sum(look(pair.spot) for pair in pairs) / len(pairs)


def _is_bold(spot: Spot) -> bool:
    return spot.is_bold


def _is_shaded(spot: Spot) -> bool:
    return spot.place.is_shaded


def _has_colon(spot: Spot) -> bool:
    return spot.has_colon


LOOKS = (_is_bold, _is_shaded, _has_colon)


def has_look(spot: Spot) -> bool:
    """Stands out as labels do: bold, shaded, or with a colon."""
    return any(look(spot) for look in LOOKS)

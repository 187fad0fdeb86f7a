"""Which spots are the labels of which fields: the whole document against the whole form."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from intake.forms.align import Candidate, passes
from intake.forms.locate.matching import Matcher, Pair
from intake.forms.locate.names import Names, Strength
from intake.forms.locate.places import Place
from intake.forms.locate.sections import Walls
from intake.forms.locate.spots import Spot, spots_in

IN_SECTION = 0.15
ELSEWHERE = -0.1
SINGLE_ELSEWHERE = -0.25
UNDER_NO_TITLE = -0.1
OFFICE_OUTSIDE = -0.2
UNLIKE_LABELS = -0.45
LONG_WORDS = 8
"""Words from which on a name is no answer by chance, however it looks."""
AS_AN_ANSWER = -0.4
A_TITLE = -0.2
"""A section's title may be worded as one of its questions is."""
NOT_LEADING = -0.06
NOT_A_LINE = -0.12
LEAST = 0.45
LEAST_MOVED = 0.74
"""A label out of order must be surer than one in order."""
LEAST_MOVED_NAME = 0.55
"""The definition's own words in the middle of another section."""
USUAL = 0.8
"""Share of sure labels whose look is the look of labels."""
SURE = 0.7
SUPPORT_REACH = 12
FAR_BELOW = 0.4
NEARLY = 0.06
"""Two candidates this close are rivals."""


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """A spot that is taken for the label of a field."""

    spot: Spot
    field: str
    weight: float
    strength: Strength
    part: int = 0


@dataclass(frozen=True, slots=True)
class Labels:
    by_field: dict[str, Label]
    rivals: dict[str, tuple[Label, ...]]
    """Other spots as good as the one taken."""
    repeats: dict[str, tuple[Label, ...]] = field(default_factory=dict)
    """Every other sure spot of a field, however its section."""

    def in_order(self) -> list[Label]:
        return sorted(self.by_field.values(), key=lambda label: label.spot.turn)


def possible(places: Iterable[Place], matcher: Matcher) -> list[Pair]:
    """All pairs of a spot and a field it may name."""
    found: list[Pair] = []
    for place in places:
        by_turn: dict[tuple[int, int, int], list[Spot]] = defaultdict(list)
        for spot in spots_in(place):
            by_turn[spot.turn].append(spot)
        for variants in by_turn.values():
            found += matcher.pairs(variants)
    return found


def choose(pairs: list[Pair], names: Names, walls: Walls, office: frozenset[str]) -> Labels:
    """The heaviest way to lay the form over the document."""
    weigher = _Weigher(pairs, names, walls, office)
    everything = [(pair, weigher.weight(pair)) for pair in _meant(pairs, weigher)]
    weighed = _likely(everything, weigher)
    candidates = [Candidate((*pair.spot.turn, pair.part), names.order[pair.field], weight) for pair, weight in weighed]
    taken: dict[str, Label] = {}
    used: set[tuple[int, int, int]] = set()
    for number, chain in enumerate(passes(candidates)):
        for at in chain:
            pair, weight = weighed[at]
            turn = pair.spot.turn
            if number and (weight < _least_moved(pair) or turn in used):
                continue
            if pair.field not in taken:
                taken[pair.field] = Label(pair.spot, pair.field, weight, pair.strength, pair.part)
                if not pair.part:
                    used.add(turn)
    kept = _supported(_untangled(taken), names, walls)
    return Labels(kept, _rivals(kept, weighed), _repeats(kept, everything))


def _least_moved(pair: Pair) -> float:
    own = pair.strength is Strength.NAME and has_look(pair.spot)
    return LEAST_MOVED_NAME if own else LEAST_MOVED


def _likely(weighed: list[tuple[Pair, float]], weigher: "_Weigher") -> list[tuple[Pair, float]]:
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


def _meant(pairs: list[Pair], weigher: "_Weigher") -> list[Pair]:
    """Without titles where a question asks the same, and without a name's borrowed sense where its own is not met elsewhere."""
    sure: dict[str, set[tuple[int, int, int]]] = defaultdict(set)
    for pair in pairs:
        if pair.strength is not Strength.CORE and not pair.part and not weigher.is_title(pair):
            sure[pair.field].add(pair.spot.turn)
    own: dict[tuple[int, int, int], list[str]] = defaultdict(list)
    for field_id, turns in sure.items():
        for turn in turns:
            own[turn].append(field_id)
    return [pair for pair in pairs if not _is_borrowed(pair, sure, own, weigher)]


def _is_borrowed(
    pair: Pair,
    sure: dict[str, set[tuple[int, int, int]]],
    own: dict[tuple[int, int, int], list[str]],
    weigher: "_Weigher",
) -> bool:
    turn = pair.spot.turn
    if weigher.is_title(pair):
        return bool(sure[pair.field] - {turn})
    if pair.strength is not Strength.CORE or pair.part or weigher.is_in_section(pair):
        return False
    return any(sure[field_id] == {turn} for field_id in own[turn])


class _Weigher:
    def __init__(self, pairs: list[Pair], names: Names, walls: Walls, office: frozenset[str]) -> None:
        self.names, self.walls, self.office = names, walls.without_false_office(_referrers(pairs, office)), office
        sure = [pair for pair in pairs if pair.strength is Strength.NAME and pair.likeness == 1.0 and pair.spot.is_line]
        self.has_looks = bool(sure) and any(_share(look, sure) >= USUAL for look in LOOKS)
        self.titles = {wall.turn[0] for wall in walls if wall.section is not None}
        self.leading = {
            pair.spot.place.index for pair in pairs if pair.spot.is_leading and pair.strength is not Strength.CORE
        }

    def is_title(self, pair: Pair) -> bool:
        return pair.spot.place.index in self.titles

    def is_in_section(self, pair: Pair) -> bool:
        """Under the title of the field's own section."""
        wall = self.walls.at(pair.spot.turn)
        return wall is not None and wall.section == self.names.sections[pair.field]

    def is_elsewhere(self, pair: Pair) -> bool:
        """Under the title of another section."""
        wall = self.walls.at(pair.spot.turn)
        return wall is not None and wall.section not in {None, self.names.sections[pair.field]}

    def weight(self, pair: Pair) -> float:
        spot, weight = pair.spot, pair.likeness
        weight += self._by_section(pair)
        if self.has_looks and not has_look(spot):
            weight += UNLIKE_LABELS if len(spot.text.split()) < LONG_WORDS else 0
        elif not self.has_looks and self._stands_as_answer(pair):
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
        if len(row) < 2 or row[-1] is not place or len(row) % 2:
            return False
        before = row[row.index(place) - 1]
        if before.index not in self.leading:
            return False
        under = place.grid.rows[place.end_row] if place.end_row < len(place.grid.rows) else []
        over = place.grid.rows[place.row - 1] if place.row else []
        return any(line and line[0].index in self.leading and line[0] is not before for line in (under, over))


def _referrers(pairs: list[Pair], office: frozenset[str]) -> list[tuple[tuple[int, int, int], str]]:
    """Where the referrer's own labels surely stand."""
    return [
        (pair.spot.turn, pair.field)
        for pair in pairs
        if pair.likeness == 1.0 and pair.field not in office and pair.spot.is_line
    ]


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


def _untangled(taken: dict[str, Label]) -> dict[str, Label]:
    """A spot taken both as a whole and in parts is taken in the way that explains more."""
    by_turn: dict[tuple[int, int, int], list[Label]] = defaultdict(list)
    for label in taken.values():
        by_turn[label.spot.turn].append(label)
    kept: dict[str, Label] = {}
    for labels in by_turn.values():
        whole = [label for label in labels if not label.part]
        parts = [label for label in labels if label.part]
        best = max((whole, parts), key=lambda some: sum(label.weight for label in some))
        kept |= {label.field: label for label in best}
    return kept


def _supported(taken: dict[str, Label], names: Names, walls: Walls) -> dict[str, Label]:
    """A name that holds only within its section needs the section's title, or a sure label of it near by."""
    sure = [label for label in taken.values() if label.strength is not Strength.CORE]
    return {
        field: label
        for field, label in taken.items()
        if label.strength is not Strength.CORE or _has_support(label, sure, names, walls)
    }


def _has_support(label: Label, sure: list[Label], names: Names, walls: Walls) -> bool:
    section = names.sections[label.field]
    wall = walls.at(label.spot.turn)
    if wall is not None and wall.section == section:
        return True
    return any(
        names.sections[other.field] == section
        and abs(other.spot.place.index - label.spot.place.index) <= SUPPORT_REACH
        and walls.number_at(other.spot.turn) == walls.number_at(label.spot.turn)
        for other in sure
    )


def _rivals(taken: dict[str, Label], weighed: list[tuple[Pair, float]]) -> dict[str, tuple[Label, ...]]:
    used = {label.spot.turn for label in taken.values()}
    rivals: dict[str, list[Label]] = defaultdict(list)
    for pair, weight in weighed:
        label = taken.get(pair.field)
        if label is None or pair.part or pair.spot.turn in used or weight < label.weight - NEARLY:
            continue
        if pair.strength is not Strength.CORE and pair.spot.is_leading:
            rivals[pair.field].append(Label(pair.spot, pair.field, weight, pair.strength))
    return {field: tuple(some) for field, some in rivals.items()}


def _repeats(taken: dict[str, Label], weighed: list[tuple[Pair, float]]) -> dict[str, tuple[Label, ...]]:
    repeats: dict[str, list[Label]] = defaultdict(list)
    for pair, weight in weighed:
        label = taken.get(pair.field)
        if label is None or pair.strength is Strength.CORE or pair.part or not pair.spot.is_leading:
            continue
        if pair.spot.turn != label.spot.turn and weight >= SURE:
            repeats[pair.field].append(Label(pair.spot, pair.field, weight, pair.strength))
    return {field_id: tuple(some) for field_id, some in repeats.items()}

"""Which spots are the labels of which fields: the whole document against the whole form."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from intake.forms.align import Candidate, passes
from intake.forms.locate.matching import Matcher, Pair
from intake.forms.locate.memory import pairs_in
from intake.forms.locate.names import Names, Strength
from intake.forms.locate.places import Place
from intake.forms.locate.sections import Walls
from intake.forms.locate.spots import Spot, Turn
from intake.forms.locate.weighing import Weighed, Weigher, least_moved, likely, meant

SURE = 0.7
"""Weight from which a spot that was not taken is a label all the same."""
SUPPORT_REACH = 12
"""Places within which a sure label of the same section supports an unsure one."""
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
    return [pair for place in places for pair in pairs_in(place, matcher)]


def choose(pairs: list[Pair], names: Names, walls: Walls, office: frozenset[str]) -> Labels:
    """The heaviest way to lay the form over the document."""
    weigher = Weigher(pairs, names, walls, office)
    everything = [(pair, weigher.weight(pair)) for pair in meant(pairs, weigher)]
    weighed = likely(everything, weigher)
    kept = _supported(_untangled(_aligned(weighed, names)), names, walls)
    return Labels(kept, _rivals(kept, weighed), _repeats(kept, everything))


def _aligned(weighed: list[Weighed], names: Names) -> dict[str, Label]:
    """What is in order first, then what was moved and is sure enough for that."""
    candidates = [Candidate((*pair.spot.turn, pair.part), names.order[pair.field], weight) for pair, weight in weighed]
    taken: dict[str, Label] = {}
    used: set[Turn] = set()
    for number, chain in enumerate(passes(candidates)):
        for pair, weight in (weighed[at] for at in chain):
            if pair.field in taken or (number and (weight < least_moved(pair) or pair.spot.turn in used)):
                continue
            taken[pair.field] = Label(pair.spot, pair.field, weight, pair.strength, pair.part)
            if not pair.part:
                used.add(pair.spot.turn)
    return taken


def _untangled(taken: dict[str, Label]) -> dict[str, Label]:
    """A spot taken both as a whole and in parts is taken in the way that explains more."""
    by_turn: dict[Turn, list[Label]] = defaultdict(list)
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


def _rivals(taken: dict[str, Label], weighed: list[Weighed]) -> dict[str, tuple[Label, ...]]:
    used = {label.spot.turn for label in taken.values()}
    rivals: dict[str, list[Label]] = defaultdict(list)
    for pair, weight in weighed:
        label = taken.get(pair.field)
        if label is None or pair.part or pair.spot.turn in used or weight < label.weight - NEARLY:
            continue
        if pair.strength is not Strength.CORE and pair.spot.is_leading and _stands_alike(pair.spot, label.spot):
            rivals[pair.field].append(Label(pair.spot, pair.field, weight, pair.strength))
    return {field: tuple(some) for field, some in rivals.items()}


def _repeats(taken: dict[str, Label], weighed: list[Weighed]) -> dict[str, tuple[Label, ...]]:
    repeats: dict[str, list[Label]] = defaultdict(list)
    for pair, weight in weighed:
        label = taken.get(pair.field)
        if label is None or pair.strength is Strength.CORE or pair.part or not pair.spot.is_leading:
            continue
        if pair.spot.turn != label.spot.turn and weight >= SURE and _stands_alike(pair.spot, label.spot):
            repeats[pair.field].append(Label(pair.spot, pair.field, weight, pair.strength))
    return {field_id: tuple(some) for field_id, some in repeats.items()}


def _stands_alike(other: Spot, taken: Spot) -> bool:
    """Whether a second spot stands as the label taken does.

    An answer may be a label's words, or begin with them: `Safeguarding lead`, `Agency: they did not ring.`
    """
    if taken.is_bold:
        return other.is_bold
    if taken.place.is_shaded:
        return other.place.is_shaded
    return other.ends_line or other.is_bold or other.place.is_shaded or not taken.ends_line

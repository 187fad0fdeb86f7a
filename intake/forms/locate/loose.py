"""Labels in words of their own: known by a telling word and by standing exactly where the form asks."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import takewhile

from intake.forms.locate.labels import Label
from intake.forms.locate.matching import Matcher
from intake.forms.locate.names import Strength
from intake.forms.locate.places import BOLD, Place
from intake.forms.locate.sections import Walls
from intake.forms.locate.spots import Spot, spots_in
from intake.forms.locate.words import significant

OVERLAP_MIN = 0.3
"""Share of the telling words that the two must have in common."""
MARGIN = 0.15
"""By which the likeliest field must lead."""
LOOSE_WORDS = 14
WEIGHT = 0.5


def loose_labels(
    places: Iterable[Place], taken: list[Label], matcher: Matcher, walls: Walls, known: set[str]
) -> list[Label]:
    """A label for each field not in `known` that one unknown label fits in words and in place."""
    ordered = sorted(taken, key=lambda label: label.spot.turn)
    if not ordered:
        return []
    titles = {wall.turn[0] for wall in walls if wall.section is not None}
    used = {label.spot.place.index for label in taken} | titles
    found: dict[str, tuple[float, Spot]] = {}
    for place in places:
        spot = _unknown_label(place) if place.index not in used else None
        if spot is None or matcher.normal(place.text) in matcher.names.options:
            continue
        fit = _fit(spot, ordered, matcher, walls, known)
        if fit is not None and fit[1] > found.get(fit[0], (0.0, None))[0]:
            found[fit[0]] = (fit[1], spot)
    return [Label(spot, field, WEIGHT, Strength.SHORT) for field, (_, spot) in found.items()]


def _unknown_label(place: Place) -> Spot | None:
    """Its first words, where they look like a label."""
    if place.heading is not None or not _stands_out(place):
        return None
    begun = takewhile(lambda spot: spot.is_leading, spots_in(place))
    leading = [spot for spot in begun if len(spot.text.split()) <= LOOSE_WORDS]
    sure = [spot for spot in leading if spot.has_colon or spot.text.endswith("?")]
    whole = [spot for spot in leading if spot.ends_line and (spot.is_bold or place.is_shaded)]
    return next(iter((*sure, *whole)), None)


def _stands_out(place: Place) -> bool:
    """Asks, or is dressed as labels are: most answers do neither, and need no closer look."""
    text = place.text
    return (
        place.is_shaded
        or ":" in text
        or "?" in text
        or any(int(span.mark) & BOLD for paragraph in place.paragraphs for span in paragraph.spans)
    )


def _fit(spot: Spot, ordered: list[Label], matcher: Matcher, walls: Walls, known: set[str]) -> tuple[str, float] | None:
    names = matcher.names
    at = bisect_left(ordered, spot.turn, key=lambda label: label.spot.turn)
    before = names.order[ordered[at - 1].field] if at else -1
    after = names.order[ordered[at].field] if at < len(ordered) else len(names.order)
    wall = walls.at(spot.turn)
    words = significant(matcher.normal(spot.text[: spot.end - spot.start]))
    scores: dict[str, float] = {}
    for meant, named in names.words.items():
        if words.isdisjoint(meant):
            continue
        for each in named:
            order = names.order[each.field]
            in_place = before < order < after or (wall is not None and wall.section == names.sections[each.field])
            if each.field not in known and in_place:
                scores[each.field] = max(scores.get(each.field, 0.0), _overlap(words, meant, names.weights))
    ranked = sorted(scores.items(), key=lambda each: -each[1])[:2]
    if not ranked or ranked[0][1] < OVERLAP_MIN or (len(ranked) > 1 and ranked[1][1] > ranked[0][1] - MARGIN):
        return None
    return ranked[0]


def _overlap(ours: frozenset[str], theirs: frozenset[str], weights: dict[str, float]) -> float:
    common = sum(weights.get(word, 1.0) for word in ours & theirs)
    return common / sum(weights.get(word, 1.0) for word in ours | theirs)

"""What a printed text names is worked out once: the same labels come again on every copy of a form."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TypeAlias

from intake.forms.locate.matching import Matcher, Pair
from intake.forms.locate.names import Strength
from intake.forms.locate.places import Place
from intake.forms.locate.spots import Spot, Turn, spots_in

REMEMBERED_PLACES = 4096
REMEMBERED_LETTERS = 400
"""Longer texts are answers, and nobody writes the same one twice."""

Words: TypeAlias = tuple[int, int, int, int, str, str, bool, bool, bool, bool, bool]
"""A spot without its place, so that no document outlives its reading."""
Remembered: TypeAlias = tuple[tuple[Words, str, float, Strength, int], ...]


def pairs_in(place: Place, matcher: Matcher) -> Iterator[Pair]:
    """All fields that the words of a place may name."""
    if len(place.text) > REMEMBERED_LETTERS:
        yield from _compared(place, matcher)
        return
    memory = matcher.names.memory
    if place.blocks not in memory:
        if len(memory) >= REMEMBERED_PLACES:
            memory.clear()
        memory[place.blocks] = tuple(map(_without_place, _compared(place, matcher)))
    yield from _in_place(memory[place.blocks], place)


def _compared(place: Place, matcher: Matcher) -> Iterator[Pair]:
    by_turn: dict[Turn, list[Spot]] = defaultdict(list)
    for spot in spots_in(place):
        by_turn[spot.turn].append(spot)
    for variants in by_turn.values():
        yield from matcher.pairs(variants)


def _without_place(pair: Pair) -> tuple[Words, str, float, Strength, int]:
    spot = pair.spot
    words = (
        spot.block,
        spot.start,
        spot.end,
        spot.rest,
        spot.text,
        spot.whole,
        spot.is_leading,
        spot.is_line,
        spot.ends_line,
        spot.has_colon,
        spot.is_bold,
    )
    return words, pair.field, pair.likeness, pair.strength, pair.part


def _in_place(remembered: Remembered, place: Place) -> Iterator[Pair]:
    """Pairs of the same words share a spot, as they do when they are worked out."""
    spots: dict[Words, Spot] = {}
    for words, field, likeness, strength, part in remembered:
        if words not in spots:
            spots[words] = Spot(place, *words)
        yield Pair(spots[words], field, likeness, strength, part)

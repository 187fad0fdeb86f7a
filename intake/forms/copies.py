"""The same form twice in one file: each copy is a form of its own."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from intake.forms.locate import Located, Place, locate
from intake.forms.locate.places import Grid
from intake.forms.locate.sections import is_headline
from intake.forms.normal import normal
from intake.model.form import Form

REPEATED_SHARE = 0.5
"""Of the labels found that must stand a second time."""
REPEATED_MIN = 3
OPENING = 12
"""Texts at the beginning of a document that may be its title."""


def split(located: Located, places: Sequence[Place], form: Form) -> Iterator[tuple[Located, Sequence[Place]]]:
    """Each copy with the places that it takes up; the whole document where there is one copy.

    Places and tables are parted for good: what was located before the split no longer holds.
    """
    cut = _second_copy(located, places)
    if cut is None:
        yield located, places
        return
    _part_grid(places, cut)
    for run in (places[:cut], places[cut:]):
        fresh = _renumbered(run)
        yield from split(locate(fresh, form), fresh, form)


def _renumbered(run: Sequence[Place]) -> list[Place]:
    for index, place in enumerate(run):
        place.index = index
    return list(run)


def _second_copy(located: Located, places: Sequence[Place]) -> int | None:
    """Where the second copy begins; None when the labels do not stand twice."""
    turns = _turns(located)
    twice = [(min(at), max(at)) for at in turns.values() if len(at) > 1]
    enough = max(len(located.labels.by_field) * REPEATED_SHARE, REPEATED_MIN)
    if len(twice) < enough:
        return None
    cuts = sorted({at for some in turns.values() for at in some})
    best = max(cuts, key=lambda cut: (_parted(twice, cut), -cut))
    if _parted(twice, best) < enough:
        return None
    last = max((cut for cut in cuts if cut < best), default=0)
    return _beginning(places, last + 1, best)


def _turns(located: Located) -> dict[str, set[int]]:
    """Every place where a field's label surely stands."""
    turns: dict[str, set[int]] = defaultdict(set)
    for label in located.labels.by_field.values():
        turns[label.field].add(label.spot.place.index)
    for some in located.labels.repeats.values():
        for label in some:
            turns[label.field].add(label.spot.place.index)
    return turns


def _parted(twice: Sequence[tuple[int, int]], cut: int) -> int:
    return sum(first < cut <= last for first, last in twice)


def _beginning(places: Sequence[Place], first: int, label: int) -> int:
    """Where a copy begins, between the last label before it and its own first one."""
    gap = places[first : label + 1]
    opening = {normal(place.text) for place in places[:OPENING] if place.has_content}
    tests = (
        lambda place: place.index and place.story != places[place.index - 1].story,
        lambda place: normal(place.text) in opening and place.has_content,
        lambda place: place.heading is not None,
        is_headline,
        lambda place: place.segment != places[first - 1].segment,
    )
    return next((place.index for test in tests for place in gap if test(place)), label)


def _part_grid(places: Sequence[Place], cut: int) -> None:
    """Part the table or worksheet in which the second copy begins."""
    place = places[cut]
    whole = place.grid
    if whole is None or place.row == 0 or cut == 0 or places[cut - 1].grid is not whole:
        return
    row = place.row
    upper = Grid(whole.name, whole.is_sheet, whole.rows[:row], whole.numbers[:row], whole.columns, whole.depth)
    lower = Grid(whole.name, whole.is_sheet, whole.rows[row:], whole.numbers[row:], whole.columns, whole.depth)
    for each in {id(each): each for cells in whole.rows for each in cells}.values():
        if each.row < row:
            each.grid, each.end_row = upper, min(each.end_row, row)
        else:
            each.grid, each.row, each.end_row = lower, each.row - row, each.end_row - row

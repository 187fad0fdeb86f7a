"""The same form twice in one file: each copy is a form of its own."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from intake.forms.locate import Located, Place, locate
from intake.forms.locate.labels import Label
from intake.forms.locate.sections import is_headline
from intake.model.form import Form

REPEATED_SHARE = 0.5
"""Of the labels found that must stand a second time."""
TITLE_PLACES = 12
"""Places above the first label that may be the title of a copy."""


def split(located: Located, places: Sequence[Place], form: Form) -> Iterator[tuple[Located, Sequence[Place]]]:
    """Each copy with the places that it takes up; the whole document where there is one copy."""
    cut = _second_copy(located, places)
    if cut is None:
        yield located, places
        return
    for run in (places[:cut], places[cut:]):
        fresh = _renumbered(run)
        yield from split(locate(fresh, form), fresh, form)


def _renumbered(run: Sequence[Place]) -> list[Place]:
    for index, place in enumerate(run):
        place.index = index
    return list(run)


def _second_copy(located: Located, places: Sequence[Place]) -> int | None:
    """Where the second copy begins; None when the labels do not stand twice."""
    turns: dict[str, list[int]] = defaultdict(list)
    labels: list[Label] = [
        *located.labels.by_field.values(),
        *(each for some in located.labels.repeats.values() for each in some),
    ]
    for label in labels:
        turns[label.field].append(label.spot.place.index)
    twice = {field: sorted(at) for field, at in turns.items() if len(at) > 1}
    if len(twice) < max(len(located.labels.by_field) * REPEATED_SHARE, 3):
        return None
    cuts = sorted({at for some in twice.values() for at in some[1:]})
    best = max(cuts, key=lambda cut: (_parted(twice, cut), -cut))
    if _parted(twice, best) < len(located.labels.by_field) * REPEATED_SHARE:
        return None
    return _with_title(places, best, max((at for some in turns.values() for at in some if at < best), default=0))


def _parted(twice: dict[str, list[int]], cut: int) -> int:
    return sum(at[0] < cut <= at[-1] for at in twice.values())


def _with_title(places: Sequence[Place], first: int, last: int) -> int:
    """The copy's title and headings above its first label belong to it."""
    start = next((place.index for place in places[last + 1 : first + 1] if place.story != places[last].story), None)
    if start is not None:
        return start
    at = first
    while (
        at - 1 > last
        and first - at < TITLE_PLACES
        and (is_headline(places[at - 1]) or not places[at - 1].has_content or places[at - 1].grid is None)
    ):
        at -= 1
    return at

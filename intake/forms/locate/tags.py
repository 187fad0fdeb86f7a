"""Machine names in a file: tags of content controls, names of worksheet cells. Hints, and never the only key."""

from collections.abc import Iterable, Iterator

from intake.forms.locate.places import Place


def tagged(places: Iterable[Place], fields: Iterable[str]) -> dict[str, Place]:
    """The first place that carries a field's id as its machine name."""
    wanted = {each.casefold(): each for each in fields}
    found: dict[str, Place] = {}
    for place in places:
        for name in _machine_names(place):
            field = wanted.get(name.casefold())
            if field is not None:
                found.setdefault(field, place)
    return found


def _machine_names(place: Place) -> Iterator[str]:
    for paragraph in place.paragraphs:
        for span in paragraph.spans:
            if span.control is not None and span.control.tag:
                yield span.control.tag
    if place.cell is not None and place.cell.name:
        yield place.cell.name

"""Known words that label something else: the lead's own e-mail address, where the form asks only the referrer's."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.forms.locate.labels import Label, Labels
from intake.forms.locate.layout import Layout, shows_anything
from intake.forms.locate.names import Names
from intake.forms.locate.sections import Walls
from intake.forms.locate.spots import Spot
from intake.forms.locate.weighing import has_look
from intake.forms.locate.zones import Zone, zone
from intake.forms.normal import STARS, normal
from intake.forms.slot import Slot
from intake.model.form import Field, FieldType

CONTACT = re.compile(r"\bcontact (?:details|information|numbers?)\b")
COLUMN_OF_LABELS = 3
"""Labels from which on a column is one of labels."""
CONTACTS = frozenset({FieldType.EMAIL, FieldType.PHONE})


@dataclass(frozen=True, slots=True, eq=False)
class Other:
    """A label in a section that does not ask its field, and what stands there."""

    label: Label
    section: str
    zone: Zone


def other_labels(labels: Labels, names: Names, walls: Walls) -> list[Label]:
    """Repeated labels in a section that is not their field's."""
    used = {each.spot.turn for some in labels.rivals.values() for each in some}
    used |= {label.spot.turn for label in labels.by_field.values()}
    columns = Counter((id(each.spot.place.grid), each.spot.place.column) for each in labels.by_field.values())
    return [
        each
        for some in labels.repeats.values()
        for each in some
        if each.spot.turn not in used
        and has_look(each.spot)
        and walls.section_at(each.spot.turn) not in {None, names.sections[each.field]}
        and not stands_as_answer(each.spot, columns)
    ]


def stands_as_answer(spot: Spot, columns: Mapping[tuple[int, int], int]) -> bool:
    """Whether words right of a column of labels, where no label stands, are somebody's answer: `Social Worker` by profession.

    `columns` counts the labels in each column of each table.
    """
    place = spot.place
    if place.grid is None or spot.has_colon or columns.get((id(place.grid), place.column)):
        return False
    before = (each for each in place.grid.rows[place.row] if each.column + each.width == place.column)
    return any(columns.get((id(place.grid), each.column), 0) >= COLUMN_OF_LABELS for each in before)


def others(layout: Layout, labels: Sequence[Label], fields: Mapping[str, Field], walls: Walls) -> list[Other]:
    return [
        Other(label, walls.section_at(label.spot.turn) or "", zone(layout, label, fields[label.field]))
        for label in labels
    ]


def contact_slot(asked: Field, found: Sequence[Other], fields: Mapping[str, Field]) -> Slot | None:
    """Contact details that are asked one by one where the form asks for them at once."""
    if not CONTACT.search(normal(asked.label)):
        return None
    parts = [each for each in found if each.section == asked.section and fields[each.label.field].type in CONTACTS]
    if not parts:
        return None
    filled = next((each for each in parts if shows_anything(each.zone.blocks)), parts[0])
    return Slot(
        field=asked.id,
        where=filled.zone.where,
        label=", ".join(each.label.spot.text.rstrip(STARS + ":") for each in parts),
        blocks=tuple(block for each in parts for block in each.zone.blocks),
    )

"""The order of locating: tables with rows, then labels, then the place of each answer."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from intake.forms.locate.considerations import weighed
from intake.forms.locate.crossed import crossings
from intake.forms.locate.labels import Label, Labels, choose, has_look, possible
from intake.forms.locate.layout import lay_out, rest_of, shows_anything
from intake.forms.locate.loose import loose_labels
from intake.forms.locate.matching import Matcher, Pair
from intake.forms.locate.names import Names, Strength, names_of
from intake.forms.locate.options import (
    Heads,
    headed_below,
    heads_of,
    heads_over,
    inferred_heads,
    listed_below,
    option_names,
    paired,
)
from intake.forms.locate.places import Grid, Place
from intake.forms.locate.sections import Walls, is_headline, walls
from intake.forms.locate.tables import FoundTable, tables
from intake.forms.locate.tags import tagged
from intake.forms.locate.zones import TICKED, is_header_row, right_cells, zone
from intake.forms.normal import normal
from intake.forms.slot import Option, Slot
from intake.model.document import Block
from intake.model.form import Field, FieldType, Form, Party


CONTACT = re.compile(r"\bcontact (?:details|information|numbers?)\b")
CONTACTS = frozenset({FieldType.EMAIL, FieldType.PHONE})


@dataclass(slots=True, eq=False)
class Located:
    """Everything found of one form in one run of places."""

    slots: dict[str, Slot] = field(default_factory=dict, repr=False)
    labels: Labels = field(default_factory=lambda: Labels({}, {}))
    tables: dict[str, FoundTable] = field(default_factory=dict)
    crossed: frozenset[str] = frozenset()
    """Fields asked in a table of two people."""
    walls: Walls = field(default_factory=lambda: Walls([]))
    claimed: set[int] = field(default_factory=set)
    """Indexes of the places that hold an answer or a label."""
    furniture: set[int] = field(default_factory=set)
    """Indexes of the places that are titles, headings or table headers."""

    @property
    def found(self) -> frozenset[str]:
        """Ids of the fields whose label was found."""
        return frozenset(self.labels.by_field) | frozenset(self.tables) | self.crossed


def locate(places: list[Place], form: Form) -> Located:
    """Lay the form over the places and take up each answer's slot; a field whose label is not found has none."""
    return _Locator(places, form).located()


class _Locator:
    def __init__(self, places: list[Place], form: Form) -> None:
        self.places, self.form = places, form
        self.names: Names = names_of(form)
        self.matcher = Matcher(self.names)
        self.grids = _grids(places)
        self.evidence = {each.evidence_of: each.id for each in form.fields.values() if each.evidence_of is not None}
        self.heads: dict[int, list[Heads]] = {}

    def located(self) -> Located:
        found = tables(self.grids, self.places, self.matcher)
        region = {index for table in found.values() for index in table.region}
        crossed, crossing = crossings(self.grids, self.matcher)
        labels = self._labels({*found, *(each.field for each in crossed)}, found, region | crossing)
        self.others = self._others(labels)
        furniture = {index for table in found.values() for index in table.furniture} | self._headings(labels)
        self.layout = lay_out(
            self.places, [*labels.by_field.values(), *self.others], furniture, region | crossing, self.evidence
        )
        self.layout.printed = self.form.printed - self.names.options
        self._head(labels)
        result = Located(labels=labels, tables=found, walls=self.walls, furniture=furniture)
        result.crossed = frozenset(each.field for each in crossed)
        result.claimed |= region | crossing
        result.slots |= {each.field: each.slot for each in crossed}
        self._fill(result)
        return result

    def _labels(self, known: set[str], found: dict[str, FoundTable], region: set[int]) -> Labels:
        titles = {index for table in found.values() for index in table.furniture}
        pool = [place for place in self.places if place.index not in region and place.index not in titles]
        pairs = [pair for pair in possible(pool, self.matcher) if pair.field not in known]
        self.walls = walls(self.places, self.form, self.names, self._named(pairs))
        office = frozenset(each.id for each in self.form.fields.values() if each.party is Party.OFFICE)
        labels = choose(pairs, self.names, self.walls, office)
        asked = known | office | set(labels.by_field) | set(self.evidence.values())
        taken = list(labels.by_field.values())
        for label in loose_labels(pool, taken, self.matcher, self.walls, asked):
            labels.by_field[label.field] = label
        return labels

    def _others(self, labels: Labels) -> list[Label]:
        """Known words that label something else here, such as the lead's own e-mail address where the form asks the referrer's."""
        rivals = {each.spot.turn for some in labels.rivals.values() for each in some}
        used = {label.spot.turn for label in labels.by_field.values()}
        return [
            each
            for some in labels.repeats.values()
            for each in some
            if each.spot.turn not in rivals | used
            and has_look(each.spot)
            and self._section_at(each) not in {None, self.names.sections[each.field]}
        ]

    def _section_at(self, label: Label) -> str | None:
        wall = self.walls.at(label.spot.turn)
        return wall.section if wall is not None else None

    def _named(self, pairs: list[Pair]) -> dict[int, frozenset[str]]:
        """The sections of the fields that a place's first words name, by place."""
        named: dict[int, set[str]] = defaultdict(set)
        for pair in pairs:
            if pair.spot.is_leading and pair.strength is not Strength.CORE and not pair.part:
                named[pair.spot.place.index].add(self.names.sections[pair.field])
        return {index: frozenset(sections) for index, sections in named.items()}

    def _headings(self, labels: Labels) -> set[int]:
        """Titles of sections and bands, unless one is a label itself."""
        used = {label.spot.place.index for label in labels.by_field.values()}
        walled = {wall.turn[0] for wall in self.walls if wall.section is not None or wall.is_office}
        return {
            place.index
            for place in self.places
            if place.index not in used and (place.index in walled or _is_band(place))
        }

    def _head(self, labels: Labels) -> None:
        """Header rows of option grids are furniture too."""
        for grid in self.grids:
            self.heads[id(grid)] = heads_of(grid, self.layout)
            for heads in self.heads[id(grid)]:
                self.layout.furniture.update(p.index for p in grid.rows[heads.row] if not self.layout.is_label(p))

    def _fill(self, result: Located) -> None:
        for label in result.labels.in_order():
            result.claimed.add(label.spot.place.index)
            if label.field in self.evidence:
                self._fill_consideration(label, result)
            else:
                slot, used = self._slot(label)
                result.slots[label.field] = slot
                result.claimed.update(place.index for place in used)
        for table in result.tables.values():
            result.slots[table.field] = _table_slot(table)
        self._fill_rivals(result)
        self._fill_contacts(result)
        self._fill_tagged(result)

    def _fill_consideration(self, label: Label, result: Located) -> None:
        grid = label.spot.place.grid
        heads = self._heads_of(label, grid) if grid is not None else None
        choice, evidence, used = weighed(self.layout, label, self.evidence[label.field], heads)
        result.slots[choice.field], result.slots[evidence.field] = choice, evidence
        result.claimed.update(place.index for place in used)

    def _heads_of(self, label: Label, grid: Grid) -> Heads | None:
        """The header row over a consideration: only other considerations may stand between the two."""
        heads = heads_over(self.heads.get(id(grid), []), label.spot.place.row)
        if heads is not None:
            between = (place for row in grid.rows[heads.row + 1 : label.spot.place.row] for place in row)
            others = (each.field for place in between for each in self.layout.labels.get(place.index, ()))
            if all(each in self.evidence for each in others):
                return heads
        return self._inferred(grid) if grid.is_sheet else None

    def _inferred(self, grid: Grid) -> Heads | None:
        """A worksheet leaves out blank cells: the other considerations show which column is which."""
        labels = [
            each.spot.place for some in self.layout.labels.values() for each in some if each.field in self.evidence
        ]
        rows = [
            [each for each in grid.rows[place.row] if each.column > place.column and self.layout.is_free(each)]
            for place in labels
            if place.grid is grid
        ]
        return inferred_heads(rows)

    def _slot(self, label: Label) -> tuple[Slot, list[Place]]:
        form_field = self.form.fields[label.field]
        if form_field.type in TICKED and label.spot.place.grid is not None:
            optioned = self._optioned(label, form_field)
            if optioned is not None:
                return optioned
        found = zone(self.layout, label, form_field)
        return Slot(field=label.field, where=found.where, label=label.spot.text, blocks=found.blocks), found.places

    def _optioned(self, label: Label, form_field: Field) -> tuple[Slot, list[Place]] | None:
        """A slot whose options have places of their own."""
        place = label.spot.place
        names = option_names(form_field, self.form.not_known_phrases)
        cells = right_cells(self.layout, label)
        if is_header_row(self.layout, place.grid, place.row):  # type: ignore[arg-type]
            return None
        headed = self._under_heads(place, cells, form_field, names)
        if headed is not None:
            options, beside = headed
            return self._option_slot(label, options, beside, cells), cells
        options = paired(cells, names, place.grid) or headed_below(cells, names, place.grid)  # type: ignore[arg-type]
        if options:
            under = [below for each in cells if (below := place.grid.below(each)) is not None]  # type: ignore[union-attr]
            return self._option_slot(label, options, (), cells), [*cells, *under]
        listed = listed_below(place, names, self.layout)
        if listed is None:
            return None
        beside = (*rest_of(self.layout, label), *(block for each in cells for block in each.blocks))
        return self._option_slot(label, listed.options, beside, list(listed.places)), [*cells, *listed.places]

    def _under_heads(
        self, place: Place, cells: list[Place], form_field: Field, names: frozenset[str]
    ) -> tuple[tuple[Option, ...], tuple[Block, ...]] | None:
        """The cells of a question's row under columns such as `Yes` and `No`."""
        heads = heads_over(self.heads.get(id(place.grid), []), place.row)
        if heads is None or form_field.type is FieldType.CHOICES or not heads.reaches(place, cells):
            return None
        over = heads.columns[0][0]
        if self.walls.number_at((over.index, 0, 0)) != self.walls.number_at((place.index, 0, 0)):
            return None
        options, beside = heads.parted(cells, names)
        return (options, beside) if len(options) >= 2 else None

    def _option_slot(
        self, label: Label, options: tuple[Option, ...], beside: tuple[Block, ...], cells: list[Place]
    ) -> Slot:
        filled = next((each for each in cells if each.has_content), cells[0] if cells else label.spot.place)
        return Slot(field=label.field, where=filled.where, label=label.spot.text, blocks=beside, options=options)

    def _fill_rivals(self, result: Located) -> None:
        """Places that are as likely, in the same part of the form, and not empty."""
        for field_id, others in result.labels.rivals.items():
            own = result.labels.by_field[field_id]
            near = [other for other in others if self._is_near(own, other)]
            slots = [self._rival(other) for other in near]
            filled = tuple(
                slot for slot in slots if shows_anything(slot.blocks) and slot.where != result.slots[field_id].where
            )
            if filled and field_id not in self.evidence:
                slot = result.slots[field_id]
                result.slots[field_id] = Slot(
                    field=slot.field, where=slot.where, label=slot.label, blocks=slot.blocks,
                    options=slot.options, rows=slot.rows, rivals=filled,
                )  # fmt: skip

    def _is_near(self, own: Label, other: Label) -> bool:
        place = other.spot.place
        if place.index in self.layout.furniture or place.index in self.layout.taken:
            return False
        return place.story == own.spot.place.story and self.walls.number_at(other.spot.turn) == self.walls.number_at(
            own.spot.turn
        )

    def _rival(self, label: Label) -> Slot:
        layout = lay_out(
            self.places,
            [*(each for some in self.layout.labels.values() for each in some), label],
            self.layout.furniture,
            self.layout.taken,
        )
        found = zone(layout, label, self.form.fields[label.field])
        return Slot(field=label.field, where=found.where, label=label.spot.text, blocks=found.blocks)

    def _fill_contacts(self, result: Located) -> None:
        """Contact details asked one by one where the form asks for them at once."""
        zones = [(label, zone(self.layout, label, self.form.fields[label.field])) for label in self.others]
        for label, found in zones:
            result.claimed.update((label.spot.place.index, *(place.index for place in found.places)))
        for form_field in self.form.fields.values():
            if form_field.id in result.slots or not CONTACT.search(normal(form_field.label)):
                continue
            parts = [
                (label, found)
                for label, found in zones
                if self._section_at(label) == form_field.section and self.form.fields[label.field].type in CONTACTS
            ]
            if parts:
                result.slots[form_field.id] = Slot(
                    field=form_field.id,
                    where=next((found.where for _, found in parts if shows_anything(found.blocks)), parts[0][1].where),
                    label=", ".join(label.spot.text.rstrip(" :*") for label, _ in parts),
                    blocks=tuple(block for _, found in parts for block in found.blocks),
                )

    def _fill_tagged(self, result: Located) -> None:
        """A machine name leads where no label was found."""
        for field_id, place in tagged(self.places, self.form.fields).items():
            if (
                field_id not in result.slots
                and place.index not in result.claimed
                and self.form.fields[field_id].evidence_of is None
            ):
                result.slots[field_id] = Slot(field=field_id, where=place.where, label=None, blocks=place.blocks)
                result.claimed.add(place.index)


def _grids(places: Iterable[Place]) -> list[Grid]:
    return list({id(place.grid): place.grid for place in places if place.grid is not None}.values())


def _is_band(place: Place) -> bool:
    """A title across a table that is no label of the form."""
    return (
        is_headline(place)
        and place.grid is not None
        and place.width == place.grid.columns
        and place.is_shaded
        and place.is_bold
    )


def _table_slot(table: FoundTable) -> Slot:
    return Slot(field=table.field, where=table.where, label=table.label, rows=tuple(table.rows))

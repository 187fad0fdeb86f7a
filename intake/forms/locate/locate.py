"""The order of locating: tables with rows, then labels, then the place of each answer."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from intake.forms.locate.considerations import weighed
from intake.forms.locate.crossed import crossings
from intake.forms.locate.labels import Label, Labels, choose, possible
from intake.forms.locate.layout import lay_out, shows_anything
from intake.forms.locate.loose import loose_labels
from intake.forms.locate.matching import Matcher, Pair
from intake.forms.locate.names import Names, Strength, guidance_of, names_of
from intake.forms.locate.optioned import optioned
from intake.forms.locate.options import Heads, heads_of, heads_over, inferred_heads
from intake.forms.locate.others import contact_slot, other_labels, others
from intake.forms.locate.places import Grid, Place
from intake.forms.locate.sections import Walls, is_headline, walls
from intake.forms.locate.tables import FoundTable, tables
from intake.forms.locate.tags import tagged
from intake.forms.locate.zones import TICKED, zone
from intake.forms.slot import Slot
from intake.model.form import Form, Party


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
        region = self._with_nested({index for table in found.values() for index in table.region})
        crossed, crossing = crossings(self.grids, self.matcher)
        labels = self._labels({*found, *(each.field for each in crossed)}, found, region | crossing)
        self.others = other_labels(labels, self.names, self.walls)
        furniture = {index for table in found.values() for index in table.furniture} | self._headings(labels)
        self.layout = lay_out(
            self.places, [*labels.by_field.values(), *self.others], furniture, region | crossing, self.evidence
        )
        self.layout.printed = guidance_of(self.form)
        self._head()
        result = Located(labels=labels, tables=found, walls=self.walls, furniture=furniture)
        result.crossed = frozenset(each.field for each in crossed)
        result.claimed |= region | crossing
        result.slots |= {each.field: each.slot for each in crossed}
        self._fill(result)
        return result

    def _with_nested(self, region: set[int]) -> set[int]:
        """Places, and those nested in them."""
        for place in self.places:
            if place.host is not None and place.host.index in region:
                region.add(place.index)
        return region

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

    def _head(self) -> None:
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
                self._fill_slot(label, result)
        for table in result.tables.values():
            result.slots[table.field] = _table_slot(table)
        self._fill_rivals(result)
        self._fill_contacts(result)
        self._fill_tagged(result)

    def _fill_slot(self, label: Label, result: Located) -> None:
        slot, used = self._slot(label)
        if self._is_only_title(label) and not slot.options and not shows_anything(slot.blocks):
            del result.labels.by_field[label.field]
            result.furniture.add(label.spot.place.index)
            return
        result.slots[label.field] = slot
        result.claimed.update(place.index for place in used)

    def _is_only_title(self, label: Label) -> bool:
        """A section's title that is worded as a question, with nothing under it, asks nothing."""
        wall = self.walls.at(label.spot.turn)
        return wall is not None and wall.turn[0] == label.spot.place.index and wall.section is not None

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
        asked = self.form.fields[label.field]
        if asked.type in TICKED:
            heads = self.heads.get(id(label.spot.place.grid), [])
            found = optioned(self.layout, label, asked, self.form.not_known_phrases, heads, self.walls)
            if found is not None:
                return found
        place = zone(self.layout, label, asked)
        slot = Slot(
            field=label.field,
            where=place.where,
            label=label.spot.text,
            blocks=place.blocks,
            is_doubtful=place.is_doubtful,
        )
        return slot, place.places

    def _fill_rivals(self, result: Located) -> None:
        """Places that are as likely, in the same part of the form, and not empty."""
        for field_id, rivals in result.labels.rivals.items():
            own = result.labels.by_field[field_id]
            near = [other for other in rivals if self._is_near(own, other)]
            slots = [self._rival(other) for other in near]
            filled = tuple(
                slot for slot in slots if shows_anything(slot.blocks) and slot.where != result.slots[field_id].where
            )
            if filled and field_id not in self.evidence:
                result.slots[field_id] = replace(result.slots[field_id], rivals=filled)

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
        """Claim what labels something else, and put together what the form asks for at once."""
        found = others(self.layout, self.others, self.form.fields, self.walls)
        for each in found:
            result.claimed.update((each.label.spot.place.index, *(place.index for place in each.zone.places)))
        for asked in self.form.fields.values():
            slot = contact_slot(asked, found, self.form.fields) if asked.id not in result.slots else None
            if slot is not None:
                result.slots[asked.id] = slot

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

"""Where the answer of a label stands: in its own place, right of it, below it, or in the paragraphs that follow."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from intake.forms.locate.labels import Label
from intake.forms.locate.layout import (
    BRACKETED,
    Layout,
    asks_plainly,
    is_number_of_note,
    is_prompt,
    is_typed,
    rest_of,
    shows_anything,
    tells_plainly,
)
from intake.forms.locate.places import Grid, Place
from intake.forms.locate.sections import is_headline
from intake.forms.normal import normal
from intake.model.document import Block, Paragraph, Row, SpanKind, Table
from intake.model.form import Field, FieldType, Party

TICKED = frozenset({FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO})
SHORT = frozenset(
    {
        FieldType.DATE,
        FieldType.DATE_OR_TEXT,
        FieldType.EMAIL,
        FieldType.YES_NO,
        FieldType.CHOICE,
        FieldType.SIGNATURE,
    }
)
"""Types whose answer ends with its line when it begins on the label's."""
PART_LETTERS = 4
"""Of one part of a date, in a cell of its own."""
DOUBLED_ROWS = 3
LABEL_LETTERS = 120
HINTING = re.compile(
    r"\bplease\b|^\W*(?:include|give (?:full )?details|state\b|e\.?g|for example|dd/mm|if you|tick|delete|complete|use)\b",
    re.IGNORECASE,
)
TITLE_WORDS = 8
BOX_ROWS = 3
BOX_COLUMNS = 3


@dataclass(slots=True, eq=False)
class Zone:
    """The place of one answer."""

    where: str
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    places: list[Place] = field(default_factory=list)
    """The places that it takes up beside the label's own."""
    is_doubtful: bool = False
    """What stands there may as well be printed small print or a heading."""


def zone(layout: Layout, label: Label, form_field: Field) -> Zone:
    """What stands where the answer to a label belongs; blank when nothing does."""
    if label.spot.place.grid is None:
        return _flow(layout, label, form_field)
    return _around(layout, label, form_field)


def _around(layout: Layout, label: Label, form_field: Field) -> Zone:
    place, grid = label.spot.place, label.spot.place.grid
    assert grid is not None  # noqa: S101 - the caller has asked
    inline = rest_of(layout, label)
    if is_number_of_note(inline) and _has_room_beside(layout, place, grid):
        inline = ()
    typed = is_typed(layout, label, inline, normal)
    if not label.spot.is_leading or len({other.spot.turn for other in layout.labels[place.index]}) > 1:
        return Zone(place.where, inline) if typed else _blank(layout, place, inline)
    if is_header_row(layout, grid, place.row) and not typed:
        return below(layout, label, inline, is_column=True)
    right = right_cells(layout, label)
    if not typed and _ends_its_row(layout, place, right):
        return below(layout, label, inline)
    if right:
        return _right(place, inline, right, form_field, typed=typed)
    if typed:
        return Zone(place.where, inline)
    return below(layout, label, inline) if may_stand_below(layout, label) else _blank(layout, place, inline)


def _has_room_beside(layout: Layout, place: Place, grid: Grid) -> bool:
    """Whether a cell in the label's row, or the one below it, could hold the answer."""
    under = grid.below(place)
    return any(map(layout.is_free, grid.rows[place.row])) or (under is not None and layout.is_free(under))


def _ends_its_row(layout: Layout, place: Place, right: list[Place]) -> bool:
    """Before empty cells that fill up a row of labels, in a table whose answers stand below."""
    grid = place.grid
    assert grid is not None  # noqa: S101 - the caller has asked
    if not right or any(each.has_content for each in right):
        return False
    under = grid.below(place)
    is_below = layout.below_votes[id(grid)] > layout.right_votes[id(grid)]
    return is_below and under is not None and layout.is_free(under) and under.has_content


def _right(place: Place, inline: tuple[Block, ...], right: list[Place], form_field: Field, *, typed: bool) -> Zone:
    hints = [each for each in right if _is_hint(each)]
    filled = [each for each in right if each.has_content and each not in hints and shows_anything(each.blocks)]
    if hints and not filled and not typed and not any(each not in hints for each in right):
        return Zone(place.where)
    right = [each for each in right if each not in hints] or right
    chosen = (filled if _belong_together(filled, form_field) else filled[:1]) or right[:1]
    blocks = tuple(block for each in chosen for block in each.blocks)
    taken = [each for each in right if each in chosen or each not in filled]
    if typed and (not filled or (form_field.type in TICKED and has_ticks(inline))):
        return Zone(place.where if not filled else chosen[0].where, (*inline, *blocks), taken)
    return Zone(chosen[0].where, blocks, taken)


def _is_hint(place: Place) -> bool:
    """Small print in a cell of its own, beside the answer's: in italics, and it asks for something."""
    text = place.text.strip()
    return (
        place.is_italic and bool(text) and (HINTING.search(text) is not None or BRACKETED.fullmatch(text) is not None)
    )


def _belong_together(cells: list[Place], form_field: Field) -> bool:
    """Several filled cells hold one answer: options, parts of a date, or answers in a column beside guidance.

    In a table where no other question has two, the second cell is somebody's remark.
    """
    if len(cells) <= 1 or form_field.type in TICKED or all(len(each.text) <= PART_LETTERS for each in cells):
        return True
    grid = cells[0].grid
    assert grid is not None  # noqa: S101 - cells stand in tables
    pair = {cells[0].column, cells[1].column}
    doubled = sum(pair <= {each.column for each in row if each.has_content} for row in grid.rows)
    return doubled >= DOUBLED_ROWS


def text_of(blocks: tuple[Block, ...]) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def has_ticks(blocks: tuple[Block, ...]) -> bool:
    return any(span.kind is SpanKind.TICK for block in blocks if isinstance(block, Paragraph) for span in block.spans)


def right_cells(layout: Layout, label: Label) -> list[Place]:
    """The cells right of a label, up to the next label, without guidance; of every row that a tall label covers."""
    place, grid = label.spot.place, label.spot.place.grid
    assert grid is not None  # noqa: S101 - the caller has asked
    found: list[Place] = []
    for row in range(place.row, place.end_row):
        for each in grid.rows[row]:
            if each.column < place.column + place.width or each in found:
                continue
            if not layout.is_free(each) or _is_unknown_label(place, each, found, grid):
                break
            found.append(each)
    hints = layout.guidance_columns[id(grid)]
    return _without_hints([each for each in found if each.column not in hints] or found)


def _without_hints(cells: list[Place]) -> list[Place]:
    """Leave out a guidance cell between a label and its answer."""
    if len(cells) > 1 and cells[0].is_italic and not all(each.is_italic for each in cells if each.has_content):
        return cells[1:]
    if (
        len(cells) > 1
        and is_prompt(cells[0].blocks, frozenset(), normal)
        and cells[0].has_content
        and not cells[1].has_content
    ):
        return cells[1:]
    return cells


def _is_unknown_label(place: Place, each: Place, found: list[Place], grid: Grid) -> bool:
    """Dressed as the label is, and not the next cell: a label that the form does not know."""
    if not found or not each.text.strip() or len(each.text) > LABEL_LETTERS:
        return False
    if place.is_shaded or each.is_shaded:
        return place.is_shaded and each.is_shaded
    return (
        place.is_bold
        and each.is_bold
        and (each.text.strip().endswith((":", "?", "*")) or each is not grid.rows[each.row][-1])
    )


def is_header_row(layout: Layout, grid: Grid, row: int) -> bool:
    """All its cells are labels, side by side, and the row below holds none."""
    cells = [place for place in grid.rows[row] if place.row == row]
    known = [place for place in cells if layout.is_label(place)]
    if len(cells) <= 1 or not known or any(not place.has_content for place in cells):
        return False
    if any(one.column + one.width != other.column for one, other in pairwise(cells)):
        return False
    others = [place for place in cells if place not in known]
    if any(not _is_dressed_as(place, known[0]) for place in others):
        return False
    under = grid.rows[row + 1] if row + 1 < len(grid.rows) else []
    if others and not (under and _is_adjacent(grid, row)):
        return False
    labels = [place for place in under if layout.is_label(place) and place.row == row + 1]
    return not labels or not _is_adjacent(grid, row) or _are_answers(cells, labels)


def _are_answers(heads: list[Place], labels: list[Place]) -> bool:
    """Plain cells under shaded ones: answers in which somebody wrote the label again."""
    return all(head.is_shaded for head in heads) and not any(each.is_shaded or each.is_bold for each in labels)


def _is_adjacent(grid: Grid, row: int) -> bool:
    return row + 1 < len(grid.rows) and grid.numbers[row + 1] == grid.numbers[row] + 1


def _is_dressed_as(place: Place, model: Place) -> bool:
    return (place.is_shaded, place.is_bold) == (model.is_shaded, model.is_bold) and (model.is_shaded or model.is_bold)


def may_stand_below(layout: Layout, label: Label) -> bool:
    """A label alone in its row may have its answer in the next; beside other cells only where this table does so."""
    place, grid = label.spot.place, label.spot.place.grid
    assert grid is not None  # noqa: S101 - the caller has asked
    alone = not any(each is not place and each.row == place.row for each in grid.rows[place.row])
    right, under = layout.right_votes[id(grid)], layout.below_votes[id(grid)]
    if alone and (place.width * 2 > grid.columns or grid.columns == 1 or _holds_answer(layout, grid.below(place))):
        return True
    return under >= right and (alone or under > 0)


def _holds_answer(layout: Layout, under: Place | None) -> bool:
    """A text that has its row to itself, and looks like nothing printed."""
    if under is None or not layout.is_free(under) or not under.has_content or under.is_shaded or under.is_bold:
        return False
    assert under.grid is not None  # noqa: S101 - found in a table
    alone = not any(each is not under and each.has_content for each in under.grid.rows[under.row])
    return alone and not is_prompt(under.blocks, layout.printed, normal)


def below(layout: Layout, label: Label, inline: tuple[Block, ...], *, is_column: bool = False) -> Zone:
    """The free cells under a label, down to the next label; `is_column` under the cells of a header row."""
    place, grid = label.spot.place, label.spot.place.grid
    assert grid is not None  # noqa: S101 - the caller has asked
    found: list[Place] = []
    row = grid.row_below(place)
    left, right = place.column, place.column + place.width
    while row is not None and row < len(grid.rows):
        under = [each for each in grid.rows[row] if each.covers_any(left, right) and each.row == row]
        if len(under) == 1 and place.is_shaded and under[0].is_shaded and is_headline(under[0]):
            break
        row_below = under if is_column and not found else [each for each in grid.rows[row] if each.row == row]
        if not under or not all(map(layout.is_free, row_below)):
            break
        found += under
        if any(each.has_content for each in under) and not _goes_on(layout, grid, row):
            break
        row = row + 1 if _is_adjacent(grid, row) else None
    filled = [each for each in found if each.has_content] or found[:1]
    if not filled:
        return _blank(layout, place, inline)
    blocks = tuple(block for each in filled for block in each.blocks)
    is_title = grid.is_sheet and len(filled) == 1 and place.is_bold and filled[0].width > 1 and is_headline(filled[0])
    return Zone(filled[0].where, blocks, found, is_doubtful=is_title)


def _goes_on(layout: Layout, grid: Grid, row: int) -> bool:
    """The next row belongs to the same answer: a row of the same single cell, or nothing else that is known."""
    if not _is_adjacent(grid, row):
        return False
    here, under = ([each for each in grid.rows[at] if each.row == at] for at in (row, row + 1))
    if len(here) != 1 or len(under) != 1 or not layout.is_free(under[0]):
        return False
    return not (under[0].is_shaded or under[0].is_bold)


def _blank(layout: Layout, place: Place, inline: tuple[Block, ...]) -> Zone:
    """Nothing stands there but, perhaps, a hint under the label; italics that ask nothing may be the answer all the same."""
    if not is_prompt(inline, layout.printed, normal):
        return Zone(place.where, inline)
    if not shows_anything(inline) or asks_plainly(inline, layout.printed, normal):
        return Zone(place.where)
    return Zone(place.where, inline, is_doubtful=not tells_plainly(inline))


def _flow(layout: Layout, label: Label, form_field: Field) -> Zone:
    """The rest of the label's line and the paragraphs below it, or a box drawn under it."""
    inline = rest_of(layout, label)
    place = label.spot.place
    typed = is_typed(layout, label, inline, normal)
    if len(layout.labels[place.index]) > 1 and label is not layout.labels[place.index][-1]:
        return Zone(place.where, inline) if typed else _blank(layout, place, inline)
    following = _following(layout, place)[: 1 if form_field.party is Party.OFFICE else None]
    if typed and form_field.type in SHORT and not _is_open_choice(inline, following, form_field):
        return Zone(place.where, inline)
    if not typed and not any(each.has_content for each in following):
        following += _box(layout, (following or [place])[-1], form_field)
    filled = [each for each in following if each.has_content]
    if filled and _is_titled(filled[-1]) and (typed or len(filled) > 1):  # the answer stands before it
        following = following[: following.index(filled.pop())]
    if not filled:
        return Zone(place.where, inline) if typed else _blank(layout, place, inline)
    lead = inline if typed else ()
    is_doubtful = not typed and len(filled) == 1 and _is_titled(filled[0])
    where = place.where if typed else filled[0].where
    return Zone(where, (*lead, *_blocks_of(following)), following, is_doubtful)


def _is_open_choice(inline: tuple[Block, ...], following: list[Place], form_field: Field) -> bool:
    """The first of several options stands on the label's line, the others below."""
    if form_field.type not in TICKED:
        return False
    if has_ticks(inline):
        return True
    names = option_names(form_field)
    under = next((each.text for each in following if each.has_content), "")
    return _names_option(text_of(inline), names) and _names_option(under, names)


def option_names(asked: Field) -> frozenset[str]:
    """The words of a field's options, in normal form."""
    if asked.type is FieldType.YES_NO:
        return frozenset({"yes", "no"})
    return frozenset(normal(name) for choice in asked.choices for name in choice.names)


def _names_option(text: str, names: frozenset[str]) -> bool:
    """One option and nothing else but, perhaps, a mark before or behind it."""
    words = normal(text)
    return not names.isdisjoint({words, words.removeprefix("x ").removesuffix(" x")})


def _following(layout: Layout, place: Place) -> list[Place]:
    """The free paragraphs behind a label, up to a heading; a bold line over a table or a title is one."""
    found: list[Place] = []
    for each in layout.places[place.index + 1 :]:
        if each.grid is not None or each.story != place.story or not layout.is_free(each):
            break
        if each.heading is not None:
            break
        found.append(each)
    last = next((each for each in reversed(found) if each.has_content), None)
    if last is not None and _is_titled(last) and _is_before_title(layout, found[-1]):
        return found[: found.index(last)]
    return found


def _is_titled(place: Place) -> bool:
    """A bold line of a few words and no sentence: a title that the form does not know, or an answer in bold."""
    if place.grid is not None or not is_headline(place) or place.text.rstrip().endswith((".", "!")):
        return False
    words = normal(place.text)
    return len(words.split()) <= TITLE_WORDS and not any(map(str.isdigit, words))


def _blocks_of(places: list[Place]) -> tuple[Block, ...]:
    """What stands in places; the cells of a table of several as the table that they are."""
    grids = {id(each.grid): each.grid for each in places if each.grid is not None}
    if not any(len(grid.rows) * grid.columns > 1 for grid in grids.values()):
        return tuple(block for each in places for block in each.blocks)
    loose = tuple(block for each in places if each.grid is None for block in each.blocks)
    return (*loose, *map(_table_of, grids.values()))


def _table_of(grid: Grid) -> Table:
    own = ((number, [each for each in grid.rows[at] if each.row == at]) for at, number in enumerate(grid.numbers))
    return Table(grid.name, tuple(Row(number, tuple(each.cell for each in row if each.cell)) for number, row in own))


def _is_before_title(layout: Layout, place: Place) -> bool:
    """Right before a table, a heading or a title."""
    at = place.index + 1
    if at >= len(layout.places) or layout.places[at].story != place.story:
        return False
    under = layout.places[at]
    return under.grid is not None or under.heading is not None or under.index in layout.furniture


def _box(layout: Layout, place: Place, asked: Field) -> list[Place]:
    """A small table without labels right after a place: a box to write in, or the options with room for marks."""
    at = place.index + 1
    if at >= len(layout.places):
        return []
    grid = layout.places[at].grid
    if grid is None or grid.is_sheet:
        return []
    cells = [each for each in layout.places[at:] if each.grid is grid]
    if not all(map(layout.is_free, cells)):
        return []
    is_small = len(grid.rows) <= BOX_ROWS and grid.columns <= BOX_COLUMNS
    names = option_names(asked) if asked.type in TICKED else frozenset()
    return cells if is_small or any(_names_option(each.text, names) for each in cells) else []

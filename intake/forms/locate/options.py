"""Options that stand in places of their own: the columns `Yes` and `No` of a grid, a list to be crossed beside."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from intake.forms.locate.layout import Layout
from intake.forms.locate.places import Grid, Place
from intake.forms.normal import normal, without_brackets
from intake.forms.slot import Option
from intake.model.document import Block, Paragraph, SpanKind
from intake.model.form import Field, FieldType

YES_WORDS = frozenset({"yes", "y"})
NO_WORDS = frozenset({"no", "n"})
OTHER_WORDS = frozenset(
    {
        "not known",
        "unknown",
        "nk",
        "n k",
        "dont know",
        "do not know",
        "unsure",
        "not sure",
        "na",
        "n a",
        "not applicable",
    }
)
BOTH_WORDS = frozenset({
    "yes no", "yes or no", "y n", "yes no delete", "yes no nk", "yes no not known", "yes or no or not known", "answer", "response",
    "your answer", "your response", "yes no unknown", "met", "applies", "tick", "select", "choice", "does it apply",
})  # fmt: skip
EVIDENCE = re.compile(
    r"\b(?:evidence|reasons?|rationale|comments?|details?|explain|explanation|information|why|how|supporting|narrative|examples?|"
    r"justification|describe|notes)\b"
)
MARK_LETTERS = 3
HEAD_WORDS = 8
MOST_HEADS = 12


class Head(StrEnum):
    """What a column of a grid is for."""

    OPTION = "option"
    CHOICE = "choice"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Heads:
    """The header row of a grid of questions."""

    row: int
    columns: tuple[tuple[Place, Head, str], ...]

    def of(self, place: Place) -> tuple[Head, str] | None:
        """What the column over a cell is for, and its printed heading."""
        for head, kind, label in self.columns:
            if head.covers_any(place.column, place.column + 1):
                return kind, label
        return None

    def reaches(self, label: Place, cells: list[Place]) -> bool:
        """Whether a row is one of its questions: the label left of the options, and only marks under them."""
        under = [each for each in cells if (head := self.of(each)) is not None and head[0] is Head.OPTION]
        first = min((head.column for head, kind, _ in self.columns if kind is Head.OPTION), default=0)
        return bool(under) and label.column + label.width <= first and all(map(is_mark, under))

    def parted(self, cells: list[Place], names: frozenset[str]) -> tuple[tuple[Option, ...], tuple[Block, ...]]:
        """A question's row: what stands under each option, blank ones included, and what stands beside them."""
        options = tuple(
            Option(
                label=label,
                blocks=tuple(block for each in cells if self.of(each) == (kind, label) for block in each.blocks),
            )
            for _, kind, label in self.columns
            if kind is Head.OPTION and normal(label) in names
        )
        used = {label for _, kind, label in self.columns if kind is Head.OPTION}
        beside = [each for each in cells if (head := self.of(each)) is None or head[1] not in used]
        return options, tuple(block for each in beside for block in each.blocks)


def heads_of(grid: Grid, layout: Layout) -> list[Heads]:
    """The rows of a grid that head columns of options or evidence."""
    found: list[Heads] = []
    for row, cells in enumerate(grid.rows):
        own = [place for place in cells if place.row == row and place.text.strip()]
        if not 1 < len(own) <= MOST_HEADS or any(layout.is_label(place) for place in own):
            continue
        columns = tuple(
            (place, *kind) for place in own if (kind := _kind(place)) is not None and not _is_answer(place, layout)
        )
        kinds = [kind for _, kind, _ in columns]
        if _is_choice(columns) or (
            Head.CHOICE in kinds
            and not asks_choice(own[0].text)
            and (Head.EVIDENCE in kinds or len(own) == len(columns) + 1)
        ):
            found.append(Heads(row, columns))
    return found


def inferred_heads(rows: list[list[Place]]) -> Heads | None:
    """The columns of a grid of questions that prints no header: choice first, evidence last."""
    columns: dict[int, list[Place]] = {}
    for place in sorted((place for row in rows for place in row), key=lambda place: place.column):
        columns.setdefault(place.column, []).append(place)
    if len(columns) <= 1:
        return None
    first, *middle, last = columns.values()
    if len(middle) == 1 and all(map(has_tick, (*first, *middle[0]))):
        return Heads(
            -1, ((first[0], Head.OPTION, "Yes"), (middle[0][0], Head.OPTION, "No"), (last[0], Head.EVIDENCE, ""))
        )
    return Heads(-1, ((first[0], Head.CHOICE, ""), (last[0], Head.EVIDENCE, "")))


def _is_answer(place: Place, layout: Layout) -> bool:
    """Stands right under a label."""
    assert place.grid is not None  # noqa: S101 - asked of cells only
    over = [each for each in place.grid.rows[place.row - 1] if each.column == place.column] if place.row else []
    return any(layout.is_label(each) and place.grid.below(each) is place for each in over)


def _is_choice(columns: tuple[tuple[Place, Head, str], ...]) -> bool:
    """Yes and No, a column each."""
    words = {normal(label) for _, kind, label in columns if kind is Head.OPTION}
    return bool(words & YES_WORDS) and bool(words & NO_WORDS)


def _kind(place: Place) -> tuple[Head, str] | None:
    text = place.text.strip()
    words = normal(text)
    bare = normal(without_brackets(text))
    if {words, bare} & (YES_WORDS | NO_WORDS | OTHER_WORDS):
        return Head.OPTION, text
    if asks_choice(text):
        return Head.CHOICE, text
    return (Head.EVIDENCE, text) if EVIDENCE.search(words) else None


def asks_choice(text: str) -> bool:
    """Whether printed words ask for a yes or a no: `Yes or no`, `Answer (Y/N)`."""
    words, bare = normal(text), normal(without_brackets(text))
    return not {words, bare}.isdisjoint(BOTH_WORDS) or _both(bare or words)


def _both(words: str) -> bool:
    parts = set(words.split())
    return bool(parts & YES_WORDS) and bool(parts & NO_WORDS) and len(parts) <= HEAD_WORDS


def heads_over(heads: list[Heads], row: int) -> Heads | None:
    """The nearest header row above a row."""
    return next((each for each in reversed(heads) if each.row < row), None)


def option_names(field: Field, not_known: Iterable[str]) -> frozenset[str]:
    """The printed words of a field's options, in normal form."""
    if field.type is FieldType.YES_NO:
        own = YES_WORDS | NO_WORDS
    else:
        own = frozenset(normal(name) for choice in field.choices for name in choice.names)
    return own | frozenset(map(normal, not_known))


def is_mark(place: Place) -> bool:
    """Blank, a tick box, or a letter or two such as `x`."""
    text = place.text.strip()
    kinds = {span.kind for paragraph in place.paragraphs for span in paragraph.spans}
    return len(text) <= MARK_LETTERS or (SpanKind.TICK in kinds and len(text) <= MARK_LETTERS + 2)


def paired(cells: list[Place], names: frozenset[str], grid: Grid) -> tuple[Option, ...]:
    """Options that stand in one cell each with the mark in the next, in the rows where they stand."""
    named = [place for place in cells if normal(place.text) in names]
    others = [place for place in cells if place not in named and place.has_content]
    if len(named) <= 1 or any(not is_mark(place) for place in others):
        return ()
    blank = [place for place in cells if place not in named]
    if not blank and not grid.is_sheet:
        return ()
    if any(has_tick(place) for place in named):
        return ()
    right = normal(cells[0].text) in names
    return tuple(Option(label=place.text.strip(), blocks=_beside(place, grid, right=right)) for place in named)


def has_tick(place: Place) -> bool:
    return any(span.kind is SpanKind.TICK for paragraph in place.paragraphs for span in paragraph.spans)


def _beside(place: Place, grid: Grid, *, right: bool) -> tuple[Block, ...]:
    for each in grid.rows[place.row]:
        if (right and each.column == place.column + place.width) or (
            not right and each.column + each.width == place.column
        ):
            return each.blocks
    return ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of options in the rows under a label."""

    options: tuple[Option, ...]
    places: tuple[Place, ...]


def listed_below(label: Place, names: frozenset[str], layout: Layout) -> Listed | None:
    """Rows under a label that begin with an option each, the mark beside it."""
    grid = label.grid
    assert grid is not None  # noqa: S101 - asked of cells only
    options: list[Option] = []
    places: list[Place] = []
    row = label.end_row
    while row < len(grid.rows):
        cells = [place for place in grid.rows[row] if place.row == row and place.column >= label.column - 1]
        named = next((place for place in cells[:2] if normal(place.text) in names), None)
        if (
            named is None
            or any(map(layout.is_label, cells))
            or any(not is_mark(place) for place in cells if place is not named and layout.is_free(place))
        ):
            break
        beside = tuple(block for place in cells if place is not named for block in place.blocks)
        options.append(Option(label=named.text.strip(), blocks=beside))
        places += cells
        row += 1
    return Listed(tuple(options), tuple(places)) if len(options) > 1 else None


def listed_beside(cells: list[Place], names: frozenset[str], layout: Layout) -> Listed | None:
    """A list of options that begins right of its label and goes on below, each with its mark in the next cell."""
    if not cells or normal(cells[0].text) not in names:
        return None
    first, grid = cells[0], cells[0].grid
    assert grid is not None  # noqa: S101 - asked of cells only
    options: list[Option] = []
    places: list[Place] = []
    for row in range(first.row, len(grid.rows)):
        own = [place for place in grid.rows[row] if place.row == row and place.column >= first.column]
        if row > first.row and any(
            place.has_content for place in grid.rows[row] if place.row == row and place not in own
        ):
            break
        if not own or own[0].column != first.column or normal(own[0].text) not in names or not layout.is_free(own[0]):
            break
        if any(not is_mark(place) for place in own[1:]):
            return None
        options.append(
            Option(label=own[0].text.strip(), blocks=tuple(block for place in own[1:] for block in place.blocks))
        )
        places += own
    several = len({normal(option.label) for option in options}) == len(options) > 1
    return Listed(tuple(options), tuple(places)) if several else None


def headed_below(cells: list[Place], names: frozenset[str], grid: Grid) -> tuple[Option, ...]:
    """Options printed side by side with their marks in the row below."""
    if len(cells) <= 1 or any(normal(place.text) not in names or has_tick(place) for place in cells):
        return ()
    under = [(place, grid.below(place)) for place in cells]
    if any(place in cells for _, place in under) or not any(
        place is not None and place.has_content and is_mark(place) for _, place in under
    ):
        return ()
    return tuple(Option(label=over.text.strip(), blocks=place.blocks if place else ()) for over, place in under)


def text_of(blocks: tuple[Block, ...]) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))

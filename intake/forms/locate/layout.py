"""What is known of a document's layout once its labels are found."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from intake.forms.locate.cutting import Point, cut
from intake.forms.locate.labels import Label
from intake.forms.locate.places import Grid, Place
from intake.forms.normal import is_blank
from intake.model.document import Block, Mark, Paragraph, SpanKind, Table

GUIDANCE_HEADS = frozenset(
    {
        "guidance",
        "guidance notes",
        "notes",
        "note",
        "help",
        "help text",
        "instructions",
        "explanation",
        "hint",
        "hints",
        "guidance for completion",
        "completion notes",
        "what we need",
        "why we ask",
    }
)
PROMPT_LETTERS = 400
BRACKETED = re.compile(r"[(\[](?=[^()\[\]]*\w{2})[^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*[)\]]\.?")
ASKING = re.compile(
    r"\W*(?:please|include|including|say|give|giving|write|list|e\.?g|state|describe|tick|delete|provide|explain|enter|use|do not(?! know)|don.t(?! know)|note|if|where|who|what|"
    r"when|how|why|which|only|with|add|attach|continue|see|type|insert|complete|summarise|outline|specify|select|choose|indicate|dd|must|should)\b",
    re.IGNORECASE,
)
"""How requests begin."""
TELLING = re.compile(r"\d|@|(?<=[a-z,] )[A-Z][a-z]{2,}")
FOOTNOTE_MARK = re.compile(r"[\d*†‡]{1,2}[.*:?\s]*")


@dataclass(slots=True, eq=False)
class Layout:
    places: list[Place]
    labels: dict[int, list[Label]]
    """By place, in their order within it."""
    furniture: set[int]
    """Places that are titles, headings and table headers: never an answer."""
    taken: set[int]
    """Places inside a table with rows: answers, but not of a label."""
    labelled: set[int]
    """Places that begin with a label."""
    printed: frozenset[str] = frozenset()
    guidance_columns: dict[int, set[int]] = field(default_factory=dict)
    """By grid: the columns that hold guidance."""
    right_votes: dict[int, int] = field(default_factory=dict)
    below_votes: dict[int, int] = field(default_factory=dict)

    def is_label(self, place: Place) -> bool:
        """Begins with a label, so that it is no other label's answer."""
        return place.index in self.labelled

    def is_free(self, place: Place) -> bool:
        """Could hold an answer."""
        return not (place.index in self.furniture or place.index in self.taken or self.is_label(place))


def lay_out(
    places: list[Place], labels: list[Label], furniture: set[int], taken: set[int], weighed: Collection[str] = ()
) -> Layout:
    """`weighed` are the considerations, whose rows say nothing about where other answers stand."""
    by_place: dict[int, list[Label]] = defaultdict(list)
    for label in sorted(labels, key=lambda each: each.spot.turn):
        by_place[label.spot.place.index].append(label)
    labelled = {place.index for label in labels if label.spot.is_leading for place in _with_hosts(label.spot.place)}
    layout = Layout(places, dict(by_place), furniture, taken, labelled)
    for grid in {id(place.grid): place.grid for place in places if place.grid is not None}.values():
        layout.guidance_columns[id(grid)] = _guidance_columns(grid, layout)
        _vote(grid, layout, weighed)
    return layout


def _with_hosts(place: Place) -> Iterator[Place]:
    """A place, and the cells in which its table is nested."""
    host: Place | None = place
    while host is not None:
        yield host
        host = host.host


def _guidance_columns(grid: Grid, layout: Layout) -> set[int]:
    """Columns headed as guidance, or whose every text is in italics beside columns that are not."""
    headed = {
        place.column
        for cells in grid.rows[:3]
        for place in cells
        if place.text.strip().casefold().rstrip(":") in GUIDANCE_HEADS and len(cells) > 1
    }
    return headed | _italic_columns(grid, layout)


ITALIC_CELLS = 3


def _italic_columns(grid: Grid, layout: Layout) -> set[int]:
    texts: dict[int, list[bool]] = defaultdict(list)
    labelled: set[int] = set()
    for number, cells in enumerate(grid.rows):
        for place in cells:
            if place.row != number:
                continue
            if layout.is_label(place):
                labelled.add(place.column)
            elif place.text.strip():
                texts[place.column].append(place.is_italic)
    return {
        column
        for column, italics in texts.items()
        if column not in labelled
        and len(italics) >= ITALIC_CELLS
        and all(italics)
        and _has_other(texts, column, labelled)
    }


def _has_other(texts: dict[int, list[bool]], column: int, labelled: set[int]) -> bool:
    """Another column is left for the answers."""
    return any(other not in labelled and other != column and not all(italics) for other, italics in texts.items())


def _vote(grid: Grid, layout: Layout, weighed: Collection[str]) -> None:
    """Count the labels whose answer surely stands right of them, and those whose answer surely stands below."""
    right = below = 0
    for number, cells in enumerate(grid.rows):
        own = [place for place in cells if place.row == number]
        if not any(layout.is_label(place) for place in own) or _is_weighed(own, layout, weighed):
            continue
        answers = [place for place in own if layout.is_free(place) and place.has_content]
        right += any(layout.is_label(place) for place in own) and bool(answers)
        if not answers and all(layout.is_label(place) for place in own if place.has_content):
            under = grid.rows[number + 1] if number + 1 < len(grid.rows) else []
            below += (
                bool(under)
                and any(layout.is_free(p) and p.has_content for p in under)
                and not any(map(layout.is_label, under))
            )
    layout.right_votes[id(grid)], layout.below_votes[id(grid)] = right, below


def _is_weighed(row: list[Place], layout: Layout, weighed: Collection[str]) -> bool:
    return any(label.field in weighed for place in row for label in layout.labels.get(place.index, ()))


def rest_of(layout: Layout, label: Label) -> tuple[Block, ...]:
    """What stands in the label's own place between it and the next label there."""
    place = label.spot.place
    later = [other.spot.point for other in layout.labels[place.index] if other.spot.point > label.spot.point]
    end: Point | None = min(later) if later else None
    return without_footnote_mark(cut(place.blocks, label.spot.answer_point, end), label)


def is_number_of_note(blocks: tuple[Block, ...]) -> bool:
    """Whether nothing stands there but one or two digits, as a note's number under a label."""
    return FOOTNOTE_MARK.fullmatch(
        "".join(block.text for block in blocks if isinstance(block, Paragraph)).strip()
    ) is not None and all(isinstance(block, Paragraph) for block in blocks)


def without_footnote_mark(rest: tuple[Block, ...], label: Label) -> tuple[Block, ...]:
    """A digit or a star glued to a label is a mark of the form's, typed by hand; behind a space it is an answer."""
    first = rest[0] if rest else None
    if not isinstance(first, Paragraph):
        return rest
    mark, _, more = first.text.partition("\n")
    whole = label.spot.whole.partition("\n")[0].rstrip()
    is_glued = whole.endswith(mark.rstrip()) and not whole.removesuffix(mark.rstrip())[-1:].isspace()
    if more or not is_glued or FOOTNOTE_MARK.fullmatch(mark) is None:
        return rest
    return rest[1:]


def is_typed(layout: Layout, label: Label, inline: tuple[Block, ...], normal_of: object) -> bool:
    """An answer stands in the label's own place: not only guidance, unless it goes on behind the label's colon."""
    if not shows_anything(inline):
        return False
    if not is_prompt(inline, layout.printed, normal_of):
        return True
    first = inline[0]
    if not (label.spot.has_colon and isinstance(first, Paragraph) and label.spot.rest < len(label.spot.whole)):
        return False
    text = first.text.strip()
    return bool(text) and not text.startswith(("(", "[")) and normal_of(text) not in layout.printed  # type: ignore[operator]


def shows_anything(blocks: tuple[Block, ...]) -> bool:
    """Visible content beyond leaders and white space."""
    return any(_shows(block) for block in blocks)


def _shows(block: Block) -> bool:
    if isinstance(block, Table):
        return any(_shows(each) for row in block.rows for cell in row.cells for each in cell.blocks)
    return any(span.kind is not SpanKind.TEXT or not is_blank(span.text) for span in block.spans)


def is_prompt(blocks: tuple[Block, ...], printed: frozenset[str], normal_of: object) -> bool:
    """Only guidance: small print in italics or brackets, or lines of the blank form."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph) and not is_blank(block.text)]
    if len(paragraphs) < len(
        [block for block in blocks if not (isinstance(block, Paragraph) and is_blank(block.text))]
    ):
        return False
    return all(_is_prompt(paragraph, printed, normal_of) for paragraph in paragraphs)


def asks_plainly(blocks: tuple[Block, ...], printed: frozenset[str], normal_of: object) -> bool:
    """A prompt that no reader would take for an answer: in brackets, printed on the blank, or worded as a request."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph) and not is_blank(block.text)]
    return bool(paragraphs) and all(
        BRACKETED.fullmatch(each.text.strip()) or ASKING.match(each.text) or normal_of(each.text) in printed  # type: ignore[operator]
        for each in paragraphs
    )


def tells_plainly(blocks: tuple[Block, ...]) -> bool:
    """Words that no form prints as a prompt: with a figure, an address, or a name within the sentence."""
    words = (word for block in blocks if isinstance(block, Paragraph) for word in block.text.split())
    return TELLING.search(" ".join(words)) is not None


def _is_prompt(paragraph: Paragraph, printed: frozenset[str], normal_of: object) -> bool:
    text = paragraph.text.strip()
    if any(span.kind is not SpanKind.TEXT for span in paragraph.spans) or len(text) > PROMPT_LETTERS:
        return False
    if BRACKETED.fullmatch(text):
        return True
    if normal_of(text) in printed:  # type: ignore[operator]
        return True
    return all(span.mark & Mark.ITALIC for span in paragraph.spans if span.text.strip())

"""The walk over a story: paragraphs, tables with their true grid, and everything that can stand in them, once each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from intake.documents.excel.symbols import BOX, is_symbol_font, seen_in_font, spans_of
from intake.documents.limits import DocumentLimits
from intake.documents.package import Package, Relationship
from intake.documents.word import fields
from intake.documents.word.controls import NO_FIELD, Bindings, Controlled, controlled
from intake.documents.word.foreign import foreign_text
from intake.documents.word.looks import MARK_OF, PLAIN, Look, Styles, look_of, outline_level
from intake.documents.word.names import MC, VAL, W14, Element, R, W, by_name, child, is_on, value, whole
from intake.model.document import (
    Block,
    Cell,
    Mark,
    Paragraph,
    Remark,
    RemarkCode,
    Row,
    Span,
    SpanKind,
    Table,
    Trouble,
    UnreadableDocument,
)

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
"""Soft hyphens and zero-width characters: in the file, on nobody's screen."""
INSERTED, PLACEHOLDER = Mark.INSERTED.value, Mark.PLACEHOLDER.value
MOST_SPAN = 100
IMAGE = Span("", kind=SpanKind.IMAGE)
UNREADABLE = Span("", kind=SpanKind.UNREADABLE)
NO_FILL = frozenset({None, "auto", "FFFFFF", "ffffff"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What surrounds the place where the walk is."""

    controlled: Controlled = NO_FIELD
    mark: int = 0
    is_boxed: bool = False


@dataclass(slots=True)
class Line:
    """A paragraph as it is being read."""

    spans: list[Span] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)
    """Text boxes anchored here."""

    def add(self, span: Span) -> None:
        """Append; runs of one look become one span, however editors have split them."""
        if not span.text and span.kind is SpanKind.TEXT:
            return
        last = self.spans[-1] if self.spans else None
        if (
            last is not None
            and last.kind is SpanKind.TEXT is span.kind
            and (last.mark, last.control) == (span.mark, span.control)
        ):
            self.spans[-1] = Span(last.text + span.text, span.mark, control=span.control)
        else:
            self.spans.append(span)


@dataclass(slots=True)
class OpenCell:
    """A cell whose height is not known yet."""

    column: int
    width: int
    blocks: tuple[Block, ...]
    is_shaded: bool
    height: int = 1

    def closed(self) -> Cell:
        return Cell(self.column, self.blocks, self.width, self.height, self.is_shaded)


class Walk:
    """Reads one story of one part. Tables are counted over the whole document by the counter that is handed in."""

    def __init__(
        self,
        package: Package,
        relationships: Mapping[str, Relationship],
        styles: Styles,
        bullets: Mapping[tuple[str, str], str],
        bindings: Bindings,
        limits: DocumentLimits,
        remarks: dict[tuple[RemarkCode, str | None], Remark],
    ) -> None:
        self.package, self.relationships, self.styles = package, relationships, styles
        self.bullets, self.bindings, self.limits, self.remarks = bullets, bindings, limits, remarks
        self.fields: list[fields.Field] = []
        self.tables = 0
        self.place: str | None = None
        self.comments: dict[str, str | None] = {}
        """Where each comment is tied, by its id."""
        self._carried: list[Span] = []
        self._ticked: dict[int, Controlled] = {}
        """Check boxes that have been shown, by identity; kept, so that no identity is used twice."""
        self._nested: dict[str, int] = {}
        self._depth = 0

    def remark(self, code: RemarkCode, where: str | None = None) -> None:
        self.remarks.setdefault((code, where), Remark(code, where))

    # -- blocks

    def blocks(self, parent: Element, scope: Scope, name: str = "") -> list[Block]:
        """The blocks in an element, in reading order. `name` is the table that they lie in."""
        self._enter()
        found: list[Block] = []
        for element in parent:
            step = BLOCKS.get(element.tag)
            if step is not None:
                found.extend(step(self, element, scope, name))
        self._depth -= 1
        return found

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > self.limits.nesting:
            raise UnreadableDocument(Trouble.HOSTILE, "nesting")

    def within(self, element: Element, scope: Scope, name: str) -> list[Block]:
        return self.blocks(element, scope, name)

    def inserted(self, element: Element, scope: Scope, name: str) -> list[Block]:
        self.remark(RemarkCode.TRACKED_CHANGES)
        return self.blocks(element, replace(scope, mark=scope.mark | INSERTED), name)

    def alternative(self, element: Element, scope: Scope, name: str) -> list[Block]:
        chosen = choice(element)
        return self.blocks(chosen, scope, name) if chosen is not None else []

    def control(self, element: Element, scope: Scope, name: str) -> list[Block]:
        content = child(element, W + "sdtContent")
        if content is None:
            return []
        return self.blocks(content, self._scoped(element, scope), name)

    def _scoped(self, sdt: Element, scope: Scope) -> Scope:
        """The scope inside a control; LibreOffice nests a check box in itself, so the outer one stays."""
        if scope.controlled.ticked is not None:
            return scope
        found = controlled(sdt, self.bindings)
        if found.control is None:
            return scope
        mark = (
            scope.mark | PLACEHOLDER
            if found.control.is_placeholder and found.bound is None
            else scope.mark & ~PLACEHOLDER
        )
        return Scope(found, mark, scope.is_boxed)

    def foreign(self, element: Element, scope: Scope, _name: str) -> list[Block]:
        """An altChunk: text pasted in another format by a portal."""
        self.remark(RemarkCode.FOREIGN_TEXT, self.place)
        target = self.relationships.get(element.get(R + "id", ""))
        if target is None or target.is_external or not self.package.has(target.target):
            return []
        text = foreign_text(self.package, target.target)
        return (
            [Paragraph((UNREADABLE,))]
            if text is None
            else [Paragraph((Span(each, MARK_OF[scope.mark]),)) for each in text.splitlines() if each.strip()]
        )

    def deleted(self, _element: Element, _scope: Scope, _name: str) -> list[Block]:
        self.remark(RemarkCode.TRACKED_CHANGES)
        return []

    # -- paragraphs

    def paragraph(self, element: Element, scope: Scope, _name: str) -> list[Block]:
        line = Line(spans=self._carried)
        self._carried = []
        properties = by_name(element[0]) if len(element) and element[0].tag == PARAGRAPH_PROPERTIES else NONE
        style = value(properties.get(PARAGRAPH_STYLE))
        is_listed = NUMBERING in properties and self._bullet(properties[NUMBERING], line)
        self._inline(element, scope, self.styles.look(style), line)
        if RUN_PROPERTIES in properties and mark_is_deleted(properties[RUN_PROPERTIES]):
            self._carried = line.spans
            return line.after
        level = self.styles.levels.get(style or "")
        if OUTLINE in properties:
            level = outline_level(properties[OUTLINE]) or level
        return [Paragraph(tuple(line.spans), level, is_listed, scope.is_boxed), *line.after]

    def _bullet(self, numbering: Element, line: Line) -> bool:
        """Whether it is in a list; a bullet that is a box counts as a box."""
        number, level = value(child(numbering, W + "numId")), value(child(numbering, W + "ilvl")) or "0"
        glyph = self.bullets.get((number or "", level), "")
        if BOX.fullmatch(glyph):
            line.spans.extend(spans_of(glyph, Mark.NONE))
        return number not in {None, "0"}

    def _inline(self, parent: Element, scope: Scope, base: Look, line: Line) -> None:
        self._enter()
        for element in parent:
            tag = element.tag
            if tag == RUN:
                self._run(element, scope, base, line)
                continue
            step = INLINE.get(tag)
            if step is not None:
                step(self, element, scope, base, line)
        self._depth -= 1

    def inline_within(self, element: Element, scope: Scope, base: Look, line: Line) -> None:
        self._inline(element, scope, base, line)

    def inline_inserted(self, element: Element, scope: Scope, base: Look, line: Line) -> None:
        self.remark(RemarkCode.TRACKED_CHANGES)
        self._inline(element, replace(scope, mark=scope.mark | INSERTED), base, line)

    def inline_deleted(self, _element: Element, _scope: Scope, _base: Look, _line: Line) -> None:
        self.remark(RemarkCode.TRACKED_CHANGES)

    def inline_alternative(self, element: Element, scope: Scope, base: Look, line: Line) -> None:
        chosen = choice(element)
        if chosen is not None:
            self._inline(chosen, scope, base, line)

    def inline_control(self, element: Element, scope: Scope, base: Look, line: Line) -> None:
        content = child(element, W + "sdtContent")
        inner = self._scoped(element, scope)
        if inner.controlled.ticked is not None:
            self._tick(inner, line)
        elif inner.controlled.bound is not None and inner is not scope:
            line.add(Span(inner.controlled.bound, MARK_OF[inner.mark], control=inner.controlled.control))
        elif content is not None:
            self._inline(content, inner, base, line)

    def _tick(self, scope: Scope, line: Line) -> None:
        """A check box is one span however many runs show it."""
        if id(scope.controlled) not in self._ticked:
            self._ticked[id(scope.controlled)] = scope.controlled
            ticked = scope.controlled.ticked
            line.spans.append(
                Span("☒" if ticked else "☐", MARK_OF[scope.mark], SpanKind.TICK, ticked, scope.controlled.control)
            )

    def inline_comment(self, element: Element, _scope: Scope, _base: Look, _line: Line) -> None:
        self.comments.setdefault(element.get(W + "id", ""), self.place)

    def simple_field(self, element: Element, scope: Scope, base: Look, line: Line) -> None:
        if fields.Field(instruction=[element.get(W + "instr", "")]).reaches_out:
            self.remark(RemarkCode.EXTERNAL_CONTENT, self.place)
        self._inline(element, scope, base, line)

    # -- runs

    def _run(self, run: Element, scope: Scope, base: Look, line: Line) -> None:
        first = run[0] if len(run) else None
        look = base
        mark = scope.mark
        if first is not None and first.tag == RUN_PROPERTIES:
            own = look_of(first)
            if own.style is not None:
                look = self.styles.look(own.style).over(look)
            look = own.over(look)
        mark |= look.on
        hidden = bool(look.hidden)
        for element in run:
            tag = element.tag
            if tag == TEXT:
                self._text(element.text or "", mark, scope, line, look.font, hidden=hidden)
                continue
            step = IN_RUN.get(tag)
            if step is not None:
                step(self, element, mark, scope, line)

    def _text(
        self, text: str, mark: int, scope: Scope, line: Line, font: str | None = None, *, hidden: bool = False
    ) -> None:
        if not text:
            return
        if self.fields and not self._shows(text):
            return
        if hidden:
            if text.strip():
                self.remark(RemarkCode.HIDDEN_TEXT, self.place)
            return
        if scope.controlled.ticked is not None:
            self._tick(scope, line)
            return
        control = scope.controlled.control
        if self.fields and self.fields[-1].control is not None:
            control = self.fields[-1].control
            if fields.is_unfilled(self.fields[-1], text):
                mark |= PLACEHOLDER
        if font is None and text.isascii():
            line.add(Span(text, MARK_OF[mark], control=control))
        else:
            self._add_text(text.translate(INVISIBLE), mark, control, line, font)

    def _shows(self, _text: str) -> bool:
        """No field round this place hides its text."""
        return all(each.shows_result for each in self.fields)

    def _add_text(self, text: str, mark: int, control: Any, line: Line, font: str | None) -> None:
        if font is not None and is_symbol_font(font):
            text = seen_in_font(text, font)
        if BOX.search(text) is None:
            line.add(Span(text, MARK_OF[mark], control=control))
            return
        for span in spans_of(text, MARK_OF[mark]):
            line.add(replace(span, control=control))

    def line_break(self, element: Element, mark: int, scope: Scope, line: Line) -> None:
        self._text("\t" if element.tag in TABS else "\n", mark, scope, line)

    def hyphen(self, _element: Element, mark: int, scope: Scope, line: Line) -> None:
        self._text("-", mark, scope, line)

    def symbol(self, element: Element, mark: int, scope: Scope, line: Line) -> None:
        try:
            letter = chr(int(element.get(W + "char", ""), 16))
        except (ValueError, OverflowError):
            return
        self._text(letter, mark, scope, line, element.get(W + "font"))

    def field_character(self, element: Element, mark: int, scope: Scope, line: Line) -> None:
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            self.fields.append(fields.begun(element))
        elif kind == "separate" and self.fields:
            self.fields[-1].phase = fields.Phase.RESULT
        elif kind == "end" and self.fields:
            self._close_field(mark, scope, line)

    def _close_field(self, mark: int, scope: Scope, line: Line) -> None:
        ended = self.fields.pop()
        if ended.reaches_out:
            self.remark(RemarkCode.EXTERNAL_CONTENT, self.place)
        if ended.closing is not None and all(each.shows_result for each in self.fields):
            line.add(replace(ended.closing, mark=MARK_OF[ended.closing.mark | mark | scope.mark]))

    def instruction(self, element: Element, _mark: int, _scope: Scope, _line: Line) -> None:
        if self.fields:
            self.fields[-1].instruction.append(element.text or "")

    def ruby(self, element: Element, _mark: int, scope: Scope, line: Line) -> None:
        base = child(element, W + "rubyBase")
        if base is not None:
            self._inline(base, scope, PLAIN, line)

    def run_alternative(self, element: Element, mark: int, scope: Scope, line: Line) -> None:
        chosen = choice(element)
        if chosen is not None:
            self.drawing(chosen, mark, scope, line)

    def drawing(self, element: Element, _mark: int, scope: Scope, line: Line) -> None:
        """Pictures stand where they are anchored, the text of boxes comes after the paragraph, once."""
        outer, self.fields = self.fields, []
        for found in shown_parts(element):
            if found.tag == TEXT_BOX:
                line.after.extend(self.blocks(found, Scope(mark=scope.mark, is_boxed=True)))
            elif found.tag.endswith(PICTURES):
                line.add(IMAGE)
            else:
                line.add(UNREADABLE)
        self.fields = outer

    def object(self, element: Element, mark: int, scope: Scope, line: Line) -> None:
        self.remark(RemarkCode.EMBEDDED_OBJECT, self.place)
        line.add(UNREADABLE)
        self.drawing(element, mark, scope, line)

    def ink(self, _element: Element, _mark: int, _scope: Scope, line: Line) -> None:
        line.add(UNREADABLE)

    def inline_ink(self, _element: Element, _scope: Scope, _base: Look, line: Line) -> None:
        line.add(UNREADABLE)

    def run_comment(self, element: Element, _mark: int, _scope: Scope, _line: Line) -> None:
        self.comments.setdefault(element.get(W + "id", ""), self.place)

    # -- tables

    def table(self, element: Element, scope: Scope, name: str) -> list[Block]:
        self._enter()
        if name:
            self._nested[name] = self._nested.get(name, 0) + 1
            own = f"{name}.{self._nested[name]}"
        else:
            self.tables += 1
            own = f"Table {self.tables}"
        grid = Grid(own)
        self._rows(element, scope, grid)
        self._depth -= 1
        return [grid.table()]

    def _rows(self, parent: Element, scope: Scope, grid: "Grid") -> None:
        for element in parent:
            tag = element.tag
            if tag == W + "tr":
                self._row(element, scope, grid)
            elif tag == SDT:
                content = child(element, W + "sdtContent")
                if content is not None:
                    self._rows(content, self._scoped(element, scope), grid)
            elif tag in TRANSPARENT_ROWS:
                self._rows(element, scope, grid)

    def _row(self, element: Element, scope: Scope, grid: "Grid") -> None:
        properties = child(element, W + "trPr")
        if properties is not None and child(properties, W + "del") is not None:
            self.remark(RemarkCode.TRACKED_CHANGES)
            return
        if len(grid.rows) >= self.limits.rows:
            self.remark(RemarkCode.CUT_SHORT, grid.name)
            return
        before = value(child(properties, W + "gridBefore")) if properties is not None else None
        grid.begin(
            whole(before, 0, MOST_SPAN), is_header=properties is not None and is_on(child(properties, W + "tblHeader"))
        )
        outer, self.place = self.place, f"{grid.name}, row {len(grid.rows)}"
        self._cells(element, scope, grid)
        self.place = outer

    def _cells(self, parent: Element, scope: Scope, grid: "Grid") -> None:
        for element in parent:
            tag = element.tag
            if tag == W + "tc":
                self._cell(element, scope, grid)
            elif tag == SDT:
                content = child(element, W + "sdtContent")
                if content is not None:
                    self._cells(content, self._scoped(element, scope), grid)
            elif tag in TRANSPARENT_ROWS:
                self._cells(element, scope, grid)

    def _cell(self, element: Element, scope: Scope, grid: "Grid") -> None:
        properties = by_name(element[0]) if len(element) and element[0].tag == CELL_PROPERTIES else NONE
        if CELL_DELETED in properties:
            self.remark(RemarkCode.TRACKED_CHANGES)
            return
        width = max(1, whole(value(properties.get(GRID_SPAN)), 1, MOST_SPAN))
        blocks = tuple(self.blocks(element, scope, grid.name))
        merge = properties.get(MERGE)
        if merge is not None and merge.get(VAL, "continue") == "continue" and grid.extend(width):
            return
        shading = properties.get(SHADING)
        grid.add(width, blocks, is_shaded=shading is not None and shading.get(W + "fill") not in NO_FILL)


def mark_is_deleted(properties: Element) -> bool:
    """A deleted paragraph mark joins the paragraph with the next one."""
    return any(each.tag in DELETIONS for each in properties)


class Grid:
    """A table as it is being read: each cell once, at its true column."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[tuple[list[OpenCell], bool]] = []
        self._column = 0
        self._above: dict[int, OpenCell] = {}
        """The cell that reaches down to the row before, by its column."""
        self._here: dict[int, OpenCell] = {}

    def begin(self, column: int, *, is_header: bool) -> None:
        self._above, self._here, self._column = self._here, {}, column
        self.rows.append(([], is_header))

    def add(self, width: int, blocks: tuple[Block, ...], *, is_shaded: bool) -> None:
        cell = OpenCell(self._column, width, blocks, is_shaded)
        self.rows[-1][0].append(cell)
        self._here[self._column] = cell
        self._column += width

    def extend(self, width: int) -> bool:
        """Let the cell above reach down to this row; False when there is none."""
        cell = self._above.get(self._column)
        if cell is None:
            return False
        cell.height += 1
        self._here[self._column] = cell
        self._column += width
        return True

    def table(self) -> Table:
        rows = (
            Row(number, tuple(cell.closed() for cell in cells), is_header)
            for number, (cells, is_header) in enumerate(self.rows, start=1)
        )
        return Table(self.name, tuple(rows))


def choice(element: Element) -> Element | None:
    """One branch of an `AlternateContent`, never both: the same content stands in each."""
    found = child(element, MC + "Choice")
    return found if found is not None else child(element, MC + "Fallback")


def shown_parts(element: Element) -> Iterator[Element]:
    """Text boxes, pictures and ink below a drawing, in order; what is found is not searched for more."""
    waiting = [element]
    while waiting:
        each = waiting.pop()
        tag = each.tag if isinstance(each.tag, str) else ""
        if tag == TEXT_BOX or tag.endswith(PICTURES) or tag.endswith(INKS):
            yield each
        elif tag == ALTERNATIVE:
            chosen = choice(each)
            waiting.extend([] if chosen is None else [chosen])
        else:
            waiting.extend(reversed(each))


NONE: Mapping[str, Element] = {}
PARAGRAPH_PROPERTIES, PARAGRAPH_STYLE, NUMBERING, OUTLINE = W + "pPr", W + "pStyle", W + "numPr", W + "outlineLvl"
CELL_PROPERTIES, CELL_DELETED, GRID_SPAN, MERGE, SHADING = (
    W + "tcPr",
    W + "cellDel",
    W + "gridSpan",
    W + "vMerge",
    W + "shd",
)
DELETIONS = frozenset({W + "del", W + "moveFrom"})
RUN, TEXT, RUN_PROPERTIES, SDT = W + "r", W + "t", W + "rPr", W + "sdt"
TEXT_BOX, ALTERNATIVE = W + "txbxContent", MC + "AlternateContent"
PICTURES = ("}pic", "}imagedata")
INKS = ("}contentPart", "}chart", "}relIds")
TABS = frozenset({W + "tab", W + "ptab"})
TRANSPARENT_ROWS = frozenset({W + "ins", W + "moveTo", W + "customXml", W + "sdtContent", W + "smartTag"})

BlockStep = Callable[[Walk, Element, Scope, str], list[Block]]
BLOCKS: Mapping[str, BlockStep] = {
    W + "p": Walk.paragraph,
    W + "tbl": Walk.table,
    SDT: Walk.control,
    ALTERNATIVE: Walk.alternative,
    W + "ins": Walk.inserted,
    W + "moveTo": Walk.inserted,
    W + "del": Walk.deleted,
    W + "moveFrom": Walk.deleted,
    W + "customXml": Walk.within,
    W + "sdtContent": Walk.within,
    TEXT_BOX: Walk.within,
    W + "altChunk": Walk.foreign,
}
InlineStep = Callable[[Walk, Element, Scope, Look, Line], None]
INLINE: Mapping[str, InlineStep] = {
    **dict.fromkeys(
        (W + name for name in ("hyperlink", "smartTag", "customXml", "bdo", "dir", "sdtContent", "rubyBase", "rt")),
        Walk.inline_within,
    ),
    W + "ins": Walk.inline_inserted,
    W + "moveTo": Walk.inline_inserted,
    W + "del": Walk.inline_deleted,
    W + "moveFrom": Walk.inline_deleted,
    SDT: Walk.inline_control,
    ALTERNATIVE: Walk.inline_alternative,
    W + "fldSimple": Walk.simple_field,
    W + "commentRangeStart": Walk.inline_comment,
    W14 + "contentPart": Walk.inline_ink,
}
RunStep = Callable[[Walk, Element, int, Scope, Line], None]
IN_RUN: Mapping[str, RunStep] = {
    **dict.fromkeys((*TABS, W + "br", W + "cr"), Walk.line_break),
    W + "noBreakHyphen": Walk.hyphen,
    W + "sym": Walk.symbol,
    W + "fldChar": Walk.field_character,
    W + "instrText": Walk.instruction,
    W + "ruby": Walk.ruby,
    W + "drawing": Walk.drawing,
    W + "pict": Walk.drawing,
    W + "object": Walk.object,
    ALTERNATIVE: Walk.run_alternative,
    W + "commentReference": Walk.run_comment,
    W14 + "contentPart": Walk.ink,
}

"""The walk over a story: paragraphs, and everything that can stand in them or round them, once each."""

from dataclasses import replace
from typing import TypeAlias

from lxml import etree

from intake.documents.excel.symbols import BOX, BOXES
from intake.documents.word.controls import controlled
from intake.documents.word.fields import TICKED, UNTICKED
from intake.documents.word.lines import Line
from intake.documents.word.looks import (
    ALL_MARKS,
    INSERTED,
    MARK_OF,
    PLACEHOLDER,
    RUN_PROPERTIES,
    ParagraphStyle,
    numbering_of,
    outline_level,
)
from intake.documents.word.names import ALTERNATIVE, VAL, W14, Element, M, R, W, child, choice, properties_of
from intake.documents.word.runs import Runs, unreadable
from intake.documents.word.scope import Scope, Shared, Standing, Steps
from intake.documents.word.tables import Tables
from intake.documents.word.unseen import hide_unseen
from intake.model.document import Block, Paragraph, RemarkCode, Span, SpanKind

PARAGRAPH, RUN, TABLE, CONTROL, SECTION = W + "p", W + "r", W + "tbl", W + "sdt", W + "sectPr"
CONTENT, PARAGRAPH_PROPERTIES, PARAGRAPH_STYLE = W + "sdtContent", W + "pPr", W + "pStyle"
NUMBERING, OUTLINE = W + "numPr", W + "outlineLvl"
DELETIONS = frozenset({W + "del", W + "moveFrom"})
INSERTIONS = frozenset({W + "ins", W + "moveTo"})
TRACKED = DELETIONS | INSERTIONS
WRAPPERS = tuple(W + name for name in ("hyperlink", "smartTag", "customXml", "bdo", "dir", "sdtContent"))
NO_LIST = "0"
UNSEEN = tuple(
    W + name
    for name in (
        "sz", "szCs", "lang", "kern", "color", "spacing", "bCs", "iCs", "noProof", "jc", "widowControl", "tcW", "tcBorders",
        "proofErr", "bookmarkStart", "bookmarkEnd", "id", "placeholder",
    )
)  # fmt: skip
"""What is frequent and says nothing to us: taken out at once by libxml2, since each element costs more in Python."""
OwnProperties: TypeAlias = tuple[str | None, tuple[str, str] | None, int | None, bool]
"""Of a paragraph: style, numbering, outline level, whether its mark is deleted."""
UNSTYLED: OwnProperties = (None, None, None, False)


class Walk:
    """Reads one story of one part."""

    def __init__(self, shared: Shared, part: str, root: Element) -> None:
        hide_unseen(root, shared.styles)
        etree.strip_elements(root, *UNSEEN, with_tail=False)
        self._shared, self._part, self._root = shared, part, root
        self._runs = Runs(shared, self, root)
        self._carried: Line | None = None
        """A paragraph whose mark is deleted: it goes on in the next one."""
        self._depth, self._nesting = 0, shared.limits.nesting
        self._blocks: Steps = {
            PARAGRAPH: self._paragraph,
            TABLE: Tables(shared, self).read,
            CONTROL: self._block_control,
            ALTERNATIVE: self._block_alternative,
            SECTION: self._section,
            W + "altChunk": self._foreign,
            **dict.fromkeys(INSERTIONS, self._inserted_blocks),
            **dict.fromkeys(DELETIONS, self._deleted),
            **dict.fromkeys(WRAPPERS, self._wrapped_blocks),
        }
        self._inline: Steps = {
            RUN: self._runs.read,
            CONTROL: self._inline_control,
            ALTERNATIVE: self._inline_alternative,
            W + "fldSimple": self._simple_field,
            W + "commentRangeStart": self._runs.comment,
            W14 + "contentPart": self._ink,
            M + "oMath": self._formula,
            M + "oMathPara": self._formula,
            **dict.fromkeys(INSERTIONS, self._inserted_inline),
            **dict.fromkeys(DELETIONS, self._deleted),
            **dict.fromkeys(WRAPPERS, self.inline),
        }

    def story(self) -> tuple[Block, ...]:
        return tuple(self.blocks(self._root, Scope()))

    # -- blocks

    def blocks(self, parent: Element, scope: Scope) -> list[Block]:
        found: list[Block] = []
        if self._depth >= self._nesting:
            self._cut()
            return found
        self._depth += 1
        for element in parent.getchildren():
            step = self._blocks.get(element.tag)
            if step is not None:
                step(element, scope, found)
        self._depth -= 1
        if self._carried is not None:
            line, self._carried = self._carried, None
            found.extend([Paragraph(tuple(line.spans), is_boxed=scope.is_boxed), *line.after])
        return found

    def _cut(self) -> None:
        self._shared.remark(RemarkCode.CUT_SHORT, self._shared.place)

    def _wrapped_blocks(self, element: Element, scope: Scope, found: list[Block]) -> None:
        found.extend(self.blocks(element, scope))

    def _inserted_blocks(self, element: Element, scope: Scope, found: list[Block]) -> None:
        found.extend(self.blocks(element, self._inserted(scope)))

    def _block_alternative(self, element: Element, scope: Scope, found: list[Block]) -> None:
        chosen = choice(element)
        if chosen is not None:
            found.extend(self.blocks(chosen, scope))

    def _block_control(self, element: Element, scope: Scope, found: list[Block]) -> None:
        content = child(element, CONTENT)
        if content is not None:
            # Round a whole table it holds labels and answers together: it is no field.
            is_field = child(content, TABLE) is None
            found.extend(self.blocks(content, self.scoped(element, scope) if is_field else scope))

    def _inserted(self, scope: Scope) -> Scope:
        self._shared.remark(RemarkCode.TRACKED_CHANGES)
        return scope._replace(mark=scope.mark | INSERTED)

    def _deleted(self, element: Element, *_: object) -> None:
        self._shared.remark(RemarkCode.TRACKED_CHANGES)
        self._runs.pass_over(element)

    def _section(self, element: Element, *_: object) -> None:
        self._shared.sections.append(element)

    def _foreign(self, element: Element, scope: Scope, found: list[Block]) -> None:
        """An altChunk: text in another format."""
        # Rare, and the parsers that it needs are slow to import.
        from intake.documents.word.foreign import foreign_lines, is_document

        self._shared.remark(RemarkCode.FOREIGN_TEXT, self._shared.place)
        package = self._shared.package
        arrow = package.relationships(self._part).get(element.get(R + "id", ""))
        if arrow is None or arrow.is_external or not package.has(arrow.target):
            return
        kind, content = package.content_type(arrow.target), package.content(arrow.target)
        if is_document(kind, arrow.target) and self._shared.nested is not None:
            found.extend(self._shared.nested(content))
            return
        lines = foreign_lines(content, kind, arrow.target)
        spans = [unreadable()] if lines is None else [Span(each, MARK_OF[scope.mark]) for each in lines if each.strip()]
        found.extend(Paragraph((span,), is_boxed=scope.is_boxed) for span in spans)

    # -- controls

    def scoped(self, control: Element, scope: Scope) -> Scope:
        """Inside a control; LibreOffice nests a check box in itself, so what speaks for its text already stays."""
        if scope.standing is not None:
            return scope
        found = controlled(control, self._shared.bindings)
        if found is None:
            return scope
        is_prompt = found.control.is_placeholder and found.bound is None and found.ticked is None
        mark = scope.mark | PLACEHOLDER if is_prompt else scope.mark & ~PLACEHOLDER
        standing: Standing | None = None
        if found.ticked is not None:
            glyph = TICKED if found.ticked else UNTICKED
            box = Span(glyph, MARK_OF[mark & ALL_MARKS], SpanKind.TICK, found.ticked, found.control)
            standing = Standing(box, is_bound=found.bound is not None)
        elif found.bound is not None and not says(control, found.bound):
            filled = replace(found.control, is_placeholder=False)
            standing = Standing(Span(found.bound, MARK_OF[mark & ALL_MARKS], control=filled))
        return scope._replace(control=found.control, standing=standing, mark=mark)

    def show(self, scope: Scope, line: Line) -> None:
        """What a control says in place of its text, if it has not been said."""
        if scope.standing is not None and not scope.standing.is_shown:
            scope.standing.is_shown = True
            line.add(scope.standing.span)

    def _inline_control(self, element: Element, scope: Scope, base: ParagraphStyle, line: Line) -> None:
        inner = self.scoped(element, scope)
        content = child(element, CONTENT)
        before = line.length
        if content is not None:
            self.inline(content, inner, base, line)
        if inner is not scope:
            self._finish(inner, line, is_empty=line.length == before)

    def _finish(self, scope: Scope, line: Line, *, is_empty: bool) -> None:
        """An empty control is a place for an answer all the same."""
        if scope.standing is not None:
            self.show(scope, line)
        elif is_empty and scope.control is not None:
            line.add(Span("", MARK_OF[scope.mark & ALL_MARKS], control=scope.control))

    # -- paragraphs

    def _paragraph(self, element: Element, scope: Scope, found: list[Block]) -> None:
        line, self._carried = self._carried or Line(), None
        properties = properties_of(element, PARAGRAPH_PROPERTIES)
        style, numbering, heading, is_joined = UNSTYLED if properties is None else self._properties(properties)
        base = self._shared.styles.paragraph(style, scope.table_mark)
        numbering, heading = numbering or base.numbering, base.heading if heading is None else heading or None
        is_listed = numbering is not None and numbering[0] != NO_LIST
        if numbering is not None and is_listed:
            self._bullet(self._shared.numbering.glyph(numbering), line)
        self.inline(element, scope, base, line)
        if scope.control is not None:
            self._finish(scope, line, is_empty=not line.length)
        if is_joined:
            self._carried = line
            return
        found.append(Paragraph(tuple(line.spans), heading, is_listed and heading is None, scope.is_boxed))
        if line.after:
            found.extend(line.after)

    def _properties(self, properties: Element) -> OwnProperties:
        """What the paragraph says itself."""
        style, numbering, heading, is_joined = UNSTYLED
        for each in properties.getchildren():
            tag = each.tag
            if tag == PARAGRAPH_STYLE:
                style = each.get(VAL)
            elif tag == NUMBERING:
                numbering = numbering_of(each)
            elif tag == OUTLINE:
                heading = outline_level(each)
            elif tag == SECTION:
                self._section(each)
            elif tag == RUN_PROPERTIES:
                is_joined = self._is_joined(each)
        return style, numbering, heading, is_joined

    def _is_joined(self, properties: Element) -> bool:
        """A deleted paragraph mark joins the paragraph with the next one."""
        is_joined = False
        for each in properties.getchildren():
            if each.tag in TRACKED:
                self._shared.remark(RemarkCode.TRACKED_CHANGES)
                is_joined = is_joined or each.tag in DELETIONS
        return is_joined

    def _bullet(self, glyph: str, line: Line) -> None:
        """A bullet that is a box counts as a box; any other is no text."""
        found = BOX.fullmatch(glyph)
        if found:
            line.add(Span(found[1], kind=SpanKind.TICK, ticked=BOXES[found[1]]))

    def inline(self, parent: Element, scope: Scope, base: ParagraphStyle, line: Line) -> None:
        if self._depth >= self._nesting:
            self._cut()
            return
        self._depth += 1
        for element in parent.getchildren():
            step = self._inline.get(element.tag)
            if step is not None:
                step(element, scope, base, line)
        self._depth -= 1

    def _inserted_inline(self, element: Element, scope: Scope, base: ParagraphStyle, line: Line) -> None:
        self.inline(element, self._inserted(scope), base, line)

    def _inline_alternative(self, element: Element, scope: Scope, base: ParagraphStyle, line: Line) -> None:
        chosen = choice(element)
        if chosen is not None:
            self.inline(chosen, scope, base, line)

    def _simple_field(self, element: Element, scope: Scope, base: ParagraphStyle, line: Line) -> None:
        self._runs.warn(element.get(W + "instr", ""))
        self.inline(element, scope, base, line)

    def _formula(self, element: Element, scope: Scope, base: ParagraphStyle, line: Line) -> None:
        self._runs.write("".join(element.itertext(M + "t")), base.mark | scope.mark, scope, line)

    def _ink(self, _element: Element, scope: Scope, _base: ParagraphStyle, line: Line) -> None:
        line.add(unreadable(scope.mark, scope.control))


def says(control: Element, bound: str) -> bool:
    """Whether the text inside is the bound value already."""
    return "".join(control.itertext(W + "t")).strip() == bound.strip()

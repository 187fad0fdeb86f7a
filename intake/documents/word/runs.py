"""What stands in a run: text, symbols, breaks, the marks of fields and notes, drawings."""

import re
from collections.abc import Callable, Mapping

from intake.documents.excel.symbols import BOX, BOXES, seen_in_font, spans_of
from intake.documents.word.drawings import Seen, seen_in
from intake.documents.word.fields import (
    FIELD_CHARACTER,
    FIELD_KIND,
    PROMPT_SPANS,
    Field,
    Fields,
    is_unfilled,
    reaches_out,
)
from intake.documents.word.lines import Line
from intake.documents.word.looks import ALL_MARKS, HIDDEN, MARK_OF, PLACEHOLDER, RAISED, RUN_PROPERTIES, ParagraphStyle
from intake.documents.word.names import ALTERNATIVE, W14, Element, W, child, choice
from intake.documents.word.scope import Scope, Shared, Walker
from intake.model.document import Control, RemarkCode, Span, SpanKind

TEXT = W + "t"
INVISIBLE = (0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFE0E, 0xFE0F)
UNSEEN = {**dict.fromkeys(INVISIBLE), ord("\n"): " "}
"""Soft hyphens, zero-width characters, changes of direction, variants of a glyph: in the file, on nobody's screen."""
ORNAMENT = "•"
"""A letter of a font of symbols that is neither box nor tick."""
SYMBOL_LETTERS = frozenset(map(chr, range(0xF000, 0xF100)))
SYMBOL = re.compile("[\uf000-\uf0ff]")
UNKNOWN_SYMBOL_FONT = "Wingdings"
HEXADECIMAL = 16
MOST_BOXES = 20_000
NOTE_NUMBER = re.compile(r"\s*\d{1,2}\s*")
"""Of a note, typed by hand and raised."""
UNITS = frozenset({"km", "cm", "mm", "ft"})
NOTE_KINDS = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}
LETTERS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}


class Runs:
    """Reads the runs of one story."""

    def __init__(self, shared: Shared, walker: Walker, root: Element) -> None:
        self._shared, self._walker = shared, walker
        self._fields = Fields(root)
        self._look = shared.styles.look
        self._steps: Mapping[str, Callable[[Element, int, Scope, Line], None]] = {
            W + "sym": self._symbol,
            FIELD_CHARACTER: self._field_character,
            W + "instrText": self._instruction,
            W + "ruby": self._ruby,
            W + "drawing": self._drawing,
            W + "pict": self._drawing,
            ALTERNATIVE: self._alternative,
            W + "object": self._object,
            W14 + "contentPart": self._ink,
            W + "commentReference": self.comment,
            **dict.fromkeys(NOTE_KINDS, self._note),
        }

    def read(self, run: Element, scope: Scope, base: ParagraphStyle, line: Line) -> None:
        mark, font = base.mark | scope.mark, base.font
        for element in run.getchildren():
            tag = element.tag
            if tag == TEXT:
                text = element.text or ""
                if font or not text.isascii() or "\n" in text:
                    text = seen(text, font)
                if text:
                    self.write(text, mark, scope, line)
            elif tag == RUN_PROPERTIES:
                mark, font = self._look(element, base, scope.table_mark)
                mark |= scope.mark
            elif tag in LETTERS:
                self.write(LETTERS[tag], mark, scope, line)
            else:
                step = self._steps.get(tag)
                if step is not None:
                    step(element, mark, scope, line)

    def pass_over(self, deleted: Element) -> None:
        """Deleted text is not read; fields that begin or end in it do so all the same."""
        for character in deleted.iter(FIELD_CHARACTER):
            self._turn(character, None)

    def write(self, text: str, mark: int, scope: Scope, line: Line) -> None:
        """Text as it is seen, unless it is hidden, an instruction, or said by its control."""
        if self._fields.hides:
            return
        if mark & HIDDEN:
            self._hide(text)
            return
        if mark & RAISED and is_number_of_note(text, line):
            self._shared.raised += text.strip() if line.is_blank else ""
            return
        if scope.standing is not None:
            text = self._without_standing(text, scope, line)
        control = self._fields.control or scope.control
        if text.isascii() or not self._has_boxes(text):
            line.write(text, mark, control)
            return
        for span in spans_of(text, MARK_OF[mark & ALL_MARKS]):
            line.add(span._replace(control=control))

    def comment(self, element: Element, *_: object) -> None:
        self._shared.comments.setdefault(element.get(W + "id", ""), self._shared.place)

    def _without_standing(self, text: str, scope: Scope, line: Line) -> str:
        """What is left of the text once the control has spoken: a box covers its glyph, a bound value covers all."""
        standing = scope.standing
        if standing is None:
            return text
        is_first = not standing.is_shown
        if is_first and not text.strip():
            return ""
        if is_first and standing.span.kind is SpanKind.TICK and not standing.is_bound:
            standing.span = as_drawn(standing.span, text.strip()[:1])
        self._walker.show(scope, line)
        if standing.span.kind is not SpanKind.TICK:
            return ""
        rest = text.strip()[1:] if is_first else text
        return rest if rest.strip() else ""

    def _has_boxes(self, text: str) -> bool:
        """Whether there are boxes in it, of the few thousand that a form can have."""
        if BOX.search(text) is None:
            return False
        self._shared.boxes += len(BOX.findall(text))
        if self._shared.boxes > MOST_BOXES:
            self._shared.remark(RemarkCode.CUT_SHORT, self._shared.place)
        return self._shared.boxes <= MOST_BOXES

    def _hide(self, text: str) -> None:
        if text.strip():
            self._shared.remark(RemarkCode.HIDDEN_TEXT, self._shared.place)

    def _symbol(self, element: Element, mark: int, scope: Scope, line: Line) -> None:
        try:
            letter = chr(int(element.get(W + "char", ""), HEXADECIMAL))
        except (ValueError, OverflowError):
            return
        self.write(in_symbols(letter, element.get(W + "font") or UNKNOWN_SYMBOL_FONT), mark, scope, line)

    def _ruby(self, element: Element, _mark: int, scope: Scope, line: Line) -> None:
        """The words, without the reading aid above them."""
        words = child(element, W + "rubyBase")
        if words is not None:
            self._walker.inline(words, scope, self._shared.styles.paragraph(None), line)

    def _note(self, element: Element, *_: object) -> None:
        self._shared.notes.setdefault((NOTE_KINDS[element.tag], element.get(W + "id", "")), self._shared.place)

    # -- fields

    def _field_character(self, element: Element, mark: int, _scope: Scope, line: Line) -> None:
        ended = self._turn(element, line)
        if ended is None or self._fields.hides or mark & HIDDEN:
            return
        if ended.shown is not None:
            line.add(ended.shown._replace(mark=MARK_OF[(ended.shown.mark | mark) & ALL_MARKS]))
        elif ended.control is not None:
            self._finish_input(ended, ended.control, mark, line)

    def _turn(self, character: Element, line: Line | None) -> Field | None:
        """Begin, divide or end a field; the one that ended."""
        kind = character.get(FIELD_KIND)
        if kind == "begin":
            self._fields.begin(character)
        elif kind == "separate":
            self._fields.separate(line)
        elif kind == "end":
            ended = self._fields.end()
            self.warn("" if ended is None else "".join(ended.instruction))
            return ended
        return None

    def _finish_input(self, ended: Field, control: Control, mark: int, line: Line) -> None:
        """A text input that nobody filled shows spaces or its prompt."""
        if ended.line is not None and ended.line is not line:
            return
        spans = line.spans
        first = ended.first if ended.line is line else len(spans)
        result = spans[first : first + PROMPT_SPANS + 1]
        if is_unfilled(result, ended.prompt):
            text = "".join(span.text for span in result)
            look = MARK_OF[(mark | PLACEHOLDER) & ALL_MARKS]
            spans[first:] = [Span(text, look, control=self._shared.prompting(control))]

    def _instruction(self, element: Element, *_: object) -> None:
        self._fields.instruct(element.text or "")

    def warn(self, instruction: str) -> None:
        if reaches_out(instruction):
            self._shared.remark(RemarkCode.EXTERNAL_CONTENT, self._shared.place)

    # -- drawings

    def _alternative(self, element: Element, mark: int, scope: Scope, line: Line) -> None:
        chosen = choice(element)
        if chosen is not None:
            self._drawing(chosen, mark, scope, line)

    def _drawing(self, element: Element, mark: int, scope: Scope, line: Line) -> None:
        """Pictures stand where they are anchored; the text of boxes comes after the paragraph."""
        if mark & HIDDEN or self._fields.hides:
            return
        for kind, found in list(seen_in(element)):
            if kind is Seen.TEXT_BOX:
                self._box(found, scope, line)
            elif kind is Seen.PICTURE:
                line.add(picture(mark, scope.control))
            elif kind is not Seen.SHAPE or scope.table:
                line.add(unreadable(mark, scope.control))

    def _box(self, content: Element, scope: Scope, line: Line) -> None:
        """Fields do not reach into a text box or out of it."""
        outer, self._fields = self._fields, Fields(content)
        boxed = scope._replace(control=None, standing=None, table_mark=0, is_boxed=True)
        line.after.extend(self._walker.blocks(content, boxed))
        self._fields = outer

    def _object(self, _element: Element, mark: int, scope: Scope, line: Line) -> None:
        """Another program's document, or an ActiveX control: only that program can read it."""
        self._shared.remark(RemarkCode.EMBEDDED_OBJECT, self._shared.place)
        line.add(unreadable(mark, scope.control))

    def _ink(self, _element: Element, mark: int, scope: Scope, line: Line) -> None:
        line.add(unreadable(mark, scope.control))


def as_drawn(box: Span, glyph: str) -> Span:
    """The box of a control as its flag has it; of no known state where its glyph shows another."""
    return box if BOXES.get(glyph, box.ticked) is box.ticked else box._replace(text=glyph, ticked=None)


def picture(mark: int, control: Control | None) -> Span:
    """A picture control that nobody has filled shows a picture of its own, which is no picture to us."""
    kind = SpanKind.TEXT if mark & PLACEHOLDER else SpanKind.IMAGE
    return Span("", MARK_OF[mark & ALL_MARKS], kind, control=control)


def unreadable(mark: int = 0, control: Control | None = None) -> Span:
    return Span("", MARK_OF[mark & ALL_MARKS], SpanKind.UNREADABLE, control=control)


def seen(text: str, font: str) -> str:
    """The text of a `w:t` as it is seen, in this font of symbols or in an ordinary one; its line ends are spaces."""
    text = text.translate(UNSEEN)
    if not font and SYMBOL.search(text):
        font = UNKNOWN_SYMBOL_FONT
    return in_symbols(text, font) if font else text


def in_symbols(text: str, font: str) -> str:
    """Letters of a font of symbols as a person sees them; ornaments all alike."""
    shown = seen_in_font(text, font)
    return "".join(
        ORNAMENT if letter in SYMBOL_LETTERS or (letter == before and letter.isalnum()) else letter
        for letter, before in zip(shown, text, strict=True)
    )


def is_number_of_note(text: str, line: Line) -> bool:
    """Whether raised text is a note's number, typed by hand."""
    return NOTE_NUMBER.fullmatch(text) is not None and not takes_powers(line.last_word)


def takes_powers(word: str) -> bool:
    """Whether a raised number behind it is a power, as in m² and 10³."""
    return word[-1:].isdigit() or len(word) == 1 or word.casefold() in UNITS

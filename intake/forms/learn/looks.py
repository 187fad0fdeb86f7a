"""The looks of one place: whether it waits for an answer, and how its words part into a label, hints and the rest."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intake.forms.locate.places import Place
from intake.forms.normal import STARS, is_blank, unnumbered
from intake.model.document import Block, Control, ControlKind, Mark, Paragraph, Span, SpanKind, Table, block_paragraphs

BOX = "☐"
BOXES = re.compile(r"[☐□❏❑❒○◯]|\[\s{0,3}\]|\(\s{1,3}\)")
LEADERS = re.compile(r"_{3,}|\.{4,}|…{2,}")
PROMPTS = re.compile(
    r"^\W*(?:(?:click|tap)\b.*\b(?:text|date|here|picture)|(?:please )?(?:select|choose)(?: an? (?:item|option|answer|value))?|enter (?:text|date)\b.*|"
    r"d{1,2}\W{1,3}m{1,3}\W{1,3}y{2,4})\W*$",
    re.IGNORECASE,
)
YES_NO = re.compile(
    r"^\W*y(?:es)?\W+(?:or\W+)?n(?:o)?(?P<more>\W+(?:or\W+)?(?:not known|unknown|don.?t know|not sure|n/?k|n/?a|not applicable))?\W*$",
    re.IGNORECASE,
)
SLASHED = re.compile(r"^\s*[^/\n]{1,40}(?:\s*/\s*[^/\n]{1,40}){1,7}\s*$")
REQUIRED = re.compile(r"\s*\*+\s*$|^\s*\*+\s*|\s*[(\[](?:required|mandatory|compulsory|essential)[)\]]", re.IGNORECASE)
BRACKETED = re.compile(r"^\s*[(\[].*[)\]]\W*$", re.DOTALL)
NUMBER = re.compile(r"^\W*(?:Q\.?\s?)?\d{0,2}(?:\.\d+)*[a-z]?\W*$", re.IGNORECASE)
LABEL_WORDS = 45
LONGEST_OPTION = 40


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_bold: bool
    is_italic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The words that ask, and what stands with them in the same place."""

    text: str
    hints: tuple[str, ...] = ()
    rest: str = ""
    """What follows on the label's own line: leaders, boxes, `Yes / No`."""
    required: bool = False


def shown(blocks: Iterable[Block]) -> str:
    """The words of some blocks, a box for whatever can be ticked, prompts left out."""
    lines = ("".join(map(_word, each.spans)) for block in blocks for each in block_paragraphs(block))
    return "\n".join(lines)


def _word(span: Span) -> str:
    if span.kind is SpanKind.TICK:
        return BOX
    if span.mark & Mark.PLACEHOLDER or (span.control is not None and _is_prompt(span.control)):
        return ""
    return span.text if span.kind is SpanKind.TEXT else ""


def _is_prompt(control: Control) -> bool:
    return control.is_placeholder or control.kind in {ControlKind.DROP_DOWN, ControlKind.DATE}


def controls(blocks: Iterable[Block]) -> list[Control]:
    spans = (span for block in blocks for paragraph in block_paragraphs(block) for span in paragraph.spans)
    return [span.control for span in spans if span.control is not None]


def plain(text: str) -> str:
    return " ".join(text.split())


def is_empty(text: str) -> bool:
    """Nothing but boxes, leaders and white space."""
    return is_blank(BOXES.sub("", text))


def is_slot(place: Place) -> bool:
    """Whether an answer goes here."""
    if any(isinstance(block, Table) for block in place.blocks):
        return False
    text = shown(place.blocks)
    if is_empty(text) or is_prompt(text) or YES_NO.match(text):
        return True
    if place.cell is not None and place.cell.options:
        return True
    return is_boxed(place, text) or is_guided(place) or is_slashed(place, text)


def is_prompt(text: str) -> bool:
    return PROMPTS.match(text.strip()) is not None


def is_boxed(place: Place, text: str) -> bool:
    """Boxes with their options, and no question before them."""
    found = BOXES.search(text)
    if found is None:
        return False
    before = text[: found.start()].strip()
    return not before or not (
        before.endswith((":", "?")) or place.is_bold or place.is_shaded or len(before) > LONGEST_OPTION
    )


def is_guided(place: Place) -> bool:
    """Holds small print only, where the answer goes."""
    pieces = [
        piece
        for paragraph in place.paragraphs
        for line in _lines(paragraph)
        for piece in line
        if any(map(str.isalpha, piece.text))
    ]
    is_small = bool(pieces) and all(piece.is_italic and not piece.is_bold for piece in pieces)
    return is_small and not place.is_shaded and not BRACKETED.match(place.text)


def is_bold(place: Place) -> bool:
    """The label is bold, whatever stands behind it."""
    label = label_of(place).text
    first = next((line for paragraph in place.paragraphs for line in _lines(paragraph) if line), [])
    return bool(label) and bool(first) and first[0].is_bold and cleaned(first[0].text).startswith(label[:20])


def is_slashed(place: Place, text: str) -> bool:
    """`Male / Female / Other`, in a cell of its own beside a label."""
    return (
        place.column > 0
        and not (place.is_bold or place.is_shaded)
        and SLASHED.match(text) is not None
        and text.count("/") >= 1
        and not text.rstrip().endswith((":", "?"))
    )


def is_number(place: Place) -> bool:
    return bool(place.text.strip()) and NUMBER.match(place.text) is not None


def label_of(place: Place) -> Label:
    """The label of a place that is no slot. `text` is empty where there is none."""
    lines = [line for paragraph in place.paragraphs for line in _lines(paragraph)]
    filled = [line for line in lines if not is_empty("".join(piece.text for piece in line))]
    if not filled:
        return Label(text="")
    first, *others = filled
    words, hint, rest = _parted(first)
    hints = [hint] if hint else []
    is_bold = any(piece.is_bold for piece in first)
    for line in others:
        text = plain("".join(piece.text for piece in line))
        if BOXES.search(text) or YES_NO.match(text):
            rest = f"{rest}\n{text}"
        elif hints or _is_hint(line, text, is_bold=is_bold):
            hints.append(text)
        else:
            words = f"{words} {text}"
    return _marked(words, hints, rest)


def _is_hint(line: list[Piece], text: str, *, is_bold: bool) -> bool:
    worded = [piece for piece in line if piece.text.strip()]
    return (
        bool(BRACKETED.match(text))
        or all(piece.is_italic for piece in worded)
        or (is_bold and not any(piece.is_bold for piece in worded))
    )


def _lines(paragraph: Paragraph) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for span in paragraph.spans:
        for at, text in enumerate(_word(span).split("\n")):
            if at:
                yield line
                line = []
            if text:
                line.append(Piece(text, bool(span.mark & Mark.BOLD), bool(span.mark & Mark.ITALIC)))
    yield line


def _parted(line: list[Piece]) -> tuple[str, str, str]:
    """The words of a line, the hint in italics behind them, and what follows them."""
    at = next((at for at, piece in enumerate(line) if piece.is_italic and at and not line[0].is_italic), None)
    head = line[:at] if at is not None else line
    hint = "".join(piece.text for piece in line[at:]) if at is not None else ""
    text = "".join(piece.text for piece in head)
    bold = "".join(piece.text for piece in head if piece.is_bold)
    if bold.strip() and text.startswith(bold) and text[len(bold) :].strip():
        rest = text[len(bold) :]
        if not BRACKETED.match(rest) and not REQUIRED.fullmatch(rest):
            return bold, hint, rest
    cut = _cut(text)
    return text[:cut], hint, text[cut:]


def _cut(text: str) -> int:
    """Where the label ends on its line."""
    found = [each.start() for each in (BOXES.search(text), LEADERS.search(text)) if each]
    question = re.search(r"[?:](?=\s+(?:y(?:es)?\s*/\s*no?\b|\S+\s*/\s*\S+\s*$))", text, re.IGNORECASE)
    if question:
        found.append(question.end())
    trailing = re.search(r"\s(?=yes\s*/\s*no\b[^\w]*(?:\w+[^\w]*){0,3}$)", text, re.IGNORECASE)
    if trailing:
        found.append(trailing.start())
    if not found:
        return len(text)
    cut = min(found)
    colon = text.find(":", 0, cut)
    return colon + 1 if colon >= 0 and BOXES.search(text) else cut


def _marked(words: str, hints: list[str], rest: str) -> Label:
    is_required = REQUIRED.search(words) is not None or any(REQUIRED.search(each) for each in hints)
    kept = (REQUIRED.sub("", each) for each in hints)
    return Label(
        text=cleaned(REQUIRED.sub("", words)),
        hints=tuple(plain(each) for each in kept if not is_blank(each)),
        rest=rest,
        required=is_required or REQUIRED.fullmatch(rest) is not None,
    )


def cleaned(words: str) -> str:
    """A label as it stands in a definition: no number before it, no colon behind it."""
    return plain(unnumbered(LEADERS.sub(" ", words))).rstrip(STARS + ":-–—").strip()

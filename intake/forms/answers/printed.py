"""What a person added: the text of a slot, less what the blank form prints there."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from intake.forms.answers.lines import Line, fold, is_struck, lines_of, shown, unprompted
from intake.forms.answers.phrases import is_prompt_text
from intake.forms.answers.skeleton import is_skeleton
from intake.forms.normal import normal
from intake.model.document import Block, Mark, SpanKind
from intake.model.form import Field, Form
from intake.model.reading import Problem, State

LEADERS = re.compile(r"_{4,}|(?<![^\W_])_{2,}|_{2,}(?![^\W_])|(?:_\s+){2,}_*|\.{5,}|…{2,}|(?:\s\.){4,}|-{5,}")
LEADER_SIGNS = ("__", "_ ", ".....", " .", "……", "-----")
"""One of them stands in every line with leaders: they spare most lines the slow search."""
BRACKETED = r"[(\[<{]([^()\[\]<>{}]{2,160})[)\]>}]"
HINT_AT_START = re.compile(rf"\s*{BRACKETED}\s*[:.]?\s*")
HINT_AT_END = re.compile(rf"\s*{BRACKETED}\s*$")
FORMAT = r"(?:dd|d|mm|yyyy|yy)(?:[/.\- ](?:mmm?|m|yyyy|yy|dd))+.*|delete (?:as|where|which|one|the).*|tick .*|please (?:delete|tick|circle|state|specify|give|include|print|complete|attach|use|select|choose|indicate|list|describe|provide|mark)(?![\w]).*|(?:if|where|as) (?:applicable|appropriate|known|relevant|necessary|required).*"
"""Hints that stand behind an answer as well as before it."""
HINT = re.compile(
    rf"{FORMAT}|(?:delete|tick|circle|strike|mark|cross|underline|highlight|e\.?g\.?|i\.?e\.?|for example|if|write|enter|insert|type|include|give|specify|state|"
    r"describe|list|add|attach|continue|see (?:guidance|notes?)|max(?:imum)?|optional|required|mandatory|click|select|choose|use|provide|say|one of|x against|"
    r"yes ?/ ?no|y ?/ ?n|full names?|block capitals|print|only if|not required|this (?:field|box|section)|must|should|expand|box will expand|all that apply|office use)(?![\w]).*"
)
HINT_BEHIND = re.compile(FORMAT)
ALTERNATIVES = re.compile(r"(?:\[[^\[\]]{1,60}\][\s/|,]*(?:or\s+)?){2,}")
"""Words in square brackets to choose from, all of them left."""
DIGIT = re.compile(r"\d")
LEADING_PROMPT = re.compile(
    r"(?:(?:click|tap)(?: or (?:tap|click))?(?: here)? to (?:enter|add|insert|type|select|choose)(?: an?| your| some| the)? (?:text|date|name|item|answer|details|response)\s*[.:]?"
    r"|(?:please )?(?:choose|select) an (?:item|option)\s*[.:]?|please select\s*[.:]?)\s*(?=\S)",
    re.IGNORECASE,
)
PROMPT_VERBS = ("click", "tap", "choose", "select")
"""One of them stands in every such prompt."""
BOUNDARY = re.compile(r"(?<=[.:?!)])\s+")
BOUNDARIES_TRIED = 5
GUIDING = re.compile(
    r"\W*(?:please|include|say|give|write|list|e\.?g|state|describe|tick|delete|provide|explain|enter|use|do not|note|if |where |who |what |when |how |why |which )",
    re.IGNORECASE,
)
ASKING = re.compile(
    r"(?:please )?(?:include|give|provide|describe|outline|state|specify|continue|list|tick|complete|explain|indicate|say|write|enter|attach|detail|set out|brief summary of|summarise)(?=[\s:])",
    re.IGNORECASE,
)
NEVER_DONE = re.compile(
    r"please\s|(?:include|describe|outline|state|specify|say|write|enter|tick|explain|indicate|list|brief summary of|summarise)\s",
    re.IGNORECASE,
)
"""Beginnings of what forms ask, with which nobody begins to tell what was done."""
POINT = re.compile(r"[•·▪◦●○■*\-–—]\s|(?:what|who|when|where|how|why|which|any|details of|whether)\b", re.IGNORECASE)
SENDING = re.compile(
    r"(?:please )?(?:return|send|e-?mail|submit|forward) (?:this|the|your|all) (?:completed |signed )?(?:referral )?(?:form|referral)s?(?: form)?s?\b"
    r"|(?:the |all |this )?(?:completed |signed )?(?:referral )?forms? (?:should|must|is to|are to|can|may) be (?:returned|sent|e-?mailed|submitted|forwarded)\b"
    r"|(?:thank you for completing|end of) (?:this|the|your) (?:referral )?form\b",
    re.IGNORECASE,
)
"""What forms print behind their last question: where they go to."""
LABEL_REACH = 160
"""Characters within which the colon after a repeated label stands."""
SURE_WORDS = 5
"""Words from which on a printed line without a full stop is no longer taken for an answer that happens to read alike."""
EVIDENCE_LABELS = frozenset({"evidence", "reason", "reasons", "details", "comments"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What a person added to a slot, and what else was seen there."""

    lines: tuple[str, ...]
    """Folded, none empty."""
    has_guidance: bool = False
    has_picture: bool = False
    is_unreadable: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.lines)

    @property
    def nothing(self) -> tuple[State, Problem]:
        """What the slot is when no line is left."""
        if self.has_picture:
            return State.UNCLEAR, Problem.PICTURE
        if self.is_unreadable:
            return State.UNCLEAR, Problem.UNREADABLE
        return State.EMPTY, Problem.GUIDANCE_ONLY if self.has_guidance else Problem.EMPTY


def rest_of(blocks: Iterable[Block], label: str | None, field: Field, form: Form) -> Rest:
    """The slot's own text: prompts, guidance, repeated labels, leaders and struck words are taken away."""
    names = names_of(field.names) if label is None else names_of((*field.names, label))
    kept: list[str] = []
    seen: set[SpanKind] = set()
    has_guidance = is_guided = False
    for line in lines_of(blocks):
        seen.update([span.kind for span in line])
        raw = fold("".join([shown(span) for span in unprompted(line) if not is_struck(span)]))
        if not raw:
            continue
        is_guided = is_prompting(raw, line, is_guided=is_guided)
        left = "" if is_guided else cut(raw, names, field, form)
        if left:
            kept.append(left)
        elif without_leaders(raw):
            has_guidance = True
    return Rest(
        lines=tuple(kept),
        has_guidance=has_guidance,
        has_picture=SpanKind.IMAGE in seen,
        is_unreadable=SpanKind.UNREADABLE in seen,
    )


def is_prompting(text: str, line: Line, *, is_guided: bool) -> bool:
    """Whether a line asks for an answer, by its words and its look.

    `Please include:` does, in italics `Please give dates.` too, and the points in italics that are listed below.
    """
    if ASKING.match(text) is not None:
        return text.endswith(":") or (NEVER_DONE.match(text) is not None and is_italic(line))
    return is_guided and POINT.match(text) is not None and is_italic(line)


def is_italic(line: Line) -> bool:
    return all(span.mark & Mark.ITALIC for span in line if span.text.strip())


def cut(text: str, names: frozenset[str], field: Field, form: Form) -> str:
    """One folded line less what is printed in it; empty when nothing else stands there."""
    text = without_hints(without_prompt(without_label(without_leaders(text), names)))
    if not text or ALTERNATIVES.fullmatch(text) or is_prompt_text(text) or is_skeleton(text):
        return ""
    if is_guidance(text, field, form):
        return ""
    return without_printed_start(text, field, form)


def without_leaders(text: str) -> str:
    """A folded line without dots and dashes to write on."""
    if any(map(text.__contains__, LEADER_SIGNS)):
        return fold(LEADERS.sub(" ", text))
    return text


def without_prompt(text: str) -> str:
    """The line without what a control printed where something was typed behind it."""
    folded = text.casefold()
    return LEADING_PROMPT.sub("", text, count=1) if any(map(folded.__contains__, PROMPT_VERBS)) else text


def without_label(text: str, names: frozenset[str]) -> str:
    """The line without the field's own label in front of it, or with nothing when only the label stands there."""
    head, colon, tail = text[:LABEL_REACH].partition(":")
    if colon and (normal(head) in names or head.strip().casefold() in EVIDENCE_LABELS):
        return tail.strip() + text[LABEL_REACH:]
    return "" if len(text) <= LABEL_REACH and normal(text) in names else text


def without_hints(text: str) -> str:
    """The line without printed hints in brackets at its ends, such as `(dd/mm/yyyy)`."""
    while text[:1] in "([<{" and text and (found := HINT_AT_START.match(text)) and is_hint(found[1]):
        text = text[found.end() :]
    while text[-1:] in ")]>}" and text and (found := HINT_AT_END.search(text)) and is_hint(found[1], HINT_BEHIND):
        text = text[: found.start()]
    return text


def is_hint(words: str, pattern: re.Pattern[str] = HINT) -> bool:
    return pattern.fullmatch(words.strip().casefold()) is not None and DIGIT.search(words) is None


def is_guidance(text: str, field: Field, form: Form) -> bool:
    """Whether a whole line is printed on the form as guidance or a label, and could not as well be an answer."""
    found = normal(text)
    if found in helps(field.help) or SENDING.match(text) or found in labels_of(form):
        return True
    return found in form.printed and reads_like_print(text, form)


def reads_like_print(text: str, form: Form) -> bool:
    if text.endswith((".", ":", "?", ")")) or GUIDING.match(text):
        return not (is_one_word(text) or is_name_on_form(text, form))
    return len(text.split()) >= SURE_WORDS and not is_name_on_form(text, form)


def is_one_word(text: str) -> bool:
    """Whether a sentence is a single word: a heading prints it, but `Learning.` with its full stop was typed."""
    return text.endswith(".") and len(text.split()) == 1


def is_name_on_form(text: str, form: Form) -> bool:
    """Whether the words are a choice of some field, or the partnership's name: printed, and yet a likely answer."""
    return normal(text) in choices_and_partnership(form)


@lru_cache(maxsize=16)
def labels_of(form: Form) -> frozenset[str]:
    """Labels with which nobody answers another question: long ones and those with a stroke; less what is a choice as well."""
    labels = (each.label for each in form.fields.values() if "/" in each.label or len(each.label.split()) >= SURE_WORDS)
    return frozenset(map(normal, labels)) - choices_and_partnership(form)


@lru_cache(maxsize=16)
def choices_and_partnership(form: Form) -> frozenset[str]:
    choices = (choice for each in form.fields.values() for choice in each.choices)
    return frozenset(map(normal, (form.partnership, *(name for choice in choices for name in choice.names))))


def without_printed_start(text: str, field: Field, form: Form) -> str:
    """The line without printed sentences that stand before the answer in the same paragraph.

    A single word is none: `Date: 3 May. Place: the kitchen.` was typed.
    """
    if not form.printed and field.help is None:
        return text
    ends = [found for found, _ in zip(BOUNDARY.finditer(text), range(BOUNDARIES_TRIED), strict=False)]
    for end in reversed(ends):
        if " " in text[: end.start()] and is_guidance(text[: end.start()], field, form):
            return text[end.end() :]
    return text


@lru_cache(maxsize=512)
def names_of(names: tuple[str, ...]) -> frozenset[str]:
    """Names in the normal form of labels."""
    return frozenset(found for name in names if (found := normal(name)))


@lru_cache(maxsize=512)
def helps(text: str | None) -> frozenset[str]:
    """The guidance of a field, whole and sentence by sentence, in normal form."""
    if not text:
        return frozenset()
    return frozenset(map(normal, (text, *BOUNDARY.split(text))))

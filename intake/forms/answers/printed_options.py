"""Options printed in a row, one of them chosen by deleting, striking, marking, or writing it again behind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from intake.forms.answers.menu import NOT_KNOWN, Menu
from intake.forms.answers.pick import NOT_CHOSEN, UNCLAIMED, UNDECIDED, Pick, chosen
from intake.forms.answers.script import CROSS, LOOKS, SIGNS, TICK, Script
from intake.forms.answers.typed import bare, stated
from intake.model.document import Mark
from intake.model.form import Field, Form

MARKS = f"{TICK}{CROSS}"
SEPARATOR = re.compile(r"[/|,;]|\bor\b")
PRINTED_PARTING = re.compile(r"[/|]|\bor\b")
USUAL_PAIRS = (frozenset({"yes", "no"}), frozenset({"m", "f"}), frozenset({"male", "female"}))
"""Printed as they are even where a question has more options."""
WORDLESS = re.compile(r"(?:[^\w\n]|_)*")
ASKED = r"if|please|pls|tick|cross|delete|circle|strike|specify|state|give|provide|complete|add|see|go to|details?|evidence|where|who|when|which|why"
"""How an instruction to whoever fills in the form begins."""
BETWEEN = r"[\s/|\\,;:.()\[\]<>•·*_-]*"
ASIDE_IN_BRACKETS = re.compile(rf"\(\s*\*?(?:{ASKED})\b[^()\n]{{0,80}}\)")
GAP = re.compile(rf"{BETWEEN}(?:(?:[{MARKS}]|{ASIDE_IN_BRACKETS.pattern}){BETWEEN})*(?:\bor\b[\s{MARKS}]*)?")
"""What may stand between two printed options."""
PARTING = re.compile(r"[/|\\,;\n]|\bor\b|\band\b")
BRACKETS = frozenset({"()", "[]", "<>"})
FOOTNOTE = re.compile(rf"\*\s*(?:{ASKED})\b")
"""What a star beside printed options leads to."""
ASIDE = re.compile(r"\(?(?:if|please|tick|delete|specify|state|give|details?|evidence|where|who|when|which|why)\b")
LEAD = re.compile(r"[^\n:]{0,60}:\s*|.{0,30}\b(?:delete|tick|circle|select|choose|mark|highlight|underline)\b.{0,30}")
"""Words before a row that ask for a choice."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One option as it stands in a row of them."""

    option: str
    start: int
    end: int
    is_marked: bool
    """A tick or a cross was typed beside it, or brackets put round it."""
    is_struck: bool


def printed_row(script: Script, menu: Menu) -> tuple[Printed, ...]:
    """The options that stand in a row with nothing but separators between them; empty for fewer than two different ones."""
    row: list[re.Match[str]] = []
    asides = [each.span() for each in ASIDE_IN_BRACKETS.finditer(script.text)]
    for match in menu.occurrences(script.text):
        if any(begin < match.start() < end for begin, end in asides):
            continue
        if row and GAP.fullmatch(script.text[row[-1].end() : match.start()]) is None:
            if len({menu.named(each) for each in row}) > 1:
                break
            row = []
        row.append(match)
    row = _without_typed_end(script.text, row, menu)
    if not _is_row(script.text, row, menu) or not _starts_alone(script.text[: row[0].start()]):
        return ()
    marked = _marked(script.text, row)
    return tuple(
        Printed(
            menu.named(each),
            each.start(),
            each.end(),
            at in marked,
            bool(script.look(each.start(), each.end()) & Mark.STRIKE),
        )
        for at, each in enumerate(row)
    )


def _is_row(text: str, row: Sequence[re.Match[str]], menu: Menu) -> bool:
    """Whether these are options to choose from: two of the form's own, or one and what stands beside them, well parted."""
    found = {menu.named(each) for each in row}
    if len(found.intersection(menu.ids)) > 1:
        return True
    return len(found) > 1 and all(
        PRINTED_PARTING.search(text[one.end() : other.start()]) for one, other in pairwise(row)
    )


def _without_typed_end(text: str, row: list[re.Match[str]], menu: Menu) -> list[re.Match[str]]:
    """The row less a `Not known` written behind it: separators stand between printed options, and none before that."""
    gaps = [text[one.end() : other.start()] for one, other in pairwise(row)]
    if (
        len(gaps) > 1
        and menu.named(row[-1]) == NOT_KNOWN
        and not SEPARATOR.search(gaps[-1])
        and all(map(SEPARATOR.search, gaps[:-1]))
    ):
        return row[:-1]
    return row


def _starts_alone(before: str) -> bool:
    line = before.rpartition("\n")[2]
    return not line.strip(f" /|,;:.()[]-•·*{MARKS}") or LEAD.fullmatch(line) is not None


def _marked(text: str, row: Sequence[re.Match[str]]) -> frozenset[int]:
    """Places in the row that a typed tick or cross belongs to; a tick outweighs crosses beside the others."""
    found: list[tuple[int, str]] = []
    leads = any(sign in f"{MARKS}_" for sign in text[: row[0].start()])
    for at in range(len(row) + 1):
        start = row[at - 1].end() if at else 0
        stop = row[at].start() if at < len(row) else _line_end(text, start)
        found += _owners(text[start:stop], at, len(row), leads=leads)
    ticked = {at for at, sign in found if sign == TICK}
    return frozenset(ticked or {at for at, _ in found}) | _set_off(text, row)


def _line_end(text: str, start: int) -> int:
    """The end of the marks behind the last option: its own line, up to the first word."""
    found = WORDLESS.match(text, start)
    return found.end() if found is not None else start


def _owners(gap: str, at: int, count: int, *, leads: bool) -> list[tuple[int, str]]:
    """Which place each mark in the gap before place `at` belongs to."""
    signs = [(where, sign) for where, sign in enumerate(gap) if sign in MARKS]
    if not signs:
        return []
    if at == 0:
        return [(0, sign) for _, sign in signs]
    if at == count:
        return [(count - 1, sign) for _, sign in signs]
    parting = PARTING.search(gap)
    if parting is None:
        return [(at if _leans_on_next(gap, where, leads=leads) else at - 1, sign) for where, sign in signs]
    return [(at - 1 if where < parting.start() else at, sign) for where, sign in signs]


def _leans_on_next(gap: str, where: int, *, leads: bool) -> bool:
    """Whether a mark between two options stands nearer to the second; midway, whether marks come first in this row."""
    before, after = gap[:where], gap[where + 1 :]
    if before.strip() or after.strip() or len(before) == len(after):
        return leads
    return len(before) > len(after)


def _set_off(text: str, row: Sequence[re.Match[str]]) -> frozenset[int]:
    """The one place with brackets round it, or a star beside it; a star at the row's ends is printed, and so is one explained behind."""
    is_explained = FOOTNOTE.search(text, row[0].start()) is not None
    found = []
    for at, each in enumerate(row):
        around = text[: each.start()].rstrip()[-1:], text[each.end() :].lstrip()[:1]
        inner = (around[0] if at else "", around[1] if at < len(row) - 1 else "")
        if "".join(around) in BRACKETS or (not is_explained and ("*" in inner or around == ("*", "*"))):
            found.append(at)
    return frozenset(found) if len(found) == 1 else frozenset()


def chosen_in_row(script: Script, row: Sequence[Printed], menu: Menu, field: Field, form: Form) -> Pick:
    """What one slot with printed options chooses of them."""
    first, again = _printed_once(row)
    tail = script.unstruck[row[-1].end :]
    behind = stated(_head_of(tail), menu, field, form) if tail.strip() else None
    found = _by_marks(script, first)
    written = {each.option for each in again if not each.is_struck}
    if written:
        return chosen(*written) if len(written) == 1 else UNDECIDED
    if found.ids or found is UNDECIDED:
        return found
    if behind is not None and behind.ids:
        return behind
    if _is_shortened(script.text, row, menu):
        return UNDECIDED
    return NOT_CHOSEN if is_aside(tail, field, form) else UNCLAIMED


def _is_shortened(text: str, row: Sequence[Printed], menu: Menu) -> bool:
    """Whether options were deleted from the row and more than one is left."""
    left = [each for each in row if not each.is_struck]
    words = {text[each.start : each.end] for each in left}
    options = {each.option for each in left}
    return len(options) > 1 and not set(menu.ids) <= options and words not in USUAL_PAIRS


def _printed_once(row: Sequence[Printed]) -> tuple[tuple[Printed, ...], tuple[Printed, ...]]:
    """The row as printed, and what was written again behind it."""
    seen: set[str] = set()
    for at, each in enumerate(row):
        if each.option in seen:
            return tuple(row[:at]), tuple(row[at:])
        seen.add(each.option)
    return tuple(row), ()


def _by_marks(script: Script, row: Sequence[Printed]) -> Pick:
    """Marks are weighed against each other: what all options have says nothing."""
    marked = {each.option for each in row if each.is_marked}
    if marked:
        return chosen(*marked) if len(marked) == 1 else UNDECIDED
    left = [each for each in row if not each.is_struck]
    if len(left) == 1:
        return chosen(left[0].option)
    if not left:
        return NOT_CHOSEN
    return _standing_out(script, left)


def _standing_out(script: Script, row: Sequence[Printed]) -> Pick:
    looks = [(each.option, script.look(each.start, each.end)) for each in row]
    picked: set[str] = set()
    several = False
    for look in LOOKS:
        having = {option for option, mark in looks if mark & look}
        if having and len(having) < len(looks):
            several |= len(having) > 1
            picked |= having if len(having) == 1 else set()
    if len(picked) == 1:
        return chosen(*picked)
    return UNDECIDED if picked or several else NOT_CHOSEN


def option_standing_out(script: Script, menu: Menu) -> Pick:
    """The option whose words look unlike those of the others, wherever they stand; NOT_CHOSEN when none does."""
    row = [
        Printed(
            menu.named(each),
            each.start(),
            each.end(),
            is_marked=False,
            is_struck=bool(script.look(each.start(), each.end()) & Mark.STRIKE),
        )
        for each in menu.occurrences(script.text)
    ]
    first, _ = _printed_once(row)
    return _by_marks(script, first) if len(first) > 1 else NOT_CHOSEN


def _head_of(tail: str) -> str:
    """The first line behind the row that says something; what stands further down is another matter."""
    return next((line for line in tail.split("\n") if line.strip(f" /|,;:.-{''.join(SIGNS)}")), "")


def is_aside(text: str, field: Field, form: Form) -> bool:
    """Whether words beside options are nothing, or read like a printed follow-up question."""
    words = bare(text, field, form)
    return not words or words.endswith(("?", ":")) or ASIDE.match(words) is not None


def several_in_row(script: Script, row: Sequence[Printed], menu: Menu) -> Pick:
    """As `chosen_in_row`, for questions with several answers: a row that lacks options was shortened, so all left are chosen."""
    marked = [each.option for each in row if each.is_marked]
    if marked:
        return chosen(*marked)
    left = [each for each in row if not each.is_struck]
    if len(left) < len(row) or not set(menu.ids) <= {each.option for each in left}:
        return chosen(*(each.option for each in left if each.option != NOT_KNOWN))
    for look in LOOKS:
        having = [each.option for each in left if script.look(each.start, each.end) & look]
        if having and len(having) < len(left):
            return chosen(*having)
    return NOT_CHOSEN

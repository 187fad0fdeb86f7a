"""Options that stand a line or a cell each, with what was typed beside or over some of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intake.forms.answers.menu import NOT_APPLICABLE, NOT_KNOWN, Menu
from intake.forms.answers.script import CROSS, OFF, ON, SIGNS, TICK, Script

FEWEST_LINES = 3
"""From which on lines of options are a list."""
JOINED = re.compile(r"(?:[\s,;/&+]|\band\b)*")
SAID_YES = re.compile(r"[\W_]*(?:yes|y)[\W_]*")
SAID_NO = re.compile(r"[\W_]*(?:no|n)[\W_]*")
SAID = frozenset({"yes", "y", "no", "n"})
"""Said of an option, even where an option of the question is called so."""
SIGN = re.compile(f"[{''.join(SIGNS)}]")


@dataclass(frozen=True, slots=True)
class _Line:
    options: tuple[str, ...]
    is_on: bool
    is_boxed: bool
    is_typed: bool
    """Says yes beside its option, or names several: nobody prints that."""
    is_denied: bool


def chosen_in_lines(script: Script, menu: Menu) -> tuple[str, ...]:
    """The options marked where a list of them was typed over; empty where the lines tell no more than boxes and words do."""
    texts = [text for text in script.unstruck.split("\n") if text.strip()]
    lines = [line for text in texts if (line := _line(text, menu)) is not None]
    if len(lines) < max(FEWEST_LINES, len(texts)):
        return ()
    over = _typed_over(lines)
    if not over and not any(line.is_typed for line in lines):
        return ()
    return tuple(
        option for line in lines if not line.is_denied and (line.is_on or line in over) for option in line.options
    )


def _typed_over(lines: Sequence[_Line]) -> list[_Line]:
    """The few lines without a box where the others still have theirs, and none of those is ticked."""
    boxed = [line for line in lines if line.is_boxed]
    bare = [line for line in lines if not line.is_boxed]
    is_list = len(boxed) > len(bare) and not any(line.is_on for line in boxed)
    return bare if is_list else [line for line in bare if boxed and len(line.options) > 1]


def _line(text: str, menu: Menu) -> _Line | None:
    """A line that names options and says nothing else but yes or no; None for any other."""
    whole = menu.exact(SIGN.sub(" ", text))
    found = [] if whole is not None else [each for each in menu.occurrences(text) if each[0] not in SAID]
    options = (whole,) if whole is not None else _own(menu.named(each) for each in found)
    if not options:
        return None
    rest = "" if whole is not None else _rest(text, found)
    yes, no = SAID_YES.fullmatch(rest) is not None, SAID_NO.fullmatch(rest) is not None
    if not (yes or no or JOINED.fullmatch(rest)):
        return None
    signs = SIGN.findall(text)
    if len(options) > 1 and OFF in signs:
        return None
    is_on = yes or any(sign in {ON, TICK, CROSS} for sign in signs)
    return _Line(
        options=options,
        is_on=is_on,
        is_boxed=ON in signs or OFF in signs,
        is_typed=yes or no or len(options) > 1,
        is_denied=no,
    )


def _own(named: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in named if each not in {NOT_KNOWN, NOT_APPLICABLE}))


def _rest(text: str, found: Sequence[re.Match[str]]) -> str:
    """What stands beside the names of a line, its signs left out."""
    for each in reversed(found):
        text = f"{text[: each.start()]} {text[each.end() :]}"
    return SIGN.sub(" ", text).strip()

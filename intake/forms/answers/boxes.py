"""Options with a box beside each: which box belongs to which, and which are ticked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from intake.forms.answers.menu import Menu
from intake.forms.answers.script import BOXES, ON, SIGNS, TYPED, Script

TOKEN = re.compile(rf"[{''.join(SIGNS)}]|[^{''.join(SIGNS)}]+")
TRIM = " \n\t/|,;:.-*•·"


@dataclass(frozen=True, slots=True)
class Boxed:
    """One box and the words that go with it."""

    is_on: bool
    label: str
    option: str | None
    """The option that the words name; None when they name none."""
    beside: str
    """Words that stand there beyond the option's name."""


@dataclass(frozen=True, slots=True)
class Boxes:
    boxed: tuple[Boxed, ...]
    lead: str
    """What stands outside of all boxes and their words."""

    @property
    def on(self) -> tuple[Boxed, ...]:
        return tuple(each for each in self.boxed if each.is_on)

    @property
    def beside(self) -> str:
        """All words that are no option's name."""
        return "\n".join(filter(None, (self.lead, *(each.beside for each in self.boxed))))


def boxes_of(script: Script, menu: Menu) -> Boxes:
    """The boxes of a slot, each with its option; before or after it, whichever names more options."""
    tokens = TOKEN.findall(script.text)
    before, after = _before(tokens, menu), _after(tokens, menu)
    ahead, behind = _named(before), _named(after)
    if ahead == behind:
        return after if _starts_with_words(tokens) and behind else before
    return before if ahead > behind else after


def _named(boxes: Boxes) -> int:
    return len({each.option for each in boxes.boxed} - {None})


def _starts_with_words(tokens: Sequence[str]) -> bool:
    return bool(tokens) and tokens[0] not in SIGNS and bool(tokens[0].strip(TRIM))


def _before(tokens: Sequence[str], menu: Menu) -> Boxes:
    """Boxes read as standing before their words."""
    groups: list[tuple[bool, str]] = []
    lead = ""
    pending = False
    for at, token in enumerate(tokens):
        if token in BOXES:
            groups.append((token == ON or pending, ""))
            pending = False
        elif token in TYPED:
            if _next_sign_is_box(tokens, at):
                # a mark at the end of an option's words, before the next box; or before the very first box
                pending = not groups
                groups[-1:] = [(True, groups[-1][1])] if groups else []
            elif groups and not groups[-1][1].strip():
                groups[-1] = (True, groups[-1][1])
            elif _is_last(tokens, at):
                groups[-1:] = [(True, groups[-1][1])] if groups else []
            else:
                groups.append((True, ""))
        elif groups:
            groups[-1] = (groups[-1][0], groups[-1][1] + token)
        else:
            lead += token
    return Boxes(tuple(_boxed(is_on, words, menu) for is_on, words in groups), lead)


def _next_sign_is_box(tokens: Sequence[str], at: int) -> bool:
    """Whether a box follows with nothing but white space between."""
    rest = (token for token in tokens[at + 1 :] if token.strip())
    return next(rest, "") in BOXES


def _is_last(tokens: Sequence[str], at: int) -> bool:
    return not any(token.strip() for token in tokens[at + 1 :])


def _after(tokens: Sequence[str], menu: Menu) -> Boxes:
    """Boxes read as standing after their words."""
    boxed: list[Boxed] = []
    words = ""
    is_marked = False
    for token in tokens:
        if token in TYPED:
            if words.strip(TRIM) or not boxed:
                is_marked = True
            else:
                boxed[-1] = _boxed(True, boxed[-1].label, menu)  # noqa: FBT003 - the state of a box
        elif token in BOXES:
            boxed.append(_boxed(token == ON or is_marked, words, menu))
            words, is_marked = "", False
        else:
            words += token
    if is_marked and words.strip(TRIM):
        boxed.append(_boxed(True, words, menu))  # noqa: FBT003 - the state of a box
        words = ""
    return Boxes(tuple(boxed), words)


def _boxed(is_on: bool, words: str, menu: Menu) -> Boxed:  # noqa: FBT001 - the state of a box
    label = words.strip(TRIM)
    option, beside = label_of(label, menu)
    return Boxed(is_on=is_on, label=words, option=option, beside=beside)


def label_of(label: str, menu: Menu) -> tuple[str | None, str]:
    """The option that the words beside a box name, and what they say beyond it."""
    if not label:
        return None, ""
    if (found := menu.exact(label)) is not None:
        return found, ""
    first = label.partition("\n")
    if (found := menu.exact(first[0])) is not None:
        return found, first[2]
    if (match := menu.pattern.match(label)) is not None:
        return menu.named(match), label[match.end() :]
    if (match := menu.pattern.search(label)) is not None:
        return menu.named(match), label[: match.start()] + "\n" + label[match.end() :]
    return menu.about(first[0]), first[2]

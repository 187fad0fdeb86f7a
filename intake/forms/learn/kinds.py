"""What kind of answer a question wants: by its control, by what is printed where the answer goes, by its words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from intake.forms.learn.ids import slug, unique
from intake.forms.learn.looks import BOX, BOXES, YES_NO, controls, is_prompt, plain, shown
from intake.forms.learn.seen import Question
from intake.forms.normal import normal
from intake.model.document import ControlKind
from intake.model.form import Choice, FieldType

NOT_KNOWN = re.compile(r"^(?:not (?:yet )?known|unknown|don.?t know|do not know|n/?k)$", re.IGNORECASE)
SEVERAL = re.compile(
    r"\b(?:all that apply|(?:each|any|every)(?: one)? that appl|as many as|one or more|tick all)", re.IGNORECASE
)
DATE_PATTERN = re.compile(r"d{1,2}\W{1,3}m{1,3}\W{1,3}y{2,4}|_+\s*/\s*_+\s*/", re.IGNORECASE)
BY_WORDS = (
    (re.compile(r"^(?:d ?o ?b|dob|date of birth|date|edd)\b|^(?:when was the )?date\b|\bdate (?:of|signed|received|sent|completed)\b|\bdate$"), FieldType.DATE),
    (re.compile(r"\bemail\b"), FieldType.EMAIL),
    (re.compile(r"^(?:tel|telephone|phone|mobile)\b|\b(?:telephone|phone|mobile)(?: (?:no|number))?$|^contact (?:no|number)$|^tel (?:no|number)$"), FieldType.PHONE),
    (re.compile(r"^(?:signature|signed)\b|\bsignature$"), FieldType.SIGNATURE),
    (re.compile(r"\baddress\b|^(?:why|describe|explain|outline|summary|brief|reasons?|details|please|what happened)\b|\b(?:summary|outline|chronology)\b"), FieldType.LONG_TEXT),
)  # fmt: skip
PERIOD = re.compile(r"\b(?:or period|period|approximate|if known)\b")
MANY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    type: FieldType
    choices: tuple[Choice, ...] = ()
    takes_not_known: bool = False
    doubt: str | None = None


def kind_of(question: Question, *, boxes_are_for_several: bool | None) -> Kind:
    """`boxes_are_for_several`: how this form uses boxes where nothing is said; None where it cannot be told."""
    offered = offered_by(question)
    if len(offered) >= 2 or is_yes_no(question):  # noqa: PLR2004
        return _chosen(question, offered, boxes_are_for_several=boxes_are_for_several)
    found = controls(question.blocks)
    if any(each.kind is ControlKind.DATE for each in found) or DATE_PATTERN.search(_words(question)):
        is_period = PERIOD.search(question.label.lower()) is not None and not found
        return Kind(type=FieldType.DATE_OR_TEXT if is_period else FieldType.DATE)
    if any(each.kind is ControlKind.PICTURE for each in found):
        return Kind(type=FieldType.SIGNATURE)
    return _by_words(question)


def _by_words(question: Question) -> Kind:
    words = normal(re.sub(r"[(\[].*", "", question.label)) or normal(question.label)
    kind = next((kind for pattern, kind in BY_WORDS if pattern.search(words)), None)
    if kind is FieldType.DATE and re.search(r"\bor period\b", question.label):
        return Kind(type=FieldType.DATE_OR_TEXT)
    if kind is None:
        is_long = question.is_wide or any(each.kind is ControlKind.OTHER for each in controls(question.blocks))
        kind = FieldType.LONG_TEXT if is_long else FieldType.TEXT
    return Kind(type=kind)


def _words(question: Question) -> str:
    return "\n".join((shown(question.blocks), *question.hints))


def is_yes_no(question: Question) -> bool:
    return any(YES_NO.match(line) for line in shown(question.blocks).splitlines()) or _ends_yes_no(question)


def _ends_yes_no(question: Question) -> bool:
    return re.search(r"\byes\s*/\s*no\W*$", shown(question.blocks), re.IGNORECASE) is not None


def has_list(question: Question) -> bool:
    return any(each.kind is ControlKind.DROP_DOWN and len(each.options) > 1 for each in controls(question.blocks))


def is_boxed(question: Question) -> bool:
    return len(_boxed(shown(question.blocks))) > 1 and not has_list(question)


def offered_by(question: Question) -> tuple[str, ...]:
    """The options to choose from, each once, prompts left out."""
    listed = [option for each in controls(question.blocks) for option in each.options]
    heads = [each for each in question.heads if not re.match(r"[☐☒☑✓]", each)]
    text = shown(question.blocks)
    found = listed or heads or _boxed(text) or _slashed(text)
    kept = (plain(each) for each in found)
    return tuple(dict.fromkeys(each for each in kept if each and not is_prompt(each) and any(map(str.isalnum, each))))


def _boxed(text: str) -> list[str]:
    """The words behind each box, or before it where the line begins with words."""
    text = BOXES.sub(BOX, text)
    lines = [line for line in text.splitlines() if BOX in line]
    found: list[str] = []
    for line in lines:
        pieces = line.split(BOX)
        leads = re.sub(r"^.*[:?]\s*", "", pieces[0]).strip()
        found += pieces[:-1] if leads and not pieces[-1].strip() else pieces[1:]
    return [re.sub(r"^.*\?\s+|^[^:]*:\s+(?=yes\b)", "", each, flags=re.IGNORECASE).strip(" \t/|,") for each in found]


def _slashed(text: str) -> list[str]:
    line = plain(text)
    return (
        [each.strip() for each in line.split("/")]
        if re.fullmatch(r"[^/:?.]{1,40}(?:/[^/:?.]{1,40}){1,7}", line)
        else []
    )


def _chosen(question: Question, offered: tuple[str, ...], *, boxes_are_for_several: bool | None) -> Kind:
    not_known = (
        any(NOT_KNOWN.match(each) for each in offered) or "known" in shown(question.blocks).lower().split("no")[-1]
    )
    named = [each for each in offered if not NOT_KNOWN.match(each)]
    if is_yes_no(question) or {each.lower() for each in named} in ({"yes", "no"}, {"y", "n"}):
        return Kind(type=FieldType.YES_NO, takes_not_known=not_known)
    taken: set[str] = set()
    choices = tuple(Choice(id=unique(slug(each), "choice", taken), label=each) for each in named)
    if SEVERAL.search(" ".join((question.label, *question.hints, shown(question.blocks)))):
        return Kind(type=FieldType.CHOICES, choices=choices)
    if not is_boxed(question) or any(each.lower() in {"yes", "no"} for each in named):
        return Kind(type=FieldType.CHOICE, choices=choices, takes_not_known=not_known)
    several = boxes_are_for_several if boxes_are_for_several is not None else len(named) > MANY
    kind = FieldType.CHOICES if several else FieldType.CHOICE
    return Kind(
        type=kind, choices=choices, takes_not_known=not_known, doubt=f"one box to tick or several? read as `{kind}`"
    )


def boxes_for_several(questions: Iterable[Question]) -> bool | None:
    """Boxes stand for several answers where lists are used for one; not where a form says so beside some boxes only."""
    asked = list(questions)
    if any(SEVERAL.search(" ".join((each.label, *each.hints))) for each in asked if is_boxed(each)):
        return False
    lists = [each for each in asked if has_list(each) or (each.heads and not _boxed(shown(each.blocks)))]
    return True if any(len(offered_by(each)) > 1 for each in lists) else None

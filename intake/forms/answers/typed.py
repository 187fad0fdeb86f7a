"""An option named in somebody's own words."""

import re

from intake.forms.answers.menu import NO, NOT_APPLICABLE, NOT_KNOWN, YES, Menu
from intake.forms.answers.phrases import is_placeholder, key, says_not_known, says_nothing
from intake.forms.answers.pick import NO_OPTION, UNCLAIMED, UNDECIDED, Pick, chosen
from intake.forms.answers.printed import LEADERS, is_guidance, without_hints
from intake.forms.answers.script import SIGNS
from intake.model.form import Field, FieldType, Form
from intake.model.reading import Problem, State

EDGES = " \n\t/|,;:.-*•·()[]>&" + "".join(SIGNS)
DENIAL = re.compile(
    r"(?:\bnot?\b|\bnever\b|n't\b|\bwithout\b|\bneither\b|\bnor\b|\brather than\b|\binstead of\b)(?:\W+\w+){0,3}\W*$"
)
DENIAL_REACH = 60
"""Characters before a name in which it may be denied."""
LEANING_NO = re.compile(
    r"(?:none|never|nil|not (?:at present|currently|at this time|now|yet|applicable yet|any ?more|held|done|told|informed|(?:to|in) (?:our|my|the) knowledge|that (?:we|i) (?:are|am|were) aware|aware)|neither)\b"
)
NOBODY_KNOWS = re.compile(
    r"(?:no (?:information|info|idea|record|records|knowledge|data|one knows)|not (?:clear|certain|recorded)|unclear|unable to say|cannot say|can't say)\b"
)
LEANING_YES = re.compile(r"(?:correct|affirmative|definitely|yess|agreed)\b")
PARTS = re.compile(r"\s*(?:[,;/|\n+•·]|\band\b|&|\s-\s)\s*")
FOLLOW_UP = re.compile(r"\(?\bif (?:yes|no|so|not|other|applicable|known|you)\b[^\n]*")
"""The printed question that hangs on the answer: `If yes, give details`."""
SHORTEST_CLAIM = 4
SENTENCE_GAPS = 4
"""Spaces from which on words are a sentence."""
COMMON = frozenset({"none", "other", "known", "true", "false", "yeah", "never"})
"""Names of options that are common words: within a sentence they claim nothing."""
LONGEST_CHOICE = 400
"""Characters of words in which an option is looked for; whatever is longer is a narrative that mentions it."""


def typed(text: str, menu: Menu, field: Field, form: Form) -> Pick | None:
    """What plain words choose; None when they say nothing."""
    text = bare(text, field, form)
    if (found := menu.exact(text)) is not None:
        return chosen(found)
    if says_nothing(text):
        return None
    if says_not_known(text, form) or NOBODY_KNOWS.match(text):
        return chosen(NOT_KNOWN)
    if is_placeholder(text, form):
        return Pick(state=State.PLACEHOLDER, problem=Problem.PLACEHOLDER)
    return _leading(text, menu) or _leaning(text, field) or _mentioned(text, menu, field)


def stated(text: str, menu: Menu, field: Field, form: Form) -> Pick | None:
    """As `typed`, where words that only mention an option are another matter: evidence, a remark."""
    words = bare(text, field, form)
    if not words or menu.exact(words) is not None or says_not_known(words, form) or menu.pattern.match(words):
        return typed(words, menu, field, form)
    return None


def typed_several(text: str, menu: Menu, field: Field, form: Form) -> Pick | None:
    """As `typed`, for questions with several answers; parts that name no option are left out where others do."""
    whole = bare(text, field, form)
    if not whole:
        return None
    if menu.exact(whole) is not None:
        return typed(whole, menu, field, form)
    named = [menu.named(each) for each in menu.occurrences(whole) if not is_denied(whole, each.start())]
    parts = [each for each in PARTS.split(menu.pattern.sub(" ; ", whole)) if each.strip(EDGES)]
    named += [found for each in parts if (found := menu.about(each)) is not None]
    own = chosen(*named)
    return own if own.own else typed(whole, menu, field, form)


def bare(text: str, field: Field, form: Form) -> str:
    """Plain words without leaders, separators at their ends, hints in brackets and guidance of the form."""
    lines = (without_hints(each.strip()) for each in FOLLOW_UP.sub("", LEADERS.sub(" ", text)).split("\n"))
    kept = (each for each in lines if each and not is_guidance(each, field, form))
    return " ".join(" ".join(kept).split()).strip(EDGES)


def _leading(text: str, menu: Menu) -> Pick | None:
    """An option's name at the start, whatever follows it: `yes, since 2024`. Another at once after it leaves it undecided."""
    first = menu.pattern.match(text)
    if first is None:
        return None
    id_ = menu.named(first)
    if id_ in {NOT_KNOWN, NOT_APPLICABLE} and (others := _named(text[first.end() :], menu)):
        return chosen(*others) if len(others) == 1 else UNDECIDED
    second = menu.pattern.match(text[first.end() :].lstrip(" /|&,").removeprefix("and ").removeprefix("or "))
    if (
        second is not None
        and menu.named(second) not in {id_, NOT_KNOWN, NOT_APPLICABLE}
        and _joined(text[first.end() :])
    ):
        return UNDECIDED
    return UNDECIDED if _named_as_well(text[first.end() :], id_, menu) else chosen(id_)


def _named_as_well(rest: str, id_: str, menu: Menu) -> bool:
    """Whether the words that follow name another option in full: `seriously harmed, and later died`."""
    others = (each for each in menu.occurrences(rest) if len(each[0]) >= SHORTEST_CLAIM and each[0] not in COMMON)
    return any(
        menu.named(each) not in {id_, NOT_KNOWN, NOT_APPLICABLE} and not is_denied(rest, each.start())
        for each in others
    )


def _joined(rest: str) -> bool:
    return re.match(r"\s*(?:/|\||&|and\b|or\b)", rest) is not None


def _leaning(text: str, field: Field) -> Pick | None:
    """Other ways to say yes or no."""
    if field.type is not FieldType.YES_NO:
        return None
    if LEANING_NO.match(text):
        return chosen(NO)
    return chosen(YES) if LEANING_YES.match(text) else None


def _mentioned(text: str, menu: Menu, field: Field) -> Pick:
    """The one option that the words mention, in whole or in part; for yes and no, only as the last word."""
    if len(text) > LONGEST_CHOICE:
        return UNCLAIMED
    if field.type is FieldType.YES_NO:
        last = menu.exact(text.rpartition(" ")[2])
        return chosen(last) if last is not None and not is_denied(text, len(text)) else NO_OPTION
    named = _named(text, menu)
    if len(named) == 1:
        return chosen(*named)
    if named:
        return UNDECIDED
    if any(menu.occurrences(text)):
        return UNCLAIMED
    found = menu.about(text)
    return chosen(found) if found is not None else NO_OPTION


def _named(text: str, menu: Menu) -> frozenset[str]:
    """The form's own options that the words name without denying them; short and common words are no names within a sentence."""
    is_sentence = text.count(" ") >= SENTENCE_GAPS
    return frozenset(
        menu.named(each)
        for each in menu.occurrences(text)
        if len(key(each[0])) > 1
        and not (is_sentence and (len(each[0]) < SHORTEST_CLAIM or each[0] in COMMON))
        and not is_denied(text, each.start())
        and menu.named(each) not in {NOT_KNOWN, NOT_APPLICABLE}
    )


def is_denied(text: str, at: int) -> bool:
    """Whether the words just before a place deny what is said there: `not harmed`."""
    return DENIAL.search(text[max(0, at - DENIAL_REACH) : at]) is not None

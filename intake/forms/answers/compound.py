"""One place for several answers, under a label such as `Agency & designation/title`."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from intake.forms.answers.contact import EMAIL, MAILTO, PHONE, addresses, phones
from intake.forms.answers.dates import latest_year, without_dates
from intake.forms.answers.lines import fold
from intake.forms.answers.phrases import hollow
from intake.forms.answers.printed import names_of
from intake.forms.answers.trades import in_order_asked, only_asked
from intake.forms.normal import normal
from intake.model.form import Field, FieldType, Form

PARTING = re.compile(r"\s*(?:[/,&+;:|\n(){}\[\]]|\band\b|\s[-–—]\s)\s*", re.IGNORECASE)
BREAKS = (
    re.compile(r"\s*[;|]\s*"),
    re.compile(r"\s+[-–—]\s+"),
    re.compile(r"\s+/\s+"),
    re.compile(r"\s*,\s+"),
    re.compile(r"\s*/\s*"),
)
"""Ways to part a line, the surest first."""
LEADING_NAME = re.compile(
    r"(?:(?:e-?mail(?: address)?|mail|tel(?:ephone)?(?: (?:no|number))?|phone|mob(?:ile)?|address|name|agency|title|role|job title|designation)\s*(?::|\.(?=\s|$))"
    r"|[etm]\s*:)\s*",
    re.IGNORECASE,
)
NAMED_EMAIL = re.compile(
    rf"(?<![^\W_])(?:(?:secure )?e-?mail(?: address)?|e)?\s*[:.-]?\s*{EMAIL.pattern}", re.IGNORECASE
)
NAMED_PHONE = re.compile(
    rf"(?<![^\W_])(?:(?:tel(?:ephone)?|phone|mob(?:ile)?)(?: (?:no|number))?|t|m)?\.?\s*[:.-]?\s*{PHONE.pattern}",
    re.IGNORECASE,
)
"""A contact with the word before it that says what it is."""
NEARLY_EMAIL = re.compile(
    r"(?<![^\s:,;])(?:(?!www\.|https?:)[\w.+'-]+(?:\s?[(\[]at[)\]]\s?|\sat\s|#|£|\"|\.)(?:[\w-]+\.)+(?:uk|com|org|net|gov|nhs|example))(?![\w.@/])",
    re.IGNORECASE,
)
"""An address whose @ got lost: `jo.marsh at leaf.nhs.uk`, `jo.marsh.leaf.nhs.uk`. That of a web site is none."""
EDGES = " ,;/|-–"
NAMED_DATE = re.compile(
    r"(?<![^\W_])(?:d\.?o\.?b\.?|date(?: of birth)?|dated|born|edd|on)\s*[:.]?\s*(?=[\s,;/|–-]*$)", re.IGNORECASE
)
"""The word before a date, once the date is taken away."""
SEPARATORS = re.compile(r"\s*([,;/|])(?:\s*[,;/|])+")
KINDS = (
    (FieldType.EMAIL, re.compile(r"\be ?mail\b")),
    (FieldType.PHONE, re.compile(r"\b(?:tel|telephone|phone|mobile|contact number)\b")),
    (FieldType.DATE, re.compile(r"^(?:date|dob|edd|date of birth)\b")),
    (FieldType.SIGNATURE, re.compile(r"^sign(?:ed|ature)\b")),
)
ADDRESS = re.compile(r"\baddress\b")
WORDS = frozenset({FieldType.TEXT, FieldType.LONG_TEXT})
IN_WORDS = WORDS | {FieldType.SIGNATURE}
ASKED_TOGETHER = IN_WORDS | {FieldType.EMAIL, FieldType.PHONE}
DATES = frozenset({FieldType.DATE, FieldType.DATE_OR_TEXT})


def part_for(lines: tuple[str, ...], label: str | None, field: Field, form: Form) -> tuple[str, ...] | None:
    """The lines that answer this field under a label that asks for several; None when they cannot be told apart."""
    asked = fields_asked(label, field, form)
    text = "\n".join(lines)
    if len(asked) < 2 or not lines or hollow(" ".join(lines), field, form) is not None:  # noqa: PLR2004 - it has the place to itself
        return lines
    if len(lines) == len(asked) and all(_suits(line, each, form) for line, each in zip(lines, asked, strict=True)):
        placed = in_order_asked(lines, asked)
        if placed is not None:
            return (LEADING_NAME.sub("", placed[asked.index(field)]),)
    if field.type is FieldType.EMAIL:
        return addresses(text)[:1] or _only(lines, asked) or tuple(NEARLY_EMAIL.findall(text))[:1]
    if field.type is FieldType.PHONE:
        return tuple(phones(EMAIL.sub(" ", text)))[:1]
    return _share(_in_words(text, asked, form), field, tuple(each for each in asked if each.type in IN_WORDS))


def _suits(line: str, field: Field, form: Form) -> bool:
    """Whether a line may be the answer to this one of the fields asked, in their order."""
    if hollow(line, field, form) is not None:
        return True
    match field.type:
        case FieldType.EMAIL:
            return "@" in line
        case FieldType.PHONE:
            return "@" not in line and PHONE.search(line) is not None
        case FieldType.DATE | FieldType.DATE_OR_TEXT:
            return any(letter.isdigit() for letter in line)
        case _:
            return EMAIL.search(line) is None and PHONE.fullmatch(line) is None


def _only(lines: tuple[str, ...], asked: Sequence[Field]) -> tuple[str, ...]:
    """Words that stand where an address was due: the last line, when it looks like one that went wrong."""
    return lines[-1:] if len(lines) == len(asked) and " at " in lines[-1] else ()


def _share(shares: tuple[str, ...], field: Field, asked: Sequence[Field]) -> tuple[str, ...] | None:
    """The field's share of the words: one each where they can be parted so, the rest for the second of two."""
    if len(asked) < 2:  # noqa: PLR2004 - all the words are for the one
        return shares
    parts = _parted(shares[0], len(asked)) if len(shares) == 1 else shares
    owner = only_asked(parts, asked) if parts else None
    if owner is not None:
        return shares if field is owner else ()
    shares = parts
    at = asked.index(field)
    if len(shares) == len(asked):
        placed = in_order_asked(shares, asked)
        return None if placed is None else (placed[at],)
    if len(shares) < len(asked):
        return None if shares else ()
    return shares if len(asked) > 2 else (shares[:1], shares[1:])[at]  # noqa: PLR2004 - a pair


def _in_words(text: str, asked: Sequence[Field], form: Form) -> tuple[str, ...]:
    """The lines without what answers the other fields by its pattern: addresses, numbers, dates."""
    kinds = {each.type for each in asked}
    left = (_without(line, kinds, form) for line in text.split("\n"))
    folded = (
        fold(SEPARATORS.sub(lambda found: found[1], LEADING_NAME.sub("", each.strip(EDGES)))).strip(EDGES)
        for each in left
    )
    return tuple(each for each in folded if each and not LEADING_NAME.fullmatch(each + ":"))


def _without(line: str, kinds: AbstractSet[FieldType], form: Form) -> str:
    if FieldType.EMAIL in kinds:
        line = NEARLY_EMAIL.sub(" ", NAMED_EMAIL.sub(" ", MAILTO.sub("", line)))
    if FieldType.PHONE in kinds:
        line = NAMED_PHONE.sub(" ", line)
    return NAMED_DATE.sub(" ", without_dates(line, latest_year("", form))) if kinds & DATES else line


def _parted(line: str, count: int) -> tuple[str, ...]:
    """The line in as many parts as are asked for, by the surest separator that gives so many; whole where none does."""
    for separator in BREAKS:
        parts = tuple(part for part in separator.split(line) if part)
        if len(parts) == count:
            return parts
    return (line,)


def fields_asked(label: str | None, field: Field, form: Form) -> tuple[Field, ...]:
    """The fields of the section that a label asks for at once, in its order; only `field` for an ordinary label."""
    if label is None or field.type not in ASKED_TOGETHER or field.evidence_of is not None:
        return (field,)
    section = form.section_of(field.id).fields
    if normal(label) in names_of(field.names):
        return (field,)
    asked = _asked(_parts(label), section)
    return asked if field in asked else (field,)


@lru_cache(maxsize=512)
def _parts(label: str) -> tuple[str, ...]:
    return tuple(found for part in PARTING.split(label) if (found := normal(part)))


def _asked(parts: Iterable[str], section: Sequence[Field]) -> tuple[Field, ...]:
    found = (_field_named(part, section) for part in parts)
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _field_named(part: str, section: Sequence[Field]) -> Field | None:
    """The field that one part of a label asks for, by its name or else by its kind."""
    for each in section:
        if part in names_of(each.names):
            return each
    for kind, words in KINDS:
        if words.search(part):
            return next((each for each in section if each.type is kind), None)
    if ADDRESS.search(part):
        return next((each for each in section if each.type in WORDS and ADDRESS.search(normal(each.label))), None)
    return _nearest(part, section)


def _nearest(part: str, section: Sequence[Field]) -> Field | None:
    """The field whose shortest name has all the words of the part, and few beside."""
    words = frozenset(part.split())
    near = [
        (len(name.split()), at)
        for at, each in enumerate(section)
        if each.type in WORDS
        for name in names_of(each.names)
        if words <= frozenset(name.split())
    ]
    return section[min(near)[1]] if near else None

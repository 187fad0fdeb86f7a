"""Dates in the spellings of the United Kingdom: day first, always."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from intake.forms.answers.vocabulary import words
from intake.model.form import Form

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTH_NUMBERS = {name[:length]: at for at, name in enumerate(MONTHS, 1) for length in range(3, len(name) + 1)}
ORDINALS = {
    word: str(at)
    for at, word in enumerate(
        words(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
            "seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth "
            "twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
        ),
        1,
    )
}
ORDINAL_WORD = re.compile(
    r"\b("
    + "|".join(sorted((word.replace("-", r"[- ]") for word in ORDINALS), key=len, reverse=True))
    + r")\b(?=\s+(?:day\s+)?(?:of\s+)?[a-z]{3})"
)
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?"
TIME = (
    r"(?:at\s+|@\s*|approx\w*\.?\s+)?(?:(?:[01]?\d|2[0-4])[:][0-5]\d(?::[0-5]\d)?\s*(?:[ap]\.?m\b\.?|h(?:ou)?rs?\b)?"
    r"|(?:[01]?\d|2[0-3])\.[0-5]\d\s*(?:[ap]\.?m\b\.?|h(?:ou)?rs?\b)?|1?\d\s?[ap]\.?m\b\.?|[0-2]\d[0-5]\d\s?(?:h(?:ou)?rs?\b|h\b))"
)
END = r"(?![\d:/]|\?\?|\.\d|\s?(?:[ap]m|hrs)\b)"
NAME = r"[^\W\d_]{3,10}\.?"
DATE = re.compile(
    r"(?<![\d/])(?:"
    rf"(?P<y1>\d{{4}})\s?[-/.]\s?(?P<m1>\d{{1,2}})\s?[-/.]\s?(?P<d1>\d{{1,2}})(?!\d)(?:[t ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?z?)?"
    rf"|(?P<d2>\d{{1,2}})\s?[-/.,\\| ]\s?(?P<m2>\d{{1,2}})\s?[-/.,\\| ]\s?'?(?P<y2>\d{{4}}|\d{{2}}){END}"
    rf"|(?P<d3>\d{{1,2}})\s?(?:st|nd|rd|th)?\s?(?:day\s)?(?:of\s)?(?:the\s)?[-/.,\s]{{0,3}}(?P<m3>{NAME})[-/.,\s]{{0,3}}(?:of\s)?'?(?P<y3>\d{{4}}|\d{{2}}){END}"
    rf"|(?P<y5>\d{{4}})[-/.,\s]{{1,2}}(?P<m5>{NAME})[-/.,\s]{{1,2}}(?P<d5>\d{{1,2}})(?!\d)"
    r"|(?P<run>\d{8})(?!\d)"
    r")"
    rf"|(?<![^\W\d_])(?P<m4>{NAME})[-\s]{{0,2}}(?:the\s)?(?P<d4>\d{{1,2}})\s?(?:st|nd|rd|th)?[-/,.\s]{{1,3}}'?(?P<y4>\d{{4}}|\d{{2}}){END}"
)
ADRIFT = re.compile(
    rf"(?<![^\W_])(?:{WEEKDAY}\b\.?|{TIME}|on(?: the)?|the|dated?|of|hours|hrs)(?![^\W_])|[\s,.;:()\-–]+"
)
"""What may stand beside a whole date and change nothing of it."""
PART = re.compile(
    rf"\b(?:{'|'.join(MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b|\b(?:19|20)\d\d\b|\b\d{{1,2}}\s?[/.-]\s?\d{{1,4}}\b|\b{WEEKDAY}\b"
)
MONTH_AND_YEAR = re.compile(
    rf"(?P<name>{NAME})[-/.,\s]{{0,3}}'?(?:\d{{4}}|\d{{2}})|\d{{1,2}}\s?[-/.]\s?\d{{4}}|\d{{4}}\s?[-/.]\s?\d{{1,2}}"
)
SPAN_OF_TIME = re.compile(
    r"\b\d{1,3}(?:\s?\+\s?\d)?\s?(?:weeks?|wks?|w|days?|months?|mths?|m|years?|yrs?|y|hours?|hrs?|minutes|mins?)\b|\baged?\s+\d{1,2}\b"
)
OPEN_ENDED = re.compile(r"\b(?:before|after|between|until|till|prior to|later than|not)\b|\bfrom\b.*\b(?:to|until)\b")
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
TABLE = str.maketrans({**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("‘’´`", "'")})

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
EPOCH = date(1899, 12, 30)
"""Day 0 of a worksheet that counts from 1900."""
ZERO_YEAR = 1904
"""The year by which worksheets show a zero, or nothing, as a date."""
SERIALS = range(9000, 80000)
"""Bare numbers that are read as a worksheet's day: 1924 to 2119."""
TYPO = 2
"""Letters that a month's name may be off."""

YEAR = re.compile(r"(?:19|20)\d\d")
OF_BIRTH = re.compile(r"birth|\bdob\b|\bd\.o\.b|born", re.IGNORECASE)
YEARS_AHEAD = 10
"""How far after the form's own year a year of two digits may lie."""
YEARS_AHEAD_OF_BIRTH = 3
"""The same for a birth: an expected date of delivery, and the age of the form."""
YEAR_OF_OLD_FORMS = 2026


@dataclass(frozen=True, slots=True)
class Scan:
    """The dates in a text."""

    dates: tuple[date, ...]
    impossible: int
    """Spelled as dates, yet on no calendar."""
    rest: str
    """The text without them, in lower case."""

    @property
    def is_whole(self) -> bool:
        """One date and nothing else that says anything."""
        return len(self.dates) == 1 and not self.impossible and not ADRIFT.sub("", self.rest)


def latest_year(label: str, form: Form) -> int:
    """The latest year that two digits may mean under this label."""
    found = YEAR.search(form.version)
    year = int(found[0]) if found is not None else YEAR_OF_OLD_FORMS
    return year + (YEARS_AHEAD_OF_BIRTH if OF_BIRTH.search(label) else YEARS_AHEAD)


def without_dates(text: str, latest: int) -> str:
    """The text less its dates, letters as they were."""
    low, at, start, kept = text.translate(TABLE).lower(), 0, 0, ""
    if len(low) != len(text):
        return text
    while match := DATE.search(low, at):
        month = _month(match)
        if month is None or _day(match, month, latest) is None:
            at = match.start() + 1
            continue
        kept += text[start : match.start()] + " "
        at = start = match.end()
    return kept + text[start:]


def scan(text: str, latest: int) -> Scan:
    """Every date in folded text; years of two digits lie not after `latest`."""
    text = _plain(text)
    found: list[date] = []
    rest: list[str] = []
    impossible = at = start = 0
    while match := DATE.search(text, at):
        month = _month(match)
        if month is None:
            at = match.start() + 1
            continue
        rest.append(text[start : match.start()])
        day = _day(match, month, latest)
        if day is None:
            impossible += 1
        else:
            found.append(day)
        at = start = match.end()
    rest.append(text[start:])
    return Scan(tuple(found), impossible, " ".join(rest))


def whole_date(text: str, latest: int) -> date | None:
    """The date that the whole text is; None when it says less, more or other."""
    found = scan(text, latest)
    return found.dates[0] if found.is_whole else None


def is_part_of_a_date(text: str) -> bool:
    return PART.search(_plain(text)) is not None


def is_month_and_year(text: str) -> bool:
    found = MONTH_AND_YEAR.fullmatch(_plain(text).strip(" ."))
    return found is not None and (found["name"] is None or month_number(found["name"]) is not None)


def leaves_doubt(found: Scan) -> bool:
    """Whether the words beside a single date make it more or less than that date: a range, `before`, another day."""
    rest = SPAN_OF_TIME.sub(" ", ADRIFT.sub(" ", BRACKETS.sub(" ", found.rest)))
    return OPEN_ENDED.search(rest) is not None or any(letter.isdigit() for letter in rest)


def outside_brackets(text: str) -> str:
    return BRACKETS.sub(" ", text)


def from_serial(number: float) -> date | None:
    """The day behind a worksheet's bare number; None where it is too small or large to be meant as one."""
    return EPOCH + timedelta(days=int(number)) if int(number) in SERIALS else None


def from_cell(value: object) -> date | None:
    """The day of a worksheet's typed value; None when it is no date."""
    match value:
        case bool():
            return None
        case datetime():
            return from_cell(value.date())
        case date():
            return value if value.year > ZERO_YEAR else None
        case int() | float():
            return from_serial(value)
        case _:
            return None


def _plain(text: str) -> str:
    text = text.translate(TABLE).lower()
    return ORDINAL_WORD.sub(lambda match: ORDINALS[match[1].replace(" ", "-")], text)


def _month(match: re.Match[str]) -> int | None:
    """The month of a match; None where the word in its place is no month. 0 for a run of digits."""
    if match["run"] is not None:
        return 0
    for group in ("m1", "m2"):
        if match[group] is not None:
            return int(match[group])
    return month_number(match["m3"] or match["m4"] or match["m5"])


def _day(match: re.Match[str], month: int, latest: int) -> date | None:
    if match["run"] is not None:
        run = match["run"]
        return _date(int(run[4:]), int(run[2:4]), int(run[:2])) or _date(int(run[:4]), int(run[4:6]), int(run[6:]))
    group = next(each for each in "12345" if match[f"d{each}"] is not None)
    return _date(whole_year(match[f"y{group}"], latest), month, int(match[f"d{group}"]))


def _date(year: int, month: int, day: int) -> date | None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def whole_year(digits: str, latest: int) -> int:
    """The year of two or four digits; of two, the latest such year that is not after `latest`."""
    if len(digits) > 2:  # noqa: PLR2004 - the digits of a short year
        return int(digits)
    year = latest - latest % 100 + int(digits)
    return year if year <= latest else year - 100


@lru_cache(maxsize=512)
def month_number(word: str) -> int | None:
    """1 to 12 for a month's name, its beginning of three letters or more, or a slip of the pen; else None."""
    word = word.strip(". ")
    if word in MONTH_NUMBERS:
        return MONTH_NUMBERS[word]
    if len(word) <= 4:  # noqa: PLR2004 - too short to be a name with a slip in it
        return None
    near = [
        at
        for at, name in enumerate(MONTHS, 1)
        if Levenshtein.distance(word, name, score_cutoff=TYPO) <= TYPO and word[0] == name[0]
    ]
    return near[0] if len(near) == 1 else None

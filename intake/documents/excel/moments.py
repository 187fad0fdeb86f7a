"""Dates and times as a cell shows them: as a person sees them where that can be misread by nobody, else as ISO 8601.

A month and a year (`mmm yyyy`) on the first of a month is what Excel makes of `March 2026` typed: no day was given.
"""

from datetime import date, datetime, time
from typing import TypeAlias

from intake.documents.excel.formats import Section, TokenKind, number_format
from intake.documents.excel.numbers import plain_number
from intake.documents.excel.serials import PHANTOM_DAY, DateSystem, moment_of
from intake.model.document import CellValue

Parts: TypeAlias = tuple[tuple[str, str], ...]
"""The letter of each part of a format, `n` for minutes and `a` for AM/PM, and how it is written; a literal has `=`."""

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONG_DATE = "d mmmm yyyy"
BY_NAME = 3
"""`mmm` and `ddd` are names; `m`, `mm`, `d`, `dd` are numbers."""
NOON = 12


def shown_moment(serial: float, section: Section, system: DateSystem) -> tuple[str, CellValue]:
    """What a person reads, and the date, time or both behind it; None behind it where no whole date is shown."""
    if section.has(TokenKind.ELAPSED):
        return _elapsed(serial, section)
    moment = moment_of(serial, system)
    parts = _parts(section)
    match moment:
        case None:
            return ("29/02/1900" if int(serial) == PHANTOM_DAY else plain_number(serial)), None
        case time() if serial == 0 and _shows(parts, "ymd"):
            return "00/01/1900", None
        case time():
            return _clock_text(moment), moment
        case datetime() if not _shows(parts, "ymd"):
            return _clock_text(moment.time()), moment.time()
        case date():
            return _shown_date(moment, parts)


def iso_moment(written: str) -> date | datetime | time | None:
    """A date or time written as ISO 8601, the way of strict files; None where it is none. A zone is dropped."""
    written = written.strip().removesuffix("Z")
    for kind in (date, time, datetime):
        try:
            moment = kind.fromisoformat(written)
        except ValueError:
            continue
        return _without_midnight(moment)
    return None


def _without_midnight(moment: date | datetime | time) -> date | datetime | time:
    if isinstance(moment, datetime):
        return moment.date() if moment.time() == time.min else moment.replace(tzinfo=None, microsecond=0)
    return moment.replace(tzinfo=None, microsecond=0) if isinstance(moment, time) else moment


def iso_text(moment: date | datetime | time) -> str:
    """`2026-03-18`, `2026-03-18 14:05`, `14:05`; seconds where there are some."""
    match moment:
        case datetime():
            return f"{moment.date().isoformat()} {_clock_text(moment.time())}"
        case date():
            return moment.isoformat()
        case time():
            return _clock_text(moment)


def _clock_text(clock: time) -> str:
    return clock.isoformat("seconds" if clock.second else "minutes")


def _shown_date(moment: date, parts: Parts) -> tuple[str, CellValue]:
    """A day, perhaps with its time of day, through the parts of its format."""
    if not _shows(parts, "d") and moment.day == 1 and _shows(parts, "y"):
        if _shows(parts, "m"):
            return f"{MONTHS[moment.month - 1][:3]} {moment.year:04}", None
        if moment.month == 1:
            return f"{moment.year:04}", None
    return (_rendered(moment, parts) if _is_plain(parts) else iso_text(moment)), moment


def _parts(section: Section) -> Parts:
    """The letters of the format, minutes told from months, and the literals between them as (`=`, text)."""
    if section.has(TokenKind.LONG_DATE):
        section = number_format(LONG_DATE).sections[0]
    parts: list[tuple[str, str]] = []
    for token in section.tokens:
        if token.kind is TokenKind.MOMENT:
            parts.append((token.text[0].lower(), token.text.lower()))
        elif token.kind in {TokenKind.LITERAL, TokenKind.SLASH, TokenKind.COMMA, TokenKind.POINT}:
            parts.append(("=", token.text))
    return tuple(_with_minutes(parts))


def _with_minutes(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """`m` next after hours or next before seconds is minutes, written `n` from here on."""
    letters = [(at, letter) for at, (letter, _) in enumerate(parts) if letter not in "=a"]
    for index, (at, letter) in enumerate(letters):
        before = letters[index - 1][1] if index else ""
        after = letters[index + 1][1] if index + 1 < len(letters) else ""
        if letter == "m" and len(parts[at][1]) < BY_NAME and (before == "h" or after == "s"):
            parts[at] = ("n", parts[at][1])
    return parts


def _shows(parts: Parts, letters: str) -> bool:
    return any(letter in letters for letter, _ in parts)


def _is_plain(parts: Parts) -> bool:
    """Day, month and year are there, and the month is a name or comes in its European or ISO place."""
    order = "".join(letter for letter, text in parts if letter in "ym" or (letter == "d" and len(text) < BY_NAME))
    month = next((text for letter, text in parts if letter == "m"), "")
    named = BY_NAME <= len(month) <= BY_NAME + 1
    return order in {"dmy", "ymd"} or (named and sorted(order) == ["d", "m", "y"])


def _rendered(moment: date, parts: Parts) -> str:
    """As the format shows it, in English; a year in two digits is written with four."""
    clock = moment.time() if isinstance(moment, datetime) else time.min
    hour = (clock.hour % NOON or NOON) if _shows(parts, "a") else clock.hour
    texts = [text if letter == "=" else _part_text(letter, text, moment, clock, hour) for letter, text in parts]
    return "".join(texts).rstrip(" .;@").strip()


def _part_text(letter: str, text: str, moment: date, clock: time, hour: int) -> str:
    size = len(text)
    number = {"h": hour, "n": clock.minute, "s": clock.second}.get(letter)
    if number is not None:
        return f"{number:0{min(size, 2)}}"
    match letter:
        case "d":
            return _named(WEEKDAYS[moment.weekday()], moment.day, size)
        case "m":
            return _named(MONTHS[moment.month - 1], moment.month, size)
        case "y" | "e":
            return f"{moment.year:04}"
        case "a":
            return "AM" if clock.hour < NOON else "PM"
        case _:
            return ""


def _named(name: str, number: int, size: int) -> str:
    if size < BY_NAME:
        return f"{number:0{size}}"
    return name[:BY_NAME] if size == BY_NAME else name


def _elapsed(serial: float, section: Section) -> tuple[str, CellValue]:
    """A span of time: `27:30` for `[h]:mm`; its value is in days."""
    seconds = round(abs(serial) * 86_400)
    first = next(token.text[0].lower() for token in section.tokens if token.kind is TokenKind.ELAPSED)
    sign = "-" if serial < 0 else ""
    rest = f"{seconds % 3600 // 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")
    match first:
        case "h":
            return f"{sign}{seconds // 3600}:{rest}", serial
        case "m":
            return f"{sign}{seconds // 60}:{seconds % 60:02}", serial
        case _:
            return f"{sign}{seconds}", serial

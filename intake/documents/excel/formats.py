"""Number formats: what a number in a cell is meant as, and what a person sees of it (ECMA-376 part 1 §18.8.30, §18.8.31)."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

GENERAL = "General"
UK_DATE = "dd/mm/yyyy"
LONGEST_FORMAT = 255
MOST_SECTIONS = 4

BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"£"#,##0;\\-"£"#,##0',
    6: '"£"#,##0;\\-"£"#,##0',
    7: '"£"#,##0.00;\\-"£"#,##0.00',
    8: '"£"#,##0.00;\\-"£"#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: UK_DATE,
    15: "d-mmm-yyyy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "hh:mm",
    21: "hh:mm:ss",
    22: f"{UK_DATE} hh:mm",
    **dict.fromkeys((*range(27, 32), 36, *range(50, 55), 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((*range(32, 36), 55, 56), "hh:mm:ss"),
    **dict.fromkeys((37, 38), "#,##0;\\-#,##0"),
    **dict.fromkeys((39, 40), "#,##0.00;\\-#,##0.00"),
    41: "#,##0;\\-#,##0",
    42: '"£"#,##0;\\-"£"#,##0',
    43: "#,##0.00;\\-#,##0.00",
    44: '"£"#,##0.00;\\-"£"#,##0.00',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
    48: "##0.0E+0",
    49: "@",
}
"""The formats that a file names by number only. Those that depend on the country are as in the United Kingdom."""


class TokenKind(StrEnum):
    LITERAL = "literal"
    DIGIT = "digit"
    POINT = "point"
    COMMA = "comma"
    PERCENT = "percent"
    SLASH = "slash"
    EXPONENT = "exponent"
    MOMENT = "moment"
    """`yyyy`, `m`, `AM/PM` and their like."""
    ELAPSED = "elapsed"
    """`[h]`: hours, minutes or seconds that go on past a day."""
    GENERAL = "general"
    TEXT = "text"
    CONDITION = "condition"
    LONG_DATE = "long_date"
    """`[$-F800]`: the machine's own long date, whatever follows."""


@dataclass(frozen=True, slots=True)
class Token:
    kind: TokenKind
    text: str


TOKENS: tuple[tuple[TokenKind | None, re.Pattern[str]], ...] = (
    (TokenKind.LITERAL, re.compile(r'"([^"]*)"?')),
    (TokenKind.LITERAL, re.compile(r"\\(.?)", re.DOTALL)),
    (None, re.compile(r"_.?|\*.?", re.DOTALL)),
    (TokenKind.LONG_DATE, re.compile(r"\[\$-[Ff]800\]")),
    (TokenKind.LITERAL, re.compile(r"\[\$([^\]-]*)[^\]]*\]")),
    (TokenKind.ELAPSED, re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)),
    (TokenKind.CONDITION, re.compile(r"\[([<>=]+ *-?[0-9.]+)\]")),
    (None, re.compile(r"\[[^\]]*\]?")),
    (TokenKind.GENERAL, re.compile(r"general", re.IGNORECASE)),
    (TokenKind.EXPONENT, re.compile(r"E[+-]", re.IGNORECASE)),
    (TokenKind.MOMENT, re.compile(r"(AM/PM|A/P|y+|m+|d+|h+|s+|e+|g+|b+)", re.IGNORECASE)),
    (TokenKind.DIGIT, re.compile(r"([0#?])")),
    (TokenKind.POINT, re.compile(r"\.")),
    (TokenKind.COMMA, re.compile(r",")),
    (TokenKind.PERCENT, re.compile(r"%")),
    (TokenKind.SLASH, re.compile(r"/")),
    (TokenKind.TEXT, re.compile(r"@")),
    (TokenKind.LITERAL, re.compile(r"(.)", re.DOTALL)),
)
"""Tried in this order at each place; no kind means that nothing is shown of it (padding, colours)."""

CONDITION = re.compile(r"(<=|>=|<>|<|>|=) *(-?[0-9]{0,15}\.?[0-9]{0,15})")


@dataclass(frozen=True, slots=True)
class Section:
    """One of the up to four parts of a format, parted by semicolons."""

    tokens: tuple[Token, ...]

    def has(self, *kinds: TokenKind) -> bool:
        return any(token.kind in kinds for token in self.tokens)

    @property
    def is_moment(self) -> bool:
        """A date, a time of day, or a span of time."""
        return self.has(TokenKind.MOMENT, TokenKind.ELAPSED, TokenKind.LONG_DATE) and not self.has(TokenKind.GENERAL)

    def holds(self, number: float) -> bool | None:
        """Whether its own condition holds; None where it has none."""
        for token in self.tokens:
            found = CONDITION.fullmatch(token.text) if token.kind is TokenKind.CONDITION else None
            if found is not None:
                return _compared(number, found[1], found[2])
        return None


@dataclass(frozen=True, slots=True)
class NumberFormat:
    sections: tuple[Section, ...]

    def section_for(self, number: float) -> tuple[Section, float]:
        """The section that shows a number, and the number as it shows it: the second section gives its own minus sign."""
        for section in self.sections:
            if section.holds(number):
                return section, number
        match self.sections[:3]:
            case [_, below] | [_, below, _] if number < 0 and below.holds(number) is None:
                return below, -number
            case [_, _, zero] if number == 0 and zero.holds(number) is None:
                return zero, number
        return self._otherwise(number), number

    def _otherwise(self, number: float) -> Section:
        """The first section without a condition, else the last."""
        for section in self.sections:
            if section.holds(number) is None:
                return section
        return self.sections[-1]

    @property
    def hides_text(self) -> bool:
        """Its fourth section is empty, as in `;;;`."""
        return len(self.sections) == MOST_SECTIONS and not self.sections[-1].tokens


@lru_cache(maxsize=512)
def number_format(code: str) -> NumberFormat:
    """A format code taken apart; every code has a reading, however odd it is."""
    sections: list[list[Token]] = [[]]
    code, place = code[:LONGEST_FORMAT], 0
    while place < len(code):
        if code[place] == ";":
            sections.append([])
            place += 1
            continue
        token, place = _token_at(code, place)
        if token is not None:
            sections[-1].append(token)
    return NumberFormat(tuple(Section(tuple(tokens)) for tokens in sections[:MOST_SECTIONS]))


def _token_at(code: str, place: int) -> tuple[Token | None, int]:
    """The token that begins here, and where the next one begins."""
    for kind, pattern in TOKENS:
        found = pattern.match(code, place)
        if found is not None:
            text = found[1] if pattern.groups else found[0]
            return (None if kind is None else Token(kind, text)), found.end()
    raise AssertionError(code)  # the last pattern takes any character


def _compared(number: float, sign: str, limit: str) -> bool:
    try:
        bound = float(limit)
    except ValueError:
        return False
    return {
        "<": number < bound,
        ">": number > bound,
        "=": number == bound,
        "<>": number != bound,
        "<=": number <= bound,
        ">=": number >= bound,
    }[sign]

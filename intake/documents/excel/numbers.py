"""Numbers as a cell shows them. Long ones are never put in powers of ten: they are telephone and NHS numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from intake.documents.excel.formats import Section, Token, TokenKind

NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?", re.ASCII)
WHOLE = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
LONGEST_NUMBER = 400
KEPT_DIGITS = 15
"""Excel keeps no more (ECMA-376 leaves it open; its own limit)."""
WHOLE_BELOW = 1e21
GROUP = 3
UNSHOWN = (TokenKind.EXPONENT, TokenKind.SLASH, TokenKind.GENERAL, TokenKind.TEXT)
"""Powers of ten, fractions and the like: such a number is shown plainly."""


def number_of(written: str) -> int | float | None:
    """The number in a cell's value; whole numbers are int. None for what is no number, or not a finite one."""
    written = written.strip()
    if WHOLE.fullmatch(written):
        return int(written)
    if len(written) > LONGEST_NUMBER or not NUMBER.fullmatch(written):
        return None
    number = float(written)
    if abs(number) == float("inf"):
        return None
    return int(_kept(number)) if number.is_integer() and abs(number) < WHOLE_BELOW else number


def plain_number(number: float) -> str:
    """All its digits and no more: `7700900123`, `0.25`, `-3`."""
    if isinstance(number, int):
        return str(number)
    text = f"{_kept(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def formatted_number(number: float, section: Section) -> str:
    """The number through one section of a format; plainly where the section asks for what is not shown here."""
    if not section.tokens or section.has(*UNSHOWN):
        return plain_number(number) if section.tokens else ""
    if not section.has(TokenKind.DIGIT):
        return "".join(token.text for token in section.tokens if token.kind is TokenKind.LITERAL)
    pattern = _Pattern.of(section)
    whole, part = pattern.digits(number)
    sign = "-" if number < 0 and whole.strip("0") + part.strip("0") else ""
    shown = [*_whole_shown(pattern, whole)]
    return (sign + "".join(reversed(shown)) + _part_shown(pattern, part)).strip()


def _kept(number: float) -> Decimal:
    return Decimal(f"{number:.{KEPT_DIGITS}g}")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A section for numbers: what stands before the decimal point, and from it on."""

    before: tuple[Token, ...]
    after: tuple[Token, ...]
    power: int
    """Of ten, by which the number is moved: percent signs move it up, trailing commas down."""
    is_grouped: bool

    @classmethod
    def of(cls, section: Section) -> "_Pattern":
        tokens = section.tokens
        point = next((at for at, token in enumerate(tokens) if token.kind is TokenKind.POINT), len(tokens))
        before, after = tokens[:point], tokens[point:]
        trailing = _commas_at_end(before)
        thousands = trailing + sum(token.kind is TokenKind.COMMA for token in after)
        percents = sum(token.kind is TokenKind.PERCENT for token in tokens)
        commas = sum(token.kind is TokenKind.COMMA for token in before)
        return cls(before, after, 2 * percents - GROUP * thousands, commas > trailing)

    def digits(self, number: float) -> tuple[str, str]:
        """The digits before and after the point, rounded as the section asks; nothing for a bare zero."""
        places = sum(token.kind is TokenKind.DIGIT for token in self.after)
        moved = abs(Decimal(number) if isinstance(number, int) else _kept(number)).scaleb(self.power)
        text = f"{_rounded(moved, places):f}"
        whole, _, part = text.partition(".")
        return whole.lstrip("0"), part


def _rounded(number: Decimal, places: int) -> Decimal:
    """As people round: a half goes up."""
    if number.adjusted() + places >= LONGEST_NUMBER:
        return number
    exact = number.as_tuple().exponent
    if isinstance(exact, int) and exact >= -places:
        return number + Decimal(0).scaleb(-places) if number.adjusted() + places < KEPT_DIGITS else number
    scaled = number.scaleb(places).to_integral_value(ROUND_HALF_UP)
    return scaled.scaleb(-places)


def _commas_at_end(before: tuple[Token, ...]) -> int:
    """Commas after the last digit: each divides by a thousand."""
    count = 0
    for token in reversed(before):
        if token.kind is TokenKind.DIGIT:
            break
        count += token.kind is TokenKind.COMMA
    return count


def _whole_shown(pattern: _Pattern, whole: str) -> Iterator[str]:
    """What stands before the point, from right to left."""
    left = list(whole)
    wanted = sum(token.kind is TokenKind.DIGIT for token in pattern.before)
    given = 0
    for token in reversed(pattern.before):
        if token.kind is not TokenKind.DIGIT:
            yield _literal(token)
            continue
        wanted -= 1
        for _ in range(1 if wanted else max(1, len(left))):
            digit = left.pop() if left else {"0": "0", "?": " "}.get(token.text, "")
            yield digit + ("," if pattern.is_grouped and given and given % GROUP == 0 and digit.strip() else "")
            given += 1


def _part_shown(pattern: _Pattern, part: str) -> str:
    """The point and what follows it; zeros that the format does not ask for are left out."""
    wanted = [token.text for token in pattern.after if token.kind is TokenKind.DIGIT]
    digits = list(part.ljust(len(wanted), "0"))
    for at in range(len(wanted) - 1, -1, -1):
        if wanted[at] == "0" or digits[at] != "0":
            break
        digits[at] = ""
    shown, rest = "", iter(digits)
    for token in pattern.after:
        if token.kind is TokenKind.DIGIT:
            shown += next(rest)
        else:
            shown += "." if token.kind is TokenKind.POINT else _literal(token)
    return shown


def _literal(token: Token) -> str:
    return token.text if token.kind in {TokenKind.LITERAL, TokenKind.PERCENT, TokenKind.POINT} else ""

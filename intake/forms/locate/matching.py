"""Which field a spot's words may name, and how surely."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from intake.forms.locate.names import LONG_WORDS, Named, Names, Strength
from intake.forms.locate.spots import Spot
from intake.forms.locate.words import significant
from intake.forms.normal import STARS, normal, without_brackets
from intake.model.form import FieldType

LIKENESS = {Strength.NAME: 1.0, Strength.SHORT: 0.95, Strength.CORE: 0.6}
QUALIFIED = 0.97
"""Says whom it is about in words of its own: `Referrer's email`."""
SAME_WORDS = 0.9
BEGUN = 0.9
"""A long name, cut short."""
RUN_INTO = 0.92
"""With the answer right behind it, in the same look."""
RUN_INTO_WORDS = 8
BEGINS_ANEW = re.compile(r"[ \u00a0]+[A-Z0-9+£]")
"""An answer behind a label begins as answers do; a longer label goes on in small letters."""
IS_CONTACT = re.compile(r"[ \u00a0]+(?:[+(]?\d|\S+@\S)")
COMPOUND = 0.85
"""One of several names in a label."""
RATIO_MIN = 86.0
SHORT_RATIO_MIN = 90.0
SHORT_LETTERS = 8
REACHED_AT = frozenset(
    {
        "contact",
        "work",
        "direct",
        "office",
        "daytime",
        "business",
        "secure",
        "professional",
        "your",
        "mobile",
        "landline",
        "main",
    }
)
CONTACTS = frozenset({FieldType.EMAIL, FieldType.PHONE})
LABEL_ENDS = re.compile(
    r"(?:\s*\([^()\n]{1,40}\))?(?: ?\t| {3,})|\s*\([^()\n]{1,40}\) +(?-i:[A-Z0-9])"
    r"|\s*(?:\*|\((?:required|mandatory|optional|essential|compulsory)\))",
    re.IGNORECASE,
)
"""A gap, words in brackets with an answer behind them, or a mark of what must be answered: it ends a label, whatever follows in the same look."""
TELLING_WORDS = 2
"""Words that matter from which on two labels with the same ones ask the same."""
INNER_WORDS = 10
"""Of a misspelled label in the middle of a line."""
SLIP_RATIO = 90.0
"""A slip of the fingers, such as a space in the wrong place."""
WORD_RATIO = 75
"""Of two words that may be one, misspelled."""
IDLE_LETTERS = 2
LABEL_LETTERS = 200
LABEL_WORDS = 16
SURELY_LONG = 8
"""Words from which on a name is known by its beginning, whatever follows."""
ANSWER_BEGINS = re.compile(r"\s*(?:[?:☐☒☑✓✔✗□■\[(]|[-–—]\s|\s{2,}|\t|\n|(?:yes|no|y/n)\b)", re.IGNORECASE)
PARTS = re.compile(r"\s*(?:,|/|&|;|\+|:|\s[-–—]\s|\band\b|\bor\b)\s*", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Pair:
    """A spot that may be the label of a field."""

    spot: Spot
    field: str
    likeness: float
    """1 for the very words of the definition."""
    strength: Strength
    part: int = 0
    """Of a compound label: which part, from 1; 0 when the whole label names the field."""


class Matcher:
    """Compares spots with one form's names; remembers what it has compared during one reading."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._normal: dict[str, str] = {}
        self._fields: dict[str, frozenset[str]] = {}

    def normal(self, text: str) -> str:
        if text not in self._normal:
            self._normal[text] = normal(text)
        return self._normal[text]

    def pairs(self, variants: list[Spot]) -> list[Pair]:
        """All fields that spots with one beginning may name. The longest reading that is a name in full wins."""
        exact = [(spot, named) for spot in variants for named in self._exact(spot)]
        exact = [(_whole(spot, variants), named) for spot, named in exact]
        full = [(spot, named) for spot, named in exact if named[1] is not Strength.CORE]
        if full:
            best = max((spot for spot, _ in full), key=lambda spot: (len(self._words(spot)), -spot.end))
            return [
                Pair(spot, field, likeness, strength)
                for spot, (field, strength, likeness) in exact
                if spot.end == best.end
            ]
        cores = [Pair(spot, field, likeness, strength) for spot, (field, strength, likeness) in exact]
        return cores + self._inexact(variants)

    def _exact(self, spot: Spot) -> Iterator[tuple[str, Strength, float]]:
        text = self.normal(spot.text) if spot.text.endswith(")") else ""
        for words in dict.fromkeys((self._words(spot), text)):
            if not words:
                continue
            for named in self.names.exact.get(words, ()):
                yield named.field, named.strength, LIKENESS[named.strength]
            yield from self._qualified(words)

    def _words(self, spot: Spot) -> str:
        length = spot.end - spot.start
        return self.normal(spot.text[:length]) if length <= LABEL_LETTERS else ""

    def _words_without_hint(self, spot: Spot) -> str:
        return self.normal(without_brackets(spot.text)) if "(" in spot.text else self._words(spot)

    def _qualified(self, words: str) -> Iterator[tuple[str, Strength, float]]:
        """`Referrer email`, `Childs ethnicity`, `Telephone number of referrer`: a name, and whom it is about."""
        if " " not in words or words in self.names.exact or self.names.subject_words.isdisjoint(words.split()):
            return
        for section, subjects in self.names.subjects.items():
            for subject in subjects:
                core = _core(words, subject)
                for named in self.names.exact.get(core, ()) if core else ():
                    if self.names.sections[named.field] == section or subject in self.names.about[named.field]:
                        yield named.field, Strength.SHORT, QUALIFIED
        yield from self._yours(words)

    def _yours(self, words: str) -> Iterator[tuple[str, Strength, float]]:
        """`Your role`: asked of whom the form calls you elsewhere."""
        if words.startswith("your "):
            for named in self.names.exact.get(words.removeprefix("your "), ()):
                if self.names.sections[named.field] in self.names.yours:
                    yield named.field, Strength.SHORT, QUALIFIED

    def _inexact(self, variants: list[Spot]) -> list[Pair]:
        """Begun, in other words, misspelled; else a label for several fields."""
        natural = _natural(variants)
        worded = [(spot, words) for spot in natural if (words := self._words_without_hint(spot))]
        worded = [(spot, words) for spot, words in worded if len(words.split()) <= LABEL_WORDS * 2]
        begun = self._begun(variants) if worded or not natural else []
        if begun or not natural:
            return begun
        for spot, words in worded:
            found = self._same_words(spot, words) or self._contact(spot, words) or self._alike(spot, words)
            if found:
                return found
        return self._compound(natural[0])

    def _same_words(self, spot: Spot, words: str) -> list[Pair]:
        named = self.names.words.get(significant(words), ())
        return [
            Pair(spot, each.field, SAME_WORDS, Strength.SHORT) for each in named if each.strength is not Strength.CORE
        ]

    def _contact(self, spot: Spot, words: str) -> list[Pair]:
        """`Contact telephone number`, `Work email`: a way to reach somebody, and which of several it is."""
        bare = " ".join(word for word in words.split() if word not in REACHED_AT)
        if bare in {words, ""}:
            return []
        named = self.names.exact.get(bare) or self.names.words.get(significant(bare), ())
        return [
            Pair(spot, each.field, SAME_WORDS, Strength.SHORT)
            for each in named
            if self.names.kinds.get(each.field) in CONTACTS and each.strength is not Strength.CORE
        ]

    def _alike(self, spot: Spot, words: str) -> list[Pair]:
        pairs = [
            Pair(spot, named.field, ratio / 100 * 0.95, Strength.SHORT)
            for name, ratio in self._spelled_alike(words).items()
            for named in self.names.fuzzy[name]
        ]
        return pairs or self._cut_short(spot, words)

    def _spelled_alike(self, words: str) -> dict[str, float]:
        """Names that these words may be a misspelling of, and how alike they are out of 100."""
        cutoff = RATIO_MIN if len(words) > SHORT_LETTERS else SHORT_RATIO_MIN
        hits = process.extract(
            words, self._as_long(len(words), cutoff), scorer=fuzz.ratio, score_cutoff=cutoff, limit=2
        )
        return {name: ratio for name, ratio, _ in hits if _same_sense(words, name)}

    def _as_long(self, length: int, cutoff: float) -> tuple[str, ...]:
        """The names that are not too long or too short to be alike: what the longer one has more is a difference."""
        near = self.names.near
        if (length, cutoff) not in near:
            least, most = length * cutoff / (200 - cutoff), length * (200 - cutoff) / cutoff
            names = self.names.by_length
            near[length, cutoff] = names[bisect_left(names, least, key=len) : bisect_right(names, most, key=len)]
        return near[length, cutoff]

    def _cut_short(self, spot: Spot, words: str) -> list[Pair]:
        if len(words.split()) <= LONG_WORDS:
            return []
        named = {
            each.field
            for name in self.names.long.get(words.split(" ", 1)[0], ())
            if name.startswith(words)
            for each in self.names.fuzzy[name]
        }
        return [Pair(spot, field, BEGUN, Strength.SHORT) for field in sorted(named)] if len(named) == 1 else []

    def _begun(self, variants: list[Spot]) -> list[Pair]:
        """A long name with the answer right behind it: `Was a strategy meeting held? YES / NO`."""
        spot = max(variants, key=lambda each: each.end)
        text = spot.whole[spot.start : spot.start + LABEL_LETTERS * 2]
        words = self.normal(text)
        for name in self.names.long.get(words.split(" ", 1)[0], ()):
            if words.startswith(name + " ") and len(name) > len(words) * 0.2:
                end = _end_of(text, name)
                if end and (len(name.split()) >= SURELY_LONG or ANSWER_BEGINS.match(text, end)):
                    shorter = _shortened(spot, end)
                    return [
                        Pair(shorter, named.field, LIKENESS[named.strength], named.strength)
                        for named in self.names.fuzzy[name]
                    ]
        return self._run_into(spot, text, words)

    def _run_into(self, spot: Spot, text: str, words: str) -> list[Pair]:
        """A cell's label in bold whose answer was typed right behind it, in the same look: `Name of referrer Jo Marsh`."""
        if spot.place.grid is None or not (spot.is_bold and spot.is_leading and spot.ends_line):
            return []
        for count in range(min(RUN_INTO_WORDS, words.count(" ")), 0, -1):
            name = " ".join(words.split(" ", count)[:count])
            end = _end_of(text, name) if name in self.names.fuzzy else None
            if end and (BEGINS_ANEW if count > 1 else IS_CONTACT).match(text, end):
                shorter = _shortened(spot, end)
                return [
                    Pair(shorter, named.field, LIKENESS[named.strength] * RUN_INTO, named.strength)
                    for named in self.names.fuzzy[name]
                ]
        return []

    def _compound(self, spot: Spot) -> list[Pair]:
        if not spot.is_leading:
            return []
        parts = [part for part in PARTS.split(spot.text.rstrip(STARS + ":?")) if part.strip()]
        return self._ranked(spot, self._named_parts(parts)) if len(parts) != 1 else []

    def _named_parts(self, parts: list[str]) -> list[tuple[Named, ...]]:
        """What each part names; nothing as soon as too few of them can name anything."""
        least = max(2, len(parts) * 0.6)
        named: list[tuple[Named, ...]] = []
        unnamed = 0
        for part in parts:
            named.append(tuple(self._part(part)))
            unnamed += not named[-1]
            if len(parts) - unnamed < least:
                return []
        return named

    def _ranked(self, spot: Spot, named: list[tuple[Named, ...]]) -> list[Pair]:
        """Parts in the order of the form, so that the order of words in a label does not matter."""
        known = sorted(
            (each for each in named if each), key=lambda each: min(self.names.order[one.field] for one in each)
        )
        return [
            Pair(spot, one.field, LIKENESS[one.strength] * COMPOUND, one.strength, part)
            for part, each in enumerate(known, start=1)
            for one in each
        ]

    def fields_named(self, text: str) -> frozenset[str]:
        """The fields whose full name this is, spelling aside."""
        words = self.normal(text)
        if words not in self._fields:
            self._fields[words] = frozenset(self._named(words)) if words else frozenset()
        return self._fields[words]

    def _named(self, words: str) -> Iterator[str]:
        meant = significant(words)
        named = (
            *self.names.exact.get(words, ()),
            *(self.names.words.get(meant, ()) if len(meant) >= TELLING_WORDS else ()),
        )
        full = [each.field for each in named if each.strength is not Strength.CORE]
        yield from full
        if not full and len(words) <= LABEL_LETTERS:
            for name in self._spelled_alike(words):
                yield from (each.field for each in self.names.fuzzy[name])

    def _part(self, part: str) -> Iterable[Named]:
        words = self.normal(part)
        return self.names.exact.get(words) or self.names.words.get(significant(words), ())


def _core(words: str, subject: str) -> str | None:
    for owner in (subject, subject + "s"):
        if words.startswith(owner + " "):
            return words[len(owner) + 1 :]
    for tail in (f" of {subject}", f" of the {subject}", f" for {subject}"):
        if words.endswith(tail):
            return words[: -len(tail)]
    return None


def _whole(spot: Spot, variants: list[Spot]) -> Spot:
    """The whole bold line, where a label goes on in bold after a dash or in brackets."""
    if spot.has_colon or spot.ends_line or not spot.is_bold or spot.text.rstrip(STARS).endswith("?"):
        return spot
    if LABEL_ENDS.match(spot.whole, spot.end):
        return spot
    wider = (
        each
        for each in variants
        if each.ends_line and each.is_bold and ":" not in each.text[: spot.end - spot.start + 3]
    )
    return next(wider, spot)


def _natural(variants: list[Spot]) -> list[Spot]:
    """The readings that a person would take for the label, the likeliest first."""
    lines = sorted(
        (spot for spot in variants if spot.is_line or (spot.has_colon and len(spot.text.split()) <= INNER_WORDS)),
        key=lambda spot: spot.end if spot.has_colon else -spot.end,
    )
    colons = [spot for spot in lines if spot.has_colon]
    tests = (
        lambda spot: spot.text.rstrip(STARS).endswith("?"),
        lambda spot: spot.is_bold,
        lambda spot: spot.ends_line and len(spot.text) <= LABEL_LETTERS,
    )
    firsts = (next(filter(test, lines), None) for test in tests)
    return list(dict.fromkeys((*colons, *(spot for spot in firsts if spot is not None))))


def _same_sense(one: str, other: str) -> bool:
    """Spelled alike is not the same where a telling word differs: `Date of birth` and `Date of death`."""
    told, asked = (TELLING.intersection(each.split()) for each in (one, other))
    if told - asked and asked - told:
        return False
    ours, theirs = one.replace(" ", ""), other.replace(" ", "")
    if abs(len(ours) - len(theirs)) <= 1 and fuzz.ratio(ours, theirs) >= SLIP_RATIO:
        return True
    words, names = ({word for word in each.split() if len(word) > IDLE_LETTERS} for each in (one, other))
    odd, rest = words - names, names - words
    return all(any(fuzz.ratio(word, each) >= WORD_RATIO for each in rest) for word in odd) and all(
        any(fuzz.ratio(word, each) >= WORD_RATIO for each in odd) for word in rest
    )


TELLING = frozenset({
    "when", "where", "who", "what", "why", "how", "which", "mother", "father", "other", "brother", "sister", "birth", "death",
    "male", "female", "first", "last", "not", "no", "yes", "before", "after", "current", "previous", "his", "her",
})  # fmt: skip
"""Words that change what is asked, and that no slip of the fingers makes of one another."""
WORD_END = re.compile(r"(?<=\w)(?!\w)")


def _end_of(text: str, name: str) -> int | None:
    """Where a name that a text begins with ends in it."""
    for found in WORD_END.finditer(text):
        if found.start() >= len(name) - 8 and normal(text[: found.start()]) == name:
            return found.start()
    return None


def _shortened(spot: Spot, length: int) -> Spot:
    """The same spot with a shorter label."""
    text = spot.whole
    end = spot.start + length
    rest = end
    while rest < len(text) and text[rest] in " \t*:?†‡":
        rest += 1
    return Spot(
        place=spot.place,
        block=spot.block,
        start=spot.start,
        end=end,
        rest=rest,
        text=text[spot.start : rest].strip(),
        whole=text,
        is_leading=spot.is_leading,
        is_line=spot.is_line,
        ends_line=rest >= len(text),
        has_colon=":" in text[end:rest],
        is_bold=spot.is_bold,
    )

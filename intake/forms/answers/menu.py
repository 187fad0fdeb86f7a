"""The options of a question, and how people name them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from intake.forms.answers.phrases import NOT_KNOWN_VARIANTS, key
from intake.forms.answers.vocabulary import words
from intake.model.form import Choice, Field, FieldType, Form

NOT_KNOWN = "?"
"""Stands for a printed `Not known` among the options; no id of a choice is spelled so."""
NOT_APPLICABLE = "/"
"""Stands for a printed `N/A` among the options."""
YES, NO = "yes", "no"
YES_NO = (
    Choice(id=YES, label="Yes", aliases=("Y", "True", "Yeah", "Yep")),
    Choice(id=NO, label="No", aliases=("N", "False", "Nope")),
)
NONE_NAMES = ("No", "Nil", "None known")
"""What an option `None` is called as well."""
LIKENESS = 88.0
"""Percent of likeness from which a misspelt option is taken for it."""
SHORTEST_LIKE = 5
"""Letters under which nothing is taken for a misspelling."""
STOP_WORDS = frozenset(
    words("a an the of or and in to is was were this that it for by on at be has have been child review order kind")
)
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Menu:
    """The options of one question. `NOT_KNOWN` and `NOT_APPLICABLE` stand beside the form's own."""

    ids: tuple[str, ...]
    """In the order of the form."""
    by_key: Mapping[str, str]
    pattern: re.Pattern[str]
    """Finds names in text made plain (`plain`), longest first, as whole words."""
    names: tuple[tuple[str, str], ...]
    """Plain name and id, without the two that stand beside."""

    def exact(self, text: str) -> str | None:
        return self.by_key.get(key(text))

    def named(self, match: re.Match[str]) -> str:
        return self.by_key[key(match[0])]

    def occurrences(self, text: str) -> Iterator[re.Match[str]]:
        """Names in text that is already plain."""
        return self.pattern.finditer(text)

    def about(self, text: str) -> str | None:
        """The one option that words or misspelt words can only mean; None when there is none or more than one."""
        return self._by_words(text) or self._by_likeness(text)

    def _by_words(self, text: str) -> str | None:
        words = frozenset(WORD.findall(text.lower())) - STOP_WORDS
        if not words:
            return None
        found = {each for name, each in self.names if words <= frozenset(WORD.findall(name))}
        return found.pop() if len(found) == 1 else None

    def _by_likeness(self, text: str) -> str | None:
        if len(text) < SHORTEST_LIKE:
            return None
        text = plain(text)
        found = {each for name, each in self.names if len(name) >= SHORTEST_LIKE and fuzz.ratio(text, name) >= LIKENESS}
        return found.pop() if len(found) == 1 else None


def menu_of(field: Field, form: Form) -> Menu:
    choices = YES_NO if field.type is FieldType.YES_NO else field.choices
    return _menu(choices, form.not_known_phrases)


@lru_cache(maxsize=256)
def _menu(choices: tuple[Choice, ...], not_known: tuple[str, ...]) -> Menu:
    beside = [(phrase, NOT_KNOWN) for phrase in (*not_known, *NOT_KNOWN_VARIANTS)] if not_known else []
    beside += [(phrase, NOT_APPLICABLE) for phrase in ("N/A", "Not applicable")]
    own = [(name, choice.id) for choice in choices for name in (choice.id.replace("_", " "), *choice.names)]
    own = [(name, id_) for name, id_ in own if key(name)]
    taken = {key(name) for name, _ in own}
    own += [(name, id_) for said, id_ in own if key(said) == "none" for name in NONE_NAMES if key(name) not in taken]
    # the labels and aliases win over ids, the form's own over those that stand beside
    by_key = {key(name): id_ for name, id_ in [*beside, *own]}
    names = sorted({plain(name) for name, _ in [*beside, *own]}, key=len, reverse=True)
    return Menu(
        ids=tuple(choice.id for choice in choices),
        by_key=by_key,
        pattern=re.compile(rf"(?<![^\W_])(?:{'|'.join(map(_spelled, names))})(?![^\W_])"),
        names=tuple((plain(name), id_) for name, id_ in own),
    )


def _spelled(name: str) -> str:
    """A pattern for a plain name that minds neither its hyphens nor its white space."""
    return re.sub(r"(?:\\?[ \-])+", r"[\\s\-]*", re.escape(name).replace("'", "'?"))


SAME = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("‘’´`", "'"),
        **dict.fromkeys("\t\u00a0\u2002\u2003\u2009\u202f\r\x0b", " "),
    }
)


def plain(text: str) -> str:
    """Lower case, one kind of dash, apostrophe and space; as long as the text was."""
    text = text.translate(SAME)
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(_lower(letter) for letter in text)


def _lower(letter: str) -> str:
    lower = letter.lower()
    return lower if len(lower) == 1 else letter


def in_order(menu: Menu, found: Iterable[str]) -> tuple[str, ...]:
    """The ids found, each once, in the order of the form."""
    wanted = frozenset(found)
    return tuple(each for each in menu.ids if each in wanted)

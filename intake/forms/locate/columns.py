"""Which columns of a form's tables the words of a cell may head."""

from collections import defaultdict
from collections.abc import Mapping
from typing import TypeAlias

from rapidfuzz import fuzz, process

from intake.forms.locate.words import significant
from intake.forms.normal import REMEMBERED, normal

ALIKE = 88.0
Asked: TypeAlias = tuple[str, str]
"""Ids of a table field and of one of its columns."""
NONE: frozenset[Asked] = frozenset()


class ColumnNames:
    """All names of all columns of one form; remembers the words that it was asked about."""

    def __init__(self, tables: Mapping[str, tuple[tuple[str, frozenset[str]], ...]]) -> None:
        self._exact: dict[str, frozenset[Asked]] = {}
        meant: dict[frozenset[str], set[Asked]] = defaultdict(set)
        for field, columns in tables.items():
            for column, called in columns:
                for name in called:
                    self._exact[name] = self._exact.get(name, NONE) | {(field, column)}
                    meant[significant(name)].add((field, column))
        self._meant = {words: frozenset(asked) for words, asked in meant.items() if words}
        self._names = tuple(self._exact)
        self._alike: dict[str, frozenset[Asked]] = {}

    def exact(self, words: str) -> frozenset[Asked]:
        """The columns of which these very words are a name."""
        return self._exact.get(words, NONE)

    def alike(self, words: str) -> frozenset[Asked]:
        """The columns that these words name: as they stand, in other words, or misspelled."""
        if words not in self._alike:
            if len(self._alike) >= REMEMBERED:
                self._alike.clear()
            self._alike[words] = self._compared(words)
        return self._alike[words]

    def _compared(self, words: str) -> frozenset[Asked]:
        spelled = process.extract(words, self._names, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None)
        return frozenset().union(
            self.exact(normal(words)),
            self._meant.get(significant(words), NONE),
            *(self._exact[name] for name, _, _ in spelled),
        )

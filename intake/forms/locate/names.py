"""All the names under which a form's fields, columns and sections may be printed."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any

from intake.forms.locate.columns import ColumnNames
from intake.forms.locate.words import core_of, shorts_of, significant, subjects_of
from intake.forms.normal import normal, without_brackets
from intake.model.document import Block
from intake.model.form import Column, Field, FieldType, Form


class Strength(StrEnum):
    NAME = "name"
    """The label or an alias, as the definition has it."""
    SHORT = "short"
    """Without its brackets, or one side of its slash."""
    CORE = "core"
    """Without whom it is about: holds only where the section is known."""


@dataclass(frozen=True, slots=True)
class Named:
    field: str
    strength: Strength


@dataclass(frozen=True, slots=True)
class Names:
    """What can be printed for what, in normal form."""

    order: dict[str, int]
    """Each field's turn in the form."""
    sections: dict[str, str]
    """Each field's section."""
    exact: dict[str, tuple[Named, ...]]
    long: dict[str, tuple[str, ...]]
    """Names long enough to be known by their beginning, the longest first, by their first word."""
    words: dict[frozenset[str], tuple[Named, ...]]
    """By the words that matter, in any order."""
    weights: dict[str, float]
    """How telling a word is among the form's names."""
    titles: dict[str, str]
    """A section's title, and its id."""
    subjects: dict[str, frozenset[str]]
    """By section: what it is about, such as `referrer`, `safeguarding lead`, `child`."""
    columns: dict[str, tuple[tuple[str, frozenset[str]], ...]]
    """By table field: each column's id and its names."""
    column_names: ColumnNames
    heads: frozenset[str]
    """All names of all columns."""
    options: frozenset[str]
    """The words of all choices: printed, and yet what people answer."""
    subject_words: frozenset[str]
    """The words of all subjects, and those with an `s` after the owner's apostrophe."""
    yours: frozenset[str]
    """The sections that speak to the referrer as you."""
    kinds: dict[str, FieldType]
    about: dict[str, frozenset[str]]
    """By field: the subjects of any section that its own names mention."""
    fuzzy: dict[str, tuple[Named, ...]] = field(default_factory=dict)
    """Full names, for spelling mistakes."""
    by_length: tuple[str, ...] = ()
    """The same names, the shortest first."""
    near: dict[tuple[int, float], tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Those of a length that allows a likeness (per cent) with a text of another: what `matching` has worked out."""
    memory: dict[tuple[Block, ...], tuple[Any, ...]] = field(default_factory=dict, repr=False)
    """What `memory` has worked out about texts that were met."""


LONG_WORDS = 4


@lru_cache(maxsize=16)
def guidance_of(form: Form) -> frozenset[str]:
    """The printed lines that could be no answer: without those made up of options."""
    options = sorted(names_of(form).options, key=len, reverse=True)
    return frozenset(line for line in form.printed if not _is_made_of(line, options))


def _is_made_of(line: str, options: list[str]) -> bool:
    rest = f" {line} "
    for option in options:
        if option:
            rest = rest.replace(f" {option} ", " ")
    return not rest.strip()


@lru_cache(maxsize=16)
def names_of(form: Form) -> Names:
    """The index of a form's names."""
    fields = [each for each in form.fields.values() if each.evidence_of is None]
    subjects = {section.id: subjects_of(section) for section in form.sections}
    exact = _exact(fields, subjects)
    full = {name: kept for name, found in exact.items() if (kept := _full(found))}
    columns = _columns(fields)
    return Names(
        order={each: turn for turn, each in enumerate(form.fields)},
        sections={each.id: each.section for each in form.fields.values()},
        exact=exact,
        long=_long(full),
        words=_by_words(exact),
        weights=_weights(full),
        titles={normal(section.title): section.id for section in form.sections},
        subjects=subjects,
        columns=columns,
        column_names=ColumnNames(columns),
        heads=frozenset(name for some in columns.values() for _, names in some for name in names),
        options=_options(fields, form),
        subject_words=_subject_words(subjects),
        yours=frozenset(
            each.section for each in fields if any(normal(name).startswith("your ") for name in each.names)
        ),
        kinds={each.id: each.type for each in fields},
        about={each.id: _about(each, subjects) for each in fields},
        fuzzy=full,
        by_length=tuple(sorted(full, key=len)),
    )


def _subject_words(subjects: dict[str, frozenset[str]]) -> frozenset[str]:
    words = {word for some in subjects.values() for subject in some for word in subject.split()}
    return frozenset({"your", *words, *(word + "s" for word in words)})


def _about(each: Field, subjects: dict[str, frozenset[str]]) -> frozenset[str]:
    names = [f" {normal(name)} " for name in each.names]
    return frozenset(
        subject for some in subjects.values() for subject in some if any(f" {subject} " in name for name in names)
    )


def _options(fields: list[Field], form: Form) -> frozenset[str]:
    own = (normal(name) for each in fields for choice in each.choices for name in choice.names)
    return frozenset({*own, "yes", "no", *map(normal, form.not_known_phrases)})


def _long(full: dict[str, tuple[Named, ...]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(full, key=len, reverse=True):
        if len(name.split()) >= LONG_WORDS:
            found[name.split(" ", 1)[0]].append(name)
    return {word: tuple(names) for word, names in found.items()}


def _full(found: tuple[Named, ...]) -> tuple[Named, ...]:
    return tuple(named for named in found if named.strength is not Strength.CORE)


def _exact(fields: list[Field], subjects: dict[str, frozenset[str]]) -> dict[str, tuple[Named, ...]]:
    found: dict[str, dict[str, Strength]] = defaultdict(dict)
    for each in fields:
        for name, strength in _names(each, subjects[each.section]):
            if name:
                found[name].setdefault(each.id, strength)
    _share(fields, found, subjects)
    return {name: tuple(Named(*pair) for pair in sorted(by.items())) for name, by in found.items()}


def _names(each: Field, subjects: frozenset[str]) -> Iterator[tuple[str, Strength]]:
    yield from ((normal(name), Strength.NAME) for name in each.names)
    yield from ((short, Strength.SHORT) for name in each.names for short in shorts_of(name))
    for name in each.names:
        core = core_of(name, subjects)
        if core:
            yield core, Strength.CORE


def _share(fields: list[Field], found: dict[str, dict[str, Strength]], subjects: dict[str, frozenset[str]]) -> None:
    """Two people are asked the same: the other words for one's role are words for the other's role too."""
    cores = {each.id: {name: core_of(name, subjects[each.section]) for name in each.names} for each in fields}
    plain = {
        each.id: {
            short for name, core in cores[each.id].items() if core is None for short in (normal(name), *shorts_of(name))
        }
        for each in fields
    }
    for each in fields:
        wanted = {core for core in cores[each.id].values() if core}
        for other in fields:
            if other.id != each.id and not wanted.isdisjoint(plain[other.id]):
                for name in plain[other.id]:
                    found[name].setdefault(each.id, Strength.CORE)


def _columns(fields: list[Field]) -> dict[str, tuple[tuple[str, frozenset[str]], ...]]:
    """What one question or table calls `Date of birth` or `DOB`, another may."""
    tables = [each for each in fields if each.type is FieldType.TABLE]
    called = [frozenset(map(normal, each.names)) for each in fields if each.type is not FieldType.TABLE]
    called += [_column_names(column) for each in tables for column in each.columns]
    return {each.id: tuple((column.id, _pooled(column, each, called)) for column in each.columns) for each in tables}


def _pooled(column: Column, table: Field, called: list[frozenset[str]]) -> frozenset[str]:
    """A column's own names, and what the same is called elsewhere; never the names of the column beside it."""
    beside = frozenset(name for each in table.columns if each is not column for name in _column_names(each))
    label = normal(column.label)
    return _column_names(column) | (frozenset(name for names in called if label in names for name in names) - beside)


def _column_names(column: Column) -> frozenset[str]:
    names = {normal(name) for name in column.names}
    names |= {normal(without_brackets(name)) for name in column.names}
    return frozenset(names)


def _by_words(full: dict[str, tuple[Named, ...]]) -> dict[frozenset[str], tuple[Named, ...]]:
    found: dict[frozenset[str], set[Named]] = defaultdict(set)
    for name, named in full.items():
        words = significant(name)
        if words:
            found[words].update(named)
    return {words: tuple(sorted(named, key=lambda each: each.field)) for words, named in found.items()}


def _weights(full: dict[str, tuple[Named, ...]]) -> dict[str, float]:
    counts = Counter(word for name in full for word in significant(name))
    return {word: 1.0 / count**0.5 for word, count in counts.items()}

"""YAML text -> plain values, and the line on which each of them stands. Every scalar is a word: no, 2026.10 and 08:00 stay as written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"
Place: TypeAlias = tuple[str | int, ...]

DEEPEST_LEVEL = 20
"""Of mappings and lists inside each other; a form definition uses eight. More would only exhaust the reader."""


HINT = "words that hold : ? # or , go in quotes"
"""What most often is the matter."""


NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to put right, where it stands, in words for whoever wrote it."""

    file: str
    line: int
    """From 1."""
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Source:
    """A YAML text as plain values. What could not be read stands in `faults`; `plain` is then what was left, or None."""

    file: str
    plain: Plain
    lines: Mapping[Place, int] = field(repr=False)
    faults: tuple[Fault, ...] = ()

    def line_of(self, place: Place) -> int:
        """The line of the value there, or of the nearest thing around it that stands in the text."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def fault(self, place: Place, message: str) -> Fault:
        return Fault(self.file, self.line_of(place), message)


def read_yaml(text: str, *, file: str) -> Source:
    """Never raises. Anchors are refused: a definition says each thing where it holds, and no alias can make it grow."""
    try:
        reading = _Reading(text, file)
        plain = reading.document()
    except _Refused as refusal:
        return Source(file, None, {}, (refusal.fault,))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = f"cannot be read as YAML: {error.problem or error.context}; {HINT}"
        return Source(file, None, {}, (Fault(file, mark.line + 1 if mark else 1, problem),))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problem = f"holds a character that YAML does not allow (U+{int(error.character):04X})"
        return Source(file, None, {}, (Fault(file, line, problem),))
    return Source(file, plain, reading.lines, tuple(reading.faults))


class _Refused(Exception):  # noqa: N818 - it carries a fault
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


class _Reading:
    """One walk over the events of the parser, which gathers lines and faults on its way."""

    def __init__(self, text: str, file: str) -> None:
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.SafeLoader)
        self.file = file
        self.lines: dict[Place, int] = {}
        self.faults: list[Fault] = []

    def document(self) -> Plain:
        next(self.events)  # the stream begins
        if isinstance(next(self.events), yaml.StreamEndEvent):
            raise _Refused(Fault(self.file, 1, "the file is empty"))
        plain = self.plain(next(self.events), ())
        next(self.events)  # the document ends
        following = next(self.events)
        if isinstance(following, yaml.DocumentStartEvent):
            raise self.refused(following, "a second document begins here (---): one file holds one")
        return plain

    def plain(self, event: yaml.Event, place: Place) -> Plain:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self.refused(event, "anchors and aliases (& and *) are not used here: write the value out")
        if len(place) >= DEEPEST_LEVEL:
            raise self.refused(event, f"more than {DEEPEST_LEVEL} levels inside each other")
        self.lines.setdefault(place, _line(event))
        match event:
            case yaml.MappingStartEvent():
                return self.mapping(place)
            case yaml.SequenceStartEvent():
                return [self.plain(each, (*place, at)) for at, each in enumerate(self.until(yaml.SequenceEndEvent))]
            case yaml.ScalarEvent(implicit=(is_plain, _), value=value):
                return None if is_plain and value in NULLS else str(value)
            case _:
                raise self.refused(event, "this cannot stand here")

    def mapping(self, place: Place) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        for event in self.until(yaml.MappingEndEvent):
            key = event.value if isinstance(event, yaml.ScalarEvent) else self.plain(event, (*place, ""))
            if not isinstance(key, str):
                self.faults.append(Fault(self.file, _line(event), "a key must be a word"))
                self.plain(next(self.events), (*place, ""))
            elif key in found:
                first = self.lines[*place, key]
                self.faults.append(
                    Fault(self.file, _line(event), f"`{key}` stands here a second time (first on line {first})")
                )
                self.plain(next(self.events), (*place, ""))
            else:
                self.lines[*place, key] = _line(event)
                found[key] = self.plain(next(self.events), (*place, key))
        return found

    def until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        """The events of one collection; whoever takes one reads what belongs to it before taking the next."""
        while not isinstance(event := next(self.events), end):
            yield event

    def refused(self, event: yaml.Event, message: str) -> _Refused:
        return _Refused(Fault(self.file, _line(event), message))


def _line(event: yaml.Event) -> int:
    """Counted from 1."""
    return 1 if event.start_mark is None else int(event.start_mark.line) + 1

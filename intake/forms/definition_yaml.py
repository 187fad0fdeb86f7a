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
    faults = tuple(_unreadable(text, file))
    if faults:
        return Source(file, None, {}, faults)
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if node is None:
        return Source(file, None, {}, (Fault(file, 1, "the file is empty"),))
    reading = _Reading(file)
    plain = reading.plain(node, ())
    return Source(file, plain, reading.lines, tuple(reading.faults))


def _unreadable(text: str, file: str) -> Iterator[Fault]:
    """What forbids composing the text at all: its syntax, a second document, an anchor, too many levels."""
    level = documents = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            level += _step(event)
            documents += isinstance(event, yaml.DocumentStartEvent)
            for message in _refused(event, level, documents):
                yield Fault(file, event.start_mark.line + 1, message)
                return
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        yield Fault(
            file, mark.line + 1 if mark else 1, f"cannot be read as YAML: {error.problem or error.context}; {HINT}"
        )
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        yield Fault(file, line, f"holds a character that YAML does not allow (U+{int(error.character):04X})")


def _step(event: yaml.Event) -> int:
    return isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)


def _refused(event: yaml.Event, level: int, documents: int) -> Iterator[str]:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        yield "anchors and aliases (& and *) are not used here: write the value out"
    if level > DEEPEST_LEVEL:
        yield f"more than {DEEPEST_LEVEL} levels inside each other"
    if documents > 1:
        yield "a second document begins here (---): one file holds one"


class _Reading:
    """One walk over the nodes, which gathers lines and faults on its way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Place, int] = {}
        self.faults: list[Fault] = []

    def plain(self, node: yaml.Node, place: Place) -> Plain:
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(each, (*place, at)) for at, each in enumerate(node.value)]
        return None if node.tag == "tag:yaml.org,2002:null" else str(node.value)

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.faults.append(Fault(self.file, line, "a key must be a word"))
                continue
            key = str(key_node.value)
            if key in found:
                first = self.lines[*place, key]
                self.faults.append(Fault(self.file, line, f"`{key}` stands here a second time (first on line {first})"))
                continue
            self.lines[*place, key] = line
            found[key] = self.plain(value_node, (*place, key))
        return found

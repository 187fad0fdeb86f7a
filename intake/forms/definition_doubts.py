"""What a learned definition is still unsure of: its `# doubt:` comments, until a person deletes them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

MARK = "# doubt:"
"""As `forms learn` writes it, above what it is about."""
COMMENT = re.compile(r"(?<!\S)#[ \t]*doubt:(?P<words>[^\n\r]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StandingDoubt:
    """Something for a person to look at; the definition is usable all the same."""

    file: str
    line: int
    """From 1."""
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: doubt: {self.words}"


def standing_doubts(text: str, *, name: str) -> tuple[StandingDoubt, ...]:
    """In the order of the file, `name`. `text` is a definition without faults: raises yaml.YAMLError where it is no YAML."""
    values = list(_values(text))
    return tuple(
        StandingDoubt(name, text.count("\n", 0, found.start()) + 1, " ".join(found["words"].split()))
        for found in COMMENT.finditer(text)
        if not any(found.start() in value for value in values)
    )


def _values(text: str) -> Iterator[range]:
    """Where words of the definition stand: a `#` in them begins no comment."""
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        if isinstance(token, yaml.ScalarToken):
            yield range(token.start_mark.index, token.end_mark.index)

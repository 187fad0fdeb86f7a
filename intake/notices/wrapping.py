"""Plain text that reads well in any mail program: wrapped lines, hanging indents, no runs of blank lines."""

import re
import textwrap

WIDTH = 76
MARKER = re.compile(r"^(\s*)((?:[-*•]|\d+\.)\s+)?")
BLANK_LINES = re.compile(r"\n{3,}")


def wrapped(text: str) -> str:
    """Each line wrapped on its own, what follows indented as its first line is; ends in one line break."""
    lines = (_wrapped_line(line.rstrip()) for line in text.replace("\r\n", "\n").split("\n"))
    return BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n") + "\n"


def _hanging(marker: re.Match[str] | None) -> int:
    """Under the words behind a bullet; two further in under a line that is indented itself."""
    if marker is None or not marker.end():
        return 0
    return marker.end() if marker[2] else marker.end() + 2


def _wrapped_line(line: str) -> str:
    if len(line) <= WIDTH:
        return line
    marker = MARKER.match(line)
    indent = " " * _hanging(marker)
    return "\n".join(
        textwrap.wrap(
            line,
            WIDTH,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
            drop_whitespace=True,
        )
    )

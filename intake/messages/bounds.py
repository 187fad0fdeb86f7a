"""Limits that hold before the e-mail parser sees a byte: it is quadratic in parts and in header length."""

import re
from collections.abc import Iterator

from intake.model.office import Limits

WORD = b"boundary"
BOUNDARY = re.compile(rb'boundary\s*=\s*"?([^"\s;]{1,200})', re.IGNORECASE)
HEADER_END = re.compile(rb"\r?\n\r?\n")


def header_block(content: bytes) -> bytes:
    """Everything before the first empty line."""
    end = HEADER_END.search(content)
    return content[: end.start()] if end else content


def breached_limit(content: bytes, limits: Limits) -> str | None:
    """The name of the first limit that the raw message breaks; None when it may be parsed."""
    if len(content) > limits.message_bytes:
        return "message_bytes"
    if len(header_block(content)) > limits.header_block_bytes:
        return "header_block_bytes"
    return _breached_by_parts(content, limits)


def _breached_by_parts(content: bytes, limits: Limits) -> str | None:
    names = set(_boundaries(content))
    if len(names) > limits.nesting_levels:
        return "nesting_levels"
    lines = sum(content.count(b"\n--" + name) for name in names)
    return "boundary_lines" if lines > limits.boundary_lines else None


def _boundaries(content: bytes) -> Iterator[bytes]:
    """Every name that could be one. The word is looked for first: the pattern would try itself at each byte of the files."""
    lowered = content.lower()
    at = lowered.find(WORD)
    while at >= 0:
        if found := BOUNDARY.match(content, at):
            yield found[1]
        at = lowered.find(WORD, at + len(WORD))

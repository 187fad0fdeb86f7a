"""A letter without its template: plainly, every fact in its order. Stands in when a template fails, so that the letter still goes."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from html import escape

from intake.notices.wording import code_in_words
from intake.notices.wrapping import wrapped

NOTE = "The template of this letter is faulty, so it is written plainly. Please have the template put right."


def plain_text(subject: str, facts: Mapping[str, object]) -> str:
    """Every fact under its name; what is empty is left out."""
    return wrapped("\n".join((subject, "", NOTE, "", *_said(facts, 0))))


def plain_html(text: str) -> str:
    return f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"></head><body><pre>{escape(text)}</pre></body></html>\n'


def _said(facts: object, depth: int) -> Iterator[str]:
    indent = "  " * depth
    for name, value in _named(facts):
        if value in (None, "", ()):
            continue
        if isinstance(value, str | int):
            yield f"{indent}{code_in_words(name)}: {value}"
            continue
        yield f"{indent}{code_in_words(name)}:"
        for each in value if isinstance(value, tuple) else (value,):
            yield from _each(each, depth + 1)


def _each(value: object, depth: int) -> Iterator[str]:
    if is_dataclass(value) or isinstance(value, Mapping):
        yield from _said(value, depth)
        yield ""
    elif isinstance(value, tuple):
        yield f"{'  ' * depth}- {'; '.join(map(str, value))}"
    else:
        yield f"{'  ' * depth}- {value}"


def _named(facts: object) -> Iterator[tuple[str, object]]:
    if isinstance(facts, Mapping):
        yield from facts.items()
    elif is_dataclass(facts):
        yield from ((each.name, getattr(facts, each.name)) for each in fields(facts))

"""A proposal as the YAML of a definition, its doubts as comments where they belong."""

import re
from collections.abc import Iterator

from intake.forms.definition_doubts import MARK
from intake.forms.learn.proposal import Doubt, Proposal
from intake.model.form import Choice, Column, Consideration, Duty, Field, Form, Party, Section

BARE = re.compile(r"[A-Za-z][A-Za-z0-9 _/'().-]*[A-Za-z0-9).]")
WORDS_OF_YAML = frozenset({"true", "false", "yes", "no", "on", "off", "null", "none", "y", "n"})
WIDTH = 140


def as_yaml(proposal: Proposal) -> str:
    """Loads with `forms.definition.load_form` without faults, to the same form but for what it prints."""
    return "\n".join((*_lines(proposal.form, proposal.doubts), ""))


def _lines(form: Form, doubts: tuple[Doubt, ...]) -> Iterator[str]:
    yield "# Proposed from a blank form. Look at every line, add `required`, `not_known` and `aliases`, and settle what is marked `doubt`: `intake forms lint` lists it until its line is deleted."
    keys = (("id", form.id), ("version", form.version), ("title", form.title), ("partnership", form.partnership),
            ("marking", form.marking), ("guidance", form.guidance))  # fmt: skip
    for key, words in keys:
        yield from _comments(doubts, key, "")
        yield f"{key}: {_word(words)}"
    yield ""
    yield from _comments(doubts, "sections", "")
    yield "sections:"
    for section in form.sections:
        yield from _section(section, doubts)
    if form.considerations:
        yield "considerations:"
        for each in form.considerations:
            yield from _comments(doubts, each.id, "  ")
            yield f"  - {{{', '.join(_consideration(each))}}}"
        yield ""
    yield f"not_known_phrases: [{', '.join(map(_word, form.not_known_phrases))}]"
    yield f"placeholder_phrases: [{', '.join(map(_word, form.placeholder_phrases))}]"


def _comments(doubts: tuple[Doubt, ...], about: str, margin: str) -> Iterator[str]:
    for each in doubts:
        if each.about == about:
            where = f" ({each.where})" if each.where else ""
            yield f"{margin}{MARK} {' '.join((each.message + where).split())}"


def _section(section: Section, doubts: tuple[Doubt, ...]) -> Iterator[str]:
    yield f"  - id: {_word(section.id)}"
    yield f"    title: {_word(section.title)}"
    if section.help:
        yield f"    help: {_word(section.help)}"
    if section.party is Party.OFFICE:
        yield "    completed_by: office"
    if section.holds_considerations:
        yield "    layout: considerations"
    own = _own(section)
    if own:
        yield "    fields:"
    for each in own:
        yield from _comments(doubts, each.id, "      ")
        yield from _field(each)
    yield ""


def _own(section: Section) -> list[Field]:
    """Without the two fields of each consideration."""
    if not section.holds_considerations:
        return list(section.fields)
    weighed = {each.evidence_of for each in section.fields}
    return [each for each in section.fields if each.id not in weighed and each.evidence_of is None]


def _field(field: Field) -> Iterator[str]:
    parts = list(_parts(field))
    line = f"      - {{{', '.join(parts)}}}"
    if len(line) <= WIDTH:
        yield line
        return
    first, *others = parts
    yield f"      - {first}"
    yield from (f"        {each}" for each in others)


def _parts(field: Field) -> Iterator[str]:
    yield f"id: {_word(field.id)}"
    yield f"label: {_word(field.label)}"
    yield f"type: {field.type}"
    if field.required:
        yield "required: true"
    if field.required_when:
        yield _when(field)
    if field.accepts_not_known:
        yield "not_known: true"
    if field.none_phrases:
        yield f"none_phrases: [{', '.join(map(_word, field.none_phrases))}]"
    if field.help:
        yield f"help: {_word(field.help)}"
    if field.choices:
        yield f"choices: [{', '.join(map(_choice, field.choices))}]"
    if field.columns:
        yield f"columns: [{', '.join(map(_column, field.columns))}]"


def _choice(choice: Choice) -> str:
    return f"{{id: {_word(choice.id)}, label: {_word(choice.label)}}}"


def _column(column: Column) -> str:
    kind = ", type: date" if column.is_date else ""
    return f"{{id: {_word(column.id)}, label: {_word(column.label)}{kind}}}"


def _when(field: Field) -> str:
    conditions = (f"{_word(each.field)}: [{', '.join(map(_word, each.values))}]" for each in field.required_when)
    return f"required_when: {{{', '.join(conditions)}}}"


def _consideration(each: Consideration) -> Iterator[str]:
    yield f"id: {_word(each.id)}"
    yield f"duty: {'must' if each.duty is Duty.MUST else 'regard'}"
    yield f"authority: {_word(each.authority)}"
    if each.accepts_not_known:
        yield "not_known: true"
    yield f"label: {_word(each.label)}"


def _word(words: str) -> str:
    if BARE.fullmatch(words) and words.lower() not in WORDS_OF_YAML and "  " not in words:
        return words
    return _quoted(words)


def _quoted(words: str) -> str:
    """In double quotes; signs that do not print are left out."""
    shown = "".join(sign for sign in " ".join(words.split()) if sign.isprintable())
    return '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'

"""The shape of a form definition as it is written, key by key; what the keys mean together is settled in `definition`."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from intake.forms.definition_faults import Shape, Some
from intake.model.form import Duty, FieldType, Party


def _printable(words: str) -> str:
    folded = " ".join(words.split())
    for sign in folded:
        if not sign.isprintable():
            raise ValueError(f"holds a sign that cannot be printed (U+{ord(sign):04X})")
    return folded


Words: TypeAlias = Annotated[str, AfterValidator(_printable), Field(min_length=1, max_length=2_000)]
"""Text for people, on one line."""


def _is_id(word: str) -> str:
    if not (word.isascii() and word.replace("_", "").isalnum() and word[0].isalpha() and word == word.lower()):
        raise ValueError(f"`{word}` is no id: small letters, digits and _ only, a letter first")
    return word


Id: TypeAlias = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_is_id)]
"""Also the tag of a content control (at most 64 signs, with `_evidence`) and a defined name."""


def _is_form_id(word: str) -> str:
    if not word.isascii() or not word.replace("-", "").isalnum() or word != word.lower() or word.strip("-") != word:
        raise ValueError(f"`{word}` is no form id: small letters, digits and - only")
    return word


FormId: TypeAlias = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_is_form_id)]


class ChoiceShape(Shape):
    id: Id
    label: Words
    aliases: tuple[Words, ...] = ()


class ColumnShape(Shape):
    id: Id
    label: Words
    type: Literal["text", "date"] = "text"
    aliases: tuple[Words, ...] = ()


class FieldShape(Shape):
    id: Id
    label: Words
    type: FieldType
    required: bool = False
    required_when: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    not_known: bool = False
    not_applicable: bool = False
    aliases: tuple[Words, ...] = ()
    choices: tuple[ChoiceShape, ...] = ()
    columns: tuple[ColumnShape, ...] = ()
    none_phrases: tuple[Words, ...] = ()
    help: Words | None = None


class SectionShape(Shape):
    id: Id
    title: Words
    fields: tuple[FieldShape, ...] = ()
    help: Words | None = None
    completed_by: Party = Party.REFERRER
    layout: Literal["considerations"] | None = None


class ConsiderationShape(Shape):
    id: Id
    duty: Duty
    authority: Words
    label: Words
    not_known: bool = False


class FormShape(Shape):
    id: FormId
    version: Words
    title: Words
    partnership: Words
    marking: Words
    guidance: Words
    sections: Some[SectionShape]
    considerations: tuple[ConsiderationShape, ...] = ()
    not_known_phrases: tuple[Words, ...]
    placeholder_phrases: tuple[Words, ...]
    blanks: tuple[Words, ...] = ()

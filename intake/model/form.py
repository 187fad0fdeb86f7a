"""What a form asks: its definition as data. Loaded from YAML by `forms.definition`."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class FieldType(StrEnum):
    __hash__ = str.__hash__  # an enum's own is worked out in Python, and is asked for every answer
    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    DATE = "date"
    DATE_OR_TEXT = "date_or_text"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    TABLE = "table"
    SIGNATURE = "signature"


class Party(StrEnum):
    REFERRER = "referrer"
    OFFICE = "office"


class Duty(StrEnum):
    """How strongly the partners are bound to weigh a consideration."""

    MUST = "must"
    REGARD = "regard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    id: str
    label: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.label, *self.aliases)

    def __hash__(self) -> int:
        """By its id: an index is looked up for every answer."""
        return hash(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table field."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    is_date: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return (self.label, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Met when the other field's value is one of these ids; an unanswered field meets none."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    id: str
    label: str
    type: FieldType
    section: str
    """Id of its section."""
    party: Party = Party.REFERRER
    required: bool = False
    required_when: tuple[Condition, ...] = ()
    """Required when any of these is met."""
    accepts_not_known: bool = False
    accepts_not_applicable: bool = False
    aliases: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()
    none_phrases: tuple[str, ...] = ()
    """Words that answer a table field by saying that there are none."""
    help: str | None = None
    evidence_of: str | None = None
    """Id of the consideration whose evidence this is."""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.label, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    id: str
    title: str
    fields: tuple[Field, ...]
    """In the order of the form. A section of considerations begins with two fields for each of them."""
    help: str | None = None
    party: Party = Party.REFERRER
    holds_considerations: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Consideration:
    """A point that the partners weigh. The field `id` answers it (yes or no), `id + "_evidence"` says why."""

    id: str
    label: str
    duty: Duty
    authority: str
    """Where the duty stands, as it is cited."""
    accepts_not_known: bool = False


@dataclass(frozen=True, kw_only=True)
class Form:
    id: str
    version: str
    title: str
    partnership: str
    marking: str
    guidance: str
    sections: tuple[Section, ...]
    considerations: tuple[Consideration, ...]
    not_known_phrases: tuple[str, ...]
    placeholder_phrases: tuple[str, ...]
    printed: frozenset[str] = field(default=frozenset(), repr=False)
    """Lines printed on the blank form, in the normal form of `forms.normal`; subtracted from what stands in an answer."""
    hidden: frozenset[str] = field(default=frozenset(), repr=False)
    """Lines that a blank workbook hides, in the same form: lists to choose from, or what its office keeps there."""

    def __hash__(self) -> int:
        """By its id and version: an index is looked up for every answer."""
        return hash((self.id, self.version))

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Every field by its id, in the order of the form."""
        return {each.id: each for section in self.sections for each in section.fields}

    def section_of(self, field_id: str) -> Section:
        wanted = self.fields[field_id].section
        return next(section for section in self.sections if section.id == wanted)

"""A form definition (`config/forms/<id>.yaml`) -> `Form`, or every fault in it with its line."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pydantic import ValidationError

from intake.forms.blank.wording import own_lines
from intake.forms.definition_faults import shape_faults
from intake.forms.definition_lint import lint
from intake.forms.definition_rules import EVIDENCE_SUFFIX, breaches
from intake.forms.definition_shape import (
    ChoiceShape,
    ColumnShape,
    ConsiderationShape,
    FieldShape,
    FormShape,
    SectionShape,
)
from intake.forms.definition_yaml import Fault, Source, read_yaml
from intake.forms.normal import normal
from intake.model.form import Choice, Column, Condition, Consideration, Field, FieldType, Form, Section

__all__ = ["BlankFile", "Definition", "DefinitionFaults", "Fault", "lint", "load_definition", "load_form"]


class DefinitionFaults(Exception):  # noqa: N818 - it carries faults
    """A definition that cannot be used. Every fault at once, in the order of the file."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


@dataclass(frozen=True, slots=True)
class BlankFile:
    """A blank copy of the form that lies beside its definition."""

    name: str
    """Its path from the definition's folder."""
    line: int


@dataclass(frozen=True, slots=True)
class Definition:
    form: Form
    """`printed` holds what our own blank forms print; what other blanks print is for the handbook to read."""
    blanks: tuple[BlankFile, ...]
    id_line: int
    """Where the definition says its id."""


def load_form(text: str, *, name: str) -> Form:
    """The form that a definition describes; `name` is its file's, for the faults. Raises DefinitionFaults."""
    return load_definition(text, name=name).form


def load_definition(text: str, *, name: str) -> Definition:
    """As `load_form`, with the blank files that the definition names. Raises DefinitionFaults."""
    source = read_yaml(text, file=name)
    faults = {*source.faults, *(source.fault(place, message) for place, message in breaches(source.plain))}
    shape = _shape(source, faults)
    if faults or shape is None:
        raise DefinitionFaults(tuple(sorted(faults)))
    blanks = tuple(BlankFile(each, source.line_of(("blanks", at))) for at, each in enumerate(shape.blanks))
    form = _form(shape)
    printed = frozenset(normal(line) for line in own_lines(form)) - {""}
    return Definition(replace(form, printed=printed), blanks, source.line_of(("id",)))


def _shape(source: Source, faults: set[Fault]) -> FormShape | None:
    """The shape where every key is right by itself; else None, and what is wrong is put to the faults."""
    if source.plain is None:
        return None
    try:
        return FormShape.model_validate(source.plain)
    except ValidationError as error:
        faults.update(shape_faults(error, FormShape, source))
        return None


def _form(shape: FormShape) -> Form:
    considerations = tuple(_consideration(each) for each in shape.considerations)
    return Form(
        id=shape.id,
        version=shape.version,
        title=shape.title,
        partnership=shape.partnership,
        marking=shape.marking,
        guidance=shape.guidance,
        sections=tuple(_section(each, considerations) for each in shape.sections),
        considerations=considerations,
        not_known_phrases=shape.not_known_phrases,
        placeholder_phrases=shape.placeholder_phrases,
    )


def _section(shape: SectionShape, considerations: tuple[Consideration, ...]) -> Section:
    asked = considerations if shape.layout else ()
    fields = [each for consideration in asked for each in _fields_of(consideration, shape.id)]
    return Section(
        id=shape.id,
        title=shape.title,
        fields=(*fields, *(_field(each, shape) for each in shape.fields)),
        help=shape.help,
        party=shape.completed_by,
        holds_considerations=shape.layout is not None,
    )


def _fields_of(consideration: Consideration, section: str) -> Iterator[Field]:
    """The two fields of a consideration: its answer, and the evidence that a Yes needs."""
    yield Field(
        id=consideration.id,
        label=consideration.label,
        type=FieldType.YES_NO,
        section=section,
        required=True,
        accepts_not_known=consideration.accepts_not_known,
    )
    yield Field(
        id=consideration.id + EVIDENCE_SUFFIX,
        label=consideration.label,
        type=FieldType.LONG_TEXT,
        section=section,
        required_when=(Condition(field=consideration.id, values=("yes",)),),
        evidence_of=consideration.id,
    )


def _field(shape: FieldShape, section: SectionShape) -> Field:
    return Field(
        id=shape.id,
        label=shape.label,
        type=shape.type,
        section=section.id,
        party=section.completed_by,
        required=shape.required,
        required_when=tuple(Condition(field=other, values=values) for other, values in shape.required_when.items()),
        accepts_not_known=shape.not_known,
        accepts_not_applicable=shape.not_applicable,
        aliases=shape.aliases,
        choices=tuple(_choice(each) for each in shape.choices),
        columns=tuple(_column(each) for each in shape.columns),
        none_phrases=shape.none_phrases,
        help=shape.help,
    )


def _choice(shape: ChoiceShape) -> Choice:
    return Choice(id=shape.id, label=shape.label, aliases=shape.aliases)


def _column(shape: ColumnShape) -> Column:
    return Column(id=shape.id, label=shape.label, aliases=shape.aliases, is_date=shape.type == "date")


def _consideration(shape: ConsiderationShape) -> Consideration:
    return Consideration(
        id=shape.id,
        label=shape.label,
        duty=shape.duty,
        authority=shape.authority,
        accepts_not_known=shape.not_known,
    )

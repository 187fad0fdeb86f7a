"""What the keys of a definition mean together: one small rule each, which names every place that breaks it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from intake.forms.definition_faults import suggestion
from intake.forms.definition_shape import FieldShape, FormShape, SectionShape
from intake.forms.definition_yaml import Place
from intake.model.form import FieldType, Party

Breach: TypeAlias = tuple[Place, str]
PlacedField: TypeAlias = tuple[Place, SectionShape, FieldShape]

YES_NO_VALUES = ("yes", "no")
EVIDENCE_SUFFIX = "_evidence"

KEYS_OF_A_TYPE: dict[str, frozenset[FieldType]] = {
    "choices": frozenset({FieldType.CHOICE, FieldType.CHOICES}),
    "columns": frozenset({FieldType.TABLE}),
    "none_phrases": frozenset({FieldType.TABLE}),
}
"""A key, and the types of field that have it."""

KEYS_THAT_A_TYPE_NEEDS = ("choices", "columns")


def breaches(form: FormShape) -> Iterator[Breach]:
    """Everything that is wrong with a definition whose keys are in order one by one."""
    for rule in RULES:
        yield from rule(form)


def _placed_fields(form: FormShape) -> Iterator[PlacedField]:
    for at, section in enumerate(form.sections):
        for number, each in enumerate(section.fields):
            yield ("sections", at, "fields", number), section, each


def _ids_are_unique(form: FormShape) -> Iterator[Breach]:
    yield from _repeated(((("sections", at, "id"), each.id) for at, each in enumerate(form.sections)), "section")
    yield from _repeated(_field_ids(form), "field")
    for place, _, each in _placed_fields(form):
        yield from _repeated((((*place, "choices", at, "id"), one.id) for at, one in enumerate(each.choices)), "choice")
        yield from _repeated((((*place, "columns", at, "id"), one.id) for at, one in enumerate(each.columns)), "column")


def _field_ids(form: FormShape) -> Iterator[tuple[Place, str]]:
    for at, consideration in enumerate(form.considerations):
        yield ("considerations", at, "id"), consideration.id
        yield ("considerations", at, "id"), consideration.id + EVIDENCE_SUFFIX
    for place, _, each in _placed_fields(form):
        yield (*place, "id"), each.id


def _repeated(ids: Iterable[tuple[Place, str]], kind: str) -> Iterator[Breach]:
    seen: set[str] = set()
    for place, word in ids:
        if word in seen:
            yield place, f"a second {kind} with the id `{word}`"
        seen.add(word)


def _keys_fit_the_type(form: FormShape) -> Iterator[Breach]:
    for place, _, each in _placed_fields(form):
        for key, types in KEYS_OF_A_TYPE.items():
            is_given, belongs = bool(getattr(each, key)), each.type in types
            if is_given and not belongs:
                yield (*place, key), f"`{key}` belongs to a field of type {' or '.join(sorted(types))}, not {each.type}"
            if belongs and not is_given and key in KEYS_THAT_A_TYPE_NEEDS:
                yield place, f"field `{each.id}` is of type {each.type} and needs `{key}`"


def _required_is_said_once(form: FormShape) -> Iterator[Breach]:
    for place, section, each in _placed_fields(form):
        if each.required and each.required_when:
            yield (
                (*place, "required_when"),
                f"field `{each.id}`: `required: true` and `required_when` exclude each other",
            )
        if section.completed_by is Party.OFFICE and (each.required or each.required_when):
            yield place, f"field `{each.id}` is completed by the office, so it cannot be required of the referrer"


def _conditions_can_be_met(form: FormShape) -> Iterator[Breach]:
    values = _values_of_fields(form)
    for place, _, each in _placed_fields(form):
        for other, wanted in each.required_when.items():
            for message in _broken_condition(each.id, other, wanted, values):
                yield (*place, "required_when", other), message


def _values_of_fields(form: FormShape) -> dict[str, tuple[str, ...]]:
    """By field of the referrer's, the values that a condition may name; none for a field that has no closed set of them."""
    found = dict.fromkeys((each.id for each in form.considerations), YES_NO_VALUES)
    for _, section, each in _placed_fields(form):
        if section.completed_by is Party.REFERRER:
            is_yes_no = each.type is FieldType.YES_NO
            found[each.id] = YES_NO_VALUES if is_yes_no else tuple(choice.id for choice in each.choices)
    return found


def _broken_condition(
    field: str, other: str, wanted: tuple[str, ...], values: dict[str, tuple[str, ...]]
) -> Iterator[str]:
    if other == field:
        yield f"field `{field}` cannot depend on itself"
    elif other not in values:
        yield f"no field `{other}` that the referrer answers: {suggestion(other, values)}"
    elif not values[other]:
        yield f"field `{other}` is neither a choice nor yes/no, so nothing can depend on its value"
    elif not wanted:
        yield f"name at least one value of `{other}`: {', '.join(values[other])}"
    for value in wanted:
        if values.get(other) and value not in values[other]:
            yield f"`{other}` has no value `{value}`: {suggestion(value, values[other])}"


def _considerations_have_one_section(form: FormShape) -> Iterator[Breach]:
    holders = [at for at, section in enumerate(form.sections) if section.layout]
    if form.considerations and not holders:
        yield ("considerations",), "no section has `layout: considerations`, so nobody is asked them"
    if holders and not form.considerations:
        yield ("sections", holders[0], "layout"), "there are no `considerations` to lay out"
    for at in holders[1:]:
        yield ("sections", at, "layout"), "a second section with `layout: considerations`"
    for at in holders:
        if form.sections[at].completed_by is Party.OFFICE:
            yield ("sections", at, "completed_by"), "the considerations are the referrer's to answer"


def _sections_ask_something(form: FormShape) -> Iterator[Breach]:
    for at, section in enumerate(form.sections):
        if not section.fields and not section.layout:
            yield ("sections", at), f"section `{section.id}` has no `fields`"


def _blanks_lie_beside(form: FormShape) -> Iterator[Breach]:
    for at, name in enumerate(form.blanks):
        if "\\" in name or name.startswith("/") or ".." in name.split("/"):
            yield ("blanks", at), f"`{name}`: a blank file lies beside the definition or below it"


def _not_known_can_be_told(form: FormShape) -> Iterator[Breach]:
    accepting = any(each.not_known for _, _, each in _placed_fields(form)) or any(
        each.not_known for each in form.considerations
    )
    if accepting and not form.not_known_phrases:
        yield ("not_known_phrases",), "must not be empty: there are fields with `not_known: true`"


RULES: tuple[Callable[[FormShape], Iterator[Breach]], ...] = (
    _ids_are_unique,
    _keys_fit_the_type,
    _required_is_said_once,
    _conditions_can_be_met,
    _considerations_have_one_section,
    _sections_ask_something,
    _blanks_lie_beside,
    _not_known_can_be_told,
)

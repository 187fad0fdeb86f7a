"""What the keys of a definition mean together: one small rule each, which names every place that breaks it.

The rules look at the plain values and pass over what has the wrong shape, so that one fault does not hide the others.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from intake.forms.definition_faults import suggestion
from intake.forms.definition_yaml import Place, Plain
from intake.model.form import FieldType, Party

Breach: TypeAlias = tuple[Place, str]
Entry: TypeAlias = Mapping[str, Plain]
PlacedField: TypeAlias = tuple[Place, Entry, Entry]
"""A field with its place and its section."""

YES_NO_VALUES = ("yes", "no")
EVIDENCE_SUFFIX = "_evidence"
TRUE = frozenset({"true", "yes", "on", "y", "t", "1"})
"""What pydantic takes for true, in small letters."""

KEYS_OF_A_TYPE: Mapping[str, frozenset[str]] = {
    "choices": frozenset({FieldType.CHOICE, FieldType.CHOICES}),
    "columns": frozenset({FieldType.TABLE}),
    "none_phrases": frozenset({FieldType.TABLE}),
}
"""A key, and the types of field that have it."""

KEYS_THAT_A_TYPE_NEEDS = ("choices", "columns")


def breaches(plain: Plain) -> Iterator[Breach]:
    """Everything in a definition that is wrong although each key may be right by itself."""
    if isinstance(plain, dict):
        for rule in RULES:
            yield from rule(plain)


# What the rules see: entries with their places, ids as words.


def _entries(owner: Entry, key: str, place: Place = ()) -> Iterator[tuple[Place, Entry]]:
    listed = owner.get(key)
    for at, each in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(each, dict):
            yield (*place, key, at), each


def _placed_fields(form: Entry) -> Iterator[PlacedField]:
    for section_place, section in _entries(form, "sections"):
        for place, each in _entries(section, "fields", section_place):
            yield place, section, each


def _word(entry: Entry, key: str) -> str:
    found = entry.get(key)
    return found if isinstance(found, str) else ""


def _is_true(entry: Entry, key: str) -> bool:
    return _word(entry, key).lower() in TRUE


def _is_for_office(section: Entry) -> bool:
    return section.get("completed_by") == Party.OFFICE


def _ids(entries: Iterable[tuple[Place, Entry]]) -> Iterator[tuple[Place, str]]:
    for place, each in entries:
        if _word(each, "id"):
            yield (*place, "id"), _word(each, "id")


# The rules.


def _ids_are_unique(form: Entry) -> Iterator[Breach]:
    yield from _repeated(_ids(_entries(form, "sections")), "section")
    yield from _repeated(_field_ids(form), "field")
    for place, _, each in _placed_fields(form):
        yield from _repeated(_ids(_entries(each, "choices", place)), "choice")
        yield from _repeated(_ids(_entries(each, "columns", place)), "column")


def _field_ids(form: Entry) -> Iterator[tuple[Place, str]]:
    for place, word in _ids(_entries(form, "considerations")):
        yield place, word
        yield place, word + EVIDENCE_SUFFIX
    yield from _ids((place, each) for place, _, each in _placed_fields(form))


def _repeated(ids: Iterable[tuple[Place, str]], kind: str) -> Iterator[Breach]:
    seen: set[str] = set()
    for place, word in ids:
        if word in seen:
            yield place, f"a second {kind} with the id `{word}`"
        seen.add(word)


def _keys_fit_the_type(form: Entry) -> Iterator[Breach]:
    for place, _, each in _placed_fields(form):
        kind = _word(each, "type")
        for key, types in KEYS_OF_A_TYPE.items():
            if key in each and kind in set(FieldType) - types:
                yield (*place, key), f"`{key}` belongs to a field of type {' or '.join(sorted(types))}, not {kind}"
            if key in KEYS_THAT_A_TYPE_NEEDS and kind in types and not each.get(key):
                yield place, f"field `{_word(each, 'id')}` is of type {kind} and needs `{key}`"


def _required_is_said_once(form: Entry) -> Iterator[Breach]:
    for place, section, each in _placed_fields(form):
        is_required, is_conditional = _is_true(each, "required"), bool(each.get("required_when"))
        name = _word(each, "id")
        if is_required and is_conditional:
            yield (*place, "required_when"), f"field `{name}`: `required: true` and `required_when` exclude each other"
        if _is_for_office(section) and (is_required or is_conditional):
            yield place, f"field `{name}` is completed by the office, so it cannot be required of the referrer"


def _conditions_can_be_met(form: Entry) -> Iterator[Breach]:
    values = _values_of_fields(form)
    for place, _, each in _placed_fields(form):
        conditions = each.get("required_when")
        for other, wanted in (conditions if isinstance(conditions, dict) else {}).items():
            for message in _broken_condition(_word(each, "id"), other, wanted, values):
                yield (*place, "required_when", other), message


def _values_of_fields(form: Entry) -> dict[str, tuple[str, ...] | None]:
    """By field of the referrer's, the values that a condition may name: none where there is no closed set, None where it cannot be told."""
    found: dict[str, tuple[str, ...] | None] = {
        word: YES_NO_VALUES for _, word in _ids(_entries(form, "considerations"))
    }
    for _, section, each in _placed_fields(form):
        if not _is_for_office(section):
            found[_word(each, "id")] = _values_of(each)
    return found


def _values_of(field: Entry) -> tuple[str, ...] | None:
    match _word(field, "type"):
        case FieldType.YES_NO:
            return YES_NO_VALUES
        case FieldType.CHOICE | FieldType.CHOICES:
            return tuple(word for _, word in _ids(_entries(field, "choices"))) or None
        case kind:
            return () if kind in set(FieldType) else None


def _broken_condition(
    field: str, other: str, wanted: Plain, values: Mapping[str, tuple[str, ...] | None]
) -> Iterator[str]:
    possible = values.get(other)
    if other == field:
        yield f"field `{field}` cannot depend on itself"
    elif other not in values:
        yield f"no field `{other}` that the referrer answers: {suggestion(other, values)}"
    elif possible == ():
        yield f"field `{other}` is neither a choice nor yes/no, so nothing can depend on its value"
    elif possible and wanted == []:
        yield f"name at least one value of `{other}`: {', '.join(possible)}"
    if not possible or not isinstance(wanted, list):
        return
    for value in wanted:
        if isinstance(value, str) and value not in possible:
            yield f"`{other}` has no value `{value}`: {suggestion(value, possible)}"


def _considerations_have_one_section(form: Entry) -> Iterator[Breach]:
    holders = [(place, section) for place, section in _entries(form, "sections") if section.get("layout")]
    if form.get("considerations") and not holders:
        yield ("considerations",), "no section has `layout: considerations`, so nobody is asked them"
    if holders and not form.get("considerations"):
        yield (*holders[0][0], "layout"), "there are no `considerations` to lay out"
    for place, _ in holders[1:]:
        yield (*place, "layout"), "a second section with `layout: considerations`"
    for place, section in holders:
        if _is_for_office(section):
            yield (*place, "completed_by"), "the considerations are the referrer's to answer"


def _sections_ask_something(form: Entry) -> Iterator[Breach]:
    for place, section in _entries(form, "sections"):
        if not section.get("fields") and not section.get("layout"):
            yield place, f"section `{_word(section, 'id')}` has no `fields`"


def _blanks_lie_beside(form: Entry) -> Iterator[Breach]:
    blanks = form.get("blanks")
    for at, name in enumerate(blanks if isinstance(blanks, list) else ()):
        if isinstance(name, str) and ("\\" in name or name.startswith("/") or ".." in name.split("/")):
            yield ("blanks", at), f"`{name}`: a blank file lies beside the definition or in a folder there"


def _not_known_can_be_told(form: Entry) -> Iterator[Breach]:
    fields = (each for _, _, each in _placed_fields(form))
    considerations = (each for _, each in _entries(form, "considerations"))
    is_accepted = any(_is_true(each, "not_known") for each in (*fields, *considerations))
    if is_accepted and form.get("not_known_phrases") == []:
        yield ("not_known_phrases",), "`not_known_phrases` must not be empty: there are fields with `not_known: true`"


RULES: tuple[Callable[[Entry], Iterator[Breach]], ...] = (
    _ids_are_unique,
    _keys_fit_the_type,
    _required_is_said_once,
    _conditions_can_be_met,
    _considerations_have_one_section,
    _sections_ask_something,
    _blanks_lie_beside,
    _not_known_can_be_told,
)

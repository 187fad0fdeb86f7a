"""Advice on a definition that is right: what would make its forms hard to read back. Each rule yields sentences."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from intake.forms.blank.wording import is_of_danger
from intake.forms.normal import normal
from intake.model.form import Field, FieldType, Form, Section


def lint(form: Form) -> tuple[str, ...]:
    """Advice in the order of the rules and of the form; empty when there is nothing to say."""
    return tuple(advice for rule in RULES for advice in rule(form))


def _fields(section: Section) -> Iterator[Field]:
    """The fields with a label of their own: evidence goes by its consideration's."""
    return (each for each in section.fields if each.evidence_of is None)


def _labels_can_be_found(form: Form) -> Iterator[str]:
    for each in form.fields.values():
        for name in each.names:
            if not normal(name):
                yield f"`{each.id}`: nothing of “{name}” is left to look for; give it a word"


def _labels_differ_within_a_section(form: Form) -> Iterator[str]:
    for section in form.sections:
        named = [(each.id, each.names) for each in _fields(section)]
        yield from _clashes(named, f"in section `{section.id}`")


def _choices_differ(form: Form) -> Iterator[str]:
    for each in form.fields.values():
        named = [(choice.id, choice.names) for choice in each.choices]
        yield from _clashes(named, f"among the choices of `{each.id}`")


def _columns_differ(form: Form) -> Iterator[str]:
    for each in form.fields.values():
        named = [(column.id, column.names) for column in each.columns]
        yield from _clashes(named, f"among the columns of `{each.id}`")


def _clashes(named: Iterable[tuple[str, Sequence[str]]], where: str) -> Iterator[str]:
    """Names of two things that a reader cannot tell apart."""
    owners: dict[str, tuple[str, str]] = {}
    for owner, names in named:
        for name in names:
            first, written = owners.setdefault(normal(name), (owner, name))
            if first != owner and normal(name):
                yield f"{where}: “{name}” of `{owner}` reads the same as “{written}” of `{first}`"


def _answers_are_no_placeholders(form: Form) -> Iterator[str]:
    placeholders = {normal(each) for each in form.placeholder_phrases} - {""}
    for phrase in form.not_known_phrases:
        if normal(phrase) in placeholders:
            yield f"“{phrase}” is both a not-known phrase and a placeholder"
    for each in form.fields.values():
        answers = (*each.none_phrases, *(name for choice in each.choices for name in choice.names))
        for answer in answers:
            if normal(answer) in placeholders:
                yield f"`{each.id}`: the answer “{answer}” is a placeholder too, so it never counts"


def _choices_leave_a_choice(form: Form) -> Iterator[str]:
    for each in form.fields.values():
        if each.type is FieldType.CHOICE and len(each.choices) == 1:
            yield f"`{each.id}` offers one choice only"


def _conditions_do_not_turn_in_circles(form: Form) -> Iterator[str]:
    for each in form.fields.values():
        if each.id in _depends_on(form, each.id):
            yield f"`{each.id}` is needed because of an answer that is itself needed because of it"


def _depends_on(form: Form, field: str) -> set[str]:
    """Every field that this one's need hangs on, directly or through others."""
    found: set[str] = set()
    ahead = [field]
    while ahead:
        causes = {condition.field for condition in form.fields[ahead.pop()].required_when} - found
        found |= causes
        ahead += causes
    return found


def _required_tables_can_be_empty(form: Form) -> Iterator[str]:
    for each in form.fields.values():
        if each.type is FieldType.TABLE and each.required and not each.none_phrases:
            yield f"`{each.id}` is a required table without `none_phrases`: a referrer with nothing to list cannot say so"


def _somebody_must_answer_something(form: Form) -> Iterator[str]:
    if not any(each.required for each in form.fields.values()):
        yield "no field is required, so a blank form counts as complete"


def _guidance_says_where_to_turn(form: Form) -> Iterator[str]:
    if not is_of_danger(form.guidance):
        yield "`guidance` does not say where to turn when somebody is at risk now"


RULES: tuple[Callable[[Form], Iterator[str]], ...] = (
    _labels_can_be_found,
    _labels_differ_within_a_section,
    _choices_differ,
    _columns_differ,
    _answers_are_no_placeholders,
    _choices_leave_a_choice,
    _conditions_do_not_turn_in_circles,
    _required_tables_can_be_empty,
    _somebody_must_answer_something,
    _guidance_says_where_to_turn,
)

"""When an answer is needed, in the words of our own blank forms, “Needed if the answer to … is …”, as conditions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from intake.forms.blank.wording import hints, options
from intake.forms.learn.looks import plain
from intake.forms.normal import normal
from intake.model.form import Condition, Field, Form, Party

NEEDED_IF = re.compile(r"^Needed if the answer to “")
CONDITION = re.compile(r"the answer to “(?P<label>.+?)” is (?P<values>“[^”]+”(?: or “[^”]+”)*)")


def with_needs(form: Form, needs: Mapping[str, str]) -> Form:
    """`needs`: by field id, what the blank prints. What cannot be said as conditions becomes help, so that it is never read as an answer."""
    return replace(
        form,
        sections=tuple(
            replace(
                section,
                fields=tuple(
                    _with_need(form, each, needs[each.id]) if each.id in needs else each for each in section.fields
                ),
            )
            for section in form.sections
        ),
    )


def _with_need(form: Form, field: Field, need: str) -> Field:
    needed = replace(field, required_when=tuple(_conditions(form, need)))
    if not field.required and field.party is Party.REFERRER and normal(need) in map(normal, hints(form, needed)):
        return needed
    return replace(field, help=plain(f"{field.help or ''} {need}"))


def _conditions(form: Form, need: str) -> Iterator[Condition]:
    asked = {normal(each.label): each for each in reversed(form.fields.values()) if each.evidence_of is None}
    for found in CONDITION.finditer(need):
        other = asked.get(normal(found["label"]))
        if other is not None:
            yield Condition(field=other.id, values=tuple(_values(form, other, found["values"])))


def _values(form: Form, field: Field, quoted: str) -> Iterator[str]:
    """Ids of the answers in quotes; a list in Excel spells commas as semicolons."""
    ids = {normal(label): name for name, label in options(form, field)}
    yield from (ids[normal(each)] for each in re.findall(r"“([^”]+)”", quoted) if normal(each) in ids)

"""What two readings of one form must have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from intake.checks import assess
from intake.documents import read
from intake.forms import read_forms
from intake.model.form import Form
from intake.model.reading import Answer, Reading, State, Value
from tests.metamorphic.packages import with_body
from tests.metamorphic.repacking import REPACKINGS
from tests.metamorphic.rewriting import REWRITINGS

TODAY = date(2026, 7, 1)


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader of the form is told."""

    verdict: str
    missing: tuple[str, ...]
    values: Mapping[str, Any]
    """Of the answers that are filled, by field id; white space folded, several choices as a set."""

    def differences(self, other: "Read") -> list[str]:
        """In words, field by field, what the other says otherwise; empty for the same reading."""
        found = [] if self.verdict == other.verdict else [f"verdict: {self.verdict} became {other.verdict}"]
        found += [f"newly missing: {each}" for each in other.missing if each not in self.missing]
        found += [f"no longer missing: {each}" for each in self.missing if each not in other.missing]
        for each in dict.fromkeys((*self.values, *other.values)):
            before, after = self.values.get(each), other.values.get(each)
            if before != after:
                found.append(f"{each}: {before!r} became {after!r}")
        return found


def read_form(content: bytes, form: Form) -> tuple[Read, Reading]:
    reading = read_forms(read(content), [form])[0]
    assessment = assess(form if reading.form else None, reading, today=TODAY)
    values = {name: folded(answer.value) for name, answer in reading.answers.items() if is_filled(answer)}
    return Read(str(assessment.verdict), tuple(gap.field for gap in assessment.missing), values), reading


def is_filled(answer: Answer) -> bool:
    return answer.state is State.FILLED


def folded(value: Value) -> Any:
    match value:
        case None:
            return None
        case str():
            return " ".join(value.split())
        case tuple() if all(isinstance(each, str) for each in value):
            return set(value)
    return [{name: " ".join(words.split()) for name, words in row.items() if words} for row in value]


def rewritten(package: bytes, names: Sequence[str], form: Form, seed: int) -> bytes:
    """The form after these rewritings in their order; a new packing comes last, since it renames what they look for."""
    for number, name in enumerate(each for each in names if each in REWRITINGS):
        chance = Random(f"{seed} {number} {name}")
        package = with_body(package, lambda root, name=name, chance=chance: REWRITINGS[name](root, form, chance))
    for name in (each for each in names if each in REPACKINGS):
        package = REPACKINGS[name](package)
    return package

"""Habit by habit, how forms filled in that way are read: `python bench/habits.py FOLDER`, a page in docs/habits.md."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samples import TODAY, filled

from intake.checks import assess
from intake.documents import read
from intake.equipment import load_handbook
from intake.forms import read_forms
from intake.model.form import Form
from intake.model.reading import Answer, Reading, State

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "tests" / "samples" / "forms"
PAGE = ROOT / "docs" / "habits.md"
HEAD = """# Habits of people who fill in forms, and how each is read

Written by `python bench/habits.py FOLDER` from invented forms whose answers are known; not edited by hand. A file may
show several habits; the figures are those of the whole file. *Missing* says whether exactly the right gaps are named.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One file against its truth."""

    name: str
    habits: tuple[str, ...]
    verdict: str
    verdict_is_right: bool
    missing_is_right: bool
    right: int
    asked: int
    states: Mapping[str, int]

    @property
    def is_right(self) -> bool:
        return self.verdict_is_right and self.missing_is_right and self.right == self.asked


def outcome(path: Path, truth: Mapping[str, Any], form: Form) -> Outcome:
    reading = read_forms(read(path.read_bytes()), [form])[0]
    assessment = assess(form if reading.form else None, reading, today=TODAY)
    answers = {name: reading.answers.get(name, Answer(state=State.EMPTY)) for name in truth["answers"]}
    return Outcome(
        name=path.name,
        habits=tuple(truth["habits"]),
        verdict=str(assessment.verdict),
        verdict_is_right=str(assessment.verdict) == truth["verdict"],
        missing_is_right={gap.field for gap in assessment.missing} == set(truth["missing"]),
        right=sum(is_same(answers[name], wanted) for name, wanted in truth["answers"].items()),
        asked=len(answers),
        states=states(reading),
    )


def is_same(answer: Answer, wanted: Any) -> bool:
    """Several choices are compared as sets, rows without their empty cells."""
    if isinstance(answer.value, tuple) and isinstance(wanted, list):
        if any(isinstance(each, str) for each in (*answer.value, *wanted)):
            return set(map(str, answer.value)) == set(map(str, wanted))
        return [filled(dict(each)) for each in answer.value if not isinstance(each, str)] == [*map(filled, wanted)]
    return bool(answer.value == wanted)


def states(reading: Reading) -> Mapping[str, int]:
    return Counter(str(answer.state) for answer in reading.answers.values())


def outcomes(folder: Path, form: Form) -> list[Outcome]:
    found = []
    for path in sorted(folder.rglob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(truth, dict) and "answers" in truth and (path.parent / truth["file"]).exists():
            found.append(outcome(path.parent / truth["file"], truth, form))
    return found


def page(found: Sequence[Outcome]) -> str:
    lines = [HEAD, "| habit | file | verdict | missing | fields right | states |", "|---|---|---|---|---|---|"]
    lines += [row(habit, each) for each in found for habit in each.habits]
    lines += ["", totals(found), ""]
    return "\n".join(lines)


def row(habit: str, each: Outcome) -> str:
    counted = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in sorted(each.states.items()))
    cells = (
        habit.replace("|", "\\|"),
        each.name,
        f"{each.verdict}: {word(right=each.verdict_is_right)}",
        word(right=each.missing_is_right),
        f"{each.right}/{each.asked}",
        counted,
    )
    return f"| {' | '.join(cells)} |"


def word(*, right: bool) -> str:
    return "right" if right else "**wrong**"


def totals(found: Sequence[Outcome]) -> str:
    files, right = len(found), sum(each.is_right for each in found)
    fields, asked = sum(each.right for each in found), sum(each.asked for each in found)
    habits = [(habit, each.is_right) for each in found for habit in each.habits]
    return (
        f"**{right} of {files} files** exactly right; {fields} of {asked} fields right; "
        f"{sum(good for _, good in habits)} of {len(habits)} habits in files that are exactly right."
    )


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path, nargs="?", default=KEPT, help="NAME.docx or NAME.xlsx beside NAME.json")
    arguments.add_argument("-o", "--output", type=Path, default=PAGE)
    given = arguments.parse_args()
    found = outcomes(given.folder, load_handbook(ROOT / "config").forms[0])
    if not found:
        print("no samples with truth there")
        return 2
    text = page(found)
    given.output.write_text(text, encoding="utf-8")
    print(text)
    return 0 if all(each.is_right for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())

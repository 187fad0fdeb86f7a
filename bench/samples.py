"""How many of the shared samples are read exactly right: `python bench/samples.py FOLDER`, a table file by file."""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from pathlib import Path
from typing import Any

from intake.checks import assess
from intake.documents import read
from intake.forms import read_forms, with_blank
from intake.forms.definition import load_form
from intake.model.assessment import Assessment
from intake.model.form import Form
from intake.model.reading import Answer, Reading, State

ROOT = Path(__file__).resolve().parent.parent
DEFINITION = ROOT / "config" / "forms" / "halton-lcspr.yaml"
TODAY = date(2026, 7, 1)


@dataclass
class Score:
    name: str
    verdict: str
    wanted_verdict: str
    wrong_fields: list[str] = field(default_factory=list)
    right_fields: int = 0
    missing_too_many: list[str] = field(default_factory=list)
    missing_too_few: list[str] = field(default_factory=list)
    wrong_states: list[str] = field(default_factory=list)
    unclaimed: int = 0
    doubts: int = 0
    milliseconds: float = 0.0

    @property
    def is_right(self) -> bool:
        return self.verdict == self.wanted_verdict and not (
            self.wrong_fields or self.missing_too_many or self.missing_too_few or self.wrong_states
        )


def form_with(blanks: list[Path]) -> Form:
    form = load_form(DEFINITION.read_text(encoding="utf-8"), name=DEFINITION.name)
    return reduce(with_blank, (read(each.read_bytes()) for each in blanks), replace(form, printed=frozenset()))


def samples(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for truth in sorted(folder.rglob("*.json")):
        raw = json.loads(truth.read_text(encoding="utf-8"))
        if isinstance(raw, dict) and "answers" in raw and (truth.parent / raw["file"]).exists():
            yield truth.parent / raw["file"], raw


def shaped(answer: Answer) -> Any:
    """The value in the truth's own shape."""
    if isinstance(answer.value, tuple):
        return [dict(each) if not isinstance(each, str) else each for each in answer.value]
    return answer.value


def same(got: Any, wanted: Any) -> bool:
    if isinstance(got, list) and isinstance(wanted, list) and all(isinstance(each, str) for each in (*got, *wanted)):
        return sorted(got) == sorted(wanted)
    if isinstance(wanted, list) and isinstance(got, list):
        return [filled(each) for each in got] == [filled(each) for each in wanted]
    return bool(got == wanted)


def filled(row: dict[str, str]) -> dict[str, str]:
    return {column: " ".join(text.split()) for column, text in row.items() if text}


def score(path: Path, truth: dict[str, Any], form: Form) -> tuple[Score, Reading, Assessment]:
    content = path.read_bytes()
    start = time.perf_counter()
    readings = read_forms(read(content), [form])
    spent = time.perf_counter() - start
    reading = readings[0]
    assessment = assess(form if reading.form else None, reading, today=TODAY)
    result = Score(path.name, str(assessment.verdict), truth["verdict"], milliseconds=spent * 1e3)
    for name, wanted in truth["answers"].items():
        answer = reading.answers.get(name)
        if answer is not None and same(shaped(answer), wanted):
            result.right_fields += 1
        else:
            result.wrong_fields.append(name)
    got = [gap.field for gap in assessment.missing]
    result.missing_too_many = [name for name in got if name not in truth["missing"]]
    result.missing_too_few = [name for name in truth["missing"] if name not in got]
    known = {name for name in truth.get("not_known", ()) if name in reading.answers}
    result.wrong_states = [name for name in sorted(known) if reading.answers[name].state is not State.NOT_KNOWN]
    result.unclaimed = len(reading.unclaimed)
    result.doubts = len(assessment.doubts)
    return result, reading, assessment


def show(result: Score) -> str:
    verdict = (
        result.verdict if result.verdict == result.wanted_verdict else f"{result.verdict} (not {result.wanted_verdict})"
    )
    wrong = [
        *result.wrong_fields,
        *(f"+{each}" for each in result.missing_too_many),
        *(f"-{each}" for each in result.missing_too_few),
    ]
    wrong += [f"state of {each}" for each in result.wrong_states]
    mark = "ok " if result.is_right else "BAD"
    return (
        f"{mark} {result.name:45} {verdict:12} fields {result.right_fields:3} right {len(result.wrong_fields):2} wrong   "
        f"left over {result.unclaimed:2}   {result.milliseconds:6.1f} ms   {', '.join(wrong)}"
    )


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path, help="holds NAME.docx or NAME.xlsx beside NAME.json, and blank/")
    arguments.add_argument("--only", default="", help="names that hold this")
    arguments.add_argument("--verbose", action="store_true", help="show each wrong answer")
    arguments.add_argument("--without-blank", action="store_true", help="do not subtract what the blank forms print")
    given = arguments.parse_args()
    blanks = (
        [] if given.without_blank else sorted(p for p in given.folder.glob("blank/*") if p.suffix in {".docx", ".xlsx"})
    )
    form = form_with(blanks)
    results = []
    for path, truth in samples(given.folder):
        if given.only not in str(path):
            continue
        result, reading, _ = score(path, truth, form)
        results.append(result)
        print(show(result))
        if given.verbose:
            for name in result.wrong_fields:
                answer = reading.answers.get(name)
                print(f"      {name}: wanted {truth['answers'][name]!r}")
                if answer is not None:
                    print(
                        f"      {'':{len(name)}}  got    {shaped(answer)!r} {answer.state} {answer.problem} at {answer.where}: {answer.text[:120]!r}"
                    )
    right = sum(result.is_right for result in results)
    fields = sum(result.right_fields for result in results)
    asked = fields + sum(len(result.wrong_fields) for result in results)
    print(f"{right} of {len(results)} files exactly right; {fields} of {asked} fields")
    return 0 if results and right == len(results) else 1


if __name__ == "__main__":
    sys.exit(main())

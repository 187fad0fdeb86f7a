"""docs/bad-inputs.md, from a run of every row: `python -m tests.bad_inputs.page`."""

from collections.abc import Iterator
from pathlib import Path

from tests.bad_inputs import by_config, elsewhere
from tests.bad_inputs.rows import Bad, ending
from tests.bad_inputs.table import ROWS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "bad-inputs.md"
HEAD = """# Bad inputs, and what becomes of each

Made from a run by `python -m tests.bad_inputs.page`; `tests/bad_inputs` holds each row and checks it. The numbers are those of the catalogue of bad
inputs that the service was built to. An ending is the outcome, its reason, and who was told; without a name nobody was. What a catalogue of its
kind would send back to the referrer because a *file* cannot be read goes to a person here: it may be our fault, and the concern may be real.

## Messages, files and answers

| no. | input | ends as | remark |
| --- | --- | --- | --- |
"""
REFUSED = """
## Configurations, refused at the start

| no. | what is wrong | what is said names |
| --- | --- | --- |
"""
ELSEWHERE = """
## Shown elsewhere, or not at all

| no. | input | where, or why not |
| --- | --- | --- |
"""


def lines() -> Iterator[str]:
    yield HEAD
    for row in sorted(ROWS, key=lambda each: each.number):
        yield f"| {row.number} | {row.name} | {ending(row)[0]} | {row.note} |\n"
    yield REFUSED
    for refused in by_config.ROWS:
        assert refused.says in refused.faults()
        yield f"| {refused.number} | {refused.name} | `{refused.says}` |\n"
    yield ELSEWHERE
    for number, (name, where) in elsewhere.SHOWN.items():
        yield f"| {number} | {name} | {where} |\n"


def listed(row: Bad) -> str:
    """How the page tells of a row."""
    return f"| {row.number} | {row.name} | {row.ended} | {row.note} |"


if __name__ == "__main__":
    PAGE.write_text("".join(lines()), encoding="utf-8")

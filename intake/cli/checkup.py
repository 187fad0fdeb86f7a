"""`doctor`: one line a check."""

import dataclasses
import json

import typer

from intake.cli.exits import Exit
from intake.doctor import Finding, Grade, examine

MARKS = {Grade.GOOD: "ok", Grade.MIND: "mind", Grade.AWAY: "away", Grade.WRONG: "WRONG"}
ENDS = {Grade.WRONG: Exit.WRONG, Grade.AWAY: Exit.FAILED, Grade.MIND: Exit.PERSON, Grade.GOOD: Exit.DONE}
"""The worst grade decides, in this order."""


def examine_machine(*, as_json: bool) -> Exit:
    """Exit 0 when all is good, 1 with something to mind, 3 when a server is away, 2 when it cannot work like this."""
    grades = {show(finding, as_json=as_json) for finding in examine()}
    return next(end for grade, end in ENDS.items() if grade in grades)


def show(finding: Finding, *, as_json: bool) -> Grade:
    line = json.dumps(dataclasses.asdict(finding)) if as_json else words(finding)
    typer.echo(line)
    return finding.grade


def words(finding: Finding) -> str:
    return f"{MARKS[finding.grade]:5}  {finding.check:18}  {finding.says}"

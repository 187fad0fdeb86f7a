"""`check` and `try`: reading files and messages without touching anything."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

from intake.cli import shapes
from intake.cli.exits import Exit
from intake.trial.files import Trial

PROGRESS_FROM_FILES = 20


def check_files(paths: list[Path], *, as_json: bool, form: str | None, config: Path | None) -> Exit:
    """Exit 0 when every file ended in a verdict, 1 when one could not be opened at all, 2 for an unknown form."""
    with Trial.opened(config, only_form=form) as trial:
        lines = (check_file(trial, path) for path in watched(paths))
        unopened = sum(show(line, as_json=as_json) for line in lines)
    return Exit.PERSON if unopened else Exit.DONE


def check_file(trial: Trial, path: Path) -> dict[str, Any]:
    try:
        content = path.read_bytes()
    except OSError as error:
        return {**shapes.unopened_line(str(path), error), "unopened": True}
    return shapes.file_line(str(path), trial.check(path.name, content), trial.forms)


def watched(paths: list[Path]) -> Iterable[Path]:
    """The paths, with a progress bar on a terminal when they are many."""
    if len(paths) < PROGRESS_FROM_FILES or not sys.stderr.isatty():
        return paths
    # Slow to import, and needed by nobody but a person who looks on.
    from rich.console import Console
    from rich.progress import track

    return track(paths, description="Reading", console=Console(stderr=True), transient=True)


def show(line: dict[str, Any], *, as_json: bool) -> bool:
    """Print one file; answer whether it could not be opened."""
    unopened = bool(line.pop("unopened", False))
    typer.echo(json.dumps(line, ensure_ascii=False) if as_json else "\n".join(check_words(line)))
    return unopened


def check_words(line: dict[str, Any]) -> Iterator[str]:
    """One file for a person: what it is, and what is missing. No answer is shown."""
    yield f"{line['file']}: {line['verdict']}" + (f" ({line['form']})" if line["form"] else "")
    if line["reason"]:
        yield f"  {line['reason']}"
    section = None
    for gap in line["missing"]:
        if gap["section"] != section:
            section = gap["section"]
            yield f"  {section}"
        yield f"    - {gap['label']}: {gap['problem']}"
    yield from (f"  ! {warning}" for warning in line["warnings"])


def try_messages(paths: list[Path], *, as_json: bool, config: Path | None) -> Exit:
    """Exit 0 when every message ended in an outcome without a person, 1 when one needs a person or could not be opened."""
    needs_person = False
    with Trial.opened(config) as trial:
        for path in paths:
            line = try_file(trial, path)
            needs_person |= line["outcome"] == "handed_over"
            typer.echo(json.dumps(line, ensure_ascii=False) if as_json else "\n".join(try_words(line)))
    return Exit.PERSON if needs_person else Exit.DONE


def try_file(trial: Trial, path: Path) -> dict[str, Any]:
    # The whole journey, down to the letters; whoever only checks files does without.
    from intake.trial.messages import attempt

    examined, decision, notices = attempt(trial, path.read_bytes())
    return shapes.message_line(str(path), examined, decision, notices)


def try_words(line: dict[str, Any]) -> Iterator[str]:
    yield f"{line['file']}: {line['outcome']} ({line['kind']})"
    yield f"  {line['reason']}"
    for form in line["forms"]:
        yield f"  form {form['form']}: {form['verdict']}" + (
            f", missing: {', '.join(form['missing'])}" if form["missing"] else ""
        )
    for notice in line["notices"]:
        yield f"  {notice['kind']} to {', '.join(notice['to'])}: {notice['subject']}"
    if line["why_not_answerable"]:
        yield f"  no automatic answer: {', '.join(line['why_not_answerable'])}"

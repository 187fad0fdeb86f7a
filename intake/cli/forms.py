"""`forms blank` and `forms lint`."""

from collections.abc import Callable, Mapping
from pathlib import Path

import typer

from intake import app
from intake.cli.exits import Exit
from intake.forms.blank.excel import write_excel
from intake.forms.blank.word import write_word
from intake.forms.definition import lint
from intake.model.form import Form

WRITERS: Mapping[str, Callable[[Form], bytes]] = {".docx": write_word, ".xlsx": write_excel}


def write_blank(form: str, output: Path, *, config: Path | None) -> Exit:
    book = app.load_handbook(config)
    known = {each.id: each for each in book.forms}
    if form not in known or output.suffix.lower() not in WRITERS:
        typer.echo(f"forms: {', '.join(known)}; file endings: {', '.join(WRITERS)}", err=True)
        return Exit.WRONG
    output.write_bytes(WRITERS[output.suffix.lower()](known[form]))
    typer.echo(str(output))
    return Exit.DONE


def lint_definitions(*, config: Path | None) -> Exit:
    """Exit 0 without advice, 1 with advice, 2 with faults."""
    book = app.load_handbook(config)
    advice = [f"{form.id}: {line}" for form in book.forms for line in lint(form)]
    for line in advice:
        typer.echo(line)
    typer.echo(f"{len(book.forms)} definition(s) without fault, {len(advice)} piece(s) of advice")
    return Exit.PERSON if advice else Exit.DONE

"""`forms blank`, `forms learn` and `forms lint`."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import typer

from intake import equipment
from intake.cli.exits import Exit
from intake.documents.read import read
from intake.forms.blank.excel import write_excel
from intake.forms.blank.word import write_word
from intake.forms.definition import lint
from intake.forms.definition_doubts import StandingDoubt, standing_doubts
from intake.forms.learn import Proposal, as_yaml, learn
from intake.model.document import UnreadableDocument
from intake.model.form import FieldType, Form
from intake.notices import wording

WRITERS: Mapping[str, Callable[[Form], bytes]] = {".docx": write_word, ".xlsx": write_excel}


def write_blank(form: str, output: Path, *, config: Path | None) -> Exit:
    book = equipment.load_handbook(config)
    known = {each.id: each for each in book.forms}
    if form not in known or output.suffix.lower() not in WRITERS:
        typer.echo(f"forms: {', '.join(known)}; file endings: {', '.join(WRITERS)}", err=True)
        return Exit.WRONG
    output.write_bytes(WRITERS[output.suffix.lower()](known[form]))
    typer.echo(str(output))
    return Exit.DONE


def lint_definitions(*, config: Path | None) -> Exit:
    """Exit 0 with nothing to look at, 1 with doubts that still stand or with advice, 2 with faults."""
    book = equipment.load_handbook(config)
    doubts = [str(each) for path in equipment.definition_files(config) for each in _doubts(path)]
    advice = [f"{form.id}: {line}" for form in book.forms for line in lint(form)]
    for line in (*doubts, *advice):
        typer.echo(line)
    typer.echo(
        f"{len(book.forms)} definition(s) without fault, {len(doubts)} doubt(s), {len(advice)} piece(s) of advice"
    )
    return Exit.PERSON if doubts or advice else Exit.DONE


def _doubts(path: Path) -> tuple[StandingDoubt, ...]:
    return standing_doubts(path.read_text(encoding="utf-8-sig"), name=str(path))


def learn_definition(blank: Path, output: Path, *, form_id: str | None) -> Exit:
    """Exit 1 when a person has something to settle, 2 when the blank cannot be read or the definition exists."""
    if output.exists():
        typer.echo(f"{output} exists; nothing was written", err=True)
        return Exit.WRONG
    try:
        document = read(blank.read_bytes())
    except OSError as error:
        typer.echo(f"{blank}: the file could not be opened ({type(error).__name__}).", err=True)
        return Exit.WRONG
    except UnreadableDocument as error:
        typer.echo(f"{blank}: {wording.TROUBLES_FOR_REFERRER[error.trouble]}", err=True)
        return Exit.WRONG
    proposal = learn(document, form_id=form_id or id_from(output.stem))
    output.write_text(as_yaml(proposal), encoding="utf-8")
    for doubt in proposal.doubts:
        typer.echo(str(doubt))
    typer.echo(f"{output}: {counted(proposal)}")
    return Exit.PERSON if proposal.doubts else Exit.DONE


def id_from(name: str) -> str:
    """A form id out of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-") or "form"


def counted(proposal: Proposal) -> str:
    form = proposal.form
    tables = sum(each.type is FieldType.TABLE for each in form.fields.values())
    return (
        f"{len(form.sections)} section(s), {len(form.fields)} field(s), {tables} of them table(s), "
        f"{len(form.considerations)} consideration(s), {len(proposal.doubts)} doubt(s)"
    )

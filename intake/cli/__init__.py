"""The command line: thin commands over `intake.app`. Everything heavy is imported by the command that needs it."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from intake.cli.exits import Exit, ended

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Reads the referral forms that agencies e-mail, returns incomplete ones and forwards complete ones.",
)
forms_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Forms: write a blank one, look for faults in definitions."
)
app.add_typer(forms_app, name="forms")
keys_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Keys: make one, see which are in use, rotate."
)
app.add_typer(keys_app, name="keys")
audit_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Audit: is it as it was written?")
app.add_typer(audit_app, name="audit")
retention_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Retention: what was kept long enough.")
app.add_typer(retention_app, name="retention")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
By = Annotated[str, typer.Option("--by", help="The office of whoever says so, such as head-of-safeguarding; no name.")]
Config = Annotated[Path | None, typer.Option("--config", help="Folder with intake.yaml and forms/.")]


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Word or Excel forms.")],
    as_json: AsJson = False,
    form: Annotated[str | None, typer.Option("--form", help="Read as this form only.")] = None,
    config: Config = None,
) -> None:
    """Read form files and say what is answered and what is missing. No mail, no network, no database."""
    from intake.cli.reading import check_files

    ended(lambda: check_files(files, as_json=as_json, form=form, config=config))


@app.command("try")
def try_(
    files: Annotated[list[Path], typer.Argument(help="Whole messages (.eml).")],
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """Say what would happen to whole messages. Inert: no server, no database, nothing sent."""
    from intake.cli.reading import try_messages

    ended(lambda: try_messages(files, as_json=as_json, config=config))


@app.command()
def run() -> None:
    """Work until stopped: poll, decide, send, file, and write the digest."""
    from intake.cli.operating import run_worker

    ended(run_worker)


@app.command()
def once(
    job: Annotated[
        str | None, typer.Option("--job", help="Only this job: collect, decide, deliver, file, digest, alarm.")
    ] = None,
) -> None:
    """Run one full cycle and exit."""
    from intake.cli.operating import run_once

    ended(lambda: run_once(job))


@app.command()
def status(as_json: AsJson = False) -> None:
    """Say where everything stands, and whether the sums balance."""
    from intake.cli.operating import show_status

    ended(lambda: show_status(as_json=as_json))


@app.command()
def baseline(
    again: Annotated[bool, typer.Option("--again", help="Also when the service has begun already.")] = False,
) -> None:
    """Leave alone what lies in the mailbox now: it is counted, never answered. The first run does it by itself."""
    from intake.cli.beginning import leave_alone

    ended(lambda: leave_alone(again=again))


@app.command()
def backfill(
    since: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day.")],
    no_replies: Annotated[bool, typer.Option("--no-replies", help="Nobody outside is answered.")] = False,
) -> None:
    """Take in old mail that was left alone on the first day, from a day on."""
    from intake.cli.beginning import take_in_old

    ended(lambda: take_in_old(since.date(), no_replies=no_replies))


@app.command()
def retry(
    name: Annotated[str, typer.Argument(help="A letter's reference or Message-ID, or the number of an arrival.")],
) -> None:
    """Have something tried again now: a letter that could not be delivered, or what waits for its next try."""
    from intake.cli.operating import try_again

    ended(lambda: try_again(name))


@app.command()
def settle(
    name: Annotated[
        str, typer.Argument(help="A reference, the number of an arrival, a letter's Message-ID, or an alarm's code.")
    ],
) -> None:
    """Say that something is done with: a hand-over, an open return, a letter that could not be delivered, an alarm."""
    from intake.cli.operating import settle_one

    ended(lambda: settle_one(name))


@app.command()
def release(
    name: Annotated[str | None, typer.Argument(metavar="REF", help="A reference or Message-ID.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that is held.")] = False,
) -> None:
    """Let go letters that were held because very many waited at once."""
    from intake.cli.operating import release_letters

    ended(lambda: release_letters(name, everything=everything))


@app.command()
def trace(query: Annotated[str, typer.Argument(help="A reference, a Message-ID, a sender or a hash.")]) -> None:
    """Every step of one referral or message, with its time."""
    from intake.cli.operating import show_trace

    ended(lambda: show_trace(query))


@app.command()
def digest(show: Annotated[bool, typer.Option("--print", help="Print it and send nothing.")] = False) -> None:
    """Write the digest of today, or print it."""
    from intake.cli.operating import write_digest

    ended(lambda: write_digest(show=show))


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say whether this machine is fit: interpreter, walls, settings, database, servers, keys, and what ends soon."""
    from intake.cli.checkup import examine_machine

    ended(lambda: examine_machine(as_json=as_json))


@app.command()
def init(directory: Annotated[Path, typer.Argument(help="A new folder.")]) -> None:
    """Write a folder with the configuration, the letters and a settings file to fill in."""
    from intake.cli.starting import write_folder

    ended(lambda: write_folder(directory))


@app.command()
def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Leave the servers up and say how to look in.")] = False,
    folder: Annotated[Path | None, typer.Option("--folder", help="Where to leave the letters.")] = None,
) -> None:
    """Watch invented referrals travel from a mailbox to their outcomes, over real IMAP and SMTP."""
    from intake.cli.starting import play_demo

    ended(lambda: play_demo(keep=keep, folder=folder))


@app.command()
def rebuild() -> None:
    """After the database was lost or an older copy restored: learn from the mailbox what happened since. Stop the worker first."""
    from intake.cli.keeping import rebuild_database

    ended(rebuild_database)


@keys_app.command("new")
def new_key() -> None:
    """Print a fresh key, to be put before the others in INTAKE_KEYS or its file."""
    from intake.cli.keeping import print_new_key

    ended(print_new_key)


@keys_app.command("list")
def list_keys() -> None:
    """Say which keys something is sealed with, by their names, and since when."""
    from intake.cli.keeping import list_keys

    ended(list_keys)


@keys_app.command()
def rotate() -> None:
    """Seal everything again with the newest key; the older ones can then be thrown away."""
    from intake.cli.keeping import rotate_keys

    ended(rotate_keys)


@app.command()
def register(
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.xlsx")],
    everything: Annotated[bool, typer.Option("--all", help="Also referrals that are kept from one of us.")] = False,
) -> None:
    """Write the register of referrals: references, times and outcomes, and nobody's name."""
    from intake.cli.keeping import write_register

    ended(lambda: write_register(output, everything=everything))


@app.command()
def erase(
    name: Annotated[str, typer.Argument(help="A reference, or the number of a message.")],
    by: By,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Where the certificate goes; else printed.")
    ] = None,
) -> None:
    """Destroy all of a referral, or one message, that is done with; and certify it."""
    from intake.cli.erasing import erase_named

    ended(lambda: erase_named(name, by=by, output=output))


@retention_app.command("list")
def list_due(as_json: AsJson = False) -> None:
    """Show the messages that were kept long enough. Nothing is erased before somebody says so."""
    from intake.cli.erasing import list_due

    ended(lambda: list_due(as_json=as_json))


@retention_app.command()
def approve(
    by: By,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Where the certificate goes; else printed.")
    ] = None,
) -> None:
    """Destroy what `list` shows, and old digests; and certify it."""
    from intake.cli.erasing import erase_due

    ended(lambda: erase_due(by=by, output=output))


@retention_app.command()
def hold(reference: Annotated[str, typer.Argument(help="A reference.")], by: By) -> None:
    """Keep everything of a referral until the hold ends."""
    from intake.cli.erasing import set_hold

    ended(lambda: set_hold(reference, by=by))


@retention_app.command("end-hold")
def end_hold(reference: Annotated[str, typer.Argument(help="A reference.")], by: By) -> None:
    """End a hold."""
    from intake.cli.erasing import end_hold

    ended(lambda: end_hold(reference, by=by))


@audit_app.command()
def verify(
    head: Annotated[list[str] | None, typer.Option("--head", help="A mark of the record, from a digest.")] = None,
    as_json: AsJson = False,
) -> None:
    """Look through the whole audit for steps that were changed, moved, removed or added by somebody else."""
    from intake.cli.keeping import verify_audit

    ended(lambda: verify_audit(head or [], as_json=as_json))


@forms_app.command()
def blank(
    form: Annotated[str, typer.Argument(help="Id of the form.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.docx or FILE.xlsx")],
    config: Config = None,
) -> None:
    """Write a blank form that can be published."""
    from intake.cli.forms import write_blank

    ended(lambda: write_blank(form, output, config=config))


@forms_app.command("learn")
def learn_(
    blank: Annotated[Path, typer.Argument(help="A blank form, Word or Excel.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.yaml, a new file.")],
    form_id: Annotated[str | None, typer.Option("--id", help="Id of the form; else from the name of FILE.")] = None,
) -> None:
    """Propose a definition from a blank form."""
    from intake.cli.forms import learn_definition

    ended(lambda: learn_definition(blank, output, form_id=form_id))


@forms_app.command()
def lint(config: Config = None) -> None:
    """Look for faults in every definition, and for what is legal and unwise."""
    from intake.cli.forms import lint_definitions

    ended(lambda: lint_definitions(config=config))


def main() -> None:
    """Run the command line; exit codes as `Exit` says."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(Exit.FAILED)

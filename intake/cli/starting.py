"""`init`: a folder to begin with."""

import secrets
import shutil
from pathlib import Path

import typer

from intake import equipment
from intake.cli.exits import Exit
from intake.settings import SECRETS, VARIABLES

MODE_OF_SECRETS = 0o600


def write_folder(directory: Path) -> Exit:
    """Copy config/ and templates/, and write `settings.env` with every variable. Never overwrites."""
    if directory.exists() and any(directory.iterdir()):
        typer.echo(f"{directory} is not empty; nothing was written", err=True)
        return Exit.WRONG
    directory.mkdir(parents=True, exist_ok=True)
    source = equipment.starter()
    for name in ("config", "templates"):
        shutil.copytree(source / name, directory / name)
    settings = directory / "settings.env"
    settings.touch(mode=MODE_OF_SECRETS)
    settings.write_text("\n".join(settings_lines()) + "\n", encoding="utf-8")
    typer.echo(f"{directory}: fill in settings.env and config/intake.yaml, then: set -a; . ./settings.env; intake once")
    return Exit.DONE


def play_demo(*, keep: bool, folder: Path | None) -> Exit:
    """The demo needs the packages of the extra `demo`."""
    try:
        from intake.demo import show
    except ModuleNotFoundError as error:
        typer.echo(f"the demo needs `pip install intake[demo]` ({error.name} is missing)", err=True)
        return Exit.WRONG
    show(keep=keep, folder=folder)
    return Exit.DONE


def settings_lines() -> list[str]:
    """Every variable with its explanation; a fresh secret, and optional ones commented out."""
    lines = []
    for each in VARIABLES:
        value = secrets.token_urlsafe(48) if each.name == "INTAKE_SECRET" else each.default
        lines += [
            f"# {each.help}" + (" (or its file, mode 0600: " + each.name + "_FILE)" if each.name in SECRETS else "")
        ]
        lines += [f"{each.name}={value or ''}" if value or each.default is None else f"# {each.name}="]
    return lines

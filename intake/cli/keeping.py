"""`keys`: how what is kept is protected."""

import secrets

import typer

from intake.app import now, opened_store
from intake.cli.exits import Exit
from intake.settings import load_settings

KEY_BYTES = 32


def print_new_key() -> Exit:
    typer.echo(secrets.token_urlsafe(KEY_BYTES))
    return Exit.DONE


def list_keys() -> Exit:
    with opened_store(load_settings()) as store:
        for key in store.sealing_keys():
            typer.echo(f"{key.id}  since {key.since:%Y-%m-%d}")
    return Exit.DONE


def rotate_keys() -> Exit:
    with opened_store(load_settings()) as store:
        resealed = store.rotate_keys(now=now())
        newest = store.sealing_keys()[-1]
    typer.echo(f"{resealed} values sealed again; all are sealed with {newest.id} now")
    return Exit.DONE

"""`keys`, `audit` and `register`: how what is kept is protected, whether it is as it was written, and what it holds."""

import dataclasses
import json
import secrets
from pathlib import Path

import typer

from intake.app import opened_store
from intake.cli.exits import Exit
from intake.clock import now
from intake.settings import load_settings
from intake.store import AuditFault, AuditHead, AuditReport

KEY_BYTES = 32

FLAWS = {
    "changed": "step {} was changed",
    "moved": "step {} stands in the place of another",
    "missing": "step {} is missing",
    "copied": "step {} is a copy of another",
    "not_ours": "step {} was added by somebody else",
    "link_missing": "link {} of the chain is missing",
    "link_changed": "the chain was rebuilt or put in another order at step {}",
    "cut": "the end was cut off, or all of it replaced: link {} was written down and is not there",
    "untold": "no step tells of what happened to row {}",
    "key_missing": "link {}, the newest, was made with a key that is not here",
}
"""What each flaw means."""


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


def verify_audit(heads: list[str], *, as_json: bool) -> Exit:
    """Exit 0 when it is whole, 1 when a person has to look at it."""
    try:
        known = [AuditHead.of(each) for each in heads]
    except ValueError:
        typer.echo("--head wants a mark as a digest says it: 1234-9f86d081884c7d659a2feaa0c55ad015", err=True)
        return Exit.WRONG
    with opened_store(load_settings()) as store:
        report = store.verify_audit(known)
    typer.echo(json.dumps(dataclasses.asdict(report)) if as_json else "\n".join(audit_lines(report)))
    return Exit.PERSON if report.faults else Exit.DONE


def audit_lines(report: AuditReport) -> list[str]:
    return [
        f"{report.steps} steps, {len(report.faults)} faults, newest mark {report.head}",
        *(said(fault) for fault in report.faults),
    ]


def said(fault: AuditFault) -> str:
    return FLAWS[fault.flaw].format(fault.number)


def write_register(output: Path, *, everything: bool) -> Exit:
    """Whoever may not see a referral gets no register with it by mistake."""
    from intake import register
    from intake.handbook.load import load

    settings = load_settings()
    office = load(settings.config, settings.templates).office
    with opened_store(settings) as store:
        lines = store.register()
    shown = [line for line in lines if everything or not line.kept_from]
    output.write_bytes(register.write_register(shown, office))
    typer.echo(f"{len(shown)} referrals written")
    if len(shown) < len(lines):
        typer.echo(f"{len(lines) - len(shown)} kept from one of us and left out (--all)", err=True)
    return Exit.DONE


def rebuild_database() -> Exit:
    """Exit 1: somebody has to look at what was found."""
    from intake.app import rebuilt

    found = rebuilt(load_settings())
    typer.echo(
        f"{found.letters} letters of ours, {found.filed} messages in their folders, "
        f"{found.under_way} that were under way: written down; see `intake status`"
    )
    return Exit.PERSON

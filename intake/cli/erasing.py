"""`retention` and `erase`: what was kept long enough is looked through by a person, then destroyed and certified."""

import dataclasses
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import typer

from intake.app import done_before, opened_store
from intake.cli.exits import Exit
from intake.clock import now
from intake.handbook.load import load
from intake.model.office import Retention
from intake.settings import Settings, load_settings
from intake.store import Erased, Refusal, Store

OFFICE = re.compile(r"[a-z][a-z0-9-]{1,39}")
REFUSALS: Mapping[Refusal, str] = {
    Refusal.UNKNOWN: "nothing here goes by that name",
    Refusal.UNDECIDED: "not decided yet",
    Refusal.OPEN: "open: a referral, a hand-over, a letter or a move still waits for somebody",
    Refusal.HELD: "held: `intake retention end-hold` ends that",
    Refusal.ERASED: "erased before",
}


def retention(settings: Settings) -> Retention:
    return load(settings.config, settings.templates).retention


def list_due(*, as_json: bool) -> Exit:
    """Exit 1 when there is something for a person to look through."""
    settings = load_settings()
    with opened_store(settings) as store:
        found = store.erasable(done_before(retention(settings), now()))
    for each in found:
        line = f"{each.arrival_id}  {each.decided:%Y-%m-%d}  {each.outcome}  {' '.join(each.references)}".rstrip()
        typer.echo(json.dumps(dataclasses.asdict(each), default=str) if as_json else line)
    return Exit.PERSON if found else Exit.DONE


def erase_due(*, by: str, output: Path | None) -> Exit:
    if not is_office(by):
        return Exit.WRONG
    settings = load_settings()
    kept, at = retention(settings), now()
    with opened_store(settings) as store:
        digests_before = at - timedelta(days=kept.digest_days)
        erased = store.erase_due(done_before(kept, at), digests_before=digests_before, by=by, now=at)
        certify("everything that was kept long enough", erased, store, by=by, at=at, output=output)
    return Exit.DONE


def erase_named(name: str, *, by: str, output: Path | None) -> Exit:
    """Exit 1 when it may not be erased."""
    if not is_office(by):
        return Exit.WRONG
    at = now()
    with opened_store(load_settings()) as store:
        erased = store.erase(name, by=by, now=at)
        if isinstance(erased, Refusal):
            typer.echo(f"nothing was erased: {REFUSALS[erased]}", err=True)
            return Exit.PERSON
        certify(name, erased, store, by=by, at=at, output=output)
    return Exit.DONE


def certify(what: str, erased: Erased, store: Store, *, by: str, at: datetime, output: Path | None) -> None:
    """The certificate names no person, and the mark of the record by which it can be checked."""
    text = "\n".join(certificate(what, erased, str(store.verify_audit().head), by=by, at=at))
    if output is None:
        typer.echo(text)
    else:
        output.write_text(text + "\n", encoding="utf-8")


def certificate(what: str, erased: Erased, head: str, *, by: str, at: datetime) -> list[str]:
    return [
        "CERTIFICATE OF ERASURE",
        f"What:       {what}",
        f"When:       {at:%Y-%m-%d %H:%M} UTC",
        f"By word of: {by}",
        f"Destroyed:  {erased.messages} messages ({erased.message_bytes} bytes), {erased.letters} letters; with them every answer,",
        "            address, hash of an address and identifier of a sender's message",
        "Left:       references, times, outcomes, ids of forms, and the record of every step, which name nobody",
        "Not here:   copies in the mailbox, in your own case system and in backups: those go by their own rules",
        f"Record:     {head}",
    ]


def is_office(by: str) -> bool:
    if OFFICE.fullmatch(by):
        return True
    typer.echo("--by wants an office such as head-of-safeguarding: small letters, digits and hyphens", err=True)
    return False


def set_hold(reference: str, *, by: str) -> Exit:
    if not is_office(by):
        return Exit.WRONG
    with opened_store(load_settings()) as store:
        is_held = store.hold(reference, by=by, now=now())
    typer.echo(f"{reference} is held" if is_held else "there is no such referral", err=not is_held)
    return Exit.DONE if is_held else Exit.PERSON


def end_hold(reference: str, *, by: str) -> Exit:
    if not is_office(by):
        return Exit.WRONG
    with opened_store(load_settings()) as store:
        was_held = store.end_hold(reference, by=by, now=now())
    typer.echo("the hold has ended" if was_held else "there was no hold", err=not was_held)
    return Exit.DONE if was_held else Exit.PERSON

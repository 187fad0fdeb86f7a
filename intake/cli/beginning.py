"""`baseline` and `backfill`: what lay in the mailbox before the first day."""

from datetime import date

import typer

from intake.app import opened
from intake.cli.exits import Exit
from intake.clock import now
from intake.jobs.collect import take_in
from intake.settings import load_settings


def leave_alone(*, again: bool) -> Exit:
    with opened(load_settings()) as service:
        listing = service.mailbox.list()
        begun = service.store.begun(listing.place)
        if begun is not None and not again:
            typer.echo(
                f"the service began here on {begun:%Y-%m-%d}; with --again what it does not know yet is left alone",
                err=True,
            )
            return Exit.WRONG
        count = service.store.leave_alone(listing.place, listing.uids, now=now())
    typer.echo(f"{count} messages are left alone; what comes from now on is answered")
    return Exit.DONE


def take_in_old(since: date, *, no_replies: bool) -> Exit:
    """Exit 1 when there is none from that day on."""
    with opened(load_settings()) as service:
        count = take_in(service.mailbox, service.store, since=since, is_quiet=no_replies, now=now)
    typer.echo(f"{count} messages are taken in; the next run decides on them")
    return Exit.DONE if count else Exit.PERSON

"""`run`, `once`, `status`, `trace`, `retry`, `settle`, `release` and `digest`: the service at work."""

import dataclasses
import json
import os
import sys
from contextlib import AbstractContextManager

import typer

from intake.app import Job, Service, opened
from intake.cli.exits import Exit
from intake.clock import now
from intake.settings import load_settings


def run_worker() -> Exit:
    from intake.worker import Worker, set_up_logging

    settings = load_settings()
    set_up_logging(settings.log_level, lambda line: print(line, file=sys.stderr, flush=True))
    with opened(settings) as service, at_work(service):
        if not Worker(service).run():
            os._exit(Exit.DONE)  # closing would wait for the same server; all that was in hand is in the store
    return Exit.DONE


def run_once(job: str | None) -> Exit:
    """Exit 1 when something needs a person."""
    jobs = tuple(Job) if job is None else (Job(job),) if job in set(Job) else ()
    if not jobs:
        typer.echo(f"no such job: {job}; one of {', '.join(Job)}", err=True)
        return Exit.WRONG
    with opened(load_settings()) as service, at_work(service):
        done = service.cycle(jobs)
        typer.echo(", ".join(f"{each.value} {count}" for each, count in done.items()))
        return standing(service)


def at_work(service: Service) -> AbstractContextManager[None]:
    return service.store.occupied(by=service.desk.worker, now=now())


def standing(service: Service) -> Exit:
    figures = service.store.figures(now=now())
    return Exit.DONE if figures.balances and not figures.needs_person else Exit.PERSON


def show_status(*, as_json: bool) -> Exit:
    with opened(load_settings()) as service:
        figures = service.store.figures(now=now())
        if as_json:
            typer.echo(json.dumps({**dataclasses.asdict(figures), "balances": figures.balances}, default=str))
        else:
            typer.echo("\n".join(figures.lines()))
        return standing(service)


def show_trace(query: str) -> Exit:
    with opened(load_settings()) as service:
        steps = service.store.trace(query)
        for step in steps:
            typer.echo(f"{step.at:%Y-%m-%d %H:%M:%S}  {step.event}  {step.detail}")
        if not steps:
            typer.echo("nothing found", err=True)
    return Exit.DONE if steps else Exit.PERSON


def write_digest(*, show: bool) -> Exit:
    from intake.jobs.digest import digest_notices, digest_now

    with opened(load_settings()) as service:
        if show:
            typer.echo(digest_notices(service.desk)[-1].text)
        else:
            digest_now(service.desk)
    return Exit.DONE


def try_again(name: str) -> Exit:
    """Exit 1 when there is nothing by that name that could be tried again."""
    with opened(load_settings()) as service:
        count = service.store.retry(name, now=now())
    typer.echo(
        f"{count} to be tried again" if count else "nothing by that name waits or could not be delivered", err=not count
    )
    return Exit.DONE if count else Exit.PERSON


def release_letters(name: str | None, *, everything: bool) -> Exit:
    """Exit 1 when nothing by that name is held."""
    if (name is None) is not everything:
        typer.echo("name a reference or a Message-ID, or say --all", err=True)
        return Exit.WRONG
    with opened(load_settings()) as service:
        count = service.store.release(name, now=now())
    typer.echo(f"{count} released" if count else "nothing is held by that name", err=not count)
    return Exit.DONE if count else Exit.PERSON


def settle_one(name: str) -> Exit:
    """Exit 1 when nothing by that name is open."""
    with opened(load_settings()) as service:
        is_settled = service.store.settle(name, now=now())
    typer.echo("settled" if is_settled else "nothing by that name is open", err=not is_settled)
    return Exit.DONE if is_settled else Exit.PERSON

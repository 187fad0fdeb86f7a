"""The stage: servers up, messages in, the jobs run one after the other while a table shows what becomes of each message."""

import contextlib
import dataclasses
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from intake import app, clock, equipment
from intake.app import Job, Service
from intake.demo.leavings import Letter, leave, letters
from intake.demo.minimail import MiniMail
from intake.demo.post import Posted, posted
from intake.handbook import Handbook
from intake.jobs.decide import decide_one
from intake.model.decision import Outcome
from intake.notices.wording import explained
from intake.settings import Account, Security, Settings
from intake.store import MessageLine

PASSWORD = "only for the demo"  # noqa: S105 - of a server in this process, on loopback
COLOURS = {Outcome.FORWARDED: "green", Outcome.RETURNED: "yellow", Outcome.HANDED_OVER: "magenta", Outcome.LEFT: "dim"}


def show(*, keep: bool, folder: Path | None) -> None:
    """Play it, leave the letters in `folder` (a new one without it), and end; with `keep` wait until interrupted."""
    console = Console()
    with contextlib.ExitStack() as stack:
        room = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="intake-demo-")))
        book = equipment.load_handbook(None)
        mail = stack.enter_context(MiniMail({book.office.mailbox: PASSWORD}, now=clock.now))
        service = stack.enter_context(app.opened(settings(room, mail), book))
        console.print(
            f"IMAP on 127.0.0.1:{mail.imap_port}, SMTP on 127.0.0.1:{mail.smtp_port}, database {room / 'demo.db'}\n"
        )
        play(console, service, mail, book)
        left = folder or Path(tempfile.mkdtemp(prefix="intake-demo-letters-"))
        close(console, service, leave(letters(mail, service.mailbox, book.office), left), left)
        if keep:
            wait(console, mail, book)


def settings(room: Path, mail: MiniMail) -> Settings:
    user = next(iter(mail.users))
    account = Account(host="127.0.0.1", port=mail.imap_port, user=user, password=PASSWORD, security=Security.PLAIN)
    return Settings(
        config=room,
        templates=room,
        database=f"sqlite:///{room / 'demo.db'}",
        secret=secrets.token_bytes(32),  # the demo makes its own, and forgets it
        imap=account,
        mailbox_directory=None,
        smtp=dataclasses.replace(account, port=mail.smtp_port, user="", password=""),
        outgoing_directory=None,
        heartbeat=None,
        log_level="error",
    )


# -- the play --------------------------------------------------------------------------------------------------------


def play(console: Console, service: Service, mail: MiniMail, book: Handbook) -> None:
    """Begin in an empty mailbox, put the messages in and run the journey, the table following."""
    service.run(Job.COLLECT)
    messages = posted(book.forms[0], book.office, now=clock.now())
    for message in messages:
        mail.deliver(book.office.mailbox, message.content, received=message.received)
    with Live(console=console, refresh_per_second=12) as live:
        for _ in steps(service):
            live.update(table(service, messages))


def steps(service: Service) -> Iterator[None]:
    """The worker's jobs in their order; deciding one message at a time, so that it can be watched."""
    service.run(Job.COLLECT)
    yield
    while arrival := service.store.claim_arrival(
        worker=service.desk.worker, now=clock.now(), lease_seconds=service.handbook.limits.lease_seconds
    ):
        decide_one(service.desk, arrival)
        yield
    for job in (Job.DELIVER, Job.FILE, Job.COLLECT, Job.DECIDE):
        service.run(job)
        yield


def table(service: Service, messages: tuple[Posted, ...]) -> Table:
    """A line a message: what it is, what became of it, and why."""
    found = {line.number: line for line in service.store.messages()}
    result = Table(title="What became of each message", title_justify="left", expand=False)
    for name in ("", "message", "outcome", "why", "letters"):
        result.add_column(name, overflow="fold")
    for number, message in enumerate(messages, start=1):
        result.add_row(str(number), message.title, *became(found.get(number)))
    return result


def became(line: MessageLine | None) -> tuple[str, str, str]:
    if line is None:
        return "in the mailbox", "", ""
    if line.outcome is None or line.reason is None:
        return "kept", "", ""
    colour = COLOURS[line.outcome]
    references = f"{', '.join(line.references)}: " if line.references else ""
    return (
        f"[{colour}]{line.outcome.value.replace('_', ' ')}[/]",
        escape(references + explained(line.reason).short),
        ", ".join(each.value.replace("_", " ") for each in line.letters),
    )


# -- the end ---------------------------------------------------------------------------------------------------------


def close(console: Console, service: Service, left: tuple[Letter, ...], folder: Path) -> None:
    """The letters, where they lie, and the arithmetic."""
    sample: dict[str, Letter] = {}
    for letter in left:
        sample.setdefault(letter.kind, letter)
    for letter in sample.values():
        console.print(
            Panel(
                escape(letter.text.strip()),
                title=f"{letter.kind.replace('_', ' ')} to {letter.reader}",
                title_align="left",
            )
        )
    console.print(f"\n{len(left)} letters lie in {folder}, each as .eml, .html and .txt.")
    console.print(arithmetic(service))


def arithmetic(service: Service) -> str:
    figures = service.store.figures(now=clock.now())
    parts = " + ".join(f"{count} {outcome.value.replace('_', ' ')}" for outcome, count in figures.outcomes.items())
    verdict = "balances" if figures.balances else "DOES NOT BALANCE"
    return f"{figures.received} received = {parts} + {figures.in_progress} in progress ({verdict})"


def wait(console: Console, mail: MiniMail, book: Handbook) -> None:
    console.print(
        f"\nThe servers stay up. Look in with any mail program: IMAP 127.0.0.1:{mail.imap_port}, no encryption, "
        f"user {book.office.mailbox}, password “{PASSWORD}”. Ctrl-C ends it."
    )
    with contextlib.suppress(KeyboardInterrupt):
        app.wait_for_ever()

"""The composition root: settings and handbook -> everything that works together."""

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from queue import Queue
from typing import assert_never

from intake import pipeline
from intake.clock import local_today, now, ticks
from intake.connections import bells, open_mailbox, open_transport
from intake.equipment import child_limits, converter
from intake.handbook import Handbook
from intake.handbook.load import load
from intake.jobs.alarm import Tower, alarm
from intake.jobs.collect import collect
from intake.jobs.decide import Desk, Examine, decide_all
from intake.jobs.deliver import Post, deliver
from intake.jobs.digest import digest
from intake.jobs.file import file, folder_of
from intake.jobs.rebuild import Rebuilt, rebuild
from intake.mailbox import Mailbox, MailboxRefused, MailboxUnavailable
from intake.model.decision import Examined, Outcome
from intake.model.office import Retention
from intake.notices import Templates, composer_is_sound, may_go_to
from intake.sandbox import Sandbox
from intake.scanner import Scanner
from intake.settings import Settings
from intake.store import Store
from intake.transport import Transport, TransportRefused, TransportUnavailable
from intake.transport.bells import Bell

DUE = "retention_due"
"""Alarm: something was kept long enough, and a person should look through it (`intake retention list`)."""
ENDING = "client_secret_ends"
"""Alarm: the secret by which we sign in ends soon."""
WARNED_DAYS = 30
"""A new secret takes somebody else's time."""
READERS = 3
"""Children that read at the same time: one more than the usual two processors, for what waits meanwhile to be handed over."""


class UnsoundInterpreter(Exception):  # noqa: N818 - what it is
    """Python itself writes mails other than they are meant (reliability notes, section 0.5): not one is sent with it."""

    def __str__(self) -> str:
        return "this Python's e-mail package cannot be trusted to write a mail; use another version"


class Job(StrEnum):
    """The steps of a cycle, in the order in which they run."""

    COLLECT = "collect"
    DECIDE = "decide"
    DELIVER = "deliver"
    FILE = "file"
    DIGEST = "digest"
    ALARM = "alarm"


MAILBOX_TROUBLES = (MailboxUnavailable, MailboxRefused)
OUTSIDE_TROUBLES = (*MAILBOX_TROUBLES, TransportUnavailable, TransportRefused)


def wait_for_ever() -> None:
    """Until the process is interrupted."""
    threading.Event().wait()


def days_left(end: date, book: Handbook) -> int:
    """Until that day is over."""
    return (end - local_today(book.office.zone)).days


def done_before(kept: Retention, at: datetime) -> Mapping[Outcome, datetime]:
    """The instant of each outcome before which a message must have been done with to be erasable."""
    days = {
        Outcome.FORWARDED: kept.forwarded_days,
        Outcome.RETURNED: kept.returned_days,
        Outcome.HANDED_OVER: kept.handed_over_days,
        Outcome.LEFT: kept.left_days,
    }
    return {outcome: at - timedelta(days=count) for outcome, count in days.items()}


@dataclass(frozen=True, kw_only=True)
class Service:
    """All parts, put together once. Every job may be run at any time and in any order."""

    handbook: Handbook
    store: Store
    mailbox: Mailbox
    transport: Transport
    desk: Desk
    post: Post
    stop: threading.Event
    heartbeat: Path | None
    secret_ends: date | None = None
    """The last day on which the secret by which we sign in is good."""
    bells: Sequence[Bell] = ()
    """Ways to be heard when the mailbox, the outgoing mail or the database is away."""
    watched: Callable[[], Mailbox] | None = None
    """Opens the mailbox once more, for a watch that waits while others work."""

    @property
    def tower(self) -> Tower:
        return Tower(
            store=self.store,
            handbook=self.handbook,
            templates=self.desk.templates,
            bells=self.bells,
            secret=self.desk.secret,
            now=now,
        )

    def run(self, job: Job) -> int:
        """Run one job; answer how many it moved on.

        Raises MailboxUnavailable, MailboxRefused, TransportUnavailable and TransportRefused: the outside world's troubles.
        """
        done = self._run(job)
        self.store.heartbeat(job.value, now=now, ok=True)
        return done

    def _run(self, job: Job) -> int:
        match job:
            case Job.COLLECT:
                return collect(self.mailbox, self.store, self.handbook.schedule, now=now)
            case Job.DECIDE:
                return decide_all(self.desk)
            case Job.DELIVER:
                return deliver(self.post)
            case Job.FILE:
                return file(self.mailbox, self.store, self.handbook.folders, now=now)
            case Job.DIGEST:
                self._warn()
                return digest(self.desk)
            case Job.ALARM:
                return alarm(self.tower)
        assert_never(job)

    def _warn(self) -> None:
        """Alarms, and so lines of each digest, about what a person has to see to in time."""
        ends = self.secret_ends
        is_near = ends is not None and days_left(ends, self.handbook) <= WARNED_DAYS
        self._set_alarm(ENDING, on=is_near, detail=str(ends))
        self._set_alarm(DUE, on=bool(self.store.erasable(done_before(self.handbook.retention, now()))))

    def _set_alarm(self, code: str, *, on: bool, detail: str = "") -> None:
        is_open = any(alarm.code == code for alarm in self.store.open_alarms())
        if on and not is_open:
            self.store.raise_alarm(code, now=now(), detail=detail)
        elif is_open and not on:
            self.store.clear_alarm(code, now=now())

    def cycle(self, jobs: Sequence[Job] = tuple(Job)) -> Mapping[Job, int]:
        """Run the jobs once, in order, until told to stop; then touch the heartbeat.

        A trouble of the outside world is raised at the end: what needs no mailbox goes on while the mailbox is away.
        """
        done: dict[Job, int] = {}
        troubles: list[Exception] = []
        for job in jobs:
            if self.stop.is_set():
                break
            if job is Job.FILE and any(isinstance(each, MAILBOX_TROUBLES) for each in troubles):
                continue
            try:
                done[job] = self.run(job)
            except OUTSIDE_TROUBLES as trouble:
                troubles.append(trouble)
        if troubles:
            raise troubles[0]
        if self.heartbeat is not None:
            self.heartbeat.touch()
        return done


@contextlib.contextmanager
def opened(settings: Settings, book: Handbook | None = None) -> Iterator[Service]:
    """The service, ready to work, and closed afterwards; by the settings' handbook unless one is given.

    Raises HandbookFaults, UnsoundInterpreter and StoreRefused: nothing is touched before everything that can be
    checked is right.
    """
    if not composer_is_sound():
        raise UnsoundInterpreter
    book = book or load(settings.config, settings.templates)
    with contextlib.ExitStack() as stack:
        store = stack.enter_context(opened_store(settings))
        mailbox = open_mailbox(settings, book)
        stack.callback(mailbox.close)
        transport = open_transport(settings, book)
        stack.callback(transport.close)
        parts = Parts(
            store=store,
            mailbox=mailbox,
            transport=transport,
            examine=examiner([stack.enter_context(reader(book)) for _ in range(READERS)]),
            readers=stack.enter_context(ThreadPoolExecutor(READERS, thread_name_prefix="reader")),
        )
        yield assembled(settings, book, parts)


@contextlib.contextmanager
def opened_store(settings: Settings) -> Iterator[Store]:
    """The store alone, brought up to this program. Raises StoreRefused."""
    with store_as_it_is(settings) as store:
        store.migrate()
        yield store


@contextlib.contextmanager
def store_as_it_is(settings: Settings) -> Iterator[Store]:
    """The store for those who only look at it. Raises StoreRefused."""
    store = Store.open(settings.database, secret=settings.secret, keys=settings.keys)
    try:
        yield store
    finally:
        store.close()


def rebuilt(settings: Settings, book: Handbook | None = None) -> Rebuilt:
    """Bring an empty or older database up to what the mailbox says. No worker may run meanwhile; on SQLite none can.

    Raises HandbookFaults, StoreRefused, StoreOccupied, MailboxUnavailable and MailboxRefused.
    """
    book = book or load(settings.config, settings.templates)
    with contextlib.ExitStack() as stack:
        store = stack.enter_context(opened_store(settings))
        stack.enter_context(store.occupied(by=worker_name(), now=now()))
        child = stack.enter_context(
            Sandbox(pipeline.read_message, book, child_limits(book), preload=("intake.pipeline",))
        )
        boxes = {outcome: open_mailbox(settings, book, folder=folder) for outcome, folder in watched(book)}
        for box in boxes.values():
            stack.callback(box.close)
        return rebuild(boxes, store, child.run, book.office, book.folders, secret=settings.secret, now=now)


def watched(book: Handbook) -> Iterator[tuple[Outcome | None, str]]:
    """The folder of each outcome, and the inbox."""
    for outcome in (Outcome.FORWARDED, Outcome.RETURNED, Outcome.HANDED_OVER):
        yield outcome, folder_of(outcome, book.folders)
    yield None, book.folders.inbox


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What was opened, and is closed when the service ends."""

    store: Store
    mailbox: Mailbox
    transport: Transport
    examine: Examine
    readers: Executor


def worker_name() -> str:
    """By which others tell us from themselves."""
    return f"{socket.gethostname()}:{os.getpid()}"


def assembled(settings: Settings, book: Handbook, parts: Parts) -> Service:
    """The one place where all parts meet."""
    worker = worker_name()
    stop = threading.Event()
    desk = Desk(
        store=parts.store,
        handbook=book,
        templates=Templates(book.templates),
        examine=parts.examine,
        readers=parts.readers,
        scanner=Scanner(settings.clamd) if settings.clamd is not None else None,
        convert=converter(),
        secret=settings.secret,
        worker=worker,
        now=now,
        is_stopping=stop.is_set,
    )
    post = Post(
        store=parts.store,
        transport=parts.transport,
        mailbox=parts.mailbox,
        folders=book.folders,
        limits=book.limits,
        worker=worker,
        now=now,
        ticks=ticks,
        readers=(book.office.head, *book.office.deputies),
        may_receive=lambda mail: may_go_to(mail.kind, mail.recipients, book.office),
        is_stopping=stop.is_set,
    )
    return Service(
        handbook=book,
        store=parts.store,
        mailbox=parts.mailbox,
        transport=parts.transport,
        desk=desk,
        post=post,
        stop=stop,
        heartbeat=settings.heartbeat,
        secret_ends=None if settings.sign_in is None else settings.sign_in.secret_ends,
        bells=tuple(bells(settings, book)),
        watched=lambda: open_mailbox(settings, book),
    )


# -- reading, in a limited child -------------------------------------------------------------------------------------


def reader(book: Handbook) -> Sandbox:
    """A child process that reads messages by this handbook."""
    return Sandbox(pipeline.examine, book, child_limits(book), preload=("intake.pipeline",))


def examiner(sandboxes: Sequence[Sandbox]) -> Examine:
    """Examines in whichever child is free; each serves one thread at a time."""
    free: Queue[Sandbox] = Queue()
    for sandbox in sandboxes:
        free.put(sandbox)

    def examine(content: bytes, today: date, converted: Mapping[str, bytes]) -> Examined:
        sandbox = free.get()
        try:
            examined: Examined = sandbox.run(content, today=today, converted=converted)
        finally:
            free.put(sandbox)
        return examined

    return examine

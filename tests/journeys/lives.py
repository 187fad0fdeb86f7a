"""Lives of the service on one database and one world: one ends at a step, another takes its place, until all is quiet."""

import functools
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import time_machine
from sqlalchemy import Engine, create_engine, delete, event, text
from sqlalchemy.pool import NullPool

from intake import equipment, pipeline
from intake.app import Service
from intake.clock import now
from intake.handbook import Handbook
from intake.jobs.decide import Desk, Examine
from intake.jobs.deliver import Post
from intake.mailbox import MailboxUnavailable
from intake.model.decision import Examined
from intake.notices import Templates
from intake.store import Store
from intake.store.schema import keys, metadata
from tests.journeys.accounts import Account, drawn_up
from tests.journeys.partnership import SECRET, handbook
from tests.journeys.world import (
    LineLost,
    Lossy,
    MemoryMailbox,
    MemoryTransport,
    SimulatedCrash,
    Stepping,
    Steps,
    World,
)

START = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
"""A Saturday: no digest is due."""
LEASE_PASSES = timedelta(minutes=21)
A_MOMENT = timedelta(seconds=1)
A_WHILE = timedelta(minutes=3)
MOST_CYCLES = 12

Play = Callable[["Stage"], Iterator[None]]
"""Puts messages into the world, and yields where the service is to come to rest before the play goes on."""


@dataclass
class Reader:
    """Reads messages in this process, each once: reading is pure, and what is tested here is not the reading."""

    book: Handbook
    read: dict[tuple[bytes, date], Examined] = field(default_factory=dict)

    def examine(self, content: bytes, today: date, converted: Mapping[str, bytes]) -> Examined:
        key = (content, today)
        if key not in self.read:
            self.read[key] = pipeline.examine(self.book, content, today=today, converted=converted)
        return self.read[key]


@functools.cache
def reader(mailbox: str) -> Reader:
    return Reader(handbook(mailbox))


@functools.cache
def templates(mailbox: str) -> Templates:
    return Templates(reader(mailbox).book.templates)


@dataclass
class Stage:
    """One play from its beginning to its end, in virtual time."""

    world: World
    store: Store
    clock: time_machine.Traveller
    kind: type[Service] = Service
    examine: Examine | None = None
    """Reads instead of the reader that keeps what it read."""
    letters: Templates | None = None
    steps: Steps = field(default_factory=Steps)
    steps_at_rest: list[int] = field(default_factory=list)

    @property
    def book(self) -> Handbook:
        return reader(self.world.mailbox).book

    @contextmanager
    def service(self) -> Iterator[Service]:
        """A new process, as it were: every call it makes is a step. Of the one before it has only SQLAlchemy's compiled statements."""
        try:
            yield self._assembled()
        finally:
            self.store.close()

    def _assembled(self) -> Service:
        store = self._stepping_store()
        mailbox: Any = self._line_to(MemoryMailbox(self.world))
        transport: Any = self._line_to(MemoryTransport(self.world))
        desk = Desk(
            store=store,
            handbook=self.book,
            templates=self.letters or templates(self.world.mailbox),
            examine=self.examine or reader(self.world.mailbox).examine,
            convert=equipment.converter(),
            secret=SECRET,
            worker="a worker",
            now=now,
        )
        post = Post(
            store=store,
            transport=transport,
            mailbox=mailbox,
            folders=self.book.folders,
            limits=self.book.limits,
            worker="a worker",
            now=now,
        )
        return self.kind(
            handbook=self.book,
            store=store,
            mailbox=mailbox,
            transport=transport,
            desk=desk,
            post=post,
            stop=threading.Event(),
            heartbeat=None,
        )

    def _stepping_store(self) -> Store:
        """A line that is lost is none of the store's."""
        if self.steps.fault is LineLost:
            return self.store
        return cast(Store, Stepping(self.store, self.steps))

    def _line_to(self, port: object) -> Stepping:
        if self.steps.fault is LineLost:
            return Lossy(port, self.steps)
        return Stepping(port, self.steps, is_outside=True)

    def come_to_rest(self) -> None:
        """Cycle until nothing moves any more; after a crash in a new process, at once and again when all leases are over."""
        try:
            with self.service() as service:
                self._cycle_until_quiet(service)
        except SimulatedCrash:
            self.clock.shift(A_MOMENT)
            with self.service() as service:
                service.cycle()
                self.clock.shift(LEASE_PASSES)
                self._cycle_until_quiet(service)
        self.steps_at_rest.append(len(self.steps.names))

    def _cycle_until_quiet(self, service: Service) -> None:
        for _ in range(MOST_CYCLES):
            if not self._has_moved(service) and not self._is_waiting(service):
                return
            self.clock.shift(A_WHILE)

    def _has_moved(self, service: Service) -> bool:
        """One cycle; a mailbox that is away is tried again at the next beat."""
        try:
            return any(service.cycle().values())
        except MailboxUnavailable:
            return True

    def _is_waiting(self, service: Service) -> bool:
        figures = service.store.figures(now=now())
        return bool(figures.in_progress or figures.unsent or figures.waiting_to_be_filed)


@dataclass
class Lives:
    """Plays one after the other, each on an empty database."""

    mailbox: str
    store: Store
    books: Engine
    """The same database, read past the store."""
    empty: Callable[[], object]

    @classmethod
    @contextmanager
    def in_folder(cls, folder: Path, *, mailbox: str) -> Iterator["Lives"]:
        """In this folder lies a migrated database to copy."""
        database = folder / "lives.db"
        url = f"sqlite:///{database}"
        store = Store.open(url, secret=SECRET)
        event.listen(store._database._engine, "connect", hurry)
        books = create_engine(url, poolclass=NullPool)
        yield cls(mailbox=mailbox, store=store, books=books, empty=lambda: shutil.copy(folder / "empty.db", database))
        store.close()

    @classmethod
    @contextmanager
    def on_server(cls, url: str, *, mailbox: str) -> Iterator["Lives"]:
        """A migrated database on PostgreSQL, emptied before each play."""
        store = Store.open(url, secret=SECRET)
        books = create_engine(url)
        yield cls(mailbox=mailbox, store=store, books=books, empty=lambda: emptied(books))
        store.close()
        books.dispose()

    def lived(self, play: Play, **stage: Any) -> tuple[Stage, Account]:
        """The play with its faults, on a stage that differs as told, and the account at its end."""
        self.empty()
        with time_machine.travel(START, tick=False) as clock:
            world = World(mailbox=self.mailbox, now=now)
            staged = Stage(world=world, store=self.store, clock=clock, **stage)
            for _ in play(staged):
                staged.come_to_rest()
        return staged, drawn_up(world, self.books)


def hurry(connection: Any, _record: object) -> None:
    """These crashes are no power cuts: nothing has to reach the disk."""
    connection.execute("PRAGMA synchronous=OFF")


def emptied(database: Engine) -> None:
    """Quicker than a new database for each play. The keys stay: they were noted when it was made."""
    with database.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # else the audit refuses
        for table in metadata.sorted_tables:
            if table is not keys:
                connection.execute(delete(table))
        connection.execute(text("SELECT setval(seqrelid, 1, false) FROM pg_sequence"))

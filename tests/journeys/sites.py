"""An office on real servers, at which `intake` runs as a process of its own, life after life; and what is to be seen there."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import time_machine
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from intake import app, clock
from intake.demo import post
from intake.demo.post import Scene
from intake.model.ticks import Ticks
from intake.settings import Security
from tests.journeys.evidence import Evidence
from tests.journeys.offices import RealServers
from tests.journeys.partnership import Sent, sent
from tests.journeys.programs import PROGRAM, Program, environment, program, written_config
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.servers.postgres import Postgres
from tests.servers.sink import Sink

NUMBERS = itertools.count(1)
WRITERS = dict(post.WRITERS)
UNTIL_ALL_IS_DUE = 61
"""Minutes: no lease, grace time or pause is longer."""
MOST_LIVES_TO_REST = 7
LIFE_SECONDS = 180.0


class Site:
    """One mailbox, one database, and nobody else at either."""

    def __init__(
        self,
        servers: tuple[Dovecot, Postfix, Sink],
        room: Path,
        *,
        security: Security = Security.PLAIN,
        database: str | None = None,
        limits: Mapping[str, int] | None = None,
    ) -> None:
        """Without an address of a database it is a file in the room."""
        self.room = room
        self.ground = RealServers(f"site{next(NUMBERS)}", room, servers, security=security)
        settings = self.ground.settings()
        self.settings = settings if database is None else replace(settings, database=database)
        self.variables = environment(self.settings, written_config(room, self.ground.address, limits=limits))
        self.books = create_engine(self.settings.database, poolclass=NullPool)
        self.sent: list[Sent] = []

    def post(self, title: str) -> None:
        """One of the demo's messages."""
        scene = Scene(form=self.ground.book.forms[0], office=self.ground.book.office, today=clock.now().date())
        number = [*WRITERS].index(title)
        self.sent.append(sent(title, WRITERS[title](scene, number, clock.now())))
        self.ground.post(self.sent[-1], at=clock.now())
        self.ground.wait()

    def program(self, *words: str, command: Sequence[str] = PROGRAM, **variables: str) -> Program:
        return Program(*words, variables={**self.variables, **variables}, room=self.room, command=command)

    def said(self) -> bytes:
        """By all programs so far."""
        path = self.room / "stderr"
        return path.read_bytes() if path.exists() else b""

    def come_to_rest(self, after_minutes: int = 0) -> int:
        """Processes without a fault, each an hour later, until nothing is left to do; how many it took."""
        for number in range(1, MOST_LIVES_TO_REST + 1):
            command = program(minutes_later=after_minutes + number * UNTIL_ALL_IS_DUE)
            with self.program("once", command=command) as process:
                process.process.wait(LIFE_SECONDS)
            if self.is_at_rest():
                return number
        return MOST_LIVES_TO_REST

    def come_to_rest_here(self, after_minutes: int = 0) -> int:
        """The same in this process, which is quicker."""
        for number in range(1, MOST_LIVES_TO_REST + 1):
            later = timedelta(minutes=after_minutes + number * UNTIL_ALL_IS_DUE)
            with (
                time_machine.travel(clock.now() + later, tick=True),
                app.opened(self.settings, self.ground.book) as service,
            ):
                replace(service, post=replace(service.post, ticks=partial(ticks_later, later))).cycle()
            if self.is_at_rest():
                return number
        return MOST_LIVES_TO_REST

    def is_at_rest(self) -> bool:
        self.ground.wait()
        return self.evidence().is_at_rest

    def evidence(self) -> Evidence:
        return Evidence.gathered(self.ground, tuple(self.sent), self.books)


def ticks_later(span: timedelta) -> Ticks:
    ticks = clock.ticks()
    return replace(ticks, seconds=ticks.seconds + span.total_seconds())


def new_database(server: Postgres) -> str:
    """The address of an empty one."""
    name = f"site{next(NUMBERS)}"
    engine = create_engine(server.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return f"{server.url.rpartition('/')[0]}/{name}"

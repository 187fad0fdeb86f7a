"""The service as the program puts it together; only its ports are others, and every call of them is a meeting."""

import random
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, cast

from intake import app
from intake.app import Service
from intake.settings import Settings
from intake.store import Store
from tests.journeys.partnership import SECRET
from tests.simulation.outside import Outside
from tests.simulation.ports import Meet, MetStore, SimulatedMailbox, SimulatedTransport
from tests.simulation.reading import reader, templates


class AtOnce(Executor):
    """Reads where it is told to: in a simulation nothing happens by itself."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **named))
        except Exception as error:  # noqa: BLE001 - as executors do
            future.set_exception(error)
        return future


@dataclass(frozen=True, kw_only=True)
class Making:
    """What services of one story have in common."""

    outside: Outside
    rng: random.Random
    copy_seconds: int
    """The longest that our copy takes; shorter than the grace time of 120 s."""
    attempts: int
    about_to_move: Callable[[bytes], None]
    kind: type[Service]

    def service(self, store: Store, meet: Meet) -> Service:
        """A process of its own."""
        book = reader().book
        book = replace(book, limits=replace(book.limits, attempts=self.attempts))
        parts = app.Parts(
            store=cast("Store", MetStore(store, meet)),
            mailbox=SimulatedMailbox(self.outside, meet, self.about_to_move),
            transport=SimulatedTransport(self.outside, meet, self.rng, self.copy_seconds),
            examine=reader().examine,
            readers=AtOnce(),
        )
        service = app.assembled(SETTINGS, book, parts)
        service = replace(
            service,
            desk=replace(service.desk, templates=templates()),
            post=replace(service.post, ticks=self.outside.clock.ticks),
        )
        return self.kind(**{each.name: getattr(service, each.name) for each in fields(service)})


SETTINGS = Settings(
    config=Path("config"),
    templates=Path("templates"),
    database="",
    secret=SECRET,
    imap=None,
    mailbox_directory=None,
    smtp=None,
    outgoing_directory=None,
    heartbeat=None,
    log_level="error",
)

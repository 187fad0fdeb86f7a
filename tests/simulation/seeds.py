"""Seeds one after the other on one database file."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import time_machine
from sqlalchemy import event

from intake.app import Service
from intake.store import Store
from tests.journeys.lives import START, hurry
from tests.journeys.partnership import SECRET
from tests.simulation.books import Books
from tests.simulation.clock import Clock
from tests.simulation.simulation import Report, Simulation

MOST_WORKERS = 3


@dataclass(frozen=True)
class Room:
    """A folder with a migrated database to copy, and a store for each worker, which keeps its compiled statements."""

    folder: Path
    stores: tuple[Store, ...]

    @classmethod
    @contextmanager
    def in_folder(cls, folder: Path) -> Iterator["Room"]:
        empty = Store.open(f"sqlite:///{folder / 'empty.db'}", secret=SECRET)
        empty.migrate()
        empty.close()
        stores = tuple(Store.open(f"sqlite:///{folder / 'seed.db'}", secret=SECRET) for _ in range(MOST_WORKERS))
        for store in stores:
            event.listen(store._database._engine, "connect", hurry)
        yield cls(folder, stores)

    def emptied(self) -> Path:
        """The database of the stores, with nothing in it."""
        return shutil.copy(self.folder / "empty.db", self.folder / "seed.db")

    def play(self, seed: int, *, kind: type[Service] = Service) -> Report:
        """The same seed gives the same, step by step."""
        database = self.emptied()
        with time_machine.travel(START, tick=False) as traveller:
            simulation = Simulation(
                seed,
                stores=self.stores,
                books=lambda outside: Books(database, outside),
                clock=Clock(traveller),
            )
            simulation.kind = kind
            return simulation.run()

"""Workers as threads of which one works at a time: each goes on only when it is given its turn."""

import threading
from collections.abc import Callable
from datetime import datetime

from tests.simulation.faults import Fault

PATIENCE_SECONDS = 60
PAUSE = "pause"


class Ended(BaseException):
    """The simulation is over: the thread ends."""


class Hand:
    """One worker. `live` is its whole life, and meets before everything that it does."""

    def __init__(self, number: int, live: Callable[["Hand"], None]) -> None:
        self.number = number
        self.waits_at = "birth"
        self.frozen_until: datetime | None = None
        self.broke: BaseException | None = None
        self._live = live
        self._turn, self._back = threading.Semaphore(0), threading.Semaphore(0)
        self._fault: Fault | None = None
        self._is_ending = False
        self._thread = threading.Thread(target=self._run, name=f"hand {number}", daemon=True)
        self._thread.start()

    def meet(self, call: str) -> Fault | None:
        """Called by the worker: give the turn back, wait for the next, and learn what goes wrong."""
        self.waits_at = call
        self._back.release()
        self._turn.acquire()
        if self._is_ending:
            raise Ended
        return self._fault

    def go_on(self, fault: Fault | None = None) -> None:
        """Called by the stage: let it work until it meets again. Raises what broke it."""
        self._fault = fault
        self._turn.release()
        if not self._back.acquire(timeout=PATIENCE_SECONDS):
            raise TimeoutError(f"worker {self.number} does not come back from {self.waits_at}")
        if self.broke is not None:
            raise self.broke

    def end(self) -> None:
        self._is_ending = True
        self._turn.release()
        self._thread.join(PATIENCE_SECONDS)

    def _run(self) -> None:
        self._turn.acquire()
        try:
            if not self._is_ending:
                self._live(self)
        except Ended:
            return
        except BaseException as error:  # noqa: BLE001 - told by who gave the turn
            self.broke = error
        self._back.release()

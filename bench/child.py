"""What the child process costs: a clean message on its way through it, a fresh child, and messages that do not end.

usage: python -m bench.child

Four figures. The way there and back: a call that does no work and gives back what was read from a message of 120 kB; the aim
is 5 ms. A fresh child, as after every so many calls. A message that spins, sleeps or eats memory: the aims are 15 seconds and
768 MB. And the clean messages behind it, among as many children as the service has: none waits longer than that.
"""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Self

from bench.drain import descendants, filled, message, resident_mb
from intake import app, pipeline
from intake.handbook import Handbook
from intake.model.decision import Examined
from intake.sandbox import RECYCLED_AFTER_CALLS, ChildFailed, ChildTrouble, Sandbox
from tests.journeys.partnership import handbook

CALLS = 200
STARTS = 9
CLEAN = 30
AIM_MS, AIM_SECONDS, AIM_MB = 5, 15, 768
GRACE_SECONDS = 2
"""For the end of a child and the start of another."""
TODAY = date(2026, 11, 24)


def main() -> int:
    book = handbook()
    content = message(book, 1, filled(book, 1))
    return max(way_there_and_back(book, content), fresh_children(book, content), *bursts(book, content))


def measured_ms(task: Callable[[], object], times: int) -> tuple[float, float]:
    """Medians of wall time and of this process's own time."""
    walls, own = [], []
    for _ in range(times):
        wall, worked = time.perf_counter(), time.process_time()
        task()
        own.append(time.process_time() - worked)
        walls.append(time.perf_counter() - wall)
    return statistics.median(walls) * 1000, statistics.median(own) * 1000


# -- a clean message -------------------------------------------------------------------------------------------------


def give_back(examined: Examined, content: bytes, *, today: date, converted: Mapping[str, bytes]) -> Examined:  # noqa: ARG001
    return examined


def way_there_and_back(book: Handbook, content: bytes) -> int:
    examined = pipeline.examine(book, content, today=TODAY, converted={})
    with Sandbox(give_back, examined, app.child_limits(book), preload=("intake.pipeline",)) as child:
        call = partial(child.run, content, today=TODAY, converted={})
        call()
        wall, own = measured_ms(call, CALLS - 1)
    print(f"there and back: {wall:.2f} ms, {own:.2f} ms of it the parent's own work (aim: {AIM_MS} ms)")
    return int(wall > AIM_MS)


def fresh_children(book: Handbook, content: bytes) -> int:
    """The second call is the measure of the first: what is left is the start, and what is looked up but once."""
    starts = []
    for _ in range(STARTS):
        with app.reader(book) as child:
            first, second = (
                measured_ms(partial(child.run, content, today=TODAY, converted={}), 1)[0] for _ in range(2)
            )
        starts.append(first - second)
    start = statistics.median(starts)
    print(
        f"a fresh child: {start:.0f} ms, once in {RECYCLED_AFTER_CALLS} calls: {start / RECYCLED_AFTER_CALLS:.2f} ms a message"
    )
    return 0


# -- messages that do not end ----------------------------------------------------------------------------------------


def spin() -> None:
    while True:
        pass


def sleep() -> None:
    threading.Event().wait()


def eat() -> None:
    kept = []
    while True:
        kept.append(bytes(1_000_000))


BOMBS: Mapping[bytes, Callable[[], None]] = {b"spin": spin, b"sleep": sleep, b"eat": eat}


def examine_or_burst(book: Handbook, content: bytes, *, today: date, converted: Mapping[str, bytes]) -> Examined:
    if content in BOMBS:
        BOMBS[content]()
    return pipeline.examine(book, content, today=today, converted=converted)


def bursts(book: Handbook, content: bytes) -> list[int]:
    return [burst(book, content, bomb) for bomb in BOMBS]


def burst(book: Handbook, content: bytes, bomb: bytes) -> int:
    """One such message, and the clean ones behind it, by the service's own pool."""
    children = [
        Sandbox(examine_or_burst, book, app.child_limits(book), preload=("intake.pipeline",))
        for _ in range(app.READERS)
    ]
    for child in children:  # a bomb finds them warm
        child.run(content, today=TODAY, converted={})
    examine = app.examiner(children)
    waited: dict[bytes, list[float]] = {bomb: [], content: []}
    troubles: list[ChildTrouble] = []
    begun = time.perf_counter()

    def read(each: bytes) -> None:
        try:
            examine(each, TODAY, {})
        except ChildFailed as failure:
            troubles.append(failure.trouble)
        waited[each].append(time.perf_counter() - begun)

    with Weighing() as weighing, ThreadPoolExecutor(app.READERS) as readers:
        list(readers.map(read, [bomb, *[content] * CLEAN]))
    for child in children:
        child.close()
    seconds, latest = waited[bomb][0], max(waited[content])
    print(
        f"{bomb.decode()}: {', '.join(troubles)} after {seconds:.1f} s, {weighing.most:.0f} MB; the last of {CLEAN} clean ones after {latest:.1f} s"
    )
    longest = AIM_SECONDS + GRACE_SECONDS
    return int(max(seconds, latest) > longest or weighing.most > AIM_MB or len(troubles) > 1)


class Weighing:
    """The most memory that any child has while it lasts."""

    def __init__(self) -> None:
        self.most = 0.0
        self._ended = threading.Event()
        self._looking = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._looking.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._looking.join()

    def _look(self) -> None:
        own = os.getpid()
        while not self._ended.wait(0.02):
            self.most = max([self.most, *(resident_mb(pid) for pid in descendants(own) - {own})])


if __name__ == "__main__":  # by another process, whose children have no main module to import again
    begin = "import sys; from bench.child import main; sys.exit(main())"
    sys.exit(subprocess.call([sys.executable, "-c", begin]))

"""A full mailbox drained by one, two and four `intake run` on one PostgreSQL: no letter twice, all decided, and how fast.

python -m bench.workers [MESSAGES] [--rounds N]

The workers stand ready when the messages appear, all at once. The aim: four are no slower than one, in the same run.
"""

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from bench.drain import FORMS, descendants, filled, message, worked_seconds
from tests.journeys.kills import Servers, started
from tests.journeys.partnership import header
from tests.journeys.programs import Program
from tests.journeys.sites import Site, new_database
from tests.simulation.books import ALWAYS, UNFINISHED

MESSAGES = 200
WORKERS = (1, 2, 4)
WARMING = 10
"""Messages for each worker beforehand, so that the children that read have begun."""
GLANCE_SECONDS = 0.05
PATIENCE_SECONDS = 600
MANY = 1_000_000
LIMITS = {
    "sends_per_minute": MANY,
    "returns_per_hour": MANY,
    "returns_per_sender_per_day": MANY,
    "receipts_per_sender_per_day": MANY,
    "letters_to_referrers_at_once": MANY,
    "forwards_per_file": MANY,
}
"""What is measured are the workers, not what holds them back."""
DECIDED = "SELECT count(*) FROM arrivals WHERE decided_at IS NOT NULL"
READY = "SELECT count(*) FROM runs"


@dataclass(frozen=True, slots=True)
class Drained:
    workers: int
    messages: int
    letters: int
    seconds_to_decided: float
    seconds_to_the_end: float
    cpu_seconds: float
    """Of all workers and their children."""
    wrong: tuple[str, ...]

    @property
    def rate(self) -> float:
        """Decided messages a second."""
        return self.messages / self.seconds_to_decided

    def told(self) -> str:
        return (
            f"{self.workers} workers: {self.rate:6.1f} messages/s to decisions, "
            f"{self.messages / self.seconds_to_the_end:6.1f} to the end with {self.letters} letters, "
            f"{1000 * self.cpu_seconds / self.messages:.0f} ms of processor a message; {', '.join(self.wrong) or 'nothing wrong'}"
        )


def main(messages: int, rounds: int) -> int:
    found: list[Drained] = []
    with started() as servers:
        for _ in range(rounds):
            for workers in WORKERS:
                with tempfile.TemporaryDirectory(prefix="workers-") as room:
                    found.append(drained(workers, messages, servers, Path(room)))
                print(found[-1].told(), flush=True)
    rates = {workers: statistics.median(each.rate for each in found if each.workers == workers) for workers in WORKERS}
    for workers, rate in rates.items():
        print(f"{workers} workers: {rate:.1f} messages/s, {rate / rates[1]:.2f} x one's")
    return 1 if any(each.wrong for each in found) or rates[WORKERS[-1]] < rates[1] else 0


def drained(workers: int, messages: int, servers: Servers, room: Path) -> Drained:
    site = Site(servers.outside, room, database=new_database(servers.postgres), limits=LIMITS)
    warming = WARMING * workers
    waiting = laid_ready(site, servers, warming + messages)
    with ExitStack() as stack:
        running = [stack.enter_context(site.program("run")) for _ in range(workers)]
        wait(lambda: site.said().count(b'"started"') == workers and counted(site, READY) >= 4)
        appear(waiting[:warming])
        wait(lambda: counted(site, DECIDED) >= warming and is_done(site))
        before = counted(site, DECIDED)
        used, began = cpu_seconds(running_pids(running)), time.perf_counter()
        appear(waiting[warming:])
        wait(lambda: counted(site, DECIDED) >= before + messages)
        decided = time.perf_counter() - began
        wait(lambda: is_done(site))
        finished = time.perf_counter() - began
        used = cpu_seconds(running_pids(running)) - used
        site.ground.wait()
        wait(lambda: counted(site, "SELECT count(*) FROM arrivals") >= len([*site.ground.lying()]))
        for each in running:
            each.ended_by()
    letters = site.ground.letters()
    return Drained(
        workers=workers,
        messages=messages,
        letters=len(letters),
        seconds_to_decided=decided,
        seconds_to_the_end=finished,
        cpu_seconds=used,
        wrong=tuple(wrong(site, warming + messages)),
    )


def is_done(site: Site) -> bool:
    return not any(counted(site, question) for question in UNFINISHED.values())


def running_pids(running: Sequence[Program]) -> Iterator[int]:
    """Of the workers and all that they started."""
    return (pid for each in running for pid in descendants(each.process.pid))


def cpu_seconds(pids: Iterator[int]) -> float:
    return sum(worked_seconds(pid) or 0.0 for pid in pids)


# -- messages that appear all at once --------------------------------------------------------------------------------


def laid_ready(site: Site, servers: Servers, messages: int) -> list[tuple[Path, Path]]:
    """Files beside the maildir, and where each will be. With what Dovecot would give them for names and owners."""
    book = site.ground.book
    servers.dovecot.deliver(b"Subject: first\r\n\r\nThe maildir is there from now on.\r\n", site.ground.user)
    maildir = servers.dovecot.mail_folder(site.ground.user) / "Maildir"
    for path in (maildir / "new").iterdir():
        path.unlink()
    owner = maildir.stat()
    papers = [filled(book, number) for number in range(min(FORMS, messages))]
    found = []
    for number in range(messages):
        path = maildir / "tmp" / f"{1_700_000_000 + number}.M{number}.bench"
        path.write_bytes(message(book, number, papers[number % len(papers)]))
        os.chown(path, owner.st_uid, owner.st_gid)
        found.append((path, maildir / "new" / path.name))
    return found


def appear(waiting: list[tuple[Path, Path]]) -> None:
    for path, place in waiting:
        path.rename(place)


# -- what is wrong ---------------------------------------------------------------------------------------------------


def wrong(site: Site, messages: int) -> Iterator[str]:
    came = Counter((each.message_id, each.reader) for each in site.ground.letters())
    if doubled := sum(times > 1 for times in came.values()):
        yield f"{doubled} letters doubled"
    if missing := counted(site, "SELECT count(*) FROM outbox WHERE state = 'sent'") - len({each for each, _ in came}):
        yield f"{missing} letters that nobody got"
    places = Counter(each.message_id for each in site.ground.lying() if not header(each.content, "X-Intake-Ref"))
    if len(places) != messages or set(places.values()) != {1}:
        yield f"{len(places)} messages lie there, some of them {max(places.values())} times"
    if failed := counted(site, "SELECT count(*) FROM arrivals WHERE attempts > 1 OR reason = 'failed'"):
        yield f"{failed} messages begun more than once"
    yield from (name for name, question in ALWAYS.items() if counted(site, question))


def counted(site: Site, question: str) -> int:
    with site.books.connect() as connection:
        return int(connection.execute(text(question)).scalar_one())


def wait(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError
        threading.Event().wait(GLANCE_SECONDS)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("messages", nargs="?", type=int, default=MESSAGES)
    parser.add_argument("--rounds", type=int, default=1)
    asked = parser.parse_args()
    sys.exit(main(asked.messages, asked.rounds))

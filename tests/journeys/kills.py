"""Real processes on real servers, each killed or failed by the system at a call that a seed draws; and what is to be seen in the end.

strace ends them, or makes the call fail: nothing of the program is changed. What is seen is what lies in Dovecot, what Postfix
handed on, and what the database says, asked past our own store.
"""

import itertools
import os
import random
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from intake.settings import Security
from tests.journeys.fates import FATES
from tests.journeys.programs import Program, program
from tests.journeys.sites import LIFE_SECONDS, UNTIL_ALL_IS_DUE, Site, new_database
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.servers.postgres import Postgres
from tests.servers.recipe import strace
from tests.servers.sink import Sink
from tests.simulation.books import Wrong

RUN_SECONDS = 12.0
"""How long `intake run` is watched when nothing ends it."""
KILL = "SIGKILL"


@dataclass(frozen=True, slots=True)
class Call:
    """A system call: which of them, counted in one thread, are those of the work, and how it fails in life."""

    first: int
    last: int
    errors: tuple[str, ...]
    weight: int = 1
    """How often it is drawn: most often what changes something that outlives us."""


ON_A_FILE: Mapping[str, Call] = {
    "pwrite64": Call(1, 700, ("EIO", "ENOSPC"), weight=4),
    "fdatasync": Call(1, 90, ("EIO", "ENOSPC"), weight=4),
    "unlink": Call(1, 25, ("EIO",), weight=4),
    "fcntl": Call(1, 300, ("ENOLCK", "EIO")),
    "pread64": Call(1, 140, ("EIO",)),
}
"""SQLite's."""
ON_A_LINE: Mapping[str, Call] = {
    "sendto": Call(1, 45, ("ECONNRESET", "EPIPE"), weight=4),
    "recvfrom": Call(1, 45, ("ECONNRESET", "ETIMEDOUT"), weight=4),
    "write": Call(1, 100, ("EIO", "ECONNRESET")),
    "read": Call(2_000, 2_700, ("EIO", "ECONNRESET")),
    "connect": Call(1, 4, ("ECONNREFUSED", "ETIMEDOUT")),
    "poll": Call(1, 100, ("ENOMEM",)),
    "close": Call(1_200, 1_500, ("EIO",)),
    "openat": Call(1_300, 1_700, ("EMFILE", "EIO")),
}
"""Dovecot's, Postfix's, and those of the children that read."""
ON_A_DATABASE_SERVER: Mapping[str, Call] = {
    **ON_A_LINE,
    "sendto": Call(1, 350, ("ECONNRESET", "EPIPE"), weight=8),
    "recvfrom": Call(1, 330, ("ECONNRESET", "ETIMEDOUT"), weight=8),
    "poll": Call(1, 450, ("ENOMEM",)),
}
FIRST_LIFE = 2
"""It has twice as much to do: the tables, and two messages."""
KILLS_AMONG_FAULTS = 0.6
LASTING_AMONG_ERRORS = 0.3
RUNS_AMONG_LIVES = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    call: str
    number: int
    effect: str
    """SIGKILL, or the error that the call gives."""
    is_lasting: bool = False
    """It fails from then on."""

    def tracer(self, report: Path) -> tuple[str, ...]:
        """Words before a command."""
        how = f"signal={KILL}" if self.effect == KILL else f"error={self.effect}"
        inject = f"inject={self.call}:{how}:when={self.number}{'+' if self.is_lasting else ''}"
        return (strace(), "-f", "-qq", "-s", "0", "-o", str(report), "-e", f"trace={self.call}", "-e", inject)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One process from its start to its end."""

    word: str
    """once or run"""
    minutes_later: int
    """By its clock, after the real time."""
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """What a seed draws."""

    seed: int
    is_on_postgres: bool
    security: Security
    titles: tuple[str, ...]
    """Of the messages: two to begin with, and one more before each later life."""
    lives: tuple[Life, ...]


def drawn(seed: int) -> Play:
    draw = random.Random(seed)
    is_on_postgres = bool(seed % 2)
    calls = ON_A_DATABASE_SERVER if is_on_postgres else {**ON_A_FILE, **ON_A_LINE}
    later = itertools.accumulate(draw.choice((0, UNTIL_ALL_IS_DUE)) for _ in range(draw.randint(4, 7)))
    lives = tuple(drawn_life(draw, minutes, calls, is_first=not number) for number, minutes in enumerate(later))
    return Play(
        seed=seed,
        is_on_postgres=is_on_postgres,
        security=draw.choice((Security.PLAIN, Security.TLS)),
        titles=tuple(draw.sample([*FATES], len(lives) + 1)),
        lives=lives,
    )


def drawn_life(draw: random.Random, minutes_later: int, calls: Mapping[str, Call], *, is_first: bool) -> Life:
    (name,) = draw.choices([*calls], [each.weight for each in calls.values()])
    call = calls[name]
    number = draw.randint(call.first, call.last * (FIRST_LIFE if is_first and call.first == 1 else 1))
    is_kill = draw.random() < KILLS_AMONG_FAULTS
    fault = Fault(
        call=name,
        number=number,
        effect=KILL if is_kill else draw.choice(call.errors),
        is_lasting=not is_kill and draw.random() < LASTING_AMONG_ERRORS,
    )
    word = "run" if draw.random() < RUNS_AMONG_LIVES else "once"
    return Life(word=word, minutes_later=minutes_later, fault=fault)


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    dovecot: Dovecot
    postfix: Postfix
    relay: Sink
    postgres: Postgres

    @property
    def outside(self) -> tuple[Dovecot, Postfix, Sink]:
        return self.dovecot, self.postfix, self.relay


@contextmanager
def started() -> Iterator[Servers]:
    with (
        Dovecot() as dovecot,
        Sink() as relay,
        Postgres() as postgres,
        Postfix(relay_port=relay.port, lmtp_port=dovecot.lmtp) as postfix,
    ):
        yield Servers(dovecot=dovecot, postfix=postfix, relay=relay, postgres=postgres)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a life ended."""

    life: Life
    code: int
    was_struck: bool
    """The call came, and failed or was the last."""
    is_untold: bool
    """It ended by an exception that is not one of our sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    play: Play
    endings: tuple[Ending, ...]
    lives_to_rest: int
    messages: int
    letters: int
    wrong: tuple[Wrong, ...]
    without_copy_doubled: int
    given_to_a_person: int
    """Messages in whose reading we were stopped too often."""

    @property
    def kills(self) -> int:
        return sum(each.life.fault.effect == KILL and each.was_struck for each in self.endings)

    @property
    def errors(self) -> int:
        return sum(each.life.fault.effect != KILL and each.was_struck for each in self.endings)


def played(
    play: Play, servers: Servers, room: Path, *, come_to_rest: Callable[[Site, int], int] = Site.come_to_rest
) -> Report:
    """The play on an empty database and an empty mailbox, then lives without a fault until all is at rest."""
    database = new_database(servers.postgres) if play.is_on_postgres else None
    site = Site(servers.outside, room, security=play.security, database=database)
    site.post(play.titles[0])
    endings = []
    for title, life in zip(play.titles[1:], play.lives, strict=True):
        site.post(title)
        endings.append(lived(site, life))
    lives_to_rest = come_to_rest(site, play.lives[-1].minutes_later)
    evidence = site.evidence()
    return Report(
        play=play,
        endings=tuple(endings),
        lives_to_rest=lives_to_rest,
        messages=len(play.titles),
        letters=len(evidence.letters),
        wrong=tuple(evidence.wrong()),
        without_copy_doubled=len(evidence.without_copy_doubled),
        given_to_a_person=evidence.given_to_a_person,
    )


def lived(site: Site, life: Life) -> Ending:
    """One process; then what it sent arrives, as it does long before the next one's clock."""
    report = site.room / "trace"
    command = (*life.fault.tracer(report), *program(minutes_later=life.minutes_later))
    already = len(site.said())
    with site.program(life.word, command=command) as process:
        code = ended(process, life.word)
    site.ground.wait()
    return Ending(
        life=life,
        code=code,
        was_struck=was_struck(life.fault, report, code),
        is_untold=b"Traceback" in site.said()[already:],
    )


def ended(process: Program, word: str) -> int:
    """`run` goes on for ever: it is told to stop after a while, as a machine that goes down tells it."""
    with suppress(subprocess.TimeoutExpired):
        return process.process.wait(RUN_SECONDS if word == "run" else LIFE_SECONDS)
    for pid in traced_by(process.process.pid):
        os.kill(pid, signal.SIGTERM)
    return process.process.wait(LIFE_SECONDS)


def was_struck(fault: Fault, report: Path, code: int) -> bool:
    if fault.effect == KILL:
        return code == -signal.SIGKILL
    return report.exists() and b"(INJECTED)" in report.read_bytes()


def traced_by(tracer: int) -> Sequence[int]:
    """What it started: the program, and not the program's own children."""
    return [int(pid) for pid in Path(f"/proc/{tracer}/task/{tracer}/children").read_text().split()]

"""Runs a pure function in a limited child process: what it reads may be hostile, and a parser may die of it.

One warm child at a time, recycled after a number of calls and ended at once when it takes too long. What comes back is
unpickled with the nouns of `intake.model` only, so that a child that was taken over cannot take over its parent.
"""

import gc
import io
import logging
import multiprocessing
import pickle
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Self

from intake.walls import no_environment, raise_walls

RECYCLED_AFTER_CALLS = 200
START_SECONDS = 60
"""For a child to be ready. A busy machine starts one slowly, and that is no fault of the message that waits for it."""
READY = b"ready"
COLLECTED_AFTER_OBJECTS = 200_000
"""More than a long form makes: what it leaves behind is gone without the collector but for a few rings."""
ANSWER_BYTES = 120_000_000
"""A 40 MB message with its attachments, decoded, and room."""


class ChildTrouble(StrEnum):
    TIMED_OUT = "timed_out"
    DIED = "died"
    """Ended by a signal or by the memory limit."""
    RAISED = "raised"
    ANSWERED_JUNK = "answered_junk"


class ChildFailed(Exception):  # noqa: N818 - the trouble is the name
    """The child did not answer. Carries codes only: never a word of what it read."""

    def __init__(self, trouble: ChildTrouble, error: str = "") -> None:
        super().__init__(trouble, error)
        self.trouble = trouble
        self.error = error


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildLimits:
    cpu_seconds: int = 10
    wall_seconds: int = 15
    memory_bytes: int = 768_000_000


class Sandbox:
    """`run(*args)` is `work(setup, *args)` in a child. `work` is a module's own function; all is picklable."""

    def __init__(
        self, work: Callable[..., Any], setup: object, limits: ChildLimits, *, preload: tuple[str, ...] = ()
    ) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["intake.sandbox", *preload])
        self._work, self._setup, self._limits = work, setup, limits
        self._child: BaseProcess | None = None
        self._line: Connection | None = None
        self._calls = 0

    def run(self, *args: object, **named: object) -> Any:
        """What the work returns. Raises ChildFailed, after which the next call has a fresh child."""
        line = self._ready_line()
        self._calls += 1
        try:
            return _unwrapped(self._ask(line, pickle.dumps((args, named), protocol=5)))
        except ChildFailed as failure:
            if failure.trouble is not ChildTrouble.RAISED:
                self.close()
            raise

    def _ask(self, line: Connection, question: bytes) -> object:
        try:
            line.send_bytes(question)
            answer = line.recv_bytes(ANSWER_BYTES) if line.poll(self._limits.wall_seconds) else None
        except (EOFError, OSError) as error:
            raise ChildFailed(ChildTrouble.DIED, type(error).__name__) from error
        if answer is None:
            raise ChildFailed(ChildTrouble.TIMED_OUT)
        return _unpickle(answer)

    def _ready_line(self) -> Connection:
        if self._calls >= RECYCLED_AFTER_CALLS or (self._child is not None and not self._child.is_alive()):
            self.close()
        return self._line or self._started()

    def _started(self) -> Connection:
        ours, theirs = self._context.Pipe()
        child = self._context.Process(
            target=_serve, args=(theirs, self._work, self._setup, self._limits), daemon=True, name="intake-reader"
        )
        with no_environment():  # the first start starts the server that all later ones are copies of
            child.start()
        theirs.close()
        self._child, self._line, self._calls = child, ours, 0
        self._await(ours)
        return ours

    def _await(self, line: Connection) -> None:
        """Until the child says that it is ready, so that its start is not counted among a message's seconds."""
        try:
            if line.poll(START_SECONDS) and line.recv_bytes(len(READY)) == READY:
                return
        except (EOFError, OSError) as error:
            self.close()
            raise ChildFailed(ChildTrouble.DIED, type(error).__name__) from error
        self.close()
        raise ChildFailed(ChildTrouble.TIMED_OUT, "start")

    def close(self) -> None:
        """End the child at once."""
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._child is not None:
            self._child.kill()
            self._child.join()
            self._child.close()
            self._child = None
        self._calls = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


# -- in the child ----------------------------------------------------------------------------------------------------


def _serve(line: Connection, work: Callable[..., Any], setup: object, limits: ChildLimits) -> None:
    logging.disable()  # a parser's complaints may hold words of what it reads
    _restrict(limits)
    keep_what_was_loaded()
    raise_walls(line=line.fileno())
    line.send_bytes(READY)
    while True:
        try:
            args, named = pickle.loads(line.recv_bytes())  # noqa: S301 - from our own parent
        except EOFError:
            return
        _allow_cpu(limits.cpu_seconds)
        line.send_bytes(pickle.dumps(_answer(work, setup, args, named), protocol=5))


def _answer(
    work: Callable[..., Any], setup: object, args: tuple[Any, ...], named: dict[str, Any]
) -> tuple[str, object]:
    try:
        return ("returned", work(setup, *args, **named))
    except (Exception, RecursionError) as error:  # noqa: BLE001 - the child's whole purpose: any fault becomes its name
        return ("raised", type(error).__name__)


def keep_what_was_loaded() -> None:
    """The collector of rings of garbage neither looks through the program again and again, nor stops every few lines."""
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER_OBJECTS)


def _restrict(limits: ChildLimits) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):  # sent to the whole group it is meant for the parent, who ends us
        signal.signal(number, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _allow_cpu(seconds: int) -> None:
    """Move the CPU limit, which counts a process's whole life, to `seconds` from now."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(usage.ru_utime + usage.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, hard))


# -- the answer ------------------------------------------------------------------------------------------------------

TRUSTED = {
    "builtins": frozenset({"frozenset", "set", "bytearray"}),
    "datetime": frozenset({"date", "datetime", "time", "timedelta", "timezone"}),
    "collections": frozenset({"OrderedDict"}),
    "zoneinfo": frozenset({"ZoneInfo"}),
}


class _NounsOnly(pickle.Unpickler):  # noqa: S301 - narrowed to classes of the model and a few plain ones
    """Builds the nouns of the model and plain values, and nothing else."""

    def find_class(self, module: str, name: str) -> type:
        is_trusted = module.startswith("intake.model.") or name in TRUSTED.get(module, frozenset())
        found = super().find_class(module, name) if is_trusted and "." not in name else None
        if isinstance(found, type) and found.__module__ == module:
            return found
        raise pickle.UnpicklingError("not a noun of the model")


def _unwrapped(answer: object) -> Any:
    match answer:
        case ("returned", value):
            return value
        case ("raised", str(name)):
            raise ChildFailed(ChildTrouble.RAISED, name)
    raise ChildFailed(ChildTrouble.ANSWERED_JUNK)


def _unpickle(content: bytes) -> object:
    try:
        return _NounsOnly(io.BytesIO(content)).load()
    except (pickle.UnpicklingError, AttributeError, IndexError, ValueError, TypeError) as error:
        raise ChildFailed(ChildTrouble.ANSWERED_JUNK, type(error).__name__) from error

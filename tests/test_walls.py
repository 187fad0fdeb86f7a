"""Who takes over the reading child finds no file, no socket, no program, no environment and no way to its parent."""

import importlib
import os
import platform
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from intake import walls
from intake.sandbox import ChildFailed, ChildLimits, Sandbox

SECRET = "INTAKE_TESTS_SECRET"
WORD = "hunter2-of-the-walls"
LIMITS = ChildLimits(cpu_seconds=5, wall_seconds=10)

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in walls.ARCHITECTURES, reason="walls are Linux's"
)


def attempt(deed: str, argument: object = None) -> object:
    return DEEDS[deed](argument)


def read_memory_of_parent(parent: object) -> bytes:
    return Path(f"/proc/{parent}/mem").read_bytes()


def start_a_thread(_: object) -> None:
    threading.Thread(target=print).start()


def open_descriptors(_: object) -> list[int]:
    return [each for each in range(64) if walls._is_open(each)]


DEEDS: dict[str, Callable[[object], object]] = {
    "read a file": lambda path: Path(str(path)).read_bytes(),
    "list a folder": lambda path: list(Path(str(path)).iterdir()),
    "write a file": lambda path: os.open(str(path), os.O_WRONLY | os.O_CREAT),
    "remove a file": lambda path: Path(str(path)).unlink(),
    "a socket": lambda _: socket.socket().fileno(),
    "a socket of this machine": lambda _: socket.socket(socket.AF_UNIX).fileno(),
    "a pair of sockets": lambda _: socket.socketpair(),
    "a program": lambda _: subprocess.run(["/bin/true"], check=True),
    "a copy of itself": lambda _: os.fork(),
    "a thread": start_a_thread,
    "end the parent": lambda parent: os.kill(int(str(parent)), signal.SIGTERM),
    "read the parent's memory": read_memory_of_parent,
    "environment": lambda _: sorted(os.environ.keys() - walls.KEPT_VARIABLES),  # noqa: TID251 - that there is none
    "environment at its start": lambda _: Path("/proc/self/environ").read_bytes(),
    "descriptors": open_descriptors,
    "walls": lambda _: walls.standing(),
    "a codec": lambda _: b"\xe9".decode("cp850"),
    "a zone": lambda _: str(ZoneInfo("Europe/London")),
    "a module": lambda _: importlib.import_module("intake.notices.compose").__name__,
    "process": lambda _: os.getpid(),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "intake.db"
    path.write_text("Alice")
    return path


FORBIDDEN: dict[str, Callable[[Path], object]] = {
    "read a file": lambda file: file,
    "list a folder": lambda file: file.parent,
    "write a file": lambda file: file.with_name("new"),
    "remove a file": lambda file: file,
    "a socket": lambda _: None,
    "a socket of this machine": lambda _: None,
    "a pair of sockets": lambda _: None,
    "a program": lambda _: None,
    "a copy of itself": lambda _: None,
    "a thread": lambda _: None,
    "end the parent": lambda _: os.getpid(),
    "read the parent's memory": lambda _: os.getpid(),
    "environment at its start": lambda _: None,
}


@pytest.mark.parametrize("deed", FORBIDDEN)
def test_the_child_cannot(deed: str, file: Path) -> None:
    with Sandbox(attempt, deed, LIMITS) as child, pytest.raises(ChildFailed) as failed:
        child.run(FORBIDDEN[deed](file))

    assert failed.value.error in {"PermissionError", "RuntimeError"}
    assert file.read_text() == "Alice"
    assert not file.with_name("new").exists()


ALLOWED: dict[str, object] = {
    "environment": [],
    "walls": dict.fromkeys((wall.value for wall in walls.Wall), True),
    "a codec": "Ú",
    "a zone": "Europe/London",
    "a module": "intake.notices.compose",
}


@pytest.mark.parametrize("deed", ALLOWED)
def test_the_child_finds(deed: str) -> None:
    with Sandbox(attempt, deed, LIMITS) as child:
        found = child.run()

    assert found == ALLOWED[deed]


def test_nothing_is_open_but_the_line_and_three_ways_to_nowhere() -> None:
    with Sandbox(attempt, "descriptors", LIMITS) as child:
        found = child.run()

    assert len(found) == 4
    assert found[:3] == [0, 1, 2]


def test_no_secret_of_the_environment_is_in_the_child_as_the_system_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET, WORD)
    with Sandbox(attempt, "process", LIMITS) as child:
        pid = child.run()
        shown = Path(f"/proc/{pid}/environ").read_bytes()

    assert WORD.encode() not in shown
    assert os.environ[SECRET] == WORD  # noqa: TID251 - ours is as it was


def test_around_this_process_no_wall_stands() -> None:
    assert not any(standing for name, standing in walls.standing().items() if name != "descriptors")

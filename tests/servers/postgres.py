"""A real PostgreSQL on loopback, in a folder of its own. Root becomes nobody: PostgreSQL refuses to run as root.

Debian: apt-get install -y --no-install-recommends postgresql-15
"""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Self

from tests.servers.recipe import (
    LOOP,
    POLL_SECONDS,
    Recipe,
    chown_tree,
    free_ports,
    rmtree,
    run_as,
    short_tmp,
    stop,
    wait_port,
)

HURRIED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests that end their servers in peace."""
START_SECONDS = 20.0


def programs() -> Path:
    """The folder of the server's programs, newest first. Raises FileNotFoundError."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "postgres").exists():
            return folder
    found = shutil.which("postgres")
    if found is None:
        raise FileNotFoundError("no PostgreSQL server on this machine")
    return Path(found).resolve().parent


class Postgres(Recipe):
    def __init__(self, *, is_durable: bool = False) -> None:
        """With `is_durable` it keeps what it committed when it is killed."""
        self.settings = {} if is_durable else HURRIED
        self.programs = programs()
        self.folder = short_tmp("pg-")
        _, _, uid, gid, self.prefix = run_as()
        (self.port,) = free_ports(1)
        chown_tree(self.folder, uid, gid)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """For SQLAlchemy; the database may be replaced behind the last slash."""
        return f"postgresql+psycopg://intake@{LOOP}:{self.port}/postgres"

    def start(self) -> Self:
        if not (self.folder / "data").exists():
            self.run("initdb", "-D", str(self.folder / "data"), "-U", "intake", "-A", "trust", "--no-sync",
                     "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions")  # fmt: skip
        options = {
            "listen_addresses": LOOP,
            "port": self.port,
            "unix_socket_directories": self.folder,
            "max_connections": 50,
            "shared_buffers": "32MB",
            **self.settings,
        }
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*self.prefix, str(self.programs / "postgres"), "-D", str(self.folder / "data"), *words],
                cwd="/",
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        wait_port(self.port, proc=self.process)
        self.wait_until_ready()
        return self

    def wait_until_ready(self) -> None:
        started = time.monotonic()
        ready = [str(self.programs / "pg_isready"), "-q", "-h", LOOP, "-p", str(self.port)]
        while subprocess.run(ready, check=False).returncode:
            if time.monotonic() - started > START_SECONDS:
                raise TimeoutError((self.folder / "log").read_text())
            time.sleep(POLL_SECONDS)  # noqa: TID251 - another process has no event to wait on

    def run(self, program: str, *words: str) -> None:
        subprocess.run(
            [*self.prefix, str(self.programs / program), *words], check=True, cwd="/", stdout=subprocess.DEVNULL
        )

    def kill(self) -> None:
        """As a power cut would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """SIGINT is its fast way to end."""
        if self.process is not None:
            stop(self.process, signal.SIGINT)
            self.process = None
        rmtree(self.folder)

"""What protection costs, in processor time: sealing and opening, the audit's marks, its chain and its verification, the walls.

python bench/protection.py
"""

import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from intake.store import Store
from intake.store.audit import note
from intake.store.marks import marked
from intake.store.schema import originals
from intake.store.sealing import Keyring
from intake.store.states import Event
from intake.walls import raise_walls

SECRET = b"a secret of the bench that keys nothing real"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SIZES = (0, 4_000, 120_000, 1_000_000, 10_000_000)
STEPS = 20_000
STEP = {"event": Event.SENT, "at": NOW, "arrival_id": 1, "outbox_id": 2, "reference": "HCP-2026-0001", "detail": "250"}


def main() -> None:
    sealing()
    auditing()
    walls()


def micros(work: Callable[[], object], times: int) -> float:
    """Of processor time for one."""
    started = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - started) / times * 1e6


def sealing() -> None:
    ring = Keyring(SECRET)
    for size in SIZES:
        clear, times = bytes(size), 20 if size > SIZES[2] else 500
        sealed = ring.seal(clear, originals.c.content, 1)
        seal = micros(lambda clear=clear: ring.seal(clear, originals.c.content, 1), times)
        unseal = micros(lambda sealed=sealed: ring.unseal(sealed, originals.c.content, 1), times)
        print(f"{size:>10,} bytes    seal {seal:8.0f} us   open {unseal:8.0f} us")
    print(f"hash of an address {micros(lambda: ring.address_hash('kim@school.test'), 5_000):6.1f} us")


def auditing() -> None:
    with tempfile.TemporaryDirectory(dir=".") as folder:
        store = Store.open(f"sqlite:///{Path(folder) / 'intake.db'}", secret=SECRET)
        store.migrate()
        with store._database.writing() as connection:  # noqa: SLF001 - steps without what they are about
            step = micros(lambda: note(connection, Event.ALARM_RAISED, at=NOW, detail="250"), STEPS)
        mark = micros(lambda: marked(STEP, store._keyring), STEPS)  # noqa: SLF001
        verifying = micros(store.verify_audit, 1)
        again = micros(store.verify_audit, 1)
        idle = micros(lambda: store.heartbeat("job", now=NOW, ok=True), 100)
        store.close()
    print(f"a step {step:6.0f} us, of which its mark {mark:4.1f} us")
    print(f"a link {(verifying - again) / STEPS:6.1f} us   verifying a step {again / STEPS:6.1f} us")
    print(f"a heartbeat with nothing to chain {idle / 1000:6.2f} ms")


def walls() -> None:
    """In a process of its own: they do not come down again."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        spent = micros(lambda: raise_walls(line=writing), 1)
        os.write(writing, f"{spent / 1000:.1f}".encode())
        os._exit(0)
    os.waitpid(child, 0)
    print(f"walls, once a child {os.read(reading, 20).decode():>6} ms")


if __name__ == "__main__":
    main()

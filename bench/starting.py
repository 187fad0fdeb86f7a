"""How long a person waits for a command that does nothing: `intake --help`, as a program of its own. The aim is 300 ms.

usage: python -m bench.starting

Median of wall time and of processor time, beside the bare interpreter in the same run.
"""

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

RUNS = 21
AIM_MS = 300
COMMANDS = {
    "python -c pass": (sys.executable, "-c", "pass"),
    "intake --help": (str(Path(sys.executable).parent / "intake"), "--help"),
    "intake forms --help": (str(Path(sys.executable).parent / "intake"), "forms", "--help"),
}


def run_ms(command: Sequence[str]) -> tuple[float, float]:
    """Wall time and processor time of one run."""
    before, begun = children_seconds(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - begun) * 1000, (children_seconds() - before) * 1000


def children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    medians = {}
    for name, command in COMMANDS.items():
        runs = [run_ms(command) for _ in range(RUNS)]
        wall, worked = (statistics.median(each) for each in zip(*runs, strict=True))
        medians[name] = wall
        print(f"{name:22} {wall:6.0f} ms, {worked:6.0f} ms of processor time")
    return int(max(medians.values()) > AIM_MS)


if __name__ == "__main__":
    sys.exit(main())

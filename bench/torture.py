"""Hours of simulation: seeds one after the other, each with its arrivals, crashes and faults; and the account at the end.

python bench/torture.py --seeds 10000 --first 0        nice -n 15 is a good idea
python bench/torture.py --seed 138                      one seed, told step by step
"""

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.findings import Findings
from tests.simulation.seeds import Room
from tests.simulation.simulation import Report

MEMORY = Path("/dev/shm")
TOLD_EVERY = 50
"""Seeds."""


@dataclass
class Account:
    seeds: int = 0
    steps: int = 0
    messages: int = 0
    letters: int = 0
    crashes: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    findings: Findings = field(default_factory=Findings)
    without_copy_doubled: int = 0
    seconds: float = 0.0

    def add(self, report: Report) -> None:
        self.seeds += 1
        self.steps += report.steps
        self.messages += report.messages
        self.letters += report.letters
        self.crashes += report.crashes
        self.faults.update({fault.name.lower(): count for fault, count in report.faults.items()})
        self.findings.add(report.seed, (each for _, each in report.wrong))
        self.without_copy_doubled += report.without_copy_doubled

    def told(self) -> dict[str, object]:
        return {
            "seeds": self.seeds,
            "steps": self.steps,
            "messages": self.messages,
            "letters": self.letters,
            "crashes": self.crashes,
            "faults": self.faults.total(),
            **self.findings.told(),
            "upper_bound_95_per_message": 3 / self.messages if self.messages else None,
            "letters_without_copy_doubled": self.without_copy_doubled,
            "seconds": round(self.seconds),
            "faults_by_kind": dict(self.faults.most_common()),
        }


@contextmanager
def room() -> Iterator[Room]:
    """In memory, where there is a file system in memory: these crashes are no power cuts."""
    with (
        tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder,
        Room.in_folder(Path(folder)) as room,
    ):
        yield room


def tortured(first: int, seeds: int) -> Account:
    account, began = Account(), time.monotonic()
    with room() as ready:
        for seed in range(first, first + seeds):
            report = ready.play(seed)
            account.add(report)
            account.seconds = time.monotonic() - began
            for step, wrong in report.wrong:
                print(f"seed {seed} step {step}: {wrong.finding}: {wrong.what}", flush=True)
            if account.seeds % TOLD_EVERY == 0:
                print(json.dumps(account.told()), flush=True)
    return account


def replayed(seed: int) -> None:
    with room() as ready:
        report = ready.play(seed)
    print(*(f"{number:5} {line}" for number, line in enumerate(report.trace, 1)), sep="\n")
    print(*report.wrong or ("nothing wrong",), sep="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=300)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, help="replay one")
    asked = parser.parse_args()
    if asked.seed is not None:
        replayed(asked.seed)
        return
    print(json.dumps(tortured(asked.first, asked.seeds).told(), indent=2))


if __name__ == "__main__":
    main()

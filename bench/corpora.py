"""Outside files through `intake try` and `intake check`: `python bench/corpora.py FOLDER`. A verdict for each, within the limits.

Prints how many ended in what, every file that broke a promise (no verdict, over the limit, an answer to an automatic
message), and the slowest ten. Exit 1 when a promise was broken.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from intake.cli import shapes
from intake.trial.files import Trial
from intake.trial.messages import attempt

ROOT = Path(__file__).resolve().parent.parent
LIMIT_SECONDS = 15.0 + 5.0
"""The wall clock of one reading, and what starting a child may cost on a busy machine."""
ANSWERS = frozenset({"return", "receipt"})
AUTOMATIC = frozenset({"auto_reply", "bounce", "read_receipt", "bulk", "calendar", "own"})
SLOWEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    path: Path
    way: str
    """`check` or `try`."""
    ending: str
    """The verdict, or the kind and the outcome."""
    seconds: float
    broken: str | None
    """The promise that was broken."""


def checked(trial: Trial, path: Path) -> tuple[str, str | None]:
    line = shapes.file_line(path.name, trial.check(path.name, path.read_bytes()), trial.forms)
    return str(line["verdict"]), None


def tried(trial: Trial, path: Path) -> tuple[str, str | None]:
    examined, decision, notices = attempt(trial, path.read_bytes())
    answers = ANSWERS & {each.kind.value for each in notices}
    is_automatic = examined.message.kind.value in AUTOMATIC
    return f"{decision.kind} {decision.outcome}", "answered an automatic message" if answers and is_automatic else None


def ran(way: str, work: Callable[[Trial, Path], tuple[str, str | None]], trial: Trial, path: Path) -> Ran:
    begun = time.perf_counter()
    try:
        ending, broken = work(trial, path)
    except Exception as error:  # noqa: BLE001 - the bench is about exactly that
        ending, broken = "raised", type(error).__name__
    seconds = time.perf_counter() - begun
    if broken is None and seconds > LIMIT_SECONDS:
        broken = "took too long"
    return Ran(path=path, way=way, ending=ending, seconds=seconds, broken=broken)


def run(folder: Path) -> Iterator[Ran]:
    """Every file by `check`; those under a folder named emails by `try` as well."""
    with Trial.opened(ROOT / "config") as trial:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            yield ran("check", checked, trial, path)
            if "emails" in path.parts:
                yield ran("try", tried, trial, path)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    found = list(run(parser.parse_args().folder))
    for way in ("check", "try"):
        of_way = [each for each in found if each.way == way]
        endings = Counter(each.ending for each in of_way)
        print(f"{way}: {len(of_way)} files, {sum(each.seconds for each in of_way):.1f} s")
        print("".join(f"  {number:5} {ending}\n" for ending, number in endings.most_common()), end="")
    broken = [each for each in found if each.broken]
    print(f"promises broken: {len(broken)}")
    print("".join(f"  {each.broken}: {each.way} {each.path}\n" for each in broken), end="")
    print(f"slowest {SLOWEST}:")
    for each in sorted(found, key=lambda each: -each.seconds)[:SLOWEST]:
        print(f"  {each.seconds:6.2f} s  {each.way:5} {each.ending:24} {each.path}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

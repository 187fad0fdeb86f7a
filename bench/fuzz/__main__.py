"""Harmed bytes through every reader, for as long as wanted: what raises anything undeclared, takes long, or takes much.

usage: python -m bench.fuzz TARGET... [--seconds 600] [--from 0] [--seeds FOLDER] [--keep FOLDER] [--guided]

Targets are those of `tests/fuzz/targets.py`. A case is named by its number, so a finding can be made again; its bytes are
written to the folder given with `--keep`. The reading runs in a child that is started anew when it dies: calamine may end
its process. With `--guided`, atheris (which is in no lock: install it beside) chooses among mutations by the code reached.
"""

import argparse
import hashlib
import itertools
import multiprocessing
import resource
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from tests.fuzz.targets import TARGETS, Target

MOST_CPU_SECONDS = 1.0
MOST_MB = 256
WALL_SECONDS = 120
ADDRESS_SPACE_BYTES = 4_000_000_000
LARGEST_SEED_BYTES = 400_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What went wrong, at which line of ours, and how often."""

    kind: str
    place: str


def main() -> int:
    given = arguments().parse_args()
    if given.guided:
        return guided(given)
    ends = time.monotonic() + given.seconds
    found: Counter[tuple[str, Finding]] = Counter()
    counts: Counter[str] = Counter()
    runs = {name: Run(name, TARGETS[name], seeds_of(TARGETS[name], given.seeds)) for name in given.targets}
    for number in itertools.count(getattr(given, "from")):
        if time.monotonic() > ends:
            break
        for name, run in runs.items():
            finding = run.tried(number)
            counts[name] += 1
            if finding is not None:
                found[name, finding] += 1
                if found[name, finding] == 1:
                    keep(given.keep, name, number, run.content(number))
                    print(f"{name} {number}: {finding.kind} at {finding.place}", flush=True)
    for run in runs.values():
        run.end()
    report(counts, found)
    return 1 if found else 0


def arguments() -> argparse.ArgumentParser:
    known = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known.add_argument("targets", nargs="+", choices=sorted(TARGETS))
    known.add_argument("--seconds", type=float, default=600)
    known.add_argument("--from", type=int, default=0)
    known.add_argument("--seeds", type=Path, nargs="*", default=[], help="more files to start from, at any depth")
    known.add_argument("--keep", type=Path, default=Path("fuzz-findings"))
    known.add_argument("--guided", action="store_true")
    return known


def seeds_of(target: Target, folders: Sequence[Path]) -> list[bytes]:
    files = (each for folder in folders for each in sorted(folder.rglob("*")) if each.is_file())
    return [
        *target.seeds(),
        *(each.read_bytes() for each in files if each.stat().st_size < LARGEST_SEED_BYTES),
    ]


def keep(folder: Path, name: str, number: object, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}-{number}").write_bytes(content)


def report(counts: Counter[str], found: Counter[tuple[str, Finding]]) -> None:
    for name, count in counts.items():
        kinds = [(finding, often) for (of, finding), often in found.most_common() if of == name]
        print(f"{name}: {count} cases, {len(kinds)} different findings")
        for finding, often in kinds:
            print(f"  {often:6} {finding.kind} at {finding.place}")


# -- a child that may die --------------------------------------------------------------------------------------------


class Run:
    """One target, read in a child of its own."""

    def __init__(self, name: str, target: Target, seeds: Sequence[bytes]) -> None:
        self.name, self._target, self._seeds = name, target, seeds
        self._context = multiprocessing.get_context("fork")
        self._begin()

    def _begin(self) -> None:
        self._line, theirs = self._context.Pipe()
        self._child = self._context.Process(target=serve, args=(theirs, self._target, self._seeds), daemon=True)
        self._child.start()
        theirs.close()

    def content(self, number: int) -> bytes:
        return self._target.case(number, self._seeds)

    def tried(self, number: int) -> Finding | None:
        """What the child says of this case; a child that says nothing has died or hangs, and is replaced."""
        self._line.send(number)
        try:
            if self._line.poll(WALL_SECONDS):
                return self._line.recv()  # type: ignore[no-any-return]
            finding = Finding("hangs", f"for {WALL_SECONDS} s")
        except EOFError:
            self._child.join()
            finding = Finding("dies", f"exit code {self._child.exitcode}")
        self.end()
        self._begin()
        return finding

    def end(self) -> None:
        self._child.kill()
        self._child.join()
        self._line.close()


def serve(line: Connection, target: Target, seeds: Sequence[bytes]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES))
    for content in cases(line, target, seeds):
        line.send(outcome(target, content))


def cases(line: Connection, target: Target, seeds: Sequence[bytes]) -> Iterator[bytes]:
    while True:
        try:
            yield target.case(line.recv(), seeds)
        except EOFError:
            return


def outcome(target: Target, content: bytes) -> Finding | None:
    most, begun = peak_mb(), time.process_time()
    try:
        target.read(content)
    except BaseException as error:  # noqa: BLE001 - whatever is raised is the finding
        return Finding(type(error).__name__, place_of(error))
    spent, grown = time.process_time() - begun, peak_mb() - most
    if spent > MOST_CPU_SECONDS:
        return Finding("slow", f"{spent:.0f} s for {len(content) // 100_000 * 100} kB")
    return Finding("large", f"{grown // 100 * 100} MB") if grown > MOST_MB else None


def place_of(error: BaseException) -> str:
    """The last line of ours that it went through."""
    frames = [each for each in traceback.extract_tb(error.__traceback__) if "/intake/" in each.filename]
    last = frames[-1] if frames else traceback.extract_tb(error.__traceback__)[-1]
    return f"{last.filename.rpartition('/intake/')[2]}:{last.lineno}"


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


# -- guided by coverage ----------------------------------------------------------------------------------------------


def guided(given: argparse.Namespace) -> int:
    """One target, in this process; atheris ends it at the first finding and leaves the input beside."""
    import atheris  # type: ignore[import-not-found]

    name = given.targets[0]
    target = TARGETS[name]
    corpus = given.keep / f"corpus-{name}"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in seeds_of(target, given.seeds):
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    atheris.instrument_all()

    def mutator(content: bytes, most: int, number: int) -> bytes:
        return target.mutated(bytes(content), Random(number))[:most]

    def one(content: bytes) -> None:
        finding = outcome(target, bytes(content))
        if finding is not None:
            digest = hashlib.sha256(f"{finding}".encode()).hexdigest()[:8]
            if not list(given.keep.glob(f"{name}-{digest}")):
                keep(given.keep, name, digest, bytes(content))
                print(f"{name} {digest}: {finding.kind} at {finding.place}", flush=True)

    flags = [f"-max_total_time={given.seconds:.0f}", f"-max_len={LARGEST_SEED_BYTES}", "-rss_limit_mb=3000"]
    atheris.Setup([sys.argv[0], str(corpus), *flags, "-timeout=600"], one, custom_mutator=mutator)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())

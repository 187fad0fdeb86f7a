"""Reading Excel forms beside openpyxl's loading of them. Medians of processor time side by side, in one run; at most half is the aim.

usage: python bench/reading_excel.py FORM.xlsx...
"""

import io
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl

from intake.documents import read

ROUNDS = 11
AIM = 0.5


def loaded(content: bytes) -> None:
    openpyxl.load_workbook(io.BytesIO(content), rich_text=True)


def medians_ms(works: Sequence[Callable[[bytes], object]], content: bytes) -> list[float]:
    """One round of each after the other, so that a busy machine is as unkind to all."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, taken in zip(works, times, strict=True):
            begun = time.process_time()
            work(content)
            taken.append((time.process_time() - begun) * 1000)
    return [statistics.median(taken) for taken in times]


def main() -> int:
    contents = {Path(name).name: Path(name).read_bytes() for name in sys.argv[1:]}
    ratios = []
    print(f"{'file':50} {'openpyxl ms':>11} {'read ms':>9} {'ratio':>6}")
    for name, content in contents.items():
        theirs, ours = medians_ms((loaded, read), content)
        ratios.append(ours / theirs)
        print(f"{name[:50]:50} {theirs:11.2f} {ours:9.2f} {ours / theirs:6.2f}")
    if not ratios:
        print(__doc__)
        return 2
    print(f"{'worst ratio':50} {'':11} {'':9} {max(ratios):6.2f}")
    return 0 if max(ratios) <= AIM else 1


if __name__ == "__main__":
    sys.exit(main())

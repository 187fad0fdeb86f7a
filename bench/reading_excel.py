"""Reading Excel forms beside openpyxl's loading of them. Medians side by side, in one run; at most half is the aim.

usage: python bench/reading_excel.py FORM.xlsx...
"""

import io
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl

from intake.documents import read

ROUNDS = 11
AIM = 0.5


def loaded(content: bytes) -> None:
    openpyxl.load_workbook(io.BytesIO(content), rich_text=True)


def median_ms(work: Callable[[bytes], object], content: bytes) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work(content)
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000


def main() -> int:
    contents = {Path(name).name: Path(name).read_bytes() for name in sys.argv[1:]}
    ratios = []
    print(f"{'file':50} {'openpyxl ms':>11} {'read ms':>9} {'ratio':>6}")
    for name, content in contents.items():
        theirs, ours = median_ms(loaded, content), median_ms(read, content)
        ratios.append(ours / theirs)
        print(f"{name[:50]:50} {theirs:11.2f} {ours:9.2f} {ours / theirs:6.2f}")
    if not ratios:
        print(__doc__)
        return 2
    print(f"{'worst ratio':50} {'':11} {'':9} {max(ratios):6.2f}")
    return 0 if max(ratios) <= AIM else 1


if __name__ == "__main__":
    sys.exit(main())

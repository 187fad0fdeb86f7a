"""Reading Word forms beside the floor: unzip and parse the same parts. Medians of processor time side by side, in one run.

usage: python bench/reading_floor.py FORM.docx...
"""

import io
import statistics
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from lxml import etree

from intake.documents import read

ROUNDS = 21


def floor(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))


def medians_ms(works: Sequence[Callable[[bytes], object]], content: bytes) -> list[float]:
    """One round of each after the other, so that a busy machine is as unkind to all."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, taken in zip(works, times, strict=True):
            begun = time.process_time()
            work(content)
            taken.append(time.process_time() - begun)
    return [statistics.median(taken) * 1000 for taken in times]


def main() -> None:
    contents = {Path(name).name: Path(name).read_bytes() for name in sys.argv[1:]}
    ratios = []
    print(f"{'file':50} {'floor ms':>9} {'read ms':>9} {'ratio':>6}")
    for name, content in contents.items():
        least, ours = medians_ms((floor, read), content)
        ratios.append(ours / least)
        print(f"{name[:50]:50} {least:9.2f} {ours:9.2f} {ours / least:6.2f}")
    print(f"{'median of ratios':50} {'':9} {'':9} {statistics.median(ratios):6.2f}")


main()

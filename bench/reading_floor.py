"""Reading Word forms beside the floor: unzip and parse the same parts. Medians side by side, in one run.

usage: python bench/reading_floor.py FORM.docx...
"""

import io
import statistics
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from intake.documents import read

ROUNDS = 15


def floor(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))


def median_ms(work: Callable[[bytes], object], content: bytes) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work(content)
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000


def main() -> None:
    contents = {Path(name).name: Path(name).read_bytes() for name in sys.argv[1:]}
    ratios = []
    print(f"{'file':50} {'floor ms':>9} {'read ms':>9} {'ratio':>6}")
    for name, content in contents.items():
        least, ours = median_ms(floor, content), median_ms(read, content)
        ratios.append(ours / least)
        print(f"{name[:50]:50} {least:9.2f} {ours:9.2f} {ours / least:6.2f}")
    print(f"{'median of ratios':50} {'':9} {'':9} {statistics.median(ratios):6.2f}")


main()

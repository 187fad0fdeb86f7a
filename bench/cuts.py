"""Every byte of the dialogues with Dovecot in which two messages are fetched and moved: the line is cut there, once.

python -m bench.cuts [STRIDE]
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.jobs.cuts import Room
from tests.servers.dovecot import Dovecot


def main(stride: int = 1) -> int:
    wrong = 0
    with Dovecot() as server, tempfile.TemporaryDirectory(prefix="cuts-") as folder:
        room = Room(server, Path(folder))
        for direction in ("cut_after", "cut_said_after"):
            began, offset, ends = time.perf_counter(), 1, Counter[str]()
            was_cut = True
            while was_cut:
                ending = room.lived(direction, offset)
                was_cut = ending.was_cut
                ends["right" if ending.is_right else "wrong"] += 1
                if not ending.is_right:
                    print(f"{direction} {offset}: {ending}")
                offset += stride
            wrong += ends["wrong"]
            print(f"{direction}: {offset - stride} bytes, {dict(ends)}, {time.perf_counter() - began:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

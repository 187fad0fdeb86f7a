"""Ten thousand virtual hours against programs that answer us: `python bench/loops.py [HOURS]`. What went out, and the ceilings."""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.journeys import loops


def main() -> int:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder, loops.lives(Path(folder)) as lives:
        sent, stage = loops.let_run(lives, number)
    limits = stage.book.limits
    rows = (
        (
            "returns a day to one address",
            loops.busiest(sent, "return", by=loops.local_day),
            limits.returns_per_sender_per_day,
        ),
        ("returns in an hour", loops.within_an_hour(sent, "return"), limits.returns_per_hour),
        (
            "receipts a day to one address",
            loops.busiest(sent, "receipt", by=loops.local_day),
            limits.receipts_per_sender_per_day,
        ),
        ("forwards of one file", sum(each.letter.kind == "forward" for each in sent), limits.forwards_per_file),
    )
    print(f"{number} hours, {len(sent)} letters: {dict(Counter(each.letter.kind for each in sent))}")
    for name, most, ceiling in rows:
        print(f"  {name}: at most {most}, ceiling {ceiling}")
    return 1 if any(most > ceiling for _, most, ceiling in rows) else 0


if __name__ == "__main__":
    sys.exit(main())

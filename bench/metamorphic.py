"""Many rewritings of filled forms that change nothing: `python bench/metamorphic.py FOLDER --examples 500`, what reads otherwise."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from intake.equipment import load_handbook  # noqa: E402 - the tests are no installed package
from intake.model.form import Form  # noqa: E402
from tests.metamorphic.repacking import REPACKINGS  # noqa: E402
from tests.metamorphic.rewriting import REWRITINGS  # noqa: E402
from tests.metamorphic.sameness import read_form, rewritten  # noqa: E402

WAYS = (*REWRITINGS, *REPACKINGS)


def fewest(content: bytes, names: Sequence[str], form: Form, seed: int) -> list[str]:
    """The rewritings without which the difference goes away."""
    before, _ = read_form(content, form)
    kept = list(names)
    for name in names:
        fewer = [each for each in kept if each != name]
        if before.differences(read_form(rewritten(content, fewer, form, seed), form)[0]):
            kept = fewer
    return kept


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path, help="holds filled forms in Word, at any depth")
    arguments.add_argument("--examples", type=int, default=0, help="random combinations; each way alone without it")
    arguments.add_argument("--only", default="", help="files whose name holds this")
    arguments.add_argument("--way", default="", help="ways whose name holds this")
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    form = load_handbook(ROOT / "config").forms[0]
    files = sorted(
        each for each in given.folder.rglob("*.docx") if given.only in each.name and "blank" not in str(each)
    )
    ways = [each for each in WAYS if given.way in each]
    chance = Random(given.seed)
    if given.examples:
        trials = [
            (chance.choice(files), chance.sample(ways, chance.randrange(1, 7)), chance.randrange(1 << 30))
            for _ in range(given.examples)
        ]
    else:
        trials = [(each, [way], given.seed) for way in ways for each in files]
    wrong: Counter[str] = Counter()
    for path, names, seed in trials:
        content = path.read_bytes()
        before, _ = read_form(content, form)
        found = before.differences(read_form(rewritten(content, names, form, seed), form)[0])
        if found:
            cause = fewest(content, names, form, seed)
            wrong[" + ".join(cause)] += 1
            print(
                json.dumps(
                    {"file": path.name, "ways": cause, "of": names, "seed": seed, "found": found}, ensure_ascii=False
                )
            )
    print(f"{len(trials)} trials, {sum(wrong.values())} read otherwise")
    for name, count in wrong.most_common():
        print(f"{count:5} {name}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

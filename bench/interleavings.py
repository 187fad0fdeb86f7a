"""The long form of tests/simulation/test_interleavings.py: an order of events that breaks a promise is told as a short program.

python bench/interleavings.py --examples 5000 --rules 60        nice -n 15 is a good idea
"""

import argparse

from hypothesis.stateful import run_state_machine_as_test

from bench.torture import room
from tests.simulation.interleaving import Interleaving, so_many


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=1_000)
    parser.add_argument("--rules", type=int, default=60)
    asked = parser.parse_args()
    with room() as ready:
        run_state_machine_as_test(lambda: Interleaving(ready), settings=so_many(asked.examples, rules=asked.rules))
    print(f"nothing lost and nothing doubled in {asked.examples} examples of up to {asked.rules} events")


if __name__ == "__main__":
    main()

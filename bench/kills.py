"""Hours of kills: real processes on Dovecot, Postfix, SQLite and PostgreSQL, each ended or failed at a system call; and the account.

python -m bench.kills --minutes 60 --first 0        nice -n 15 is a good idea
python -m bench.kills --seed 138                    one seed, told life by life

Even seeds are on SQLite, odd ones on PostgreSQL.
"""

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.findings import Findings
from tests.journeys.kills import Ending, Report, Servers, drawn, played, started
from tests.journeys.sites import Site

MEMORY = Path("/dev/shm")
TOLD_EVERY = 10
"""Runs."""


@dataclass
class Account:
    runs: int = 0
    messages: int = 0
    letters: int = 0
    lives: int = 0
    kills: int = 0
    errors: int = 0
    struck: Counter[str] = field(default_factory=Counter)
    findings: Findings = field(default_factory=Findings)
    untold: Counter[str] = field(default_factory=Counter)
    without_copy_doubled: int = 0
    given_to_a_person: int = 0
    seconds: float = 0.0

    def add(self, report: Report) -> None:
        self.runs += 1
        self.messages += report.messages
        self.letters += report.letters
        self.lives += len(report.endings) + report.lives_to_rest
        self.kills += report.kills
        self.errors += report.errors
        self.struck.update(
            f"{each.life.fault.call} {each.life.fault.effect}" for each in report.endings if each.was_struck
        )
        self.findings.add(report.play.seed, report.wrong)
        self.untold.update(each.life.fault.call for each in report.endings if each.is_untold)
        self.without_copy_doubled += report.without_copy_doubled
        self.given_to_a_person += report.given_to_a_person

    def told(self) -> dict[str, object]:
        return {
            "runs": self.runs,
            "messages": self.messages,
            "letters": self.letters,
            "lives": self.lives,
            "kills": self.kills,
            "errors": self.errors,
            **self.findings.told(),
            "letters_without_copy_doubled": self.without_copy_doubled,
            "given_to_a_person_after_three_stops": self.given_to_a_person,
            "ended_by_an_exception": dict(self.untold.most_common()),
            "seconds": round(self.seconds),
            "struck": dict(self.struck.most_common()),
        }


def run(seed: int, servers: Servers) -> Report:
    """In memory, where there is a file system in memory: these kills are no power cuts. The last lives, without a fault, are in this process."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as room:
        return played(drawn(seed), servers, Path(room), come_to_rest=Site.come_to_rest_here)


def tortured(first: int, seconds: float) -> Account:
    account, began = Account(), time.monotonic()
    with started() as servers:
        while account.seconds < seconds:
            report = run(first + account.runs, servers)
            account.add(report)
            account.seconds = time.monotonic() - began
            for wrong in report.wrong:
                print(f"seed {report.play.seed}: {wrong.finding}: {wrong.what}", flush=True)
            if account.runs % TOLD_EVERY == 0:
                print(json.dumps(account.told()), flush=True)
    return account


def replayed(seed: int) -> None:
    with started() as servers:
        report = run(seed, servers)
    print(*told(report), sep="\n")


def told(report: Report) -> Iterator[str]:
    play = report.play
    yield f"on {'PostgreSQL' if play.is_on_postgres else 'SQLite'}, {play.security.value}: {'; '.join(play.titles)}"
    yield from map(told_ending, report.endings)
    yield f"at rest after {report.lives_to_rest} more"
    yield from (f"{each.finding}: {each.what}" for each in report.wrong)
    yield "" if report.wrong else "nothing wrong"


def told_ending(ending: Ending) -> str:
    life, struck = ending.life, "struck" if ending.was_struck else "not struck"
    untold = ", by an exception" if ending.is_untold else ""
    return f"{life.word}, {life.minutes_later} minutes later, {life.fault}: {struck}, ended with {ending.code}{untold}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, help="replay one")
    asked = parser.parse_args()
    if asked.seed is not None:
        replayed(asked.seed)
        return
    print(json.dumps(tortured(asked.first, 60 * asked.minutes).told(), indent=2))


if __name__ == "__main__":
    main()

"""What long runs of seeds found wrong: the part of their account that all have alike."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.simulation.books import Finding, Wrong


@dataclass
class Findings:
    kinds: Counter[Finding] = field(default_factory=Counter)
    failed_seeds: list[int] = field(default_factory=list)

    def add(self, seed: int, wrong: Iterable[Wrong]) -> None:
        """All that one seed found."""
        found = Counter(each.finding for each in wrong)
        self.kinds += found
        if found:
            self.failed_seeds.append(seed)

    def told(self) -> dict[str, object]:
        lost, doubled = self.kinds[Finding.LOST], self.kinds[Finding.DOUBLED]
        return {
            "lost": lost,
            "doubled": doubled,
            "other_findings": self.kinds.total() - lost - doubled,
            "failed_seeds": self.failed_seeds,
        }

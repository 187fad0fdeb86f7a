"""Two sequences matched as wholes: what comes first here comes first there."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

Turn = tuple[int, ...]


class Candidate(NamedTuple):
    """One of ours may be one of theirs."""

    turn: Turn
    """Where ours stands; two candidates with the same turn exclude each other."""
    order: int
    """Where theirs stands."""
    weight: float
    """How alike the two are; more than 0."""


def align(candidates: Iterable[Candidate]) -> list[int]:
    """The places in `candidates` of the heaviest chain in which turns and orders both rise.

    Takes O(n log n) in the number of candidates. Between chains of the same weight the one that begins earlier wins.
    """
    pool = list(candidates)
    by_turn = sorted(range(len(pool)), key=lambda at: (pool[at].turn, -pool[at].order))
    best = _Heaviest(max((each.order for each in pool), default=-1) + 1)
    before: dict[int, int | None] = {}
    for at in by_turn:
        weight, last = best.before(pool[at].order)
        before[at] = last
        best.put(pool[at].order, weight + pool[at].weight, at)
    _, last = best.before(best.size)
    return _chain(before, last)


def _chain(before: dict[int, int | None], last: int | None) -> list[int]:
    chain: list[int] = []
    while last is not None:
        chain.append(last)
        last = before[last]
    return chain[::-1]


class _Heaviest:
    """The heaviest chain that ends before an order (a Fenwick tree of maxima)."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._weights = [0.0] * (size + 1)
        self._lasts: list[int | None] = [None] * (size + 1)

    def before(self, order: int) -> tuple[float, int | None]:
        weight, last = 0.0, None
        while order > 0:
            if self._weights[order] > weight:
                weight, last = self._weights[order], self._lasts[order]
            order &= order - 1
        return weight, last

    def put(self, order: int, weight: float, at: int) -> None:
        node = order + 1
        while node <= self.size:
            if weight > self._weights[node] + 1e-9:
                self._weights[node], self._lasts[node] = weight, at
            node += node & -node


def passes(candidates: Sequence[Candidate]) -> list[list[int]]:
    """Chains one after another: the whole form in order first, then whatever was moved, until nothing is left.

    Every turn and every order is used once.
    """
    left = list(range(len(candidates)))
    found: list[list[int]] = []
    while left:
        chain = [left[at] for at in align([candidates[at] for at in left])]
        turns = {candidates[at].turn for at in chain}
        orders = {candidates[at].order for at in chain}
        found.append(chain)
        left = [at for at in left if candidates[at].turn not in turns and candidates[at].order not in orders]
    return found

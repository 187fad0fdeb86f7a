"""Messages parted into batches, so that one answer of the server stays small."""

from collections.abc import Iterable, Iterator
from itertools import islice


def by_number(uids: Iterable[int], *, most: int) -> Iterator[tuple[int, ...]]:
    """The UIDs in their order, at most `most` at a time."""
    remaining = iter(uids)
    while batch := tuple(islice(remaining, most)):
        yield batch


def by_weight(sizes: Iterable[tuple[int, int]], *, most: int, most_bytes: int) -> Iterator[tuple[int, ...]]:
    """UIDs from (UID, bytes) in their order, at most `most` and `most_bytes` at a time; a larger one stands alone."""
    batch: list[int] = []
    weight = 0
    for uid, size in sizes:
        if batch and (len(batch) == most or weight + size > most_bytes):
            yield tuple(batch)
            batch, weight = [], 0
        batch.append(uid)
        weight += size
    if batch:
        yield tuple(batch)

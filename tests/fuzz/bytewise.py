"""Ways in which bytes come to harm on their way, whatever they mean."""

from collections.abc import Callable, Mapping
from random import Random
from typing import TypeAlias

Mutation: TypeAlias = Callable[[bytes, Random], bytes]
"""Draws from the given chance alone, so that a seed names its outcome."""

NUMBERS = tuple(
    number.to_bytes(size, "little", signed=number < 0)
    for size in (1, 2, 4, 8)
    for number in (0, -1, 1 << (8 * size - 2))
)


def flip_bits(content: bytes, chance: Random) -> bytes:
    harmed = bytearray(content)
    for _ in range(chance.randrange(1, 9) if harmed else 0):
        harmed[chance.randrange(len(harmed))] ^= 1 << chance.randrange(8)
    return bytes(harmed)


def cut_end(content: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def cut_out(content: bytes, chance: Random) -> bytes:
    begin, end = stretch(content, chance)
    return content[:begin] + content[end:]


def repeat_stretch(content: bytes, chance: Random) -> bytes:
    begin, end = stretch(content, chance)
    return content[:end] + content[begin:end] * chance.choice((1, 2, 40)) + content[end:]


def move_stretch(content: bytes, chance: Random) -> bytes:
    begin, end = stretch(content, chance)
    rest = content[:begin] + content[end:]
    at = chance.randrange(len(rest) + 1)
    return rest[:at] + content[begin:end] + rest[at:]


def overwrite_number(content: bytes, chance: Random) -> bytes:
    """A count, an offset or a size that lies."""
    number = chance.choice(NUMBERS)
    at = chance.randrange(max(1, len(content) - len(number) + 1))
    return content[:at] + number + content[at + len(number) :]


def insert_noise(content: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.randbytes(chance.choice((1, 2, 16, 300))) + content[at:]


def stretch(content: bytes, chance: Random) -> tuple[int, int]:
    begin = chance.randrange(len(content) + 1)
    return begin, min(len(content), begin + chance.choice((1, 4, 30, 500, 5_000)))


BYTEWISE: Mapping[str, Mutation] = {
    each.__name__: each
    for each in (flip_bits, cut_end, cut_out, repeat_stretch, move_stretch, overwrite_number, insert_noise)
}

"""A compound file ([MS-CFB]) written anew round one stream, so that no parser has to follow the chains of a file from outside."""

import struct

SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
SECTOR_BYTES = 4096
ENTRIES_A_SECTOR = SECTOR_BYTES // 4
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
MOST_FAT_SECTORS = 109
"""As many as the header itself names: 457 MB."""
SMALLEST_BYTES = 4096
"""A shorter stream would have to lie in the mini stream."""
HEADER = struct.Struct("<8s16xHHHHH6xIIIIIIIIII")
ENTRY = struct.Struct("<64sHBBIII36xIQ")
ROOT, STREAM = 5, 2


def around(stream: bytes, name: str) -> bytes:
    """The file with this one stream, padded with zeros to whole sectors. Raises ValueError beyond 400 MB."""
    padded = stream + b"\0" * (-max(len(stream), 1) % SECTOR_BYTES)
    content_sectors = len(padded) // SECTOR_BYTES
    fat_sectors = -(-(content_sectors + 2) // (ENTRIES_A_SECTOR - 1))
    if fat_sectors > MOST_FAT_SECTORS:
        raise ValueError("larger than a header can name")
    directory_at, mini_at, begin = fat_sectors, fat_sectors + 1, fat_sectors + 2
    chain = [*range(begin + 1, begin + content_sectors), END]
    table = [FAT] * fat_sectors + [END, END, *chain]
    table += [FREE] * (fat_sectors * ENTRIES_A_SECTOR - len(table))
    entries = _entry("Root Entry", ROOT, mini_at, 0, child=1) + _entry(
        name, STREAM, begin, max(len(stream), SMALLEST_BYTES)
    )
    return b"".join(
        (
            _header(fat_sectors, directory_at),
            struct.pack(f"<{len(table)}I", *table),
            entries.ljust(SECTOR_BYTES, b"\0"),
            bytes(SECTOR_BYTES),
            padded,
        )
    )


def _header(fat_sectors: int, directory_at: int) -> bytes:
    """Version 4: sectors of 4096 bytes. The mini stream, which must be there, is empty; no further tables."""
    fixed = HEADER.pack(
        SIGNATURE, 0x3E, 4, 0xFFFE, 12, 6, 1, fat_sectors, directory_at, 0, SMALLEST_BYTES, END, 0, END, 0, 0
    )
    rest = (*range(1, fat_sectors), *[FREE] * (MOST_FAT_SECTORS - fat_sectors))
    return (fixed + struct.pack(f"<{len(rest)}I", *rest)).ljust(SECTOR_BYTES, b"\0")


def _entry(name: str, kind: int, begin: int, size: int, *, child: int = FREE) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return ENTRY.pack(encoded, len(encoded), kind, 1, FREE, FREE, child, begin, size)

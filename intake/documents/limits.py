"""How much of a file is read at most; each limit has its unit in its name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLimits:
    """Defaults of docs/design, section 7."""

    file_bytes: int = 40_000_000
    entries: int = 500
    """Parts of a package."""
    inflated_bytes: int = 50_000_000
    """Of all parts together, counted while inflating."""
    entry_bytes: int = 20_000_000
    tags: int = 1_500_000
    """Of one part that is parsed whole."""
    ratio: int = 200
    """Inflated to packed, for parts above `ratio_floor_bytes`."""
    ratio_floor_bytes: int = 1_000_000
    rows: int = 2_000
    columns: int = 100
    nesting: int = 60
    """Tables in tables, controls in controls."""

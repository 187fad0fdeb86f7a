"""What is to be marked."""

from dataclasses import dataclass
from typing import Final

NOTE: Final = "Please answer this question."
AUTHOR: Final = "Form check"
YELLOW: Final = "FFFFF2AB"
"""ARGB, pale enough for black words."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A gap, as reading told of it."""

    label: str
    """As printed on this copy."""
    where: str
    """`Table 3, row 2`, `Paragraph 83`, `Referral!C7`."""

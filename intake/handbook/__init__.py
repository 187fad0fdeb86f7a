"""What the partnership decides: config/ and templates/, loaded once and checked whole by `load`.

Whoever only works by a handbook, as the children do that read, does without what loads it.
"""

from intake.handbook.book import Handbook, HandbookFaults, only_form

__all__ = ["Handbook", "HandbookFaults", "only_form"]

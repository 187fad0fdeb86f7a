"""What the partnership decides: config/ and templates/, loaded once and checked whole."""

from intake.handbook.book import Handbook, HandbookFaults, only_form
from intake.handbook.load import load

__all__ = ["Handbook", "HandbookFaults", "load", "only_form"]

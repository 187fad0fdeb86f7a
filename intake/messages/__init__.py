"""RFC 5322 bytes -> Message: its parts, what kind of mail it is, who sent it, and whether it may be answered."""

from intake.messages.parse import parse

__all__ = ["parse"]

"""Attachment bytes -> Document: one module a format, limits checked before any parser."""

from intake.documents.read import read

__all__ = ["read"]

"""Attachment bytes -> Document: one module a format, limits checked before any parser."""

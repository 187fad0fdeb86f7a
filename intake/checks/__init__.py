"""Answers -> Assessment: one small function a rule; never a judgement on the case."""

from intake.checks.assess import assess
from intake.checks.suggested import as_suggestion

__all__ = ["as_suggestion", "assess"]

"""Answers -> Assessment: one small function a rule; never a judgement on the case."""

from intake.checks.assess import assess

__all__ = ["assess"]

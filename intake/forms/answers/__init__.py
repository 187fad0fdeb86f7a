"""What stands in an answer's place -> Answer."""

from intake.forms.answers.understand import understand

__all__ = ["understand"]

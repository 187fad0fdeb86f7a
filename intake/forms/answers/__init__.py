"""What stands in an answer's place -> Answer."""

from intake.forms.answers.phrases import points_on
from intake.forms.answers.understand import understand

__all__ = ["points_on", "understand"]

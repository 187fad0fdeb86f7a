"""Is this machine fit to run `intake`? Everything that can be asked beforehand is asked; nothing is sent or changed."""

from intake.doctor.examine import examine
from intake.doctor.finding import Finding, Grade

__all__ = ["Finding", "Grade", "examine"]

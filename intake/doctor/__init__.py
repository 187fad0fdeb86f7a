"""Is this machine fit to run `intake`? Everything that can be asked beforehand is asked.

No letter is sent and no message touched; the database is brought up to this program, as every start does.
"""

from intake.doctor.examine import examine
from intake.doctor.finding import Finding, Grade

__all__ = ["Finding", "Grade", "examine"]

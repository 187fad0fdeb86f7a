"""The order of the journey, and the only place that knows it: bytes -> Examined -> Decision."""

from intake.pipeline.decide import decide
from intake.pipeline.examine import examine, examine_file, read_message

__all__ = ["decide", "examine", "examine_file", "read_message"]

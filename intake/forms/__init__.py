"""Document + Form -> Readings, and the other way: blank forms written."""

from intake.forms.printed import printed_lines, with_blank, written_lines
from intake.forms.read import read_forms

__all__ = ["printed_lines", "read_forms", "with_blank", "written_lines"]

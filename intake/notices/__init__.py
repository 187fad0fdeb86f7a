"""Decision -> mails: who is told what, and in which words."""

from intake.notices.compose import UnsafeMail, compose
from intake.notices.templates import TemplateFault, Templates
from intake.notices.write import write

__all__ = ["TemplateFault", "Templates", "UnsafeMail", "compose", "write"]

"""Decision -> mails: who is told what, and in which words."""

from intake.notices.addressees import may_go_to
from intake.notices.alarm import write_alarm
from intake.notices.compose import NO_REFERENCE, compose, proof_of_ours
from intake.notices.digest import write_digest
from intake.notices.mime import UnsafeMail
from intake.notices.rehearsal import check
from intake.notices.soundness import composer_is_sound
from intake.notices.templates import TemplateFault, Templates
from intake.notices.working_days import is_working_day, working_days_after
from intake.notices.write import write

__all__ = [
    "NO_REFERENCE",
    "TemplateFault",
    "Templates",
    "UnsafeMail",
    "check",
    "compose",
    "composer_is_sound",
    "is_working_day",
    "may_go_to",
    "proof_of_ours",
    "working_days_after",
    "write",
    "write_alarm",
    "write_digest",
]

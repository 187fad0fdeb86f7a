"""The breaker: so many returns in an hour or a day that something goes round. It holds returns back, and says so."""

from collections.abc import Iterator
from datetime import datetime

from intake.model.decision import Decision
from intake.model.digest import RaisedAlarm
from intake.model.mail import Mail
from intake.model.message import Withheld
from intake.model.office import Office
from intake.notices import Templates, compose, write_alarm
from intake.store import Deciding

ALARM = "returns_ceiling"
"""Open while the breaker is."""
CEILINGS = frozenset({Withheld.HOURLY_CEILING, Withheld.DAILY_CEILING})


def is_breaker_open(deciding: Deciding) -> bool:
    return deciding.is_alarmed(ALARM)


def breaker_letters(
    deciding: Deciding, decision: Decision, office: Office, templates: Templates, *, secret: bytes, now: datetime
) -> Iterator[Mail]:
    """Open or close it by this decision; a letter of it goes out with the decision that opens it, and no other."""
    if CEILINGS.isdisjoint(decision.withheld):
        deciding.clear_alarm(ALARM)
    elif deciding.raise_alarm(ALARM):
        alarm = RaisedAlarm(code=ALARM, since=now, particular="", times=1)
        yield compose(write_alarm(alarm, office, templates, now=now), office, secret=secret, now=now)

"""The alarm: the service tells the business unit that something in it does not go as it should. Codes only."""

from datetime import datetime

from intake.model.digest import RaisedAlarm
from intake.model.mail import Notice, NoticeKind
from intake.model.office import Office
from intake.notices.letter import Letter, finished
from intake.notices.shown import excerpt, shown
from intake.notices.templates import Templates
from intake.notices.times import moment_in_words
from intake.notices.wording import alarm_explained

CODE = 120


def write_alarm(alarm: RaisedAlarm, office: Office, templates: Templates, *, now: datetime) -> Notice:
    """One alarm to the business unit; the same alarm has the same key. Raises TemplateFault."""
    return finished(alarm_letter(alarm, office, now=now), office, templates)


def alarm_letter(alarm: RaisedAlarm, office: Office, *, now: datetime) -> Letter:
    explained = alarm_explained(shown(alarm.code))
    return Letter(
        kind=NoticeKind.ALARM,
        key=f"{NoticeKind.ALARM}:{alarm.code}:{alarm.particular}:{alarm.since.isoformat()}",
        to=(office.business_unit,),
        subject="Alarm from the referral service",
        facts={
            "what": explained.what,
            "next": explained.next or None,
            "code": shown(alarm.code),
            "particular": excerpt(shown(alarm.particular), length=CODE) or None,
            "since": moment_in_words(alarm.since, office.zone),
            "times": alarm.times,
            "written": moment_in_words(now, office.zone),
        },
    )

"""What no other job notices, and the way out for every alarm: by other ways than those that may be broken."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from intake.handbook import Handbook
from intake.model.digest import RaisedAlarm
from intake.model.mail import Mail
from intake.notices import TemplateFault, Templates, compose, is_working_day, write_alarm
from intake.store import Alarm, Signs, Store
from intake.transport.bells import Bell, Ringing, rung

NOTHING_FETCHED, OUTBOX_OLD, QUIET = "nothing_fetched", "outbox_old", "unusually_quiet"
WATCHED = frozenset({NOTHING_FETCHED, OUTBOX_OLD, QUIET})
"""Alarms that this job raises, and clears."""


@dataclass(frozen=True, kw_only=True)
class Tower:
    """Everything that sounding an alarm needs."""

    store: Store
    handbook: Handbook
    templates: Templates
    bells: Sequence[Bell]
    secret: bytes = field(repr=False)
    now: Callable[[], datetime]


def alarm(tower: Tower) -> int:
    """Raise and clear what only a look from aside shows; ring for what nobody was told of lately. The number told."""
    now = tower.now()
    lasting = frozenset(troubles(tower.store.signs(), tower.handbook, now=now))
    for code in sorted(lasting):
        tower.store.raise_alarm(code, now=now)
    for each in tower.store.open_alarms():
        if each.code in WATCHED and each.code not in lasting:
            tower.store.clear_alarm(each.code, now=now)
    if not tower.bells:
        return 0
    repeat = timedelta(hours=tower.handbook.alarms.repeat_hours)
    return sum(told(tower, each, now=now) for each in tower.store.alarms_to_tell(now=now, repeat=repeat))


def troubles(signs: Signs, book: Handbook, *, now: datetime) -> Iterator[str]:
    """The code of each thing that is not as it should be."""
    limits = book.alarms
    if signs.fetched is not None and now - signs.fetched > timedelta(minutes=limits.nothing_fetched_minutes):
        yield NOTHING_FETCHED
    if signs.oldest_unsent is not None and now - signs.oldest_unsent > timedelta(minutes=limits.outbox_older_minutes):
        yield OUTBOX_OLD
    if signs.last_kept is not None and is_quiet(signs.last_kept, book, now=now):
        yield QUIET


def is_quiet(last_kept: datetime, book: Handbook, *, now: datetime) -> bool:
    """So many whole working days have gone by without a message."""
    zone = ZoneInfo(book.office.zone)
    first, today = last_kept.astimezone(zone).date(), now.astimezone(zone).date()
    return working_days_between(first, today, part=book.schedule.holidays) >= book.alarms.quiet_working_days


def working_days_between(first: date, last: date, *, part: str) -> int:
    """Those after `first` and before `last`."""
    days = (first + timedelta(days=each) for each in range(1, (last - first).days))
    return sum(is_working_day(day, part=part) for day in days)


def told(tower: Tower, each: Alarm, *, now: datetime) -> bool:
    """Whether anybody heard it; who did not is told at the next run."""
    if not rung(tower.bells, ringing(each, letter(tower, each, now=now))):
        return False
    tower.store.mark_alarm_told(each, now=now)
    return True


def ringing(each: Alarm, mail: Mail | None) -> Ringing:
    said = {
        "service": "intake",
        "code": each.code,
        "detail": each.detail,
        "since": each.raised_at.isoformat(),
        "times": each.times,
    }
    return Ringing(line=json.dumps(said).encode() + b"\n", mail=mail)


def letter(tower: Tower, each: Alarm, *, now: datetime) -> Mail | None:
    """None where the template is at fault: the other ways need none."""
    raised = RaisedAlarm(code=each.code, since=each.raised_at, particular=each.detail, times=each.times)
    office = tower.handbook.office
    try:
        return compose(write_alarm(raised, office, tower.templates, now=now), office, secret=tower.secret, now=now)
    except TemplateFault:
        return None

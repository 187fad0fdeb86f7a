"""Which job runs when. One thread does all work, so that one mailbox connection serves it; SIGTERM ends it cleanly."""

import logging
import signal
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from intake.app import Job, Service
from intake.clock import now
from intake.jobs.alarm import letter, ringing
from intake.mailbox import MailboxRefused, MailboxUnavailable
from intake.mailbox.watch import Watch
from intake.store import Alarm, StoreRefused, StoreUnavailable
from intake.transport import TransportRefused, TransportUnavailable
from intake.transport.bells import rung

REFUSED_PAUSE = timedelta(minutes=15)
"""After a refused password: no retry storm (fault F29)."""
GLANCE_SECONDS = 0.5
"""The system may give a signal to any thread; the main one, which has to hear of it, does so when it wakes."""
STOP_SECONDS = 8
"""Containers are ended by force after ten."""
INWARD = (Job.COLLECT, Job.DECIDE, Job.FILE)
OUTWARD = (Job.DELIVER,)
TROUBLES = {INWARD: ("mailbox_unavailable", "mailbox_refused"), OUTWARD: ("transport_unavailable", "transport_refused")}
"""Alarms of the outside world, by the jobs that meet it first."""
DIGEST_MINUTES = 5
"""How often it is asked whether a digest is due; the store sees to it that a day has one."""

ALARM_MINUTES = 1
STORE_AWAY = "store_unavailable"
ASIDE = "aside"
"""A thread of its own for the alarms: a server that keeps the other waiting is what they tell of."""
RUNNING_AND_WAITING = 2
"""Of the same jobs: what wakes them while they run has them run once more. There is one thread for all."""

log = structlog.get_logger("intake.worker")


class Worker:
    """Runs the jobs on their beats until it is told to stop."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.paused_until: dict[tuple[Job, ...], datetime] = {}
        self.rang_at: datetime | None = None
        self.is_watched = False
        self._is_told_to_stop = False
        self.scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(1), ASIDE: ThreadPoolExecutor(1)},
            job_defaults={"max_instances": RUNNING_AND_WAITING, "coalesce": True, "misfire_grace_time": None},
            timezone=service.handbook.office.zone,
        )

    def run(self) -> bool:
        """Work until SIGTERM or SIGINT; whether all that was in hand is finished.

        What is not, because a server keeps us waiting, is found by its lease in the next life: the process may end at once.
        """
        self._listen_to_signals()
        schedule = self.service.handbook.schedule
        self._every(timedelta(seconds=schedule.poll_seconds), INWARD)
        self._every(timedelta(seconds=schedule.deliver_seconds), OUTWARD)
        self._every(timedelta(minutes=DIGEST_MINUTES), (Job.DIGEST,))
        self._every(timedelta(minutes=ALARM_MINUTES), (Job.ALARM,), executor=ASIDE)
        self.scheduler.add_listener(self._alarm, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
        self.scheduler.start()
        log.info("started")
        while not (self._is_told_to_stop or self.service.stop.wait(GLANCE_SECONDS)):
            pass
        self.service.stop.set()
        return self._has_ended()

    def _has_ended(self) -> bool:
        """Whether the jobs came to their ends within the time that whoever stops us gives."""
        ending = threading.Thread(target=self.scheduler.shutdown, name="ending", daemon=True)
        ending.start()
        ending.join(STOP_SECONDS)
        log.info("stopped" if not ending.is_alive() else "stopped_while_waiting")
        return not ending.is_alive()

    def _watch(self) -> None:
        """Wakes the inward jobs early; without it they run at their beats all the same.

        Begun when the mailbox has let us in: a wrong password is not tried on two connections.
        """
        if self.service.watched is not None and not self.is_watched:
            self.is_watched = True
            Watch(self.service.watched, wake=self.wake, stop=self.service.stop).start()

    def wake(self) -> None:
        """Look into the mailbox now, or as soon as the look in hand is over."""
        with suppress(JobLookupError):  # we are ending
            self.scheduler.modify_job(_name(INWARD), next_run_time=now())

    def _every(self, pause: timedelta, jobs: tuple[Job, ...], *, executor: str = "default") -> None:
        trigger = IntervalTrigger(seconds=int(pause.total_seconds()))
        self.scheduler.add_job(self.work, trigger, args=[jobs], id=_name(jobs), next_run_time=now(), executor=executor)

    def _listen_to_signals(self) -> None:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, self._hear)

    def _hear(self, *_: object) -> None:
        """Takes no lock: the thread that it interrupts may hold it."""
        self._is_told_to_stop = True

    def work(self, jobs: tuple[Job, ...]) -> None:
        """Run some jobs once. The outside world's troubles are said and tried again at the next beat."""
        if self.service.stop.is_set() or self._is_paused(jobs):
            return
        try:
            done = self.service.cycle(jobs)
        except MailboxUnavailable:
            self._say("mailbox_unavailable")
        except MailboxRefused:
            self._refused(jobs, "mailbox_refused")
        except TransportUnavailable:
            self._say("transport_unavailable")
        except TransportRefused:
            self._refused(jobs, "transport_refused")
        else:
            self._is_over(jobs)
            self._said(done)
            if jobs == INWARD and self.scheduler.running:
                self._watch()

    def _is_paused(self, jobs: tuple[Job, ...]) -> bool:
        until = self.paused_until.get(jobs)
        return until is not None and now() < until

    def _is_over(self, jobs: tuple[Job, ...]) -> None:
        """What kept these jobs from their work before keeps them no longer."""
        for alarm in self.service.store.open_alarms():
            if alarm.code in TROUBLES.get(jobs, ()):
                self.service.store.clear_alarm(alarm.code, now=now())

    def _said(self, done: Mapping[Job, int]) -> None:
        moved = {job.value: count for job, count in done.items() if count}
        if moved:
            log.info("worked", **moved)

    def _say(self, code: str) -> None:
        log.warning(code)
        self.service.store.raise_alarm(code, now=now())

    def _refused(self, jobs: tuple[Job, ...], code: str) -> None:
        """Said once, plainly; then a pause."""
        self.paused_until[jobs] = now() + REFUSED_PAUSE
        self._say(code)

    def _alarm(self, event: JobExecutionEvent) -> None:
        """A missed or failed job is an alarm in the store, and so in the status and the digest."""
        code = "job_missed" if event.code == EVENT_JOB_MISSED else "job_failed"
        error = type(event.exception).__name__ if event.exception is not None else ""
        log.error(code, job=event.job_id, error=error)
        try:
            self.service.store.raise_alarm(f"{code}_{event.job_id}", now=now(), detail=error)
        except (StoreUnavailable, StoreRefused):
            self._ring_past_the_store()

    def _ring_past_the_store(self) -> None:
        """What cannot even be written down is told at once, and again while it lasts."""
        repeat = timedelta(hours=self.service.handbook.alarms.repeat_hours)
        if self.rang_at is not None and now() < self.rang_at + repeat:
            return
        raised = Alarm(code=STORE_AWAY, detail="", raised_at=now(), last_at=now(), times=1)
        if rung(self.service.bells, ringing(raised, letter(self.service.tower, raised, now=now()))):
            self.rang_at = now()


def _name(jobs: tuple[Job, ...]) -> str:
    return "+".join(jobs)


def drop_exception_text(_logger: Any, _name: str, event: Mapping[str, Any]) -> Mapping[str, Any]:
    """A log processor: an exception's own words may hold an answer or an address, so only its class is kept."""
    if not event.get("exc_info"):
        return event
    return {**{key: value for key, value in event.items() if key != "exc_info"}, "error": "exception"}


def set_up_logging(level: str, write: Callable[[str], None]) -> None:
    """One JSON line an event, codes and counts only."""
    for talkative in ("apscheduler", "msal", "urllib3"):
        logging.getLogger(talkative).setLevel(logging.CRITICAL)  # they would write an exception's own words
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            drop_exception_text,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Lines(write),
        cache_logger_on_first_use=False,
    )


class _Lines:
    """A logger that writes finished lines."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self.msg = self.debug = self.info = self.warning = self.error = self.critical = write

"""The worker at its beats: each beat works, the outside world's troubles are alarms while they last, and faults are told by codes."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from intake import app, clock
from intake.app import Job, Service
from intake.clock import now
from intake.mailbox import MailboxUnavailable
from intake.model.mail import Mail, Sending, SendingResult
from intake.store import MailState
from intake.transport import BeforeData, TransportRefused
from intake.worker import INWARD, OUTWARD, REFUSED_PAUSE, Worker, set_up_logging
from tests.journeys.offices import Directories
from tests.journeys.partnership import plain
from tests.journeys.programs import wait_for

BEATS = 20


@pytest.fixture
def ground(tmp_path: Path) -> Directories:
    return Directories("office", tmp_path)


@pytest.fixture
def service(ground: Directories) -> Iterator[Service]:
    schedule = replace(ground.book.schedule, poll_seconds=1, deliver_seconds=1)
    with app.opened(ground.settings(), replace(ground.book, schedule=schedule)) as service:
        yield service


@pytest.fixture
def said() -> list[str]:
    lines: list[str] = []
    set_up_logging("debug", lines.append)
    return lines


def open_alarms(service: Service) -> list[str]:
    return [alarm.code for alarm in service.store.open_alarms()]


def test_every_beat_does_its_work(ground: Directories, service: Service) -> None:
    worker = Worker(service)
    for number in range(BEATS):
        ground.post(plain(number, "A question.", to=ground.address), at=clock.now())
        worker.work((Job.COLLECT,))
    assert service.store.figures(now=clock.now()).received == BEATS


def test_a_mailbox_that_is_away_is_an_alarm_until_it_is_back(
    ground: Directories, service: Service, said: list[str]
) -> None:
    worker = Worker(service)
    ground.mailbox.rename(ground.room / "unplugged")
    worker.work(INWARD)
    worker.work(INWARD)
    assert open_alarms(service) == ["mailbox_unavailable"]
    worker.work(OUTWARD)
    assert open_alarms(service) == ["mailbox_unavailable"]
    (ground.room / "unplugged").rename(ground.mailbox)
    worker.work(INWARD)
    assert open_alarms(service) == []
    assert "mailbox_unavailable" in said[0]


@pytest.mark.parametrize(
    ("result", "alarm"),
    [
        (SendingResult(sending=Sending.NOT_SENT, phase="connect"), "transport_unavailable"),
        (SendingResult(sending=Sending.NOT_SENT, phase="tls"), "transport_unavailable"),
        (None, "transport_refused"),
    ],
    ids=["away", "no protection", "wrong password"],
)
def test_outgoing_mail_that_cannot_go_is_tried_with_one_letter_a_beat(
    ground: Directories, service: Service, said: list[str], result: SendingResult | None, alarm: str
) -> None:
    for number in range(3):
        ground.post(plain(number, "The referral form is attached.", to=ground.address), at=clock.now())
    Worker(service).work(INWARD)
    shut = Shut(result)
    worker = Worker(replace(service, post=replace(service.post, transport=shut)))
    worker.work(OUTWARD)
    assert (shut.tries, open_alarms(service)) == (1, [alarm])
    assert service.store.figures(now=clock.now()).outbox[MailState.WAITING] == 3
    Worker(service).work(OUTWARD)
    assert open_alarms(service) == []


class Shut:
    """A transport that takes nothing, for this result or for its credentials."""

    def __init__(self, result: SendingResult | None) -> None:
        self.result, self.tries = result, 0

    def send(self, mail: Mail, *, before_data: BeforeData) -> SendingResult:
        self.tries += 1
        if self.result is None:
            raise TransportRefused("the server does not let us in")
        return self.result

    def close(self) -> None:
        """Nothing is open."""


def test_after_a_refusal_only_these_jobs_pause(service: Service, said: list[str]) -> None:
    worker = Worker(service)
    worker.paused_until[INWARD] = clock.now() + REFUSED_PAUSE
    worker.work(INWARD)
    worker.work(OUTWARD)
    assert [run.job for run in service.store.runs()] == ["deliver"]


class Failing(Service):
    """A bug of ours, whose words hold an answer."""

    def run(self, job: Job) -> int:
        raise ValueError("Zqxberta Quillfeather")


def test_a_job_that_fails_is_an_alarm_and_none_of_its_words_is_said(
    service: Service, said: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    failing = Failing(**{name: getattr(service, name) for name in Service.__dataclass_fields__})
    thread = threading.Thread(target=Worker(failing).run)
    thread.start()
    try:
        wait_for(lambda: len(open_alarms(service)) == 4)
    finally:
        service.stop.set()
        thread.join(30)
    assert not thread.is_alive()
    assert {alarm.detail for alarm in service.store.open_alarms()} == {"ValueError"}
    assert any("job_failed" in line for line in said)
    assert "Zqx" not in caplog.text + "".join(said)


def test_what_comes_between_two_beats_is_decided_at_once(ground: Directories, service: Service) -> None:
    schedule = replace(ground.book.schedule, poll_seconds=86_400)
    slow = replace(service, handbook=replace(service.handbook, schedule=schedule))
    thread = threading.Thread(target=Worker(slow).run)
    thread.start()
    try:
        wait_for(lambda: bool(service.store.runs()))
        for number in range(3):
            ground.post(plain(number, "A question.", to=ground.address), at=now())
            wait_for(lambda number=number: decided(service) == number + 1)
    finally:
        service.stop.set()
        thread.join(30)
    assert not thread.is_alive()


def decided(service: Service) -> int:
    return sum(service.store.figures(now=now()).outcomes.values())


def test_what_is_kept_is_decided_while_the_mailbox_is_away(ground: Directories, service: Service) -> None:
    ground.post(plain(1, "A question.", to=ground.address), at=now())
    service.run(Job.COLLECT)
    ground.mailbox.rename(ground.room / "unplugged")
    with pytest.raises(MailboxUnavailable):
        service.cycle(INWARD)
    assert decided(service) == 1

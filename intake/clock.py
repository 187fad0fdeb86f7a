"""The only reader of the clock; whatever needs the time takes it as an argument."""

import secrets
import time
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from intake.model.ticks import Ticks

START_OF_THE_MACHINE = Path("/proc/sys/kernel/random/boot_id")
OF_THIS_PROCESS = secrets.token_hex(8)


def now() -> datetime:
    """The instant of asking, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place


def ticks() -> Ticks:
    """A clock that nobody can set. Where the system has no name for its start, only this process knows it."""
    try:
        machine = START_OF_THE_MACHINE.read_text("ascii").strip()
    except OSError:
        machine = OF_THIS_PROCESS
    return Ticks(machine=machine, seconds=time.monotonic())


def local_today(office_zone: str) -> date:
    return now().astimezone(ZoneInfo(office_zone)).date()

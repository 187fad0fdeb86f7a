"""The only reader of the clock; whatever needs the time takes it as an argument."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The instant of asking, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place


def local_today(office_zone: str) -> date:
    return now().astimezone(ZoneInfo(office_zone)).date()

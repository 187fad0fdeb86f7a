"""When a digest is due: once each working day at its hour, late rather than never."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.equipment import load_handbook
from intake.jobs.decide import Desk
from intake.jobs.digest import agency_of, digest, digest_facts, is_due
from intake.notices import Templates
from intake.store import Store

MONDAY_EIGHT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class Clock:
    """Says what it was set to."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def __call__(self) -> datetime:
        return self.instant


@pytest.fixture
def clock() -> Clock:
    return Clock(MONDAY_EIGHT)


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    book = load_handbook(Path("config").resolve())
    store = Store.open(f"sqlite:///{tmp_path / 'intake.db'}", secret=b"s" * 32)
    store.migrate()

    def refuse(*_: object) -> None:
        raise AssertionError("nothing is read for a digest")

    yield Desk(
        store=store,
        handbook=book,
        templates=Templates(book.templates),
        examine=refuse,  # type: ignore[arg-type]
        convert=refuse,  # type: ignore[arg-type]
        secret=b"s" * 32,
        worker="one",
        now=clock,
    )
    store.close()


@pytest.mark.parametrize(
    ("instant", "due"),
    [
        (datetime(2026, 11, 23, 7, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 22, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 21, 9, 0, tzinfo=UTC), False),
        (datetime(2026, 12, 25, 9, 0, tzinfo=UTC), False),
        (datetime(2026, 12, 28, 9, 0, tzinfo=UTC), False),
        (datetime(2026, 7, 6, 6, 59, tzinfo=UTC), False),
        (datetime(2026, 7, 6, 7, 0, tzinfo=UTC), True),
    ],
    ids=["before", "at", "late", "saturday", "christmas", "boxing day in lieu", "summer before", "summer at"],
)
def test_a_digest_is_due_at_its_local_hour_on_working_days(desk: Desk, instant: datetime, due: bool) -> None:  # noqa: FBT001
    assert is_due(desk, instant) is due


def test_a_day_has_one_digest_for_each_reader(desk: Desk, clock: Clock) -> None:
    first = digest(desk)
    clock.instant = MONDAY_EIGHT.replace(hour=15)
    assert (first, digest(desk)) == (2, 0)


def test_the_next_day_has_its_own(desk: Desk, clock: Clock) -> None:
    digest(desk)
    clock.instant = MONDAY_EIGHT.replace(day=24)
    assert digest(desk) == 2


def test_days_missed_while_down_are_not_made_up_for(desk: Desk, clock: Clock) -> None:
    digest(desk)
    clock.instant = MONDAY_EIGHT.replace(day=27)
    assert digest(desk) == 2


def test_a_late_digest_says_so(desk: Desk, clock: Clock) -> None:
    assert not digest_facts(desk, clock()).is_late
    clock.instant = MONDAY_EIGHT.replace(hour=11)
    assert digest_facts(desk, clock()).is_late


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("halton.gov.example", "Halton Borough Council"),
        ("children.halton.gov.example", "Halton Borough Council"),
        ("nothalton.gov.example", "nothalton.gov.example"),
        (None, None),
    ],
)
def test_an_agency_is_named_by_its_domain_and_those_below_it(desk: Desk, domain: str | None, name: str | None) -> None:
    assert agency_of(desk, domain) == name

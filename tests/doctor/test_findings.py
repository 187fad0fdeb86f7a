"""What the doctor makes of what it finds."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from intake import app
from intake.clock import local_today
from intake.doctor import Finding, Grade, keeping, machine
from intake.doctor.finding import ending
from intake.settings import Settings, SignIn, settings_from
from intake.signin import service_key_from
from intake.store import Health
from tests.servers.tokens import TokenService

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("end", "grade"),
    [
        (date(2026, 12, 25), Grade.GOOD),
        (date(2026, 12, 24), Grade.MIND),
        (datetime(2026, 11, 24, 23, tzinfo=UTC), Grade.MIND),
        (date(2026, 11, 23), Grade.WRONG),
        (None, Grade.MIND),
    ],
)
def test_what_ends_is_said_thirty_days_before_and_is_wrong_after(end: date | None, grade: Grade) -> None:
    assert ending("x", "it", end, TODAY).grade is grade


@pytest.mark.parametrize(
    ("found", "grade"),
    [
        (machine.expat("expat_2.7.2"), Grade.GOOD),
        (machine.expat("expat_2.7.1"), Grade.MIND),
        (machine.openssl("OpenSSL 3.0.9 30 May 2023"), Grade.GOOD),
        (machine.openssl("OpenSSL 1.1.1w  11 Sep 2023"), Grade.MIND),
        (machine.openssl("something else"), Grade.MIND),
    ],
)
def test_known_defects_of_the_interpreters_parts_are_named(found: Finding, grade: Grade) -> None:
    assert found.grade is grade


def test_the_write_ahead_logs_defect_is_named_with_the_version() -> None:
    assert "write-ahead log" in machine.sqlite("3.51.2").says
    assert machine.sqlite("3.51.3").says == "3.51.3"


def test_a_scanner_is_said_to_be_missing_away_or_there(settings: Settings, tmp_path: Path) -> None:
    assert machine.scanner(settings).grade is Grade.MIND
    assert machine.scanner(replace(settings, clamd=tmp_path / "nobody.sock")).grade is Grade.AWAY


MOUNTS = """/dev/sda1 / ext4 rw 0 0
server:/share /srv/with\\040blank nfs4 rw 0 0
tmpfs /srv/with\\040blank/inner tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/intake.db", "ext4"),
        ("/srv/with blank/intake.db", "nfs4"),
        ("/srv/with blank/inner/intake.db", "tmpfs"),
        ("/srv/with blankets/intake.db", "ext4"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(path: str, kind: str) -> None:
    assert keeping.file_system(Path(path), MOUNTS) == kind


@pytest.mark.parametrize(
    ("said", "ahead", "grades"),
    [
        ({"integrity": "ok"}, None, [Grade.GOOD, Grade.GOOD]),
        ({"fsync": "off"}, None, [Grade.WRONG, Grade.GOOD]),
        ({"integrity": "ok"}, timedelta(seconds=61), [Grade.GOOD, Grade.MIND]),
        ({"integrity": "ok"}, timedelta(seconds=-400), [Grade.GOOD, Grade.GOOD]),
    ],
)
def test_a_database_that_may_lose_a_commit_is_wrong_and_a_clock_behind_is_said(
    said: dict[str, str], ahead: timedelta | None, grades: list[Grade]
) -> None:
    found = keeping.health(Health(database="postgresql", said=said, received_ahead=ahead))

    assert [each.grade for each in found] == grades


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_from(
        {
            "INTAKE_SECRET": "s" * 32,
            "INTAKE_DATABASE": f"sqlite:///{tmp_path / 'intake.db'}",
            "INTAKE_MAILBOX_DIRECTORY": str(tmp_path),
            "INTAKE_OUTGOING_DIRECTORY": str(tmp_path),
        }
    )


def test_a_service_accounts_key_is_named_by_its_id_and_its_end_counted_down(settings: Settings) -> None:
    with TokenService("intake") as service:
        key = service_key_from(service.key_file())
    ends = local_today("Europe/London") + timedelta(days=3)
    (found,) = keeping.sign_in(replace(settings, sign_in=SignIn(credentials=key, secret_ends=ends)), "Europe/London")

    assert found.grade is Grade.MIND
    assert found.says.startswith("the service account's key 01234567 ends on")
    assert "in 3 days" in found.says


def test_a_good_database_is_called_good_with_its_key(settings: Settings) -> None:
    with app.opened_store(settings):
        pass
    found = list(keeping.database(settings))

    assert {each.grade for each in found} == {Grade.GOOD}
    assert [each.check for each in found][-1] == "key"


def test_looking_at_a_database_that_is_to_come_makes_none(settings: Settings, tmp_path: Path) -> None:
    assert "first start" in list(keeping.database(settings))[-1].says
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_wrong(settings: Settings, tmp_path: Path) -> None:
    lost = replace(settings, database=f"sqlite:///{tmp_path / 'nowhere' / 'intake.db'}")
    assert list(keeping.database(lost))[-1].grade is Grade.WRONG


def test_looking_makes_no_tables_and_brings_none_up_to_date(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "intake.db"
    with app.store_as_it_is(settings):
        pass
    assert "empty" in list(keeping.database(settings))[-1].says
    with app.opened_store(settings):
        pass
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    before = file.read_bytes()

    (*_, found) = keeping.database(settings)

    assert found.grade is Grade.MIND
    assert "a migration is due" in found.says
    assert file.read_bytes() == before


def test_a_damaged_database_is_wrong(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "intake.db").write_bytes(b"no database at all" * 100)

    assert [each.grade for each in keeping.database(settings)][-1] is Grade.WRONG

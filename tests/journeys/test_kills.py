"""Real processes on Dovecot and Postfix, killed at a system call: nothing is lost, nothing doubled. For hours: bench/kills.py."""

from pathlib import Path

import pytest

from intake.settings import Security
from tests.conftest import server_or_skip
from tests.journeys.kills import KILL, Fault, Life, Play, Servers, drawn, played
from tests.journeys.sites import UNTIL_ALL_IS_DUE, Site
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.servers.postgres import Postgres
from tests.servers.recipe import strace
from tests.servers.sink import Sink

TITLES = ("a complete form in Word", "an incomplete form", "another authority's form")


def killed(minutes_later: int, call: str, number: int) -> Life:
    return Life(word="once", minutes_later=minutes_later, fault=Fault(call=call, number=number, effect=KILL))


PLAYS = {
    "on SQLite": Play(
        seed=0,
        is_on_postgres=False,
        security=Security.PLAIN,
        titles=TITLES,
        lives=(killed(0, "fdatasync", 95), killed(UNTIL_ALL_IS_DUE, "sendto", 30)),
    ),
    "on PostgreSQL": Play(
        seed=1,
        is_on_postgres=True,
        security=Security.TLS,
        titles=TITLES,
        lives=(killed(0, "sendto", 330), killed(UNTIL_ALL_IS_DUE, "recvfrom", 200)),
    ),
}


@pytest.mark.parametrize("name", PLAYS)
def test_what_was_killed_twice_in_the_midst_of_its_work_is_finished_once(
    dovecot: Dovecot, postfix: Postfix, relay: Sink, postgres: Postgres, tmp_path: Path, name: str
) -> None:
    server_or_skip(strace)
    servers = Servers(dovecot=dovecot, postfix=postfix, relay=relay, postgres=postgres)
    report = played(PLAYS[name], servers, tmp_path, come_to_rest=Site.come_to_rest_here)
    assert report.kills == len(report.endings), report.endings
    assert not report.wrong


def test_a_seed_draws_the_same_play_each_time() -> None:
    assert drawn(7) == drawn(7) != drawn(9)

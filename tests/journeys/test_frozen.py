"""A worker that stands still in mid-send, beyond its lease, as a frozen machine does: another takes its letter over, and no reader gets it twice."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import server_or_skip
from tests.journeys.programs import PATIENCE_SECONDS, wait_for
from tests.journeys.sites import Site, new_database
from tests.servers.dovecot import Dovecot
from tests.servers.faultproxy import FaultProxy
from tests.servers.postfix import Postfix
from tests.servers.postgres import Postgres
from tests.servers.sink import Sink

TITLE = "a complete form in Word"
MOMENTS: dict[str, Callable[[bytes], bool]] = {
    "before the server may have the content": lambda said: said.startswith(b"RCPT"),
    "when it has sent the final dot": lambda said: said == b".\r\n" or said.endswith(b"\r\n.\r\n"),
}


def frozen_and_thawed(
    site: Site, postfix: Postfix, moment: Callable[[bytes], bool], *, until: Callable[[], bool]
) -> None:
    """A process stands still at this moment of its talk with Postfix while others work for hours, by their clocks, and then goes on."""
    site.post(TITLE)
    with FaultProxy(postfix.smtp) as proxy:
        proxy.faults.hold_after = moment
        with site.program("once", INTAKE_SMTP_PORT=str(proxy.port)) as frozen:
            frozen.wait_until(proxy.has_held.is_set)
            frozen.process.send_signal(signal.SIGSTOP)
            proxy.faults.silent = False
            wait_for(until)
            site.come_to_rest_here()
            frozen.process.send_signal(signal.SIGCONT)
            frozen.process.wait(PATIENCE_SECONDS)
    site.come_to_rest_here()


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_letter_that_another_took_over_meanwhile_is_at_its_readers_once(
    dovecot: Dovecot, postfix: Postfix, relay: Sink, postgres: Postgres, tmp_path: Path, moment: str
) -> None:
    site = Site((dovecot, postfix, relay), tmp_path, database=new_database(postgres))
    frozen_and_thawed(site, postfix, MOMENTS[moment], until=lambda: True)
    assert not [*site.evidence().wrong()]
    assert not site.evidence().doubled


def test_nor_twice_when_the_server_waited_for_the_content_as_long_as_servers_do(
    dovecot: Dovecot, relay: Sink, postgres: Postgres, tmp_path: Path
) -> None:
    """It ends the session then (RFC 5321 §4.5.3.2.7); here after a second."""
    with server_or_skip(lambda: Postfix(relay_port=relay.port, lmtp_port=dovecot.lmtp, patience="1s")) as hurried:
        site = Site((dovecot, hurried, relay), tmp_path, database=new_database(postgres))
        frozen_and_thawed(
            site, hurried, lambda said: said == b"DATA\r\n", until=lambda: "timeout after DATA" in hurried.log()
        )
    assert not [*site.evidence().wrong()]
    assert not site.evidence().doubled

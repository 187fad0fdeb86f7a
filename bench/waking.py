"""From arrival to decision, in seconds: the real worker on Dovecot, woken by IDLE, its beats a minute apart.

python -m bench.waking [MESSAGES]
"""

import smtplib
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import replace

from bench.drain import filled, message, settings
from intake import app
from intake.clock import now
from intake.worker import Worker
from tests.journeys.partnership import handbook
from tests.servers.dovecot import PASSWORD, Dovecot

MESSAGES = 30
USER = "bench"
GLANCE_SECONDS = 0.01
REST_SECONDS = 1.0
AIM_SECONDS = 2.0


def main(messages: int = MESSAGES) -> int:
    book = handbook()
    slow = replace(book, schedule=replace(book.schedule, poll_seconds=60))
    with Dovecot() as server, tempfile.TemporaryDirectory(prefix="waking-") as room:
        imap = {"host": "127.0.0.1", "port": server.imap, "user": USER, "password": PASSWORD}
        with app.opened(settings({"imap": imap, "room": room}), slow) as service:
            worker = threading.Thread(target=Worker(service).run)
            worker.start()
            waited(service, server, message(book, 0, filled(book, 0)), 1)  # the children that read have to begin, too
            times = [waited(service, server, message(book, n, filled(book, n)), n + 1) for n in range(1, messages + 1)]
            service.stop.set()
            worker.join()
    median = statistics.median(times)
    print(f"{messages} forms: median {median:.2f} s (aim: {AIM_SECONDS}), most {max(times):.2f} s")
    return 0 if median < AIM_SECONDS else 1


def waited(service: app.Service, server: Dovecot, content: bytes, decided: int) -> float:
    """Seconds from the server's yes to the decision in the store."""
    with smtplib.LMTP("127.0.0.1", server.lmtp, local_hostname="bench") as session:
        session.sendmail("from@example.test", [USER], content)
    began = time.perf_counter()
    while sum(service.store.figures(now=now()).outcomes.values()) < decided:
        pause(GLANCE_SECONDS)
    took = time.perf_counter() - began
    pause(REST_SECONDS)
    return took


def pause(seconds: float) -> None:
    threading.Event().wait(seconds)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

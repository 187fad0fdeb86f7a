"""Alarms by ways of their own: a program, a webhook on this machine, another relay. Nothing leaves a bell but its answer."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from intake.transport.account import SmtpAccount
from intake.transport.bells import CommandBell, MailBell, Ringing, WebhookBell, is_local, rung
from intake.transport.smtp import SmtpTransport
from tests.servers.sink import Sink
from tests.transport.mails import FORWARD

LINE = json.dumps({"service": "intake", "code": "outbox_old"}).encode() + b"\n"
RINGING = Ringing(line=LINE, mail=FORWARD)


def program(folder: Path, text: str) -> Path:
    path = folder / "tell"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_a_program_is_given_the_line(tmp_path: Path) -> None:
    assert CommandBell(program(tmp_path, f"cat > {tmp_path / 'heard'}")).ring(RINGING)
    assert (tmp_path / "heard").read_bytes() == LINE


def test_a_program_is_given_none_of_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_SECRET", "hunter2")
    assert CommandBell(program(tmp_path, f"env > {tmp_path / 'heard'}; cat > /dev/null")).ring(RINGING)
    assert "hunter2" not in (tmp_path / "heard").read_text()


@pytest.mark.parametrize("text", ["exit 3", "kill -9 $$"])
def test_a_program_that_fails_was_not_heard(tmp_path: Path, text: str) -> None:
    assert not CommandBell(program(tmp_path, text)).ring(RINGING)


def test_a_program_that_is_not_there_was_not_heard(tmp_path: Path) -> None:
    assert not CommandBell(tmp_path / "nothing").ring(RINGING)


class Hook(HTTPServer):
    """Answers with `status`, and keeps what it was told."""

    status = 204
    location: str | None = None

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.heard: list[bytes] = []
        self.url = f"http://127.0.0.1:{self.server_port}/alarm"


class Answering(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        self.server.heard.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_webhook_is_told_the_line(hook: Hook) -> None:
    assert WebhookBell(hook.url).ring(RINGING)
    assert hook.heard == [LINE]


@pytest.mark.parametrize("status", [302, 307, 404, 500])
def test_a_webhook_that_refuses_or_points_elsewhere_was_not_heard(hook: Hook, status: int) -> None:
    hook.status, hook.location = status, hook.url
    assert not WebhookBell(hook.url).ring(RINGING)
    assert hook.heard == [LINE]


def test_a_webhook_that_is_away_was_not_heard() -> None:
    assert not WebhookBell("http://127.0.0.1:1/").ring(RINGING)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080/x", "https://localhost/", "http://[::1]:9/", "http://10.1.2.3/x"]
)
def test_this_machine_and_its_network_are_local(url: str) -> None:
    assert is_local(url)


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "https://8.8.8.8/", "http://localhost.example.org/", "ftp://127.0.0.1/", "file:///etc/passwd", "", "http://127.0.0.1:99999/", "http://127.0.0.1@example.org/"],
)  # fmt: skip
def test_nothing_else_is(url: str) -> None:
    assert not is_local(url)
    with pytest.raises(ValueError, match="local"):
        WebhookBell(url)


def relay(port: int) -> MailBell:
    return MailBell(SmtpTransport(SmtpAccount(host="127.0.0.1", port=port, security="plain", verb_seconds=5)))


def test_another_relay_takes_the_letter(sink: Sink) -> None:
    assert relay(sink.port).ring(RINGING)
    assert [mail.recipients[0] for mail in sink.mails] == [FORWARD.recipients[0]]


def test_a_relay_that_is_away_and_a_letter_that_could_not_be_written_were_not_heard(sink: Sink) -> None:
    assert not relay(1).ring(RINGING)
    assert not relay(sink.port).ring(Ringing(line=LINE, mail=None))


def test_every_bell_rings_and_one_that_was_heard_is_enough(tmp_path: Path, hook: Hook) -> None:
    bells = (WebhookBell(hook.url), CommandBell(tmp_path / "nothing"), WebhookBell(hook.url))
    assert rung(bells, RINGING)
    assert len(hook.heard) == 2
    assert not rung(bells[1:2], RINGING)
    assert not rung((), RINGING)

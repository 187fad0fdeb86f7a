"""The outside world fails, and the machine that we run on: what `intake once` and `intake run` do then, as a person sees it."""

import signal
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from typer.testing import CliRunner, Result

from intake import app, clock
from intake.cli import app as command_line
from intake.demo import people
from intake.demo.filling import filled_word
from intake.demo.minimail import MiniMail
from intake.demo.post import COUNCIL, Paper, Scene, with_password
from intake.model.decision import Reason
from intake.model.form import Field, FieldType, Form
from intake.settings import VARIABLES
from tests.journeys.offices import Directories, Embedded, Ground
from tests.journeys.partnership import HEAD, Sent, dozen, plain, sent
from tests.journeys.programs import Program, counted, environment, wait_for, written_config
from tests.servers.dovecot import Dovecot
from tests.servers.faultproxy import FaultProxy
from tests.servers.recipe import free_ports

DECIDED = "SELECT count(*) FROM arrivals WHERE decided_at IS NOT NULL"
KEPT = "SELECT count(*) FROM arrivals"
QUESTIONS = f"{DECIDED} AND kind <> 'own'"
"""On a working day there may be digests too."""
SENT = "SELECT count(*) FROM outbox WHERE finished_at IS NOT NULL"
UNQUESTIONS = f"{DECIDED} AND message_id LIKE '<plain-%'"
"""On a working day there may be digests too."""
SENT = "SELECT count(*) FROM outbox WHERE finished_at IS NULL"
FILED = "SELECT count(*) FROM filings WHERE finished_at IS NOT NULL"
TRIED = "SELECT count(*) FROM audit WHERE event = 'sending'"
FAILED = "SELECT count(*) FROM audit WHERE event = 'failed'"
LEASED = """SELECT (SELECT count(*) FROM arrivals WHERE leased_until IS NOT NULL)
                 + (SELECT count(*) FROM outbox WHERE leased_until IS NOT NULL)"""
ALARMS = "SELECT count(*) FROM alarms WHERE cleared_at IS NULL"


@pytest.fixture
def embedded(minimail: MiniMail, tmp_path: Path, new_user: str) -> Embedded:
    return Embedded(new_user, tmp_path, minimail)


def variables_of(ground: Ground) -> dict[str, str]:
    return environment(ground.settings(), written_config(ground.room, ground.address))


def once(variables: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Result:
    """`intake once` in this process."""
    for each in VARIABLES:
        monkeypatch.delenv(each.name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(command_line, ["once"])


# -- once ------------------------------------------------------------------------------------------------------------


def test_a_mail_server_that_is_away_is_exit_3_and_nothing_is_touched(
    embedded: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded.post(plain(1, "A question.", to=embedded.address), at=clock.now())
    (nobody,) = free_ports(1)
    variables = variables_of(embedded) | {"INTAKE_IMAP_PORT": str(nobody)}
    result = once(variables, monkeypatch)
    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 1
    assert [each.folder for each in embedded.lying()] == ["INBOX"]
    assert counted(variables["INTAKE_DATABASE"], KEPT) == 0


def test_a_folder_of_mail_that_is_away_is_exit_3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ground = Directories("office", tmp_path)
    variables = variables_of(ground) | {"INTAKE_MAILBOX_DIRECTORY": str(tmp_path / "unplugged")}
    assert once(variables, monkeypatch).exit_code == 3


def test_a_second_process_at_a_database_file_is_exit_3_until_the_first_has_ended_even_by_a_kill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = variables_of(Directories("office", tmp_path))
    with Program("run", variables=variables, room=tmp_path) as worker:
        worker.wait_until(lambda: '"started"' in worker.said)
        second = once(variables, monkeypatch)
        worker.ended_by(signal.SIGKILL, whole_group=True)
    assert second.exit_code == 3
    (line,) = second.stderr.splitlines()
    assert f":{worker.process.pid}, since" in line
    assert once(variables, monkeypatch).exit_code == 0


def test_an_outgoing_server_that_is_away_is_exit_3_and_the_letters_wait(
    embedded: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = [each for each in dozen(embedded.book, now=clock.now()) if "complete form" in each.title]
    for each in messages:
        embedded.post(each, at=clock.now())
    (nobody,) = free_ports(1)
    variables = variables_of(embedded)
    result = once(variables | {"INTAKE_SMTP_PORT": str(nobody)}, monkeypatch)
    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 1
    assert {each.folder for each in embedded.lying()} == {"INBOX"}
    assert counted(variables["INTAKE_DATABASE"], DECIDED) == len(messages)
    assert counted(variables["INTAKE_DATABASE"], TRIED) == 1
    assert finished(embedded) == {"forwarded": 2, "returned": 2}
    assert set(Counter((each.message_id, each.reader) for each in embedded.letters()).values()) == {1}


def test_a_wrong_password_is_exit_2_said_once_and_plainly(
    dovecot: Dovecot, tmp_path: Path, new_user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = Directories(new_user, tmp_path)
    variables = variables_of(ground) | {
        "INTAKE_MAILBOX_DIRECTORY": "",
        "INTAKE_IMAP_HOST": "localhost",
        "INTAKE_IMAP_PORT": str(dovecot.imaps),
        "INTAKE_IMAP_USER": new_user,
        "INTAKE_IMAP_PASSWORD": "Zqx-not-the-password",
        "INTAKE_IMAP_CA_FILE": str(dovecot.ca),
    }
    result = once(variables, monkeypatch)
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert "user or password is wrong" in line
    assert "Zqx" not in result.output + result.stderr
    wait_for(lambda: tries_of(new_user, dovecot) > 0)
    assert tries_of(new_user, dovecot) == 1


def tries_of(user: str, dovecot: Dovecot) -> int:
    """How often Dovecot refused this user."""
    return sum("auth failed" in line and f"user=<{user}>" in line for line in dovecot.log().splitlines())


def test_a_server_that_nobody_vouches_for_is_not_spoken_to(
    dovecot: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = Directories("office", tmp_path)
    variables = variables_of(ground) | {
        "INTAKE_MAILBOX_DIRECTORY": "",
        "INTAKE_IMAP_HOST": "localhost",
        "INTAKE_IMAP_PORT": str(dovecot.imaps),
        "INTAKE_IMAP_USER": "office",
        "INTAKE_IMAP_PASSWORD": "secret",
    }
    result = once(variables, monkeypatch)
    assert result.exit_code == 3
    assert "certificate" in result.stderr


def test_every_fault_of_the_settings_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = variables_of(Directories("office", tmp_path))
    broken = variables | {"INTAKE_SECRET": "short", "INTAKE_LOG_LEVEL": "loud", "INTAKE_IMAP_HOTS": "a.example"}
    monkeypatch.setenv("INTAKE_IMAP_HOTS", "a.example")
    result = once(broken, monkeypatch)
    assert result.exit_code == 2
    for word in ("INTAKE_SECRET", "INTAKE_LOG_LEVEL", "INTAKE_IMAP_HOTS", "INTAKE_IMAP_HOST"):
        assert word in result.stderr


def test_every_fault_of_the_handbook_is_told_at_once_with_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = variables_of(Directories("office", tmp_path))
    office = tmp_path / "config/intake.yaml"
    office.write_text(office.read_text().replace("zone: Europe/London", "zone: Europe/Lundon").replace("head:", "hed:"))
    form = tmp_path / "config/forms/halton-lcspr.yaml"
    form.write_text(form.read_text().replace("type: long_text", "type: lung_text", 1))
    result = once(variables, monkeypatch)
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    for word, file in (("Europe/London", office), ("head", office), ("long_text", form)):
        assert any(word in line and line.startswith(f"{file}:") for line in lines), (word, lines)
    assert counted(variables["INTAKE_DATABASE"], KEPT) == 0


# -- run -------------------------------------------------------------------------------------------------------------


def test_the_worker_waits_for_a_server_and_works_when_it_is_there(tmp_path: Path) -> None:
    imap_port, smtp_port = free_ports(2)
    late = MiniMail({}, now=lambda: datetime(2026, 1, 5, 9, tzinfo=UTC), imap_port=imap_port, smtp_port=smtp_port)
    address = "late@intake.test"
    late.users[address] = Embedded.password
    late.domains.add("intake.test")
    variables = variables_of(Directories("late", tmp_path)) | {
        "INTAKE_MAILBOX_DIRECTORY": "",
        "INTAKE_OUTGOING_DIRECTORY": "",
        "INTAKE_IMAP_HOST": "127.0.0.1",
        "INTAKE_IMAP_PORT": str(imap_port),
        "INTAKE_IMAP_USER": address,
        "INTAKE_IMAP_PASSWORD": Embedded.password,
        "INTAKE_IMAP_SECURITY": "plain",
        "INTAKE_SMTP_HOST": "127.0.0.1",
        "INTAKE_SMTP_PORT": str(smtp_port),
        "INTAKE_SMTP_SECURITY": "plain",
    }
    database = variables["INTAKE_DATABASE"]
    with Program("run", variables=variables, room=tmp_path) as worker:
        worker.wait_until(lambda: "mailbox_unavailable" in worker.said)
        with late:
            late.deliver(address, plain(1, "A question.", to=address).content, received=clock.now())
            worker.wait_until(lambda: counted(database, QUESTIONS) == 1)
            late.drop_connections()
            late.deliver(address, plain(2, "Another.", to=address).content, received=clock.now())
            worker.wait_until(lambda: counted(database, DECIDED) >= 2 and counted(database, ALARMS) == 0)
            code, seconds = worker.ended_by(signal.SIGTERM)
    assert code == 0
    assert seconds < 20


def test_the_worker_does_not_try_a_wrong_password_again_and_again(
    dovecot: Dovecot, tmp_path: Path, new_user: str
) -> None:
    ground = Directories(new_user, tmp_path)
    variables = variables_of(ground) | {
        "INTAKE_MAILBOX_DIRECTORY": "",
        "INTAKE_IMAP_HOST": "localhost",
        "INTAKE_IMAP_PORT": str(dovecot.imaps),
        "INTAKE_IMAP_USER": new_user,
        "INTAKE_IMAP_PASSWORD": "wrong",
        "INTAKE_IMAP_CA_FILE": str(dovecot.ca),
    }
    beats: set[int] = set()
    last = "SELECT CAST(strftime('%s', last_at) AS INTEGER) FROM runs WHERE job = 'deliver'"

    def has_beaten_thrice() -> bool:
        beats.add(counted(variables["INTAKE_DATABASE"], last))
        return len(beats - {0}) >= 3

    with Program("run", variables=variables, room=tmp_path) as worker:
        worker.wait_until(lambda: "mailbox_refused" in worker.said)
        worker.wait_until(has_beaten_thrice)
        worker.ended_by(signal.SIGTERM)
        assert worker.said.count("mailbox_refused") == 1
    assert tries_of(new_user, dovecot) == 1


# -- SIGTERM in the middle of anything -------------------------------------------------------------------------------

MOMENTS = {
    "when messages are kept": (KEPT, 1),
    "when some letters are sent": (SENT, 3),
    "when some messages are filed": (FILED, 1),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_sigterm_ends_it_at_once_and_the_next_life_finishes_the_work(embedded: Embedded, moment: str) -> None:
    """Sent to the process, as a terminal or a container does."""
    assert_stopped_well(embedded, MOMENTS[moment], whole_group=False)


def test_sigterm_to_its_children_as_well_is_no_fault_of_the_message_in_hand(embedded: Embedded) -> None:
    """Sent to the whole group, as systemd does."""
    assert_stopped_well(embedded, (DECIDED, 4), whole_group=True)


def test_sigterm_ends_it_though_a_server_says_nothing_any_more(embedded: Embedded) -> None:
    proxy = FaultProxy(embedded.imap_port())
    proxy.faults.silent = True
    variables = variables_of(embedded) | {"INTAKE_IMAP_PORT": str(proxy.port)}
    embedded.post(plain(1, "A question.", to=embedded.address), at=clock.now())
    with Program("run", variables=variables, room=embedded.room) as worker:
        worker.wait_until(lambda: proxy.accepted > 0)
        code, seconds = worker.ended_by(signal.SIGTERM)
    proxy.stop()
    assert code == 0
    assert seconds < 20
    assert finished(embedded) == {"left": 1}


def assert_stopped_well(embedded: Embedded, moment: tuple[str, int], *, whole_group: bool) -> None:
    messages = dozen(embedded.book, now=clock.now())
    for each in messages:
        embedded.post(each, at=clock.now())
    variables = variables_of(embedded)
    question, enough = moment
    with Program("run", variables=variables, room=embedded.room) as worker:
        worker.wait_until(lambda: counted(variables["INTAKE_DATABASE"], question) >= enough)
        code, seconds = worker.ended_by(signal.SIGTERM, whole_group=whole_group)
        assert "Traceback" not in worker.said
    assert code == 0
    assert seconds < 20
    assert counted(variables["INTAKE_DATABASE"], LEASED) == 0
    assert counted(variables["INTAKE_DATABASE"], FAILED) == 0
    assert finished(embedded) == {"forwarded": 3, "returned": 4, "handed_over": 3, "left": 3}
    lies = Counter(each.message_id for each in embedded.lying())
    assert all(lies[each.message_id] == 1 for each in messages)
    came = Counter((each.message_id, each.reader) for each in embedded.letters())
    assert set(came.values()) == {1}
    assert sum(each.kind == "forward" and each.reader == HEAD for each in embedded.letters()) == 4


def finished(ground: Ground) -> Mapping[str, int]:
    """What became of the messages of others once another life has done the rest, half an hour later."""
    with (
        time_machine.travel(clock.now() + timedelta(minutes=30), tick=True),
        app.opened(ground.settings(), ground.book) as service,
    ):
        while any(service.cycle().values()):
            pass
        figures = service.store.figures(now=clock.now())
        lines = service.store.messages()
    assert figures.balances
    assert (figures.in_progress, figures.unsent, figures.waiting_to_be_filed) == (0, 0, 0)
    return Counter(str(line.outcome) for line in lines if line.reason is not Reason.OWN_COPY)


# -- nothing of a message outside the database -----------------------------------------------------------------------


def test_no_word_of_a_form_no_address_and_no_name_is_said(embedded: Embedded) -> None:
    """Every text in these messages holds a strange word; so does the password. It appears nowhere in what the worker says."""
    messages = tuple(strange_messages(embedded))
    for each in messages:
        embedded.post(each, at=clock.now())
    variables = variables_of(embedded)
    with Program("run", variables=variables, room=embedded.room) as worker:
        worker.wait_until(lambda: counted(variables["INTAKE_DATABASE"], FILED) >= len(messages) - 1)
        arguments = Path(f"/proc/{worker.process.pid}/cmdline").read_bytes().decode()
        worker.ended_by(signal.SIGTERM)
    assert "worked" in worker.said
    for word in (
        STRANGE,
        *(field_.label for field_ in embedded.book.forms[0].fields.values() if len(field_.label) > 12),
    ):
        assert word.lower() not in (worker.said + arguments).lower()
    assert "@" not in worker.said
    assert embedded.password not in worker.said


STRANGE = "Zqx"


def strange_messages(ground: Ground) -> Iterator[Sent]:
    form = ground.book.forms[0]
    answers = strange_answers(form)
    yield strange(ground, 1, Paper(name=f"{STRANGE} form.docx", content=filled_word(form, answers)))
    lacking = people.without(answers, "referral_date", "child_dob")
    yield strange(ground, 2, Paper(name=f"{STRANGE}2.docx", content=filled_word(form, lacking)))
    yield strange(ground, 3, Paper(name=f"{STRANGE}3.docx", content=with_password(filled_word(form, answers))))
    yield strange(ground, 4, Paper(name=f"{STRANGE}4.docx", content=filled_word(form, answers)[:5_000]))
    yield strange(ground, 5)


def strange_answers(form: Form) -> people.Answers:
    answers = dict(people.harmed_boy(clock.now().date()))
    return {name: strange_answer(form.fields[name], answer) for name, answer in answers.items()}


def strange_answer(field: Field, answer: Any) -> Any:
    if field.type is FieldType.TABLE:
        return tuple({column: f"{STRANGE} {text}" for column, text in row.items()} for row in answer)
    return f"{STRANGE} {answer}" if field.type in {FieldType.TEXT, FieldType.LONG_TEXT} else answer


def strange(ground: Ground, number: int, *papers: Paper) -> Sent:
    scene = Scene(form=ground.book.forms[0], office=ground.book.office, today=clock.now().date())
    sender = f"{STRANGE} Person <{STRANGE}.person{number}@{COUNCIL}>"
    words = f"{STRANGE} tells of a child who was hurt. The referral form is attached."
    return sent(str(number), scene.mail(number, clock.now(), sender, f"{STRANGE} {number}", words, *papers))

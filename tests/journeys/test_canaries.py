"""Canaries: words planted in every field, address, file name and subject are found nowhere but where they belong.

The worker runs as a program of its own at log level debug, is killed in the middle and starts again, and what it reads is
partly broken; then everything that it wrote, and everything that can be seen of it, is looked through. Once on directories
and SQLite, once on real servers behind lines that are cut, and PostgreSQL.
"""

import re
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from intake.demo.filling import filled_word
from intake.model.form import FieldType
from intake.settings import Account, Security, Settings
from tests.bad_inputs.papers import answers
from tests.conftest import server_or_skip
from tests.journeys.offices import Directories, Ground, Letter, RealServers
from tests.journeys.partnership import HEAD, Sent, sent, starter
from tests.journeys.programs import Program, counted, environment, program, written_config
from tests.servers.dovecot import Dovecot
from tests.servers.faultproxy import FaultProxy, Faults
from tests.servers.postfix import Postfix
from tests.servers.postgres import Postgres

if TYPE_CHECKING:
    from tests.servers.sink import Sink

AGENCY = "halton.gov.example"
CANARY = re.compile(rb"canary[a-z]*", re.IGNORECASE)
SHORT_LEASES = """
limits:
  deciding_lease_seconds: 20
  child_wall_seconds: 15
  smtp_reply_seconds: 15
  lease_seconds: 20
  unknown_grace_seconds: 1
"""
"""What the killed worker had in hand is soon free."""
TYPED = frozenset({FieldType.TEXT, FieldType.LONG_TEXT})
DECIDED = "SELECT count(*) FROM arrivals WHERE decided_at IS NOT NULL"
UNFINISHED = "SELECT (SELECT count(*) FROM outbox WHERE finished_at IS NULL) + (SELECT count(*) FROM arrivals WHERE decided_at IS NULL)"
COLLATION = b"Spanish (Canary Islands)"
"""One that every PostgreSQL knows by name."""
GLANCES_OF_HARM = 25
MINUTES_LATER = 30
"""Then leases are over, and what is tried again is due."""


def planted(**changes: str | None) -> bytes:
    """A complete form in which every answer in words holds a canary of its own."""
    form = starter().forms[0]
    words = {
        name: f"Canary{name.replace('_', '')}"
        for name, each in form.fields.items()
        if each.type in TYPED and name in answers()
    }
    table = {
        each.id: (
            {
                column.id: f"Canary{column.id}"
                for column in each.columns
                if column.id in {"name", "relationship", "address"}
            },
        )
        for each in form.fields.values()
        if each.type is FieldType.TABLE and each.id == "family"
    }
    return filled_word(form, answers(**{**words, **table, **changes}))


def mail(
    number: int, to: str, paper: bytes | None, *, body: str = "Please see the form attached. Canarybody", **fields: str
) -> Sent:
    """With a canary in its subject, its sender's name and address, and the name of its file."""
    sender = f"canarysender{number}@{AGENCY}"
    message = EmailMessage()
    message.set_content(body)
    if paper is not None:
        part = MIMEPart()
        part.set_content(paper, maintype="application", subtype="octet-stream", filename=f"Canaryfile {number}.docx")
        message.make_mixed()
        message.attach(part)
    headers = {
        "Authentication-Results": f"mx.haltonsafeguarding.example; dmarc=pass header.from={AGENCY}",
        "From": f"Canaryname <{sender}>",
        "To": to,
        "Subject": f"Canarysubject {number}",
        "Date": "Mon, 05 Jan 2026 09:00:00 +0000",
        "Message-ID": f"<canaryid{number}@{AGENCY}>",
    }
    for name, value in {**headers, **{key.replace("_", "-"): value for key, value in fields.items()}}.items():
        message[name] = value
    return sent(f"canary {number}", message.as_bytes())


def day(to: str) -> tuple[Sent, ...]:
    """Forms of every ending, a concern, a robot, and what breaks the reader."""
    return (
        mail(1, to, planted()),
        mail(2, to, planted(lead_name=None)),
        mail(3, to, planted(child_dob="Canarydate")),
        mail(4, to, planted()[:9000]),
        mail(5, to, None, body="I am worried about a child, Canarychild, who came in with bruises."),
        mail(6, to, None, body="I am away. Canaryaway", Auto_Submitted="auto-replied"),
        mail(7, to, planted(lead_name=None), Reply_To="canaryreply@elsewhere.example", Precedence="bulk"),
        mail(8, to, planted(), From="canaryone@x.example, canarytwo@x.example"),
        mail(9, to, b"Canarynotes in a file"),
    )


@dataclass
class Seen:
    """All that could be seen while it ran and afterwards."""

    letters: tuple[Letter, ...] = field(repr=False)
    unit: str
    log: bytes = field(repr=False)
    database: bytes = field(repr=False)
    left_over: bytes = field(repr=False)
    """Temporary files, their names and what is in them."""
    processes: bytes = field(repr=False)
    """Arguments and environment of every process of its group, again and again."""


@dataclass
class Office:
    """Where the worker works: its ground, its settings, and what is done to it from outside while it works."""

    ground: Ground
    settings: Settings
    stored: Callable[[], bytes]
    """Every byte of the database."""
    harm: Iterator[bool] = field(default_factory=lambda: iter(()))
    """Each step is a while of the lines' faults; True when they are over."""


@contextmanager
def on_directories(room: Path) -> Iterator[Office]:
    ground = Directories("office", room)
    yield Office(ground, ground.settings(), lambda: b"".join(path.read_bytes() for path in room.glob("intake.db*")))


@contextmanager
def on_faulty_lines(
    room: Path, servers: tuple[Dovecot, Postfix, "Sink"], lines: tuple[FaultProxy, FaultProxy], postgres: Postgres
) -> Iterator[Office]:
    """Dovecot and Postfix behind lines that are cut, refused, and lose the answer to a letter; PostgreSQL keeps it all."""
    imap, smtp = lines
    ground = RealServers("office", room, servers, security=Security.PLAIN)
    straight = ground.settings()
    settings = replace(
        straight,
        database=postgres.url,
        imap=replace(certain(straight.imap), port=imap.port),
        smtp=replace(certain(straight.smtp), port=smtp.port),
    )
    yield Office(ground, settings, lambda: b"".join(written_by(postgres)), harm(imap, smtp))


def certain(account: Account | None) -> Account:
    assert account is not None
    return account


def harm(imap: FaultProxy, smtp: FaultProxy) -> Iterator[bool]:
    """One fault after the other, a while each, then peace."""
    for line, faults in (
        (imap, Faults(cut_after=30_000)),
        (smtp, Faults(lose_answer_to=b"\r\n.\r\n")),
        (smtp, Faults(cut_said_after=400)),
        (imap, Faults(refuse=True)),
        (smtp, Faults(refuse=True)),
    ):
        line.faults = faults
        line.reset_all()
        for _ in range(GLANCES_OF_HARM):
            yield False
        line.faults = Faults()
    while True:
        yield True


def written_by(postgres: Postgres) -> Iterator[bytes]:
    """Its tables, its write-ahead log and what it says of errors."""
    with closing(psycopg.connect(postgres.url.replace("+psycopg", ""), autocommit=True)) as connection:
        connection.execute("CHECKPOINT")
    yield (postgres.folder / "log").read_bytes()
    for folder in ("base", "pg_wal"):
        files = (path for path in (postgres.folder / "data" / folder).rglob("*") if path.is_file())
        yield from (path.read_bytes().replace(COLLATION, b"") for path in files)


@pytest.fixture(scope="module", params=["directories and SQLite", "faulty lines and PostgreSQL"])
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    room = tmp_path_factory.mktemp("canaries")
    with ExitStack() as stack:
        if request.param == "directories and SQLite":
            office = stack.enter_context(on_directories(room))
        else:
            dovecot, postfix, relay = (request.getfixturevalue(name) for name in ("dovecot", "postfix", "relay"))
            lines = (
                stack.enter_context(FaultProxy(dovecot.imap)),
                stack.enter_context(FaultProxy(postfix.smtp)),
            )
            postgres = stack.enter_context(server_or_skip(Postgres))
            office = stack.enter_context(on_faulty_lines(room, (dovecot, postfix, relay), lines, postgres))
        yield looked_through(office, room)


def looked_through(office: Office, room: Path) -> Seen:
    ground, settings = office.ground, office.settings
    (room / "temporary").mkdir()
    config = written_config(room, ground.address)
    with (config / "intake.yaml").open("a", encoding="utf-8") as book:
        book.write(SHORT_LEASES)
    variables = {**environment(settings, config), "TMPDIR": str(room / "temporary")}
    messages = day(ground.address)
    for message in messages:
        ground.post(message, at=None)  # type: ignore[arg-type]
    ground.wait()
    processes: list[bytes] = []

    def is_done(question: str, least: int) -> bool:
        processes.extend(looked_at(worker.process.pid))
        next(office.harm, None)
        return counted(settings.database, question) >= least

    with Program("run", variables=variables, room=room) as worker:
        worker.wait_until(lambda: is_done(DECIDED, 2))
        worker.ended_by(signal.SIGKILL, whole_group=True)
    later = program(minutes_later=MINUTES_LATER)
    with Program("run", variables=variables, room=room, command=later) as worker:
        worker.wait_until(lambda: is_done(DECIDED, len(messages)) and not counted(settings.database, UNFINISHED))
        worker.ended_by()
        log = worker.log.read_bytes()
    ground.wait()
    assert next(office.harm, True), "not every fault was met"
    return Seen(
        letters=ground.letters(),
        unit=ground.address,
        log=log,
        database=office.stored(),
        left_over=b"\n".join(found(room / "temporary")),
        processes=b"\n".join(processes),
    )


def looked_at(leader: int) -> Iterator[bytes]:
    """`/proc` of every process of the group; one that ends meanwhile is passed over."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(status.read_text().rpartition(")")[2].split()[2]) == leader:
                yield (status.parent / "cmdline").read_bytes() + (status.parent / "environ").read_bytes()
        except (OSError, IndexError):
            continue


def found(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        yield str(path).encode()
        if path.is_file():
            yield path.read_bytes()


def canaries(content: bytes) -> set[bytes]:
    return {each.lower() for each in CANARY.findall(content)}


def test_they_do_sing_in_the_head_s_letter(seen: Seen) -> None:
    """Else nothing that follows would prove anything."""
    heads = [each.text for each in seen.letters if each.reader == HEAD]
    assert heads
    assert any(b"canaryincidentsummary" in canaries(text.encode()) for text in heads)


@pytest.mark.parametrize("place", ["log", "database", "left_over", "processes"])
def test_none_is_in_what_the_program_wrote_or_shows(seen: Seen, place: str) -> None:
    assert canaries(getattr(seen, place)) == set()


def test_the_log_was_written_and_the_processes_were_seen(seen: Seen) -> None:
    assert seen.log.count(b"\n") > 3
    assert b"intake" in seen.processes


def test_a_referrer_hears_none_but_their_own_address(seen: Seen) -> None:
    outside = [each for each in seen.letters if each.kind in {"return", "receipt"}]
    assert {each.kind for each in outside} == {"return", "receipt"}
    for each in outside:
        address = each.reader.partition("@")[0].encode()
        assert canaries(each.content) | canaries(each.text.encode()) <= {address.rstrip(b"0123456789"), b"canaryid"}


def test_only_verified_senders_get_a_letter_outside_the_house(seen: Seen) -> None:
    inside = {HEAD, seen.unit}
    assert {each.reader for each in seen.letters} - inside <= {f"canarysender{number}@{AGENCY}" for number in (1, 2, 3)}


def test_no_subject_and_no_file_name_holds_one(seen: Seen) -> None:
    for each in seen.letters:
        message = message_from_bytes(each.content, policy=default)
        names = " ".join(part.get_filename() or "" for part in message.walk())
        assert canaries(f"{message['Subject']} {names}".encode()) == set()


def test_the_unit_s_letters_name_the_sender_and_no_answer(seen: Seen) -> None:
    """A hand-over says where the form lies and what is missing; what stands in it is read there."""
    for each in seen.letters:
        if each.kind == "hand_over":
            assert canaries(each.text.encode()) <= {b"canarysender", b"canaryreply", b"canaryid"}

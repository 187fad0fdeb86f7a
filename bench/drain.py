"""A full mailbox drained: messages a second from Dovecot to decisions in the store, by the real service in a process of its own.

usage: python -m bench.drain [MESSAGES] [--folder]

Each message has about 120 kB: a filled form and a picture. With --folder the mailbox is a directory. Beside it stands a bare
batched fetch of the same messages in the same run, and the processor time that each part took.
The aim is 50 messages a second, and 200 MB at most in any process.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from imapclient import IMAPClient

from bench.fetching import bare
from intake import app, clock
from intake.app import Job
from intake.demo import people
from intake.demo.filling import filled_excel, filled_word
from intake.handbook import Handbook
from intake.mailbox.account import ImapAccount
from intake.settings import Account, Security, Settings
from tests.journeys.partnership import SECRET, handbook
from tests.servers.dovecot import PASSWORD, Dovecot

MESSAGES = 1_000
MESSAGE_BYTES = 120_000
FORMS = 40
USER = "bench"
AIM_MESSAGES_PER_SECOND = 50
AIM_MB = 200
SAMPLE_SECONDS = 0.1
WORD = "vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def main(arguments: list[str]) -> int:
    messages = next((int(each) for each in arguments if each.isdigit()), MESSAGES)
    with tempfile.TemporaryDirectory(prefix="drain-") as name:
        room = Path(name)
        if "--folder" in arguments:
            return drained_folder(room, messages)
        with Dovecot() as server:
            return drained_dovecot(room, server, messages)


def drained_dovecot(room: Path, server: Dovecot, messages: int) -> int:
    account = ImapAccount(host="127.0.0.1", port=server.imap, user=USER, password=PASSWORD, security="plain")
    with IMAPClient(account.host, port=account.port, ssl=False) as client:
        client.login(USER, PASSWORD)
        for content in written(messages):
            client.append("INBOX", content)
    imap = {"host": account.host, "port": account.port, "user": USER, "password": PASSWORD}
    fetching = [timed(lambda: bare(account, is_quiet=True))]
    code = drained(room, {"imap": imap, "room": str(room)}, messages)
    fetching.append(timed(lambda: bare(account, is_quiet=True)))
    print(
        f"bare batched fetch, before and after: {', '.join(f'{messages / each:.0f}' for each in fetching)} messages/s"
    )
    return code


def drained_folder(room: Path, messages: int) -> int:
    (room / "mailbox").mkdir()
    for number, content in enumerate(written(messages)):
        (room / "mailbox" / f"{number:05}.eml").write_bytes(content)
    return drained(room, {"imap": None, "room": str(room)}, messages)


def timed(task: "object") -> float:
    started = time.perf_counter()
    task()  # type: ignore[operator]
    return time.perf_counter() - started


# -- the messages ----------------------------------------------------------------------------------------------------


def written(messages: int) -> Iterator[bytes]:
    """Complete and incomplete forms in Word and Excel by turns; each message has a Message-ID of its own."""
    book = handbook()
    papers = tuple(filled(book, number) for number in range(FORMS))
    for number in range(messages):
        yield message(book, number, papers[number % FORMS])


def filled(book: Handbook, number: int) -> tuple[bytes, str]:
    today, form = clock.now().date(), book.forms[0]
    answers = dict(people.harmed_boy(today) if number % 3 else people.near_miss(today))
    answers["incident_summary"] = f"{answers['incident_summary']} This is the account number {number} of it."
    if number % 4 == 0:
        answers = dict(people.without(answers, "lead_name", "child_dob"))
    return (filled_excel(form, answers), EXCEL) if number % 5 == 0 else (filled_word(form, answers), WORD)


def message(book: Handbook, number: int, paper: tuple[bytes, str]) -> bytes:
    content, kind = paper
    domain = f"agency{number % 50}.example"
    mail = EmailMessage(policy=SMTP)
    mail["Authentication-Results"] = f"{book.office.authserv_id}; dmarc=pass header.from={domain}"
    mail["From"] = f"person{number % 7}@{domain}"
    mail["To"] = book.office.mailbox
    mail["Subject"] = f"Referral {number}"
    mail["Date"] = "Mon, 23 Nov 2026 09:00:00 +0000"
    mail["Message-ID"] = f"<bench-{number}@{domain}>"
    mail.set_content("The referral form is attached, and a picture of the plan that we spoke of.")
    mail.add_attachment(content, maintype="application", subtype=kind, filename=f"form{number}")
    left = (MESSAGE_BYTES - len(mail.as_bytes())) * 72 // 100
    mail.add_attachment(b"\xff\xd8\xff\xe0" + os.urandom(left), maintype="image", subtype="jpeg", filename="plan.jpg")
    return mail.as_bytes()


# -- the service, in a process of its own ----------------------------------------------------------------------------


def work(task: str) -> None:
    """Collect and decide by what the file of this name tells, and say when."""
    told = json.loads(Path(task).read_text())
    with app.opened(settings(told), handbook()) as service:
        print(json.dumps({"ready": time.time(), "begun": time.process_time()}), flush=True)  # noqa: TID251 - a stop-watch over two processes
        for job in (Job.COLLECT, Job.DECIDE):
            done, work = service.run(job), f"{job.value}_worked"
            print(json.dumps({job.value: time.time(), "done": done, work: time.process_time()}), flush=True)  # noqa: TID251
        print(json.dumps({str(each): count for each, count in service.store.figures(now=clock.now()).outcomes.items()}))


def settings(told: Mapping[str, object]) -> Settings:
    room, imap = Path(str(told["room"])), told["imap"]
    return Settings(
        config=Path("config"),
        templates=Path("templates"),
        database=f"sqlite:///{room / 'intake.db'}",
        secret=SECRET,
        imap=Account(security=Security.PLAIN, **imap) if isinstance(imap, dict) else None,
        mailbox_directory=None if imap else room / "mailbox",
        smtp=None,
        outgoing_directory=room / "letters",
        heartbeat=None,
        log_level="error",
    )


@dataclass
class Watch:
    """Looks at a process and all below it, again and again: when, how much memory each has, and how long each has worked."""

    pid: int
    seen: list[tuple[float, dict[int, float]]] = field(default_factory=list)
    worked: dict[int, float] = field(default_factory=dict)
    """Seconds of processor time by process, as last seen."""
    ended: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        while not self.ended.wait(SAMPLE_SECONDS):
            family = {pid: resident_mb(pid) for pid in descendants(self.pid)}
            self.seen.append((time.time(), family))  # noqa: TID251
            self.worked |= {pid: seconds for pid in family if (seconds := worked_seconds(pid)) is not None}

    def children_worked(self) -> float:
        return sum(seconds for pid, seconds in self.worked.items() if pid != self.pid)

    def quarter(self, number: int, begun: float, ended: float) -> float:
        """The mean memory of the parent in one quarter of a stretch of time, in MB."""
        length = (ended - begun) / 4
        low, high = begun + number * length, begun + (number + 1) * length
        found = [family[self.pid] for at, family in self.seen if low <= at < high and self.pid in family]
        return sum(found) / len(found) if found else 0.0

    def most(self, *, of_parent: bool) -> float:
        """The most that the parent, or any of its children, ever had."""
        return max(mb for _, family in self.seen for pid, mb in family.items() if (pid == self.pid) is of_parent)

    def most_together(self) -> float:
        return max(sum(family.values()) for _, family in self.seen)


def descendants(root: int) -> set[int]:
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def resident_mb(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def worked_seconds(pid: int) -> float | None:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def drained(room: Path, told: Mapping[str, object], messages: int) -> int:
    task = room / "task.json"
    task.write_text(json.dumps(told))
    begin = f"from bench.drain import work; work({str(task)!r})"
    process = subprocess.Popen([sys.executable, "-c", begin], stdout=subprocess.PIPE)
    watch = Watch(process.pid)
    looking = threading.Thread(target=watch.look, daemon=True)
    looking.start()
    out, _ = process.communicate()
    watch.ended.set()
    looking.join()
    times: dict[str, float] = {}
    for line in out.decode().splitlines():
        times |= json.loads(line)
    return report(times, watch, messages)


def worked(times: Mapping[str, float], watch: Watch, messages: int) -> Iterator[tuple[str, float]]:
    """Milliseconds of one processor: what is left of the figures on a machine that others use as well."""
    yield "collecting", (times["collect_worked"] - times["begun"]) * 1000 / messages
    yield "deciding", (times["decide_worked"] - times["collect_worked"]) * 1000 / messages
    yield "reading, in the children", watch.children_worked() * 1000 / messages


def report(times: Mapping[str, float], watch: Watch, messages: int) -> int:
    ready, collected, decided = times["ready"], times["collect"], times["decide"]
    rate = messages / (decided - ready)
    first, last = (watch.quarter(number, ready, decided) for number in (0, 3))
    most = max(watch.most(of_parent=True), watch.most(of_parent=False))
    print(f"{messages} messages of {MESSAGE_BYTES:,} bytes; decided: {times['done']:.0f}")
    print(f"collect {messages / (collected - ready):7.1f} messages/s")
    print(f"decide  {messages / (decided - collected):7.1f} messages/s")
    print(f"both    {rate:7.1f} messages/s (aim: {AIM_MESSAGES_PER_SECOND})")
    print(
        f"processor time a message: {', '.join(f'{name} {ms:.1f} ms' for name, ms in worked(times, watch, messages))}"
    )
    print(
        f"most memory: parent {watch.most(of_parent=True):.0f} MB, any child {watch.most(of_parent=False):.0f} MB (aim: {AIM_MB}),"
    )
    print(f"  all together {watch.most_together():.0f} MB with what they share counted for each")
    print(f"parent's memory in the first quarter {first:.0f} MB, in the last {last:.0f} MB")
    return 0 if rate >= AIM_MESSAGES_PER_SECOND and most <= AIM_MB else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

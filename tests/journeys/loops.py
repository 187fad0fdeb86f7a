"""Programs that write to us whenever we write to them, hour after hour, on the real jobs and the real store."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from zoneinfo import ZoneInfo

from intake import messages
from intake.clock import now
from intake.handbook import Handbook
from intake.model.decision import Examined, ExaminedFile
from intake.pipeline import examine_file
from intake.pipeline.examine import is_paper
from intake.store import Store
from tests.journeys.lives import Lives, Stage
from tests.journeys.partnership import HEAD, MAILBOX, SECRET, handbook
from tests.journeys.world import Accepted

FORMS = Path(__file__).parents[1] / "samples" / "forms"
COMPLETE = (FORMS / "01-police-tidy.docx").read_bytes()
MISSING_ONE = (FORMS / "07-nursery-tracked-changes.docx").read_bytes()
MORNING = 9
AN_HOUR = timedelta(hours=1)
DOMAIN = "halton.gov.example"


@dataclass
class Reader:
    """As `pipeline.examine`, each paper read once in all: what is tested here is not the reading."""

    book: Handbook
    read: dict[str, ExaminedFile] = field(default_factory=dict)

    def examine(self, content: bytes, today: date, converted: Mapping[str, bytes]) -> Examined:
        message = messages.parse(content, office=self.book.office, limits=self.book.limits)
        papers = [each for each in message.attachments if is_paper(each)]
        for each in papers:
            if each.sha256 not in self.read:
                self.read[each.sha256] = examine_file(self.book, "paper", each.content, today=today, converted=None)
        return Examined(
            message=message, files=tuple(replace(self.read[each.sha256], attachment=each) for each in papers)
        )


@dataclass
class Peer:
    """Somebody's program. `starts` is what it sends of its own accord each morning, `answers` what it sends to each letter of ours."""

    name: str
    starts: bytes | None
    answers: Callable[["Peer", Accepted], EmailMessage]
    sent: int = 0

    @property
    def address(self) -> str:
        return f"{self.name}@{DOMAIN}"

    def mail(self, to: str, paper: bytes | None, **fields: str) -> EmailMessage:
        """Never the same twice: a new identity each time."""
        self.sent += 1
        message = EmailMessage(policy=SMTP)
        message.set_content("Please see the form." if paper else "We have received your message.")
        if paper:
            message.add_attachment(paper, maintype="application", subtype="octet-stream", filename="form")
        headers = {
            "Return-Path": f"<{self.address}>",
            "Authentication-Results": f"mx.haltonsafeguarding.example; dmarc=pass header.from={DOMAIN}",
            "From": self.address,
            "To": to,
            "Subject": "Referral" if paper else "Re: your letter",
            "Date": now().strftime("%a, %d %b %Y %H:%M:%S +0000"),
            "Message-ID": f"<{self.name}-{self.sent}@{DOMAIN}>",
        }
        for name, value in {**headers, **{key.replace("_", "-"): value for key, value in fields.items()}}.items():
            message[name] = value
        return message


def out_of_office(peer: Peer, letter: Accepted) -> EmailMessage:
    return peer.mail(
        MAILBOX,
        None,
        Subject="Automatic reply: Referral",
        Auto_Submitted="auto-replied",
        In_Reply_To=letter.message_id,
    )


def answers_everything(peer: Peer, letter: Accepted) -> EmailMessage:
    """Sends the same incomplete form again and again, and nothing in it says that a machine does."""
    return peer.mail(MAILBOX, MISSING_ONE, In_Reply_To=letter.message_id)


def sends_complete_again(peer: Peer, letter: Accepted) -> EmailMessage:
    return peer.mail(MAILBOX, COMPLETE, In_Reply_To=letter.message_id)


def second_intake(peer: Peer, letter: Accepted) -> EmailMessage:
    """A service of our own kind whose Head is our mailbox: what it gets it forwards to us."""
    return peer.mail(
        MAILBOX,
        COMPLETE,
        Auto_Submitted="auto-generated",
        X_Intake_Ref="HCP-2026-0001 0123456789abcdef",
    )


def bounces(peer: Peer, letter: Accepted) -> EmailMessage:
    return peer.mail(
        MAILBOX,
        None,
        From=f"MAILER-DAEMON@{DOMAIN}",
        Return_Path="<>",
        In_Reply_To=letter.message_id,
        Subject="Undelivered Mail Returned to Sender",
    )


def list_of(name: str) -> Callable[[Peer, Accepted], EmailMessage]:
    """Hands everything on to all its members, and we are one."""
    return lambda peer, letter: peer.mail(MAILBOX, MISSING_ONE, List_Id=f"<{name}.{DOMAIN}>", Precedence="list")


def peers() -> tuple[Peer, ...]:
    return (
        Peer("away", MISSING_ONE, out_of_office),
        Peer("echo", MISSING_ONE, answers_everything),
        Peer("again", COMPLETE, sends_complete_again),
        Peer("intake", MISSING_ONE, second_intake),
        Peer("gone", MISSING_ONE, bounces),
        Peer("list-a", MISSING_ONE, list_of("a")),
        Peer("list-b", COMPLETE, list_of("b")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    at: datetime
    letter: Accepted


def hours(stage: Stage, number: int) -> list[Sent]:
    """Let so many hours pass: each peer answers every letter of ours, and begins anew each morning. All letters, with their time."""
    sent: list[Sent] = []
    everyone = peers()
    with stage.service() as service:
        for _ in range(number):
            if now().hour == MORNING:
                for peer in everyone:
                    post(stage, peer.mail(stage.world.mailbox, peer.starts))
            while now().hour == MORNING:  # at other hours nothing comes, and nothing is left to do
                before = len(stage.world.accepted)
                service.cycle()
                new = stage.world.accepted[before:]
                sent += (Sent(at=now(), letter=each) for each in new)
                answers = list(_answers(everyone, new))
                if not answers:
                    break
                for each in answers:
                    post(stage, each)
                stage.clock.shift(timedelta(seconds=30))
            stage.clock.move_to(_next_hour(now()))
    return sent


@contextmanager
def lives(folder: Path) -> Iterator[Lives]:
    """Plays on an empty database in this folder."""
    empty = Store.open(f"sqlite:///{folder / 'empty.db'}", secret=SECRET)
    empty.migrate()
    empty.close()
    with Lives.in_folder(folder, mailbox=MAILBOX) as opened:
        yield opened


def let_run(opened: Lives, number: int) -> tuple[list[Sent], Stage]:
    """So many hours from the beginning; all letters, and the stage at the end."""
    sent: list[Sent] = []

    def play(stage: Stage) -> Iterator[None]:
        sent.extend(hours(stage, number))
        yield

    stage, _ = opened.lived(play, examine=Reader(handbook()).examine)
    return sent, stage


def _answers(everyone: tuple[Peer, ...], letters: list[Accepted]) -> Iterator[EmailMessage]:
    for letter in letters:
        for peer in everyone:
            if peer.address in letter.recipients:
                yield peer.answers(peer, letter)


def post(stage: Stage, message: EmailMessage) -> None:
    stage.world.deliver(message.as_bytes())


def _next_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0) + AN_HOUR


def busiest(sent: list[Sent], kind: str, *, by: Callable[[Sent], object]) -> int:
    """The most letters of a kind that share what `by` says of them."""
    return max(Counter(by(each) for each in sent if each.letter.kind == kind).values(), default=0)


def local_day(each: Sent) -> tuple[date, tuple[str, ...]]:
    return each.at.astimezone(ZoneInfo("Europe/London")).date(), each.letter.recipients


def within_an_hour(sent: list[Sent], kind: str) -> int:
    """The most letters of a kind in any sixty minutes."""
    times = sorted(each.at for each in sent if each.letter.kind == kind)
    return max(
        (sum(start <= each < start + AN_HOUR for each in times[at : at + 500]) for at, start in enumerate(times)),
        default=0,
    )


def to_outsiders(sent: list[Sent]) -> set[str]:
    return {each.letter.kind for each in sent if not {HEAD, MAILBOX} >= set(each.letter.recipients)}

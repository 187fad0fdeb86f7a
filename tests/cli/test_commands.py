"""The commands as a newcomer types them; files and messages are the demo's."""

import io
import json
import os
import pty
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from intake.cli import app
from intake.demo import people
from intake.demo.filling import filled_excel, filled_word
from intake.demo.post import posted, with_password
from intake.equipment import load_handbook
from intake.model.decision import Reason
from intake.notices.wording import explained
from intake.settings import VARIABLES

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CONFIG = Path("config").resolve()
FIELD_KEYS = {"value", "text", "state", "where"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with filled forms and whole messages."""
    folder = tmp_path_factory.mktemp("forms")
    book = load_handbook(CONFIG)
    form = book.forms[0]
    lacking = people.without(people.harmed_boy(TODAY), "lead_name", "child_dob")
    (folder / "complete.docx").write_bytes(filled_word(form, people.harmed_boy(TODAY)))
    (folder / "complete.xlsx").write_bytes(filled_excel(form, people.near_miss(TODAY)))
    (folder / "incomplete.docx").write_bytes(filled_word(form, lacking))
    (folder / "locked.docx").write_bytes(with_password(filled_word(form, lacking)))
    (folder / "notes.txt").write_text("no form at all")
    for number, message in enumerate(posted(form, book.office, now=NOW), start=1):
        (folder / f"{number:02}.eml").write_bytes(message.content)
    return folder


def run(*arguments: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    assert result.exit_code == code, (result.output, result.exception)
    return result.stdout


def checked(*paths: Path, code: int = 0) -> list[dict[str, object]]:
    return [json.loads(line) for line in run("check", "--json", "--config", CONFIG, *paths, code=code).splitlines()]


# -- check -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "verdict", "form"),
    [
        ("complete.docx", "complete", "halton-lcspr"),
        ("complete.xlsx", "complete", "halton-lcspr"),
        ("incomplete.docx", "incomplete", "halton-lcspr"),
        ("locked.docx", "unreadable", None),
        ("notes.txt", "unreadable", None),
    ],
)
def test_check_says_what_each_file_is(room: Path, name: str, verdict: str, form: str | None) -> None:
    line = checked(room / name)[0]
    assert set(line) == {"file", "form", "verdict", "reason", "fields", "missing", "warnings"}
    assert (line["file"], line["verdict"], line["form"]) == (str(room / name), verdict, form)
    assert (line["reason"] is None) == (verdict == "complete")


def test_check_has_every_field_with_its_value_text_state_and_place(room: Path) -> None:
    fields = checked(room / "complete.docx")[0]["fields"]
    assert isinstance(fields, dict)
    assert all(set(each) == FIELD_KEYS for each in fields.values())
    assert fields["referral_date"]["value"] == "2026-11-24"
    assert fields["proposed_process"]["value"] == "lcspr"
    assert fields["other_processes"]["value"] == ["police"]
    assert fields["working_together"]["value"] == "yes"
    assert fields["family"]["value"][0]["dob"] == "1996-02-11"
    assert fields["referrer_name"]["where"].startswith("Table ")


def test_check_names_each_gap_by_field_label_section_and_problem(room: Path) -> None:
    missing = checked(room / "incomplete.docx")[0]["missing"]
    assert isinstance(missing, list)
    assert [each["field"] for each in missing] == ["lead_name", "child_dob"]
    assert all(set(each) == {"field", "label", "section", "problem"} and all(each.values()) for each in missing)


def test_check_keeps_the_order_in_which_files_were_given(room: Path) -> None:
    names = [room / "incomplete.docx", room / "complete.docx", room / "notes.txt"]
    assert [line["file"] for line in checked(*names)] == [str(name) for name in names]


def test_a_file_that_cannot_be_opened_is_said_and_the_others_go_on(room: Path) -> None:
    lines = checked(room / "nowhere.docx", room / "complete.docx", code=1)
    assert [line["verdict"] for line in lines] == ["unreadable", "complete"]


def test_check_for_people_shows_no_answer(room: Path) -> None:
    shown = run("check", "--config", CONFIG, room / "incomplete.docx")
    assert "Date of birth" in shown
    assert "Imogen" not in shown


def test_an_unknown_form_is_wrong_use(room: Path) -> None:
    run("check", "--form", "halton-lcsrp", "--config", CONFIG, room / "complete.docx", code=2)


# -- try -------------------------------------------------------------------------------------------------------------

EXPECTED = (
    ("referral", "forwarded"),
    ("referral", "forwarded"),
    ("referral", "returned"),
    ("referral", "returned"),
    ("referral", "returned"),
    ("referral", "returned"),
    ("referral", "forwarded"),
    ("referral", "handed_over"),
    ("auto_reply", "left"),
    ("bulk", "left"),
    ("referral", "handed_over"),
    ("referral", "handed_over"),
    ("ordinary", "left"),
)
TRY_KEYS = {"file", "kind", "outcome", "reason", "answerable", "why_not_answerable", "attachments", "forms", "notices"}


def test_try_says_what_would_happen_to_each_message(room: Path) -> None:
    paths = sorted(room.glob("*.eml"))
    lines = [json.loads(line) for line in run("try", "--json", "--config", CONFIG, *paths, code=1).splitlines()]
    assert all(set(line) == TRY_KEYS for line in lines)
    assert tuple((line["kind"], line["outcome"]) for line in lines) == EXPECTED
    forward = next(each for each in lines[0]["notices"] if each["kind"] == "forward")
    assert set(forward) == {"kind", "to", "subject", "attachments", "text"}
    assert [form["verdict"] for form in lines[5]["forms"]] == ["complete", "incomplete"]
    assert all(line["answerable"] == (not line["why_not_answerable"]) for line in lines)


def test_an_urgent_incomplete_form_is_returned_and_handed_over(room: Path) -> None:
    line = json.loads(run("try", "--json", "--config", CONFIG, room / "04.eml"))
    assert [each["kind"] for each in line["notices"]] == ["return", "hand_over"]
    assert line["forms"][0]["urgent"]


# -- forms, init and faults ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_a_blank_form_is_written_and_reads_as_blank(tmp_path: Path, ending: str) -> None:
    run("forms", "blank", "halton-lcspr", "-o", tmp_path / f"blank.{ending}", "--config", CONFIG)
    assert checked(tmp_path / f"blank.{ending}")[0]["verdict"] == "blank"


def test_a_blank_of_an_unknown_form_names_the_known_ones(tmp_path: Path) -> None:
    run("forms", "blank", "nothing", "-o", tmp_path / "blank.docx", "--config", CONFIG, code=2)
    assert not (tmp_path / "blank.docx").exists()


def test_lint_finds_the_definitions_without_fault() -> None:
    assert "1 definition(s) without fault" in CliRunner().invoke(app, ["forms", "lint", "--config", str(CONFIG)]).stdout


def test_lint_lists_what_learning_was_unsure_of_until_its_comments_are_deleted(tmp_path: Path) -> None:
    run("init", tmp_path / "here")
    definition = tmp_path / "here/config/forms/learned.yaml"
    run("forms", "blank", "halton-lcspr", "-o", tmp_path / "blank.docx", "--config", CONFIG)
    run("forms", "learn", tmp_path / "blank.docx", "-o", definition, code=1)
    lint = ["forms", "lint", "--config", str(tmp_path / "here/config")]
    found = CliRunner().invoke(app, lint)
    lines = definition.read_text(encoding="utf-8").splitlines()
    marked = [number for number, line in enumerate(lines, 1) if line.lstrip().startswith("# doubt:")]
    assert found.exit_code == 1
    assert marked
    assert [line for line in found.stdout.splitlines() if ": doubt: " in line] == [
        f"{definition}:{number}: {lines[number - 1].strip().removeprefix('# ')}" for number in marked
    ]
    definition.write_text("\n".join(line for line in lines if "# doubt:" not in line), encoding="utf-8")
    settled = CliRunner().invoke(app, lint)
    assert (settled.exit_code, ": doubt: " in settled.stdout) == (0, False)
    assert "2 definition(s) without fault, 0 doubt(s), 0 piece(s) of advice" in settled.stdout


def test_init_writes_a_folder_that_works(tmp_path: Path) -> None:
    run("init", tmp_path / "here")
    assert (tmp_path / "here/config/forms/halton-lcspr.yaml").exists()
    settings = tmp_path / "here/settings.env"
    assert settings.stat().st_mode & 0o077 == 0
    assert all(each.name in settings.read_text() for each in VARIABLES)
    assert (
        "without fault" in CliRunner().invoke(app, ["forms", "lint", "--config", str(tmp_path / "here/config")]).stdout
    )


def test_init_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    run("init", tmp_path, code=2)


def test_a_broken_configuration_is_told_whole_with_lines(tmp_path: Path) -> None:
    run("init", tmp_path / "here")
    file = tmp_path / "here/config/intake.yaml"
    file.write_text(file.read_text().replace("zone: Europe/London", "zonne: Europe/London").replace("08:00", "25:00"))
    result = CliRunner().invoke(app, ["forms", "lint", "--config", str(tmp_path / "here/config")])
    assert result.exit_code == 2
    assert "zonne" in result.stderr
    assert "zone" in result.stderr
    assert "digest_at" in result.stderr or "25:00" in result.stderr


@pytest.mark.parametrize("command", [("once",), ("status",), ("run",), ("trace", "x")])
def test_nothing_starts_without_settings(command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    for each in VARIABLES:
        monkeypatch.delenv(each.name, raising=False)
    result = CliRunner().invoke(app, list(command))
    assert result.exit_code == 2
    assert "INTAKE_SECRET" in result.stderr


# -- a folder for a mailbox ------------------------------------------------------------------------------------------


def test_a_folder_of_mail_travels_to_a_folder_of_letters(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox, outgoing = tmp_path / "mail", tmp_path / "letters"
    mailbox.mkdir()
    environment = {
        "INTAKE_CONFIG": str(CONFIG),
        "INTAKE_TEMPLATES": str(CONFIG.parent / "templates"),
        "INTAKE_DATABASE": f"sqlite:///{tmp_path / 'intake.db'}",
        "INTAKE_SECRET": "s" * 40,
        "INTAKE_MAILBOX_DIRECTORY": str(mailbox),
        "INTAKE_OUTGOING_DIRECTORY": str(outgoing),
        "INTAKE_HEARTBEAT": str(tmp_path / "heartbeat"),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert "0 messages are left alone" in run("baseline")
    for path in room.glob("*.eml"):
        (mailbox / path.name).write_bytes(path.read_bytes())
    assert "collect 13" in run("once", code=1)
    status = json.loads(run("status", "--json", code=1))
    assert (status["received"], status["balances"]) == (13, True)
    assert "decided" in run("trace", "<demo-1@larkfield.nhs.example>")
    assert (tmp_path / "heartbeat").exists()
    assert "collect 0" in run("once", "--job", "collect", code=1)
    assert "received" in run("digest", "--print")


def test_old_mail_is_left_alone_on_the_first_day_and_taken_in_without_replies_when_a_person_says_so(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox, letters = tmp_path / "mail", tmp_path / "letters"
    mailbox.mkdir()
    for path in room.glob("*.eml"):
        (mailbox / path.name).write_bytes(path.read_bytes())
    environment = {
        "INTAKE_CONFIG": str(CONFIG),
        "INTAKE_TEMPLATES": str(CONFIG.parent / "templates"),
        "INTAKE_DATABASE": f"sqlite:///{tmp_path / 'intake.db'}",
        "INTAKE_SECRET": "s" * 40,
        "INTAKE_MAILBOX_DIRECTORY": str(mailbox),
        "INTAKE_OUTGOING_DIRECTORY": str(letters),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert "collect 0" in run("once", "--job", "collect")
    assert "13 left alone" in run("status")
    run("baseline", code=2)
    run("backfill", "--from", "2100-01-01", code=1)
    assert "13 messages" in run("backfill", "--from", "2020-01-01", "--no-replies")
    for job in ("decide", "deliver"):
        run("once", "--job", job, code=1)
    kinds = {path.name.partition("-")[0] for path in letters.glob("*.eml")}
    assert kinds >= {"forward", "hand_over"}
    assert kinds.isdisjoint({"return", "receipt"})


def test_an_unknown_job_is_wrong_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_SECRET", "s" * 40)
    run("once", "--job", "nothing", code=2)


def test_blank_forms_are_packages_that_any_program_opens(tmp_path: Path) -> None:
    run("forms", "blank", "halton-lcspr", "-o", tmp_path / "blank.docx", "--config", CONFIG)
    with zipfile.ZipFile(io.BytesIO((tmp_path / "blank.docx").read_bytes())) as archive:
        assert archive.testzip() is None


def test_a_message_that_ends_its_reader_is_handed_over_unread(tmp_path: Path) -> None:
    run("init", tmp_path / "here")
    file = tmp_path / "here/config/intake.yaml"
    file.write_text(file.read_text() + "\nlimits: {child_memory_bytes: 50000000}\n")
    (tmp_path / "large.eml").write_bytes(b"From: a@b.example\r\n\r\n" + b"x" * 30_000_000)
    line = json.loads(run("try", "--json", "--config", tmp_path / "here/config", tmp_path / "large.eml", code=1))
    assert (line["kind"], line["outcome"]) == ("broken", "handed_over")
    assert line["reason"] == explained(Reason.FAILED).why


def test_checking_files_starts_without_the_store_the_servers_and_the_progress_bar() -> None:
    heavy = "sqlalchemy", "imapclient", "apscheduler", "rich.progress", "intake.app"
    program = f"import intake.cli.reading, sys; print([each for each in {heavy!r} if each in sys.modules])"
    started = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert started.stdout.strip() == "[]"


def test_the_readers_start_without_what_they_rarely_need() -> None:
    rare = "olefile", "msoffcrypto", "python_calamine", "html5lib", "pydantic", "jinja2"
    program = f"import intake.documents, intake.forms, sys; print([each for each in {rare!r} if each in sys.modules])"
    started = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert started.stdout.strip() == "[]"


def many_checked(errors: int) -> None:
    files = [f"nowhere/{number}.docx" for number in range(25)]
    program = f"import sys; from intake.cli import main; sys.argv[1:] = ['check', '--config', {str(CONFIG)!r}, *{files!r}]; main()"
    subprocess.run(
        [sys.executable, "-c", program],
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        env={"TERM": "xterm"},
    )


def test_many_files_show_their_progress_on_a_terminal() -> None:
    screen, terminal = pty.openpty()
    many_checked(terminal)
    os.close(terminal)
    assert b"Reading" in os.read(screen, 65536)
    os.close(screen)


def test_many_files_show_no_progress_in_a_pipe() -> None:
    ours, theirs = os.pipe()
    many_checked(theirs)
    os.close(theirs)
    assert os.read(ours, 65536) == b""
    os.close(ours)

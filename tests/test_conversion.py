"""LibreOffice really runs here, once for each promise that only it can keep; the others are kept with small programs."""

import http.server
import os
import select
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from intake.conversion import ROUTES, convert, find_soffice
from intake.documents import read
from intake.filetypes import sniff
from intake.model.document import (
    Document,
    FileType,
    SpanKind,
    Trouble,
    UnreadableDocument,
    block_paragraphs,
    block_text,
)

SOFFICE = find_soffice()
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
SECONDS = 60

RTF = (
    rb"{\rtf1\ansi{\trowd\cellx3000\cellx9000\intbl Child's name\cell Pat Invented\cell\row}"
    rb"\pard Known to us? {\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres25\fftypetxt0\ffhps20\ffdefres1}}}{\fldrslt }}\par}"
)
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
TEXT_TYPE = "application/vnd.oasis.opendocument.text"
SHEET_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def open_document(kind: str, body: str, styles: str = "") -> bytes:
    content = (
        f'<office:document-content xmlns:office="{OFFICE}:office:1.0" xmlns:text="{OFFICE}:text:1.0"'
        f' xmlns:table="{OFFICE}:table:1.0" xmlns:draw="{OFFICE}:drawing:1.0" xmlns:svg="{OFFICE}:svg-compatible:1.0"'
        f' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:style="{OFFICE}:style:1.0" xmlns:number="{OFFICE}:datastyle:1.0"'
        f' office:version="1.2"><office:automatic-styles>{styles}</office:automatic-styles>'
        f"<office:body>{body}</office:body></office:document-content>"
    )
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{its}"/>'
        for path, its in (("/", kind), ("content.xml", "text/xml"))
    )
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{OFFICE}:manifest:1.0">{entries}</manifest:manifest>',
        )
    return file.getvalue()


ODT = open_document(TEXT_TYPE, "<office:text><text:p>Child's name: Pat Invented</text:p></office:text>")
ODS = open_document(
    SHEET_TYPE,
    '<office:spreadsheet><table:table table:name="Referral"><table:table-row>'
    '<table:table-cell office:value-type="string"><text:p>Born</text:p></table:table-cell>'
    '<table:table-cell table:style-name="day" office:value-type="date" office:date-value="2018-09-27"><text:p>27/09/2018</text:p></table:table-cell>'
    "</table:table-row></table:table></office:spreadsheet>",
    '<number:date-style style:name="N1"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>'
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="N1"/>',
)


def text_of(document: Document) -> str:
    return "\n".join(block_text(block) for story in document.stories for block in story.blocks)


def trouble_of(content: bytes, kind: FileType, soffice: Path | None, seconds: int = SECONDS) -> Trouble:
    with pytest.raises(UnreadableDocument) as refused:
        convert(content, kind, soffice=soffice, wall_seconds=seconds)
    return refused.value.trouble


# -- with LibreOffice ------------------------------------------------------------------------------------------------


@needs_libreoffice
@pytest.mark.parametrize(
    ("content", "kind", "new_kind", "words"),
    [
        (RTF, FileType.RTF, FileType.DOCX, "Pat Invented"),
        (ODT, FileType.ODT, FileType.DOCX, "Pat Invented"),
        (ODS, FileType.ODS, FileType.XLSX, "27/09/2018"),
    ],
)
def test_what_stands_in_another_format_is_read_after_conversion(
    content: bytes, kind: FileType, new_kind: FileType, words: str
) -> None:
    converted = convert(content, kind, soffice=SOFFICE, wall_seconds=SECONDS)
    assert (sniff(content), sniff(converted)) == (kind, new_kind)
    assert words in text_of(read(converted))


@needs_libreoffice
def test_a_ticked_box_of_an_old_document_stays_ticked(tmp_path: Path) -> None:
    old = saved_as_doc(RTF, tmp_path)
    converted = read(convert(old, FileType.DOC, soffice=SOFFICE, wall_seconds=SECONDS))
    paragraphs = (each for story in converted.stories for block in story.blocks for each in block_paragraphs(block))
    assert sniff(old) is FileType.DOC
    assert [span.ticked for each in paragraphs for span in each.spans if span.kind is SpanKind.TICK] == [True]


def saved_as_doc(content: bytes, folder: Path) -> bytes:
    (folder / "form.rtf").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "doc:MS Word 97", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "form.rtf")], check=True, capture_output=True, timeout=SECONDS)
    return (folder / "form.doc").read_bytes()


@needs_libreoffice
def test_what_is_not_of_its_type_is_damage() -> None:
    page = b"<html><body><img src='http://127.0.0.1:9/x.png'>Not a Word file</body></html>"
    assert trouble_of(page, FileType.DOC, SOFFICE) is Trouble.DAMAGED


class Asked(http.server.BaseHTTPRequestHandler):
    paths: list[str]

    def do_GET(self) -> None:
        self.paths.append(self.path)
        self.send_error(404)

    do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815 - http.server's names

    def log_message(self, format: str, *words: object) -> None:  # noqa: A002 - the name that http.server gives it
        """Nothing is said."""


@pytest.fixture
def server() -> Iterator[tuple[int, list[str]]]:
    """A web server on loopback: its port, and what it was asked for."""
    paths: list[str] = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Its", (Asked,), {"paths": paths})) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield listening.server_port, paths
        listening.shutdown()
        thread.join()


@needs_libreoffice
def test_pictures_elsewhere_are_not_fetched(server: tuple[int, list[str]]) -> None:
    port, paths = server
    picture = f'<draw:image xlink:href="http://127.0.0.1:{port}/x.png" xlink:type="simple" xlink:actuate="onLoad"/>'
    frame = f'<draw:frame svg:width="2cm" svg:height="2cm" text:anchor-type="as-char">{picture}</draw:frame>'
    content = open_document(TEXT_TYPE, f"<office:text><text:p>Pat{frame}</text:p></office:text>")
    assert "Pat" in text_of(read(convert(content, FileType.ODT, soffice=SOFFICE, wall_seconds=SECONDS)))
    assert paths == []


# -- with programs in its place --------------------------------------------------------------------------------------


def program(folder: Path, script: str) -> Path:
    """A program that is called as LibreOffice is: `script` is Python, with the arguments in `sys.argv`."""
    path = folder / "soffice"
    path.write_text(f"#!{sys.executable}\nimport os, sys, pathlib, time\n{script}\n", encoding="utf-8")
    path.chmod(0o700)
    return path


WRITES = "out = sys.argv[sys.argv.index('--outdir') + 1]\npathlib.Path(out, 'form.docx').write_bytes(b'PK' + {what})"


def test_without_libreoffice_an_old_format_stays_one() -> None:
    assert trouble_of(RTF, FileType.RTF, None) is Trouble.OLD_FORMAT


@pytest.mark.parametrize("kind", [kind for kind in FileType if kind not in ROUTES])
def test_nothing_else_is_given_to_libreoffice(kind: FileType, tmp_path: Path) -> None:
    assert trouble_of(b"x", kind, program(tmp_path, WRITES.format(what="b''"))) is Trouble.OLD_FORMAT


@pytest.mark.parametrize(
    "script", ["sys.exit(1)", "pass", "os.abort()", WRITES.format(what="b''").replace("b'PK'", "b'<html>'")]
)
def test_a_conversion_that_brings_nothing_is_damage(script: str, tmp_path: Path) -> None:
    assert trouble_of(RTF, FileType.RTF, program(tmp_path, script)) is Trouble.DAMAGED


def test_a_program_that_cannot_be_run_is_none(tmp_path: Path) -> None:
    assert trouble_of(RTF, FileType.RTF, tmp_path / "gone") in {Trouble.OLD_FORMAT, Trouble.DAMAGED}


def test_the_folder_is_ours_alone_and_is_gone_afterwards(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    script = f"pathlib.Path({str(seen)!r}).write_text(os.getcwd() + ' ' + oct(os.stat('.').st_mode))\n"
    convert(RTF, FileType.RTF, soffice=program(tmp_path, script + WRITES.format(what="b''")), wall_seconds=SECONDS)
    folder, mode = seen.read_text(encoding="utf-8").split()
    assert stat.S_IMODE(int(mode, 8)) == 0o700
    assert not Path(folder).exists()


def test_each_call_has_a_profile_of_its_own(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    script = f"open({str(seen)!r}, 'a').write(sys.argv[1] + '\\n')\n" + WRITES.format(what="b''")
    for _ in range(2):
        convert(RTF, FileType.RTF, soffice=program(tmp_path, script), wall_seconds=SECONDS)
    profiles = seen.read_text(encoding="utf-8").split()
    assert len(set(profiles)) == 2
    assert all(each.startswith("-env:UserInstallation=file:///") for each in profiles)


def test_nothing_of_our_environment_is_handed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_SECRET", "hidden")
    script = WRITES.format(what="repr(sorted(os.environ)).encode()")
    brought = convert(RTF, FileType.RTF, soffice=program(tmp_path, script), wall_seconds=SECONDS)
    assert b"'PATH'" in brought
    assert b"INTAKE_SECRET" not in brought


def written_until_nobody_holds(pipe: int) -> bytes | None:
    """What was written into a pipe by the time that every process which held its other end is gone; None if one stays."""
    written = b""
    while select.select([pipe], [], [], 10)[0]:
        piece = os.read(pipe, 9)
        if not piece:
            return written
        written += piece
    return None


def test_at_the_time_limit_the_whole_group_ends(tmp_path: Path) -> None:
    held = tmp_path / "held"
    os.mkfifo(held)
    pipe = os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    script = f"end = os.open({str(held)!r}, os.O_WRONLY)\nos.fork()\nos.write(end, b'x')\ntime.sleep(600)"
    assert trouble_of(RTF, FileType.RTF, program(tmp_path, script), seconds=3) is Trouble.DAMAGED
    assert written_until_nobody_holds(pipe) == b"xx"
    os.close(pipe)


def test_the_network_is_taken_away_where_the_machine_allows_it(tmp_path: Path, server: tuple[int, list[str]]) -> None:
    if subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let us take the network away from a process")
    port, _ = server
    script = (
        "import socket\n"
        "try:\n"
        f"    what = socket.create_connection(('127.0.0.1', {port}), 5) and b'reached'\n"
        "except OSError:\n"
        "    what = b'nothing there'\n"
    ) + WRITES.format(what="what")
    brought = convert(RTF, FileType.RTF, soffice=program(tmp_path, script), wall_seconds=SECONDS)
    assert brought == b"PKnothing there"

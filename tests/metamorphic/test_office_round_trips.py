"""A form saved in another format by LibreOffice, and converted as `intake` converts it, reads as before."""

import subprocess
from pathlib import Path

import pytest

from intake.conversion import convert, find_soffice
from intake.model.document import FileType
from tests.metamorphic.filled_forms import excel_forms, our_form, word_forms
from tests.metamorphic.sameness import read_form

SOFFICE = find_soffice()
WALL_SECONDS = 60
JOURNEYS = (
    ("docx", FileType.ODT),
    ("docx", FileType.DOC),
    ("docx", FileType.RTF),
    ("xlsx", FileType.ODS),
    ("xlsx", FileType.XLS),
)


def saved_as(content: bytes, ending: str, type: FileType, folder: Path) -> bytes:  # noqa: A002 - the field's word
    """The file as LibreOffice saves it in that format."""
    source = folder / f"form.{ending}"
    source.write_bytes(content)
    profile = (folder / "profile").as_uri()
    words = [
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        str(type),
        "--outdir",
        str(folder / "out"),
    ]
    subprocess.run([str(SOFFICE), *words, str(source)], check=True, capture_output=True, timeout=WALL_SECONDS)
    return (folder / "out" / f"form.{type}").read_bytes()


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(("ending", "type"), JOURNEYS)
def test_a_round_trip_changes_no_answer(ending: str, type: FileType, tmp_path: Path) -> None:  # noqa: A002
    content = (word_forms() if ending == "docx" else excel_forms())["near miss"]
    other = saved_as(content, ending, type, tmp_path)
    back = convert(other, type, soffice=SOFFICE, wall_seconds=WALL_SECONDS)
    before, _ = read_form(content, our_form())
    after, _ = read_form(back, our_form())
    assert before.differences(after) == []

import hashlib
import io
import zipfile

import olefile
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from intake.documents import read
from intake.documents.limits import DocumentLimits
from intake.documents.password import is_costly
from intake.model.document import Document, FileType, Paragraph, RemarkCode, Trouble, UnreadableDocument
from tests.documents.word_files import p, r, word_file, zipped

LINES = 400
FORM = word_file(
    "".join(p(r(hashlib.sha256(bytes([number % 256, number // 256])).hexdigest())) for number in range(LINES))
)
"""Of the size of a form: it does not pack well."""
SPINS = b'spinCount="100000"'


def encrypted(password: str) -> bytes:
    buffer = io.BytesIO()
    OOXMLFile(io.BytesIO(FORM)).encrypt(password, buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def opened_by_default() -> bytes:
    """As Excel and Word write files that are only protected against changes."""
    return encrypted("VelvetSweatshop")


def trouble_of(content: bytes, limits: DocumentLimits | None = None) -> Trouble:
    with pytest.raises(UnreadableDocument) as error:
        read(content, limits or DocumentLimits())
    return error.value.trouble


def lines(found: Document) -> int:
    return sum(isinstance(block, Paragraph) for block in found.stories[0].blocks)


def test_a_file_that_nobody_chose_a_password_for_is_read_and_told(opened_by_default: bytes) -> None:
    found = read(opened_by_default)
    assert (found.type, lines(found)) == (FileType.DOCX, LINES)
    assert [remark.code for remark in found.remarks] == [RemarkCode.DEFAULT_PASSWORD]


def test_a_password_that_somebody_chose_is_not_guessed() -> None:
    assert trouble_of(encrypted("Tannery-6")) is Trouble.ENCRYPTED


@pytest.mark.parametrize("spins", [b'spinCount="000001"', b'spinCount="abcdef"', b"<!DOCTYPE spin [  "[: len(SPINS)]])
def test_a_description_of_encryption_that_lies_is_refused(opened_by_default: bytes, spins: bytes) -> None:
    assert SPINS in opened_by_default
    assert trouble_of(opened_by_default.replace(SPINS, spins.ljust(len(SPINS)))) is Trouble.ENCRYPTED


def test_a_description_that_would_take_hours_is_not_tried(opened_by_default: bytes) -> None:
    content = io.BytesIO(opened_by_default)
    with olefile.OleFileIO(content, write_mode=True) as file:
        described = file.openstream("EncryptionInfo").read()
        file.write_stream("EncryptionInfo", described.replace(SPINS, b'spinCount="4000000000"')[: len(described)])
    assert not is_costly(opened_by_default)
    assert is_costly(content.getvalue())
    assert trouble_of(content.getvalue()) is Trouble.ENCRYPTED


def test_what_is_opened_is_held_to_the_same_limits(opened_by_default: bytes) -> None:
    assert trouble_of(opened_by_default, DocumentLimits(inflated_bytes=1000)) is Trouble.TOO_LARGE
    assert trouble_of(opened_by_default, DocumentLimits(file_bytes=1000)) is Trouble.TOO_LARGE


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"holiday.jpg": "x"}, Trouble.NOT_OFFICE),
        ({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"}, Trouble.NOT_OFFICE),
        ({"word/document.xml": "<x/>"}, Trouble.DAMAGED),
        ({"[Content_Types].xml": "<Types/>", "xl\\workbook.xml": "<x/>"}, Trouble.DAMAGED),
    ],
)
def test_a_zip_is_damaged_only_where_it_was_an_office_file(files: dict[str, str], expected: Trouble) -> None:
    assert trouble_of(zipped(files)) is expected


def test_every_way_of_cutting_a_file_short_is_damage() -> None:
    for length in range(4, len(FORM) - 1, len(FORM) // 40):
        assert trouble_of(FORM[:length]) is Trouble.DAMAGED


def test_no_word_of_a_file_stands_in_its_trouble() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, zipfile.ZipFile(io.BytesIO(word_file(p(r("Ada Example"))))) as source:
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(name, content.replace(b"</w:body>", b"") if name.endswith("document.xml") else content)
    with pytest.raises(UnreadableDocument) as error:
        read(buffer.getvalue())
    assert "Ada" not in str(error.value)

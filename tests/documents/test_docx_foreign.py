import pytest

from intake.documents import read
from intake.model.document import Document, Paragraph, RemarkCode, SpanKind, Trouble, UnreadableDocument
from tests.documents.word_files import arrow, p, r, tbl, tc, tr, word_file
from tests.documents.word_reading import codes

CHUNK = '<w:altChunk r:id="c"/>'
PAGE = "<html><head><title>t</title><style>p {}</style></head><body>{}</body></html>"
ARCHIVE = (
    "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    '--b\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    "<html><body><p>Name: Ada =\r\nExample</p></body></html>\r\n--b--\r\n"
)


def with_chunk(name: str, content: str | bytes, mode: str = "") -> Document:
    parts = {f"word/{name}": content}
    return read(word_file(p(r("before")) + CHUNK, parts=parts, relations=arrow("c", "aFChunk", name, mode)))  # type: ignore[arg-type]


def lines(found: Document) -> list[str]:
    return [block.text for block in found.stories[0].blocks if isinstance(block, Paragraph)][1:]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "a.html",
            PAGE.replace("{}", "<p>one</p>two<div>three<br>four</div><script>x</script>"),
            ["one", "two", "three", "four"],
        ),
        (
            "a.html",
            PAGE.replace("{}", "<table><tr><th>Name</th><td>Ada</td></tr><tr><td>b</td></tr></table>"),
            ["Name Ada", "b"],
        ),
        ("a.html", "no tags at all", ["no tags at all"]),
        ("a.txt", "one\r\n\r\ntwo", ["one", "two"]),
        ("a.mht", ARCHIVE, ["Name: Ada Example"]),
    ],
)
def test_pasted_text_is_read_line_by_line_and_told(name: str, content: str, expected: list[str]) -> None:
    found = with_chunk(name, content)
    assert lines(found) == expected
    assert RemarkCode.FOREIGN_TEXT in codes(found)


@pytest.mark.parametrize("name", ["a.rtf", "a.bin", "a.mht"])
def test_a_format_that_is_not_read_is_seen_to_stand_there(name: str) -> None:
    last = with_chunk(name, "{\\rtf1 x}").stories[0].blocks[-1]
    assert isinstance(last, Paragraph)
    assert [span.kind for span in last.spans] == [SpanKind.UNREADABLE]


def test_a_document_pasted_whole_is_read_once() -> None:
    innermost = word_file(p(r("innermost")))
    inner = word_file(
        tbl(tr(tc("Name"), tc("Ada"))) + CHUNK,
        parts={"word/b.docx": innermost},  # type: ignore[dict-item]
        relations=arrow("c", "aFChunk", "b.docx"),
    )
    found = with_chunk("a.docx", inner).stories[0].blocks
    assert [type(block).__name__ for block in found] == ["Paragraph", "Table", "Paragraph"]
    last = found[-1]
    assert isinstance(last, Paragraph)
    assert [span.kind for span in last.spans] == [SpanKind.UNREADABLE]


def test_a_pasted_document_that_is_damaged_damages_the_whole() -> None:
    with pytest.raises(UnreadableDocument) as error:
        with_chunk("a.docx", b"PK no zip")
    assert error.value.trouble is Trouble.DAMAGED


def test_a_chunk_elsewhere_is_not_fetched() -> None:
    found = with_chunk("a.html", "x", "External")
    assert lines(found) == []
    assert found.is_active

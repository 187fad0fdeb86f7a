"""What stands in a file and on nobody's screen."""

import pytest

from intake.model.document import Document, RemarkCode, block_text
from tests.documents.word_files import arrow, p, part, r, tbl, tc, tr
from tests.documents.word_reading import codes, document

WHITE, BLUE = '<w:color w:val="FFFFFF"/>', '<w:shd w:val="clear" w:fill="1F3864"/>'
BANDED = part(
    "styles", f'<w:style w:type="table" w:styleId="Band"><w:tblStylePr><w:tcPr>{BLUE}</w:tcPr></w:tblStylePr></w:style>'
)


def text_of(found: Document) -> str:
    return "\n".join(map(block_text, found.stories[0].blocks))


@pytest.mark.parametrize("look", [WHITE, '<w:color w:val="ffffff" w:themeColor="background1"/>', '<w:sz w:val="2"/>'])
def test_white_letters_on_white_paper_and_dots_of_letters_are_left_out_and_told(look: str) -> None:
    for body in (p(r("seen"), r("unseen", look)), tbl(tr(tc(p(r("seen"), r("unseen", look)))))):
        found = document(body)
        assert text_of(found) == "seen"
        assert RemarkCode.HIDDEN_TEXT in codes(found)


@pytest.mark.parametrize(
    "body",
    [
        p(r("words", WHITE + BLUE)),
        p(r("words", WHITE + '<w:highlight w:val="black"/>')),
        p(r("words", WHITE), properties=BLUE),
        tbl(tr(tc(p(r("words", WHITE)), BLUE))),
        tbl(tr(tc(tbl(tr(tc(p(r("words", WHITE))))), BLUE))),
        p(r("words", '<w:color w:val="FF0000"/><w:sz w:val="10"/>')),
        '<w:tbl><w:tblPr><w:tblStyle w:val="Band"/></w:tblPr>' + tr(tc(p(r("words", WHITE)))) + "</w:tbl>",
        p(
            "<w:r><w:pict><v:textbox><w:txbxContent>"
            + p(r("words", WHITE))
            + "</w:txbxContent></v:textbox></w:pict></w:r>"
        ),
    ],
)
def test_letters_that_stand_out_from_what_is_behind_them_are_read(body: str) -> None:
    found = document(body, parts={"word/styles.xml": BANDED}, relations=arrow("s", "styles", "styles.xml"))
    assert "words" in text_of(found)
    assert RemarkCode.HIDDEN_TEXT not in codes(found)


def test_an_empty_run_of_no_size_is_not_worth_a_word() -> None:
    assert not codes(document(p(r("seen"), r(" ", '<w:sz w:val="2"/>'))))

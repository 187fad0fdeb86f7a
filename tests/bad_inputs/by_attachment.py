"""Catalogue 5.2: what is wrong with the file."""

from email.message import EmailMessage

from tests.bad_inputs import papers
from tests.bad_inputs.papers import (
    DOCUMENT,
    SHEET,
    excel,
    locked,
    ole,
    repacked,
    sheet_with,
    with_arrow,
    with_text,
    word,
    zipped,
)
from tests.bad_inputs.rows import Bad, F, P, with_file
from tests.pipeline.robots import FORMS, with_part

UNREADABLE = P("unreadable")
ACTIVE = P("active_content")
DOCX_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
STRICT_MAIN = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def after_declaration(package: bytes, part: str, text: bytes) -> bytes:
    return with_text(package, part, b"<w:document", text + b"<w:document")


def blown_up(package: bytes, part: str, letter: bytes, size: int) -> bytes:
    return repacked(package, lambda name, content: content + letter * size if name == part else content)


def big_zip() -> bytes:
    return zipped({f"{number}.txt": b"\0" * 9_000_000 for number in range(8)})


def pictures() -> EmailMessage:
    message = with_file(word())
    for number in range(19):
        with_part(message, "image/jpeg", b"\xff\xd8\xff\xe0" + b"x" * 300_000, name=f"{number}.jpg")
    return message


def without_part(name: str) -> bytes:
    return repacked(word(), lambda each, content: None if each == name else content)


def field(instruction: str) -> bytes:
    return papers.with_body(f'<w:p><w:fldSimple w:instr="{instruction}"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>')


ROWS = (
    Bad(
        number=76, name="empty file", made=lambda: with_file(b""), ended=P("no_form"), note="a person asks for the file"
    ),
    Bad(number=77, name="file cut short", made=lambda: with_file(word()[:9000]), ended=UNREADABLE),
    Bad(
        number=78,
        name="Word 97 file",
        made=lambda: with_file(ole("WordDocument"), "Referral.doc", "application/msword"),
        ended=UNREADABLE,
        note="converted where LibreOffice is installed (tests/test_conversion.py)",
    ),
    Bad(number=79, name="ending of another format", made=lambda: with_file(excel(), "Referral.docx"), ended=F),
    Bad(
        number=80,
        name="macro-enabled document",
        made=lambda: with_file(
            with_text(
                word(), "[Content_Types].xml", DOCX_MAIN, b"application/vnd.ms-word.document.macroEnabled.main+xml"
            ),
            "Referral.docm",
        ),
        ended=ACTIVE,
    ),
    Bad(
        number=81,
        name="formats that are not read",
        made=lambda: with_file(b"{\\rtf1 x}", "Referral.rtf", "application/rtf"),
        ended=UNREADABLE,
        note="converted where LibreOffice is installed",
    ),
    Bad(
        number=82,
        name="web page named xls",
        made=lambda: with_file(
            b"<html><body><table><tr><td>Name</td></tr></table></body></html>",
            "Referral.xls",
            "application/vnd.ms-excel",
        ),
        ended=UNREADABLE,
    ),
    Bad(
        number=83,
        name="PDF form",
        made=lambda: with_file(b"%PDF-1.7\nx", "Referral.pdf", "application/pdf"),
        ended=P("pdf"),
    ),
    Bad(number=84, name="locked with a password", made=lambda: with_file(locked(word())), ended=P("encrypted")),
    Bad(
        number=85,
        name="marked as final",
        made=lambda: with_file(
            with_text(
                word(),
                "[Content_Types].xml",
                b"</Types>",
                b'<Override PartName="/docProps/custom.xml" ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>',
            )
        ),
        ended=F,
    ),
    Bad(
        number=86,
        name="label that encrypts",
        made=lambda: with_file(locked(excel()), "Referral.xlsx"),
        ended=P("encrypted"),
    ),
    Bad(
        number=87,
        name="zip with the form",
        made=lambda: with_file(zipped({"Referral.docx": word()}), "Referral.zip", "application/zip"),
        ended=P("container"),
        note="read, and a person passes it on: who packed it is not known",
    ),
    Bad(
        number=88,
        name="zip in a zip",
        made=lambda: with_file(
            zipped({"a.zip": zipped({"b.zip": zipped({"Referral.docx": word()})})}), "Referral.zip", "application/zip"
        ),
        ended=P("container"),
    ),
    Bad(
        number=89,
        name="zip bomb",
        made=lambda: with_file(big_zip(), "Referral.zip", "application/zip"),
        ended=P("container"),
    ),
    Bad(
        number=90,
        name="sixty megabytes of text in a document",
        made=lambda: with_file(blown_up(word(), DOCUMENT, b" ", 60_000_000)),
        ended=UNREADABLE,
    ),
    Bad(
        number=91,
        name="sixty megabytes of blanks in a workbook",
        made=lambda: with_file(blown_up(excel(), SHEET, b" ", 60_000_000), "Referral.xlsx"),
        ended=UNREADABLE,
    ),
    Bad(
        number=92,
        name="one cell at the far corner",
        made=lambda: with_file(sheet_with(papers.with_far_cell), "Referral.xlsx"),
        ended=F,
        note="only cells with something in them are read, wherever they lie",
    ),
    Bad(
        number=93,
        name="a merge over the whole sheet",
        made=lambda: with_file(sheet_with(papers.with_merge("A1:XFD1048576")), "Referral.xlsx"),
        ended=P("other_form"),
    ),
    Bad(
        number=94,
        name="a million styles",
        made=lambda: with_file(blown_up(excel(), "xl/styles.xml", b"<xf/>", 1_000_000), "Referral.xlsx"),
        ended=UNREADABLE,
    ),
    Bad(
        number=95,
        name="a million empty paragraphs",
        made=lambda: with_file(papers.with_body("<w:p/>" * 1_000_000)),
        ended=UNREADABLE,
    ),
    Bad(
        number=96,
        name="a cell over a hundred million columns",
        made=lambda: with_file(
            papers.with_body(
                '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="100000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
            )
        ),
        ended=F,
        note="the span is cut at a hundred columns",
    ),
    Bad(
        number=97,
        name="entities that multiply",
        made=lambda: with_file(after_declaration(word(), DOCUMENT, BOMB)),
        ended=UNREADABLE,
    ),
    Bad(
        number=98,
        name="entity from a file",
        made=lambda: with_file(
            after_declaration(word(), DOCUMENT, b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>')
        ),
        ended=UNREADABLE,
    ),
    Bad(
        number=99,
        name="template from elsewhere",
        made=lambda: with_file(
            with_arrow(word(), "attachedTemplate", "http://evil.example/x.dotm", owner="word/settings.xml")
        ),
        ended=ACTIVE,
    ),
    Bad(
        number=100,
        name="embedded object",
        made=lambda: with_file(
            repacked(
                with_arrow(word(), "oleObject", "embeddings/o.bin", external=False),
                None,
                word__embeddings__o_dot_bin=b"x",
            )
        ),
        ended=ACTIVE,
    ),
    Bad(number=101, name="DDE field", made=lambda: with_file(field("DDEAUTO c:\\\\x\\\\cmd.exe /k")), ended=ACTIVE),
    Bad(
        number=102,
        name="Excel 4 macro sheet",
        made=lambda: with_file(
            with_arrow(excel(), "xlMacrosheet", "macrosheets/sheet1.xml", owner="xl/workbook.xml", external=False),
            "Referral.xlsx",
        ),
        ended=ACTIVE,
    ),
    Bad(
        number=103,
        name="two parts of one name",
        made=lambda: with_file(papers.twice(word(), DOCUMENT, b"<other/>")),
        ended=UNREADABLE,
    ),
    Bad(
        number=104,
        name="names that differ in case alone",
        made=lambda: with_file(papers.twice(word(), "WORD/document.xml", b"<other/>")),
        ended=UNREADABLE,
    ),
    Bad(
        number=105,
        name="something before the zip",
        made=lambda: with_file(b"%PDF-1.4\n" + word()),
        ended=P("pdf"),
        also=lambda b: not b.is_answered,
    ),
    Bad(
        number=106,
        name="no content types",
        made=lambda: with_file(without_part("[Content_Types].xml")),
        ended=P("container"),
    ),
    Bad(
        number=107,
        name="strict namespaces",
        made=lambda: with_file(
            repacked(
                word(),
                lambda _, content: content.replace(
                    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", STRICT_MAIN
                ).replace(
                    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                    b"http://purl.oclc.org/ooxml/officeDocument/relationships",
                ),
            )
        ),
        ended=F,
    ),
    Bad(
        number=108,
        name="names of Windows in the zip",
        made=lambda: with_file(repacked(word(), None)),
        ended=F,
        note="other programs' files: tests/samples/forms, docs/habits.md",
    ),
    Bad(
        number=109,
        name="last year's form",
        made=lambda: with_file((FORMS / "29-school-old-version.docx").read_bytes()),
        ended=P("old_version"),
    ),
    Bad(
        number=110,
        name="another authority's form",
        made=(FORMS.parent / "mail" / "17-concern-on-another-form.eml").read_bytes,
        ended=P("other_form"),
    ),
    Bad(
        number=111, name="blank form", made=lambda: with_file(papers.blank_word()), ended="returned blank_form: sender"
    ),
    Bad(
        number=112,
        name="labels in other words, tables split",
        made=lambda: with_file((FORMS / "25-alcohol-service-other-words.docx").read_bytes()),
        ended="returned incomplete: sender unit",
    ),
    Bad(
        number=113,
        name="form pasted as a picture",
        made=lambda: with_file(
            repacked(
                word(),
                lambda name, content: (
                    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:drawing/></w:r></w:p></w:body></w:document>'
                    if name == DOCUMENT
                    else content
                ),
            )
        ),
        ended=P("no_form"),
    ),
    Bad(number=115, name="sizes that lie", made=lambda: with_file(zip64()), ended=UNREADABLE),
    Bad(number=116, name="nineteen pictures", made=pictures, ended=F),
)


def zip64() -> bytes:
    """The directory says four gigabytes of an entry."""
    content = bytearray(word())
    at = content.rfind(b"PK\x01\x02")
    content[at + 20 : at + 28] = b"\xff" * 8
    return bytes(content)

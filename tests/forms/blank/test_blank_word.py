"""The blank Word form: what an officer publishes, a screen reader hears and a reader finds again."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from intake.forms.blank.word import write_word
from intake.forms.blank.wording import STAR
from intake.forms.definition import load_form
from intake.model.form import FieldType, Form
from tests.forms.blank.forms_made_up import adult_review, forms

HALTON = Path(__file__).parents[3] / "config" / "forms" / "halton-lcspr.yaml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = {
    "w": W,
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
}


def halton() -> Form:
    return load_form(HALTON.read_text(encoding="utf-8"), name=HALTON.name)


def part(content: bytes, name: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def found(root: etree._Element, path: str) -> list[etree._Element]:
    return root.xpath(path, namespaces=NAMESPACES)


def values(root: etree._Element, path: str) -> list[str]:
    return [str(each) for each in root.xpath(path, namespaces=NAMESPACES)]


@pytest.fixture(scope="module", params=[halton, adult_review], ids=["halton", "adults"])
def form(request: pytest.FixtureRequest) -> Form:
    made: Form = request.param()
    return made


@pytest.fixture(scope="module")
def content(form: Form) -> bytes:
    return write_word(form)


def test_equal_forms_give_equal_bytes(form: Form, content: bytes) -> None:
    assert write_word(form) == content


def test_no_part_bears_a_date(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"W3CDTF" not in archive.read("docProps/core.xml")


def test_another_library_opens_it_and_finds_title_and_headings(form: Form, content: bytes) -> None:
    document = docx.Document(io.BytesIO(content))
    headings = [
        each.text for each in document.paragraphs if each.style is not None and each.style.name.startswith("Heading")
    ]
    assert [each for each in headings if "completed by the referrer" not in each] == [
        each.title for each in form.sections
    ]
    assert document.core_properties.title == form.title
    assert document.core_properties.language == "en-GB"
    assert [each.text for each in document.paragraphs if each.style is not None and each.style.name == "Title"] == [
        form.title
    ]


def test_every_answer_has_a_control_tagged_with_its_fields_id(form: Form, content: bytes) -> None:
    assert set(values(part(content), "//w:sdtPr/w:tag/@w:val")) == set(form.fields)


def test_the_ids_of_controls_are_unique(content: bytes) -> None:
    ids = values(part(content), "//w:sdtPr/w:id/@w:val")
    assert len(ids) == len(set(ids))


def test_drop_downs_offer_the_definitions_choices_by_id(form: Form, content: bytes) -> None:
    for field in form.fields.values():
        if field.type is FieldType.CHOICE:
            items = found(part(content), f"//w:sdt[w:sdtPr/w:tag/@w:val='{field.id}']//w:listItem")
            offered = [(each.get(f"{{{W}}}value"), each.get(f"{{{W}}}displayText")) for each in items]
            wanted = [(each.id, each.label) for each in field.choices]
            assert offered == wanted + [("not_known", "Not known")] * field.accepts_not_known


def test_dates_are_picked_in_the_british_way(form: Form, content: bytes) -> None:
    dates = found(part(content), "//w:sdtPr/w:date")
    assert len(dates) == sum(each.type is FieldType.DATE for each in form.fields.values())
    assert {values(each, "w:dateFormat/@w:val")[0] for each in dates} == {"dd/MM/yyyy"}
    assert {values(each, "w:lid/@w:val")[0] for each in dates} == {"en-GB"}


def test_tick_boxes_stand_empty(form: Form, content: bytes) -> None:
    root = part(content)
    ticks = found(root, "//w:sdt[w:sdtPr/w14:checkbox]")
    options = sum(len(each.choices) for each in form.fields.values() if each.type is FieldType.CHOICES)
    points = sum(2 + each.accepts_not_known for each in form.considerations)
    assert len(ticks) == options + points
    assert {"".join(values(each, ".//w:t/text()")) for each in ticks} <= {"☐"}
    assert set(values(root, "//w14:checked/@w14:val")) <= {"0"}


def test_an_answer_that_is_not_there_shows_words_own_prompt(content: bytes) -> None:
    prompts = {
        "".join(values(each, "w:sdtContent//w:t/text()"))
        for each in found(part(content), "//w:sdt[w:sdtPr/w:showingPlcHdr]")
    }
    assert prompts == {"Click or tap here to enter text.", "Click or tap to enter a date.", "Choose an item."}


def test_tables_repeat_their_rows_their_headings_and_describe_themselves(form: Form, content: bytes) -> None:
    root = part(content)
    tables = [each for each in form.fields.values() if each.type is FieldType.TABLE]
    for field in tables:
        rows = found(
            root, f"//w:sdt[w:sdtPr/w:tag/@w:val='{field.id}'][w:sdtPr/w15:repeatingSection]//w15:repeatingSectionItem"
        )
        assert len(rows) == 4
        table = found(root, f"//w:tbl[.//w:sdtPr/w:tag/@w:val='{field.id}']")[0]
        heading = found(table, "w:tr[w:trPr/w:tblHeader]")[0]
        assert ["".join(values(cell, ".//w:t/text()")) for cell in found(heading, "w:tc")] == [
            each.label for each in field.columns
        ]
    for table in found(root, "//w:tbl"):
        assert all(values(table, f"w:tblPr/{each}/@w:val") for each in ("w:tblCaption", "w:tblDescription"))


def test_rows_do_not_break_across_pages_but_where_much_is_written(content: bytes) -> None:
    breaking = found(part(content), "//w:tr[not(w:trPr/w:cantSplit)]")
    assert all(found(each, ".//w:sdt[not(w:sdtPr/w:text)]") for each in breaking)


def test_all_that_is_seen_is_a_style_that_is_defined(content: bytes) -> None:
    root, styles = part(content), part(content, "word/styles.xml")
    assert {each.tag for each in found(root, "//w:rPr/*")} <= {f"{{{W}}}rStyle"}
    assert {each.tag for each in found(root, "//w:pPr/*")} == {f"{{{W}}}pStyle"}
    used = {
        *values(root, "//w:rStyle/@w:val"),
        *values(root, "//w:pStyle/@w:val"),
        *values(root, "//w:tblStyle/@w:val"),
    }
    defined = set(values(styles, "//w:style/@w:styleId"))
    assert used <= defined
    assert set(values(styles, "//w:basedOn/@w:val")) <= defined


def test_marking_version_and_page_stand_on_every_page(form: Form, content: bytes) -> None:
    assert "".join(values(part(content, "word/header1.xml"), "//w:t/text()")) == form.marking
    footer = part(content, "word/footer1.xml")
    assert f"Version {form.version}" in "".join(values(footer, "//w:t/text()"))
    assert [each.strip() for each in values(footer, "//w:fldSimple/@w:instr")] == ["PAGE", "NUMPAGES"]
    size = found(part(content), "//w:pgSz")[0]
    assert (size.get(f"{{{W}}}w"), size.get(f"{{{W}}}h")) == ("11906", "16838")


def test_the_offices_part_is_shaded_and_says_that_it_stays_blank() -> None:
    root = part(write_word(halton()))
    tables = found(root, "//w:tbl[.//w:tag[starts-with(@w:val, 'office_')]]")
    assert {values(each, "w:tblPr/w:tblStyle/@w:val")[0] for each in tables} == {"FormOffice"}
    assert any("Please leave this part blank" in each for each in values(root, "//w:t/text()"))


def test_the_considerations_stand_under_their_duties() -> None:
    root = part(write_word(halton()))
    grid = found(root, "//w:tbl[.//w:tag/@w:val='improvements']")[0]
    rows = [["".join(values(cell, ".//w:t/text()")) for cell in found(row, "w:tc")] for row in found(grid, "w:tr")]
    assert rows[0] == ["Consideration", "Yes", "No", "Not known", "Evidence"]
    assert [row[0] for row in rows if len(row) == 1] == [
        "The partners must take these into account",
        "The partners should also have regard to these",
    ]
    assert rows[2][0].startswith("Improvements needed to safeguard")
    assert rows[2][1:] == ["☐", "☐", "", "Click or tap here to enter text."]
    assert rows[5][1:4] == ["☐", "☐", "☐"]


def test_where_to_turn_in_danger_stands_in_a_box_of_its_own() -> None:
    root = part(write_word(adult_review()))
    assert values(root, "//w:p[w:pPr/w:pStyle/@w:val='Danger']//w:t/text()") == ["If somebody is in danger, call 999."]
    assert "Give what you know. Ask us if in doubt." in values(root, "//w:t/text()")


def test_a_label_says_when_it_is_needed_and_what_else_counts() -> None:
    root = part(write_word(adult_review()))
    cells = {
        "".join(values(each, "w:p[1]//w:t/text()")): values(each, "w:p[position() > 1]//w:t/text()")
        for each in found(root, "//w:tc")
    }
    assert cells[f"Your name{STAR}"] == ["As your colleagues know you."]
    assert cells["Why"] == [
        'Needed if the answer to “Reason” is “A "quoted" reason, with a comma” or if the answer to “Was the adult seen, and by whom” is “No”.'
    ]
    assert cells["Was the adult seen, and by whom"] == ["If it is not known, choose “Not known”."]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(forms())
def test_any_form_can_be_written_and_has_a_place_for_every_answer(form: Form) -> None:
    content = write_word(form)
    docx.Document(io.BytesIO(content))
    assert set(values(part(content), "//w:sdtPr/w:tag/@w:val")) == set(form.fields)

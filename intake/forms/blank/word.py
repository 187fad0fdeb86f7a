"""A form -> a blank Word form."""

from collections.abc import Mapping

from lxml import etree
from lxml.builder import ElementMaker

from intake.forms.blank.package import CORE_PART, core_properties, markup, package
from intake.forms.blank.word_body import body
from intake.forms.blank.word_markup import element, name, page_field, paragraph, root, tab
from intake.forms.blank.word_styles import styles
from intake.forms.blank.wording import version
from intake.model.form import Form

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

PARTS: Mapping[str, str] = {
    "word/document.xml": f"{CONTENT_TYPE}.document.main+xml",
    "word/styles.xml": f"{CONTENT_TYPE}.styles+xml",
    "word/settings.xml": f"{CONTENT_TYPE}.settings+xml",
    "word/header1.xml": f"{CONTENT_TYPE}.header+xml",
    "word/footer1.xml": f"{CONTENT_TYPE}.footer+xml",
    CORE_PART: "application/vnd.openxmlformats-package.core-properties+xml",
}
"""Every part with its content type."""
RELATIONS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "_rels/.rels": {
        "rId1": (f"{RELATION}/officeDocument", "word/document.xml"),
        "rId2": (f"{PACKAGE}/relationships/metadata/core-properties", CORE_PART),
    },
    "word/_rels/document.xml.rels": {
        "rId1": (f"{RELATION}/styles", "styles.xml"),
        "rId2": (f"{RELATION}/settings", "settings.xml"),
        "rId3": (f"{RELATION}/header", "header1.xml"),
        "rId4": (f"{RELATION}/footer", "footer1.xml"),
    },
}
HEADER_ID, FOOTER_ID = "rId3", "rId4"

A4_WIDTH, A4_HEIGHT, MARGIN, FOOT, EDGE = 11906, 16838, 1134, 1361, 567
"""Twips."""
WORD_2013 = 15
"""The compatibility mode in which content controls repeat rows; without it Word falls back to that of 2007."""


def write_word(form: Form) -> bytes:
    """A .docx to publish: every answer in a content control tagged with its field's id. Equal forms give equal bytes."""
    parts = {
        "word/document.xml": _document(form),
        "word/styles.xml": styles(),
        "word/settings.xml": _settings(),
        "word/header1.xml": root("w:hdr", paragraph("Header", form.marking)),
        "word/footer1.xml": _footer(form),
        "[Content_Types].xml": _content_types(),
        **{part: _relations(targets) for part, targets in RELATIONS.items()},
    }
    return package({CORE_PART: core_properties(form), **{part: markup(each) for part, each in parts.items()}})


def _document(form: Form) -> etree._Element:
    return root("w:document", element("w:body", *body(form), _page()))


def _page() -> etree._Element:
    header, footer = element("w:headerReference", type="default"), element("w:footerReference", type="default")
    header.set(name("r:id"), HEADER_ID)
    footer.set(name("r:id"), FOOTER_ID)
    size = element("w:pgSz", w=A4_WIDTH, h=A4_HEIGHT)
    sides = {**dict.fromkeys(("top", "right", "left"), MARGIN), "bottom": FOOT}
    return element("w:sectPr", header, footer, size, element("w:pgMar", **sides, header=EDGE, footer=EDGE, gutter=0))


def _footer(form: Form) -> etree._Element:
    page = ("Page ", page_field("PAGE"), " of ", page_field("NUMPAGES"))
    return root("w:ftr", paragraph("Footer", form.partnership), paragraph("Footer", version(form), tab(), *page))


def _settings() -> etree._Element:
    compatibility = element(
        "w:compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=WORD_2013
    )
    return root("w:settings", element("w:compat", compatibility), element("w:themeFontLang", val="en-GB"))


def _content_types() -> etree._Element:
    types = ElementMaker(namespace=f"{PACKAGE}/content-types", nsmap={None: f"{PACKAGE}/content-types"})
    return types.Types(
        types.Default(Extension="rels", ContentType="application/vnd.openxmlformats-package.relationships+xml"),
        types.Default(Extension="xml", ContentType="application/xml"),
        *(types.Override(PartName=f"/{part}", ContentType=kind) for part, kind in PARTS.items()),
    )


def _relations(targets: Mapping[str, tuple[str, str]]) -> etree._Element:
    relations = ElementMaker(namespace=f"{PACKAGE}/relationships", nsmap={None: f"{PACKAGE}/relationships"})
    return relations.Relationships(
        *(relations.Relationship(Id=each, Type=kind, Target=target) for each, (kind, target) in targets.items())
    )

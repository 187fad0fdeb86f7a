"""Notes in the margin of a Word form, each beside the label of a gap."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from lxml import etree

from intake.forms.marking.package import Package, parsed
from intake.forms.marking.spots import AUTHOR, NOTE, Spot
from intake.forms.normal import normal

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DOCUMENT, COMMENTS = "word/document.xml", "word/comments.xml"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
NO_COMMENTS = f'<w:comments xmlns:w="{W[1:-1]}"/>'.encode()
TABLE_PLACE = re.compile(r"Table (\d+)(?:\.\d+)*, row (\d+)")
AFTER_HIGHLIGHT: Final = frozenset(
    f"{W}{name}"
    for name in (
        "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath",
    )
)  # fmt: skip
"""What follows a highlight among the properties of a run (ECMA-376 part 1, §17.3.2.28)."""


def marked_document(package: Package, spots: Sequence[Spot], *, highlights: bool) -> bool:
    """Whether any gap was marked."""
    root = package.changing(DOCUMENT)
    if root is None:
        return False
    labels = _Labels(root)
    found = dict.fromkeys(paragraph for spot in spots if (paragraph := labels.find(spot)) is not None)
    comments = _comments(package) if found else None
    if comments is None:
        return False
    for paragraph in found:
        _note(paragraph, comments)
        if highlights:
            _highlight(paragraph)
    return True


class _Labels:
    """The paragraphs of a document by their words."""

    def __init__(self, root: etree._Element) -> None:
        self._paragraphs = [(each, normal(_text(each))) for each in root.iter(f"{W}p")]
        self._rows = dict(_outer_rows(root))

    def find(self, spot: Spot) -> etree._Element | None:
        """The one paragraph that this label stands in; None where there is none, or where several could be meant."""
        wanted = [key for text in (spot.label, spot.label.partition("\n")[0]) if (key := normal(text))]
        exact = [paragraph for paragraph, words in self._paragraphs if words in wanted]
        begun = [
            paragraph for paragraph, words in self._paragraphs for key in wanted[:1] if words.startswith(f"{key} ")
        ]
        meant = self._meant(exact, spot)
        return self._meant(begun, spot) if meant is None else meant

    def _meant(self, candidates: Sequence[etree._Element], spot: Spot) -> etree._Element | None:
        place = TABLE_PLACE.fullmatch(spot.where)
        near = candidates
        if place is not None:
            table, row = int(place[1]), int(place[2])
            in_table = [each for each in candidates if self._place(each)[:1] == (table,)]
            near = [each for each in in_table if self._place(each) == (table, row)] or in_table
        return near[0] if len(near) == 1 else None

    def _place(self, paragraph: etree._Element) -> tuple[int, ...]:
        """Number of the outermost table and of the row in it, both from 1; nothing outside tables."""
        return next((at for each in paragraph.iterancestors(f"{W}tr") if (at := self._rows.get(each))), ())


def _outer_rows(root: etree._Element) -> Iterator[tuple[etree._Element, tuple[int, int]]]:
    """The rows of the tables that lie in no other table, each with its place."""
    tables = [each for each in root.iter(f"{W}tbl") if next(each.iterancestors(f"{W}tbl"), None) is None]
    for number, table in enumerate(tables, start=1):
        rows = (each for each in table.iter(f"{W}tr") if next(each.iterancestors(f"{W}tbl")) is table)
        yield from ((row, (number, at)) for at, row in enumerate(rows, start=1))


def _text(paragraph: etree._Element) -> str:
    return "".join(each.text or "" for each in paragraph.iter(f"{W}t"))


def _comments(package: Package) -> etree._Element | None:
    """The part that holds the notes; a new one where there was none."""
    for _, part in package.targets(DOCUMENT, "comments"):
        return package.changing(part)
    root = parsed(NO_COMMENTS)
    package.add(COMMENTS, root, COMMENTS_TYPE)
    package.tie(DOCUMENT, "comments", COMMENTS)
    return root


def _note(paragraph: etree._Element, comments: etree._Element) -> None:
    taken = {each.get(f"{W}id") for each in comments}
    new = next(str(number) for number in range(len(taken) + 1) if str(number) not in taken)
    comment = etree.SubElement(comments, f"{W}comment", {f"{W}id": new, f"{W}author": AUTHOR, f"{W}initials": "FC"})
    run = etree.SubElement(etree.SubElement(comment, f"{W}p"), f"{W}r")
    etree.SubElement(run, f"{W}t").text = NOTE
    first = 1 if len(paragraph) and paragraph[0].tag == f"{W}pPr" else 0
    paragraph.insert(first, etree.Element(f"{W}commentRangeStart", {f"{W}id": new}))
    etree.SubElement(paragraph, f"{W}commentRangeEnd", {f"{W}id": new})
    etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}commentReference", {f"{W}id": new})


def _highlight(paragraph: etree._Element) -> None:
    for run in paragraph.iter(f"{W}r"):
        if run.find(f"{W}t") is None:
            continue
        properties = run.find(f"{W}rPr")
        if properties is None:
            properties = etree.Element(f"{W}rPr")
            run.insert(0, properties)
        for each in properties.findall(f"{W}highlight"):
            properties.remove(each)
        at = next((index for index, each in enumerate(properties) if each.tag in AFTER_HIGHLIGHT), len(properties))
        properties.insert(at, etree.Element(f"{W}highlight", {f"{W}val": "yellow"}))

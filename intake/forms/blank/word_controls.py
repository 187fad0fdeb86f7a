"""Content controls (ECMA-376 part 1, §17.5.2): tagged with the field's id, titled with its label, prompting as Word does."""

from collections.abc import Sequence
from itertools import count

from lxml import etree

from intake.forms.blank.word_markup import element, paragraph, run
from intake.forms.blank.wording import CHOICE_PROMPT, CROSSED_BOX, DATE_PROMPT, EMPTY_BOX, TEXT_PROMPT

LONGEST_NAME = 64
"""Characters that Word takes in a tag or a title."""

TEXT_PLACEHOLDER = "DefaultPlaceholder_-1854013440"
CHOICE_PLACEHOLDER = "DefaultPlaceholder_-1854013438"
DATE_PLACEHOLDER = "DefaultPlaceholder_-1854013437"
ROWS_PLACEHOLDER = "DefaultPlaceholder_-1854013435"
"""Names under which Word keeps its own prompts."""


class Controls:
    """Makes the controls of one document, each with an id of its own."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def text(self, tag: str, title: str) -> etree._Element:
        """One line, in a paragraph."""
        return self._inline(tag, title, TEXT_PLACEHOLDER, TEXT_PROMPT, element("w:text"))

    def date(self, tag: str, title: str) -> etree._Element:
        kind = element(
            "w:date",
            element("w:dateFormat", val="dd/MM/yyyy"),
            element("w:lid", val="en-GB"),
            element("w:storeMappedDataAs", val="dateTime"),
            element("w:calendar", val="gregorian"),
        )
        return self._inline(tag, title, DATE_PLACEHOLDER, DATE_PROMPT, kind)

    def drop_down(self, tag: str, title: str, options: Sequence[tuple[str, str]]) -> etree._Element:
        """`options` are ids with their labels."""
        items = (element("w:listItem", displayText=label, value=each) for each, label in options)
        return self._inline(tag, title, CHOICE_PLACEHOLDER, CHOICE_PROMPT, element("w:dropDownList", *items))

    def tick_box(self, tag: str, title: str) -> etree._Element:
        kind = element(
            "w14:checkbox",
            element("w14:checked", val=0),
            element("w14:checkedState", val=f"{ord(CROSSED_BOX):04X}", font="MS Gothic"),
            element("w14:uncheckedState", val=f"{ord(EMPTY_BOX):04X}", font="MS Gothic"),
        )
        properties = element("w:sdtPr", *self._names(tag, title), kind)
        return element("w:sdt", properties, element("w:sdtContent", run(EMPTY_BOX, "TickBox")))

    def passage(self, tag: str, title: str) -> etree._Element:
        """Paragraphs, lists and pictures, in a cell."""
        properties = element("w:sdtPr", *self._names(tag, title), *_prompting(TEXT_PLACEHOLDER))
        content = element("w:sdtContent", paragraph("Answer", run(TEXT_PROMPT, "PlaceholderText")))
        return element("w:sdt", properties, content)

    def repeating_rows(self, tag: str, title: str, rows: Sequence[etree._Element]) -> etree._Element:
        """Rows of a table to which Word adds more at a click."""
        items = (
            element(
                "w:sdt",
                element("w:sdtPr", self._id(), _placeholder(ROWS_PLACEHOLDER), element("w15:repeatingSectionItem")),
                element("w:sdtContent", row),
            )
            for row in rows
        )
        properties = element("w:sdtPr", *self._names(tag, title), element("w15:repeatingSection"))
        return element("w:sdt", properties, element("w:sdtContent", *items))

    def _inline(self, tag: str, title: str, placeholder: str, prompt: str, kind: etree._Element) -> etree._Element:
        properties = element("w:sdtPr", *self._names(tag, title), *_prompting(placeholder), kind)
        return element("w:sdt", properties, element("w:sdtContent", run(prompt, "PlaceholderText")))

    def _names(self, tag: str, title: str) -> tuple[etree._Element, ...]:
        short = title if len(title) <= LONGEST_NAME else title[: LONGEST_NAME - 1] + "…"
        return element("w:alias", val=short), element("w:tag", val=tag), self._id()

    def _id(self) -> etree._Element:
        return element("w:id", val=next(self._numbers))


def _prompting(placeholder: str) -> tuple[etree._Element, ...]:
    return _placeholder(placeholder), element("w:showingPlcHdr")


def _placeholder(part: str) -> etree._Element:
    return element("w:placeholder", element("w:docPart", val=part))

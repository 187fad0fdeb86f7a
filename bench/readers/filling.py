"""Forms to read: our own blanks filled in many ways, and what a reader must find in each."""

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import openpyxl

from intake.demo.filling import filled_excel, filled_word, uk_date
from intake.demo.people import Answers, harmed_boy, near_miss
from intake.equipment import load_handbook
from intake.forms.blank.excel import write_excel
from intake.forms.blank.word import write_word
from intake.model.form import Field, FieldType, Form
from tests.documents.workbooks import strict as strict_book
from tests.metamorphic import repacking, rewriting
from tests.metamorphic.packages import W14, Element, W, new, put_in_place_of, with_body, words_of

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 7, 1)
BOXED = frozenset({FieldType.CHOICES, FieldType.YES_NO})
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
Way: TypeAlias = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One filled form: each answer in every spelling that counts, and the same form with no box ticked."""

    name: str
    way: str
    content: bytes
    ending: str
    answers: tuple[tuple[str, ...], ...]
    ticks: int = 0
    unticked: bytes | None = None
    truth: Mapping[str, Any] | None = None
    """Values by field id, where they are known as values."""


class Everywhere(Random):
    """No chance at all: every place is changed, and always the first choice taken."""

    def random(self) -> float:
        return 0.0


def our_form() -> Form:
    return load_handbook(ROOT / "config").forms[0]


def our_forms() -> Iterator[Filled]:
    """One person in every way, and another in the first of each kind."""
    form = our_form()
    for ending, ways in (("docx", WORD_WAYS), ("xlsx", EXCEL_WAYS)):
        for way, change in ways.items():
            yield filled(form, harmed_boy(TODAY), "harmed boy", way, change, ending)
        first = next(iter(ways))
        yield filled(form, near_miss(TODAY), "near miss", first, ways[first], ending)


def filled(form: Form, answers: Answers, person: str, way: str, change: Way, ending: str) -> Filled:
    write, blank = (filled_word, write_word) if ending == "docx" else (filled_excel, write_excel)
    boxed = boxes_of(blank(form)) if ending == "docx" else frozenset()
    typed = {name: value for name, value in answers.items() if name not in boxed}
    return Filled(
        name=f"{person} {way}",
        way=way,
        content=change(write(form, answers)),
        ending=ending,
        answers=tuple(spelt(form, typed)),
        ticks=sum(1 if isinstance(answers[name], str) else len(answers[name]) for name in boxed & answers.keys()),
        unticked=change(write(form, typed)) if boxed else None,
    )


def boxes_of(blank: bytes) -> frozenset[str]:
    """The questions that are answered by ticking."""
    found: set[str] = set()

    def look(root: Element) -> None:
        for box in root.iter(f"{W14}checkbox"):
            found.add(box.getparent().find(f"{W}tag").get(f"{W}val"))

    with_body(blank, look)
    return frozenset(found)


def spelt(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Each answer that is text, in the spellings in which it may be written."""
    for name, value in answers.items():
        field = form.fields[name]
        if isinstance(value, str):
            yield spellings(field, value)
        elif field.type is FieldType.TABLE:
            yield from (dates(text) for row in value for text in row.values() if text)


def spellings(field: Field, value: str) -> tuple[str, ...]:
    if field.type in {FieldType.CHOICE, FieldType.YES_NO}:
        chosen = [choice for choice in field.choices if choice.id == value]
        return tuple(name for choice in chosen for name in (choice.label, *choice.aliases)) or (value,)
    return dates(value)


def dates(value: str) -> tuple[str, ...]:
    """A date in the spellings of people and programs; any other text as it is."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return (value,)
    month = MONTHS[day.month - 1]
    words = (f"{day.day} {month} {day.year}", f"{day.day:02} {month} {day.year}", f"{day.day} {month[:3]} {day.year}")
    short = (f"{day.day}/{day.month}/{day.year}", f"{day:%d/%m/%y}", f"{day.day}/{day.month}/{day:%y}")
    return (uk_date(value), value, f"{day:%d-%b-%Y}", f"{day:%m/%d/%Y}", *words, *short)


# -- ways to fill in Word --------------------------------------------------------------------------------------------


def rewriting_of(*names: str) -> Way:
    def change(package: bytes) -> bytes:
        form = our_form()
        for name in names:
            rewrite = rewriting.REWRITINGS[name]
            package = with_body(package, partial(_rewrite, rewrite, form))
        return package

    return change


def _rewrite(rewrite: rewriting.Rewriting, form: Form, root: Element) -> None:
    rewrite(root, form, Everywhere(1))


def ticks_spelt(spelling: Callable[[bool, Element | None], list[Element]]) -> Way:
    """Boxes in this spelling; all else is plain text, so that nothing but the boxes is asked of a reader."""
    return after_uncontrol(lambda package: package, lambda root: rewriting.spell_ticks(root, spelling))


def after_uncontrol(pack: Way, change: Callable[[Element], None] = lambda _root: None) -> Way:
    plain = rewriting_of("uncontrol")
    return lambda package: pack(plain(with_body(package, change)))


def typed_controls(root: Element) -> list[Element]:
    """Controls in a paragraph that somebody has typed into."""
    return [
        each
        for each in root.iter(f"{W}sdt")
        if each.getparent().tag == f"{W}p"
        and each.find(f"{W}sdtPr/{W14}checkbox") is None
        and each.find(f"{W}sdtPr/{W}showingPlcHdr") is None
    ]


def use_form_fields(root: Element) -> None:
    """Form fields of Word 97 in place of content controls; a drop-down keeps its choice in its own list alone."""
    for each in typed_controls(root):
        is_menu = each.find(f"{W}sdtPr/{W}dropDownList") is not None
        runs = list(each.find(f"{W}sdtContent"))
        put_in_place_of(each, *(form_menu(words_of(each)) if is_menu else form_text(runs)))


def form_text(runs: Sequence[Element]) -> list[Element]:
    begin = new("fldChar", new("ffData", new("enabled"), new("textInput")), fldCharType="begin")
    return [new("r", begin), instruction("FORMTEXT"), mark("separate"), *runs, mark("end")]


def form_menu(chosen: str) -> list[Element]:
    entries = (new("result", val="2"), *(new("listEntry", val=each) for each in ("Please select", "Other", chosen)))
    begin = new("fldChar", new("ffData", new("enabled"), new("ddList", *entries)), fldCharType="begin")
    return [new("r", begin), instruction("FORMDROPDOWN"), mark("separate"), mark("end")]


def instruction(words: str) -> Element:
    code = new("instrText")
    code.text = f" {words} "
    return new("r", code)


def mark(kind: str) -> Element:
    return new("r", new("fldChar", fldCharType=kind))


def use_text_boxes(root: Element) -> None:
    """Answers in boxes drawn over the form, with the fallback that repeats them, as Word writes it."""
    for each in typed_controls(root):
        runs = list(each.find(f"{W}sdtContent"))
        put_in_place_of(each, new("r", alternatives(runs)))


def alternatives(runs: Sequence[Element]) -> Element:
    def inside(tag: str, kind: str) -> Element:
        outer = new("t").makeelement(tag, {})
        outer.append(new("txbxContent", new("p", *map(deepcopy, runs))))
        shell = new(kind)
        shell.append(outer)
        return shell

    both = new("t").makeelement(f"{MC}AlternateContent", {}, {"mc": MC[1:-1], "wps": WPS[1:-1], "v": V[1:-1]})
    choice = both.makeelement(f"{MC}Choice", {"Requires": "wps"})
    choice.append(inside(f"{WPS}txbx", "drawing"))
    fallback = both.makeelement(f"{MC}Fallback", {})
    fallback.append(inside(f"{V}textbox", "pict"))
    both.extend((choice, fallback))
    return both


def in_body(change: Callable[[Element], None]) -> Way:
    return lambda package: with_body(package, change)


WORD_WAYS: Mapping[str, Way] = {
    "typed into content controls": lambda package: package,
    "plain text, no controls": rewriting_of("uncontrol"),
    "controls round paragraphs": rewriting_of("uncontrol", "control_paragraphs"),
    "controls round cells": rewriting_of("uncontrol", "control_cells"),
    "controls round rows": rewriting_of("uncontrol", "control_rows"),
    "typed with tracking on": rewriting_of("uncontrol", "track_insertions"),
    "smart tags": rewriting_of("uncontrol", "add_smart_tags"),
    "a table round each answer": rewriting_of("uncontrol", "nest_answers"),
    "form fields of Word 97": in_body(use_form_fields),
    "text boxes": in_body(use_text_boxes),
    "ticks as glyphs": ticks_spelt(rewriting.tick_as_glyph),
    "ticks of a symbol font": ticks_spelt(rewriting.tick_as_symbol),
    "ticks in form fields": ticks_spelt(rewriting.tick_as_form_field),
    "ticks as [x]": ticks_spelt(rewriting.tick_as_brackets),
    "strict (ISO/IEC 29500)": after_uncontrol(repacking.make_strict),
    "main part elsewhere": after_uncontrol(repacking.move_main_part),
}


# -- ways to fill in Excel -------------------------------------------------------------------------------------------


def saved_again(package: bytes) -> bytes:
    """Shared strings in place of inline ones."""
    return resaved(package, lambda _cell: None)


def dates_as_serials(package: bytes) -> bytes:
    def typed(cell: Any) -> None:
        parts = str(cell.value).split("/")
        if len(parts) == 3 and all(part.isdigit() for part in parts):
            cell.value = date(int(parts[2]), int(parts[1]), int(parts[0]))
            cell.number_format = "dd/mm/yyyy"

    return resaved(package, typed)


def telephones_as_numbers(package: bytes) -> bytes:
    """A number whose first 0 is only in its format."""

    def typed(cell: Any) -> None:
        digits = str(cell.value).replace(" ", "")
        if digits.isdigit() and digits.startswith("0"):
            cell.value = int(digits)
            cell.number_format = "0" * len(digits)

    return resaved(package, typed)


def resaved(package: bytes, change: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(package))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    change(cell)
    result = io.BytesIO()
    book.save(result)
    return result.getvalue()


EXCEL_WAYS: Mapping[str, Way] = {
    "typed into the cells": lambda package: package,
    "saved again by a library": saved_again,
    "dates as dates": dates_as_serials,
    "telephones as numbers": telephones_as_numbers,
    "strict (ISO/IEC 29500)": strict_book,
}


# -- forms from a folder ---------------------------------------------------------------------------------------------


def forms_of(folder: Path) -> Iterator[Filled]:
    """NAME.docx or NAME.xlsx beside NAME.json, which holds its true answers."""
    form = our_form()
    for truth in sorted(folder.rglob("*.json")):
        told = json.loads(truth.read_text(encoding="utf-8"))
        if not (isinstance(told, dict) and "answers" in told and (truth.parent / told["file"]).exists()):
            continue
        path = truth.parent / told["file"]
        texts = {
            name: value
            for name, value in told["answers"].items()
            if value and form.fields[name].type not in BOXED | {FieldType.CHOICE, FieldType.SIGNATURE}
        }
        yield Filled(
            name=path.name,
            way="samples",
            content=path.read_bytes(),
            ending=path.suffix[1:],
            answers=tuple(spelt(form, texts)),
            truth=told["answers"],
        )

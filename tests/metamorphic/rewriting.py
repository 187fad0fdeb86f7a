"""Ways to rewrite a filled Word form that change nothing for a person who reads it.

Each changes the tree of the main part in place, with chance drawn from the given source alone.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from random import Random
from typing import TypeAlias

from intake.forms.normal import normal
from intake.model.form import Form
from tests.metamorphic.packages import (
    SPACE,
    W14,
    Element,
    W,
    control,
    is_in_field,
    new,
    paragraph,
    plain_runs,
    put_in_place_of,
    run,
    text,
    words_of,
    wrap,
)

Rewriting: TypeAlias = Callable[[Element, Form, Random], None]


# -- how text is kept ------------------------------------------------------------------------------------------------


def split_runs(root: Element, _form: Form, chance: Random) -> None:
    """Revision ids and proof marks cut runs anywhere, inside words too."""
    for each in list(root.iter(f"{W}r")):
        pieces = each.findall(f"{W}t")
        if len(pieces) == 1 and len(each) - (each.find(f"{W}rPr") is not None) == 1 and len(pieces[0].text or "") > 1:
            words = pieces[0].text
            cuts = sorted({chance.randrange(1, len(words)) for _ in range(chance.randrange(3))})
            fresh = [
                run(words[a:b], each.find(f"{W}rPr")) for a, b in zip([0, *cuts], [*cuts, len(words)], strict=True)
            ]
            for one in fresh:
                one.set(f"{W}rsidR", f"{chance.randrange(1 << 32):08X}")
            marks = [new("proofErr", type=chance.choice(("spellStart", "gramEnd")))] if len(fresh) > 1 else []
            put_in_place_of(each, fresh[0], *marks, *fresh[1:])


def soften_words(root: Element, _form: Form, chance: Random) -> None:
    """Soft hyphens and zero-width spaces inside long words, which nobody sees."""
    for each in root.iter(f"{W}t"):
        words = each.text or ""
        if chance.random() < 0.5:
            each.text = re.sub(
                r"\w{7,}", lambda found: _cut(found[0], chance.choice("\u00ad\u200b\u2060\ufeff"), chance), words
            )


def _cut(word: str, unseen: str, chance: Random) -> str:
    at = chance.randrange(3, len(word) - 2)
    return word[:at] + unseen + word[at:]


def add_bookmarks(root: Element, _form: Form, chance: Random) -> None:
    for number, each in enumerate(plain_runs(root), 9000):
        if chance.random() < 0.3:
            each.addprevious(new("bookmarkStart", id=str(number), name=f"Text{number}"))
            each.addnext(new("bookmarkEnd", id=str(number)))


def add_smart_tags(root: Element, _form: Form, chance: Random) -> None:
    for each in plain_runs(root):
        if chance.random() < 0.3:
            wrap(
                each,
                lambda inner: new("smartTag", inner, uri="urn:schemas-microsoft-com:office:smarttags", element="place"),
            )


# -- content controls ------------------------------------------------------------------------------------------------


def control_runs(root: Element, _form: Form, chance: Random) -> None:
    _control(root, plain_runs(root), chance)


def control_paragraphs(root: Element, _form: Form, chance: Random) -> None:
    _control(root, (each for each in root.iter(f"{W}p") if each.getparent().tag in {f"{W}tc", f"{W}body"}), chance)


def control_cells(root: Element, _form: Form, chance: Random) -> None:
    _control(root, (each for each in root.iter(f"{W}tc") if each.getparent().tag == f"{W}tr"), chance)


def control_rows(root: Element, _form: Form, chance: Random) -> None:
    _control(root, (each for each in root.iter(f"{W}tr") if each.getparent().tag == f"{W}tbl"), chance)


def _control(root: Element, elements: Iterator[Element], chance: Random) -> None:
    del root
    for number, each in enumerate(list(elements)):
        if chance.random() < 0.3:
            tag = chance.choice((f"goog_rdk_{number}", f"field{number}", ""))
            wrap(each, lambda inner, tag=tag: control(inner, tag))


def uncontrol(root: Element, _form: Form, _chance: Random) -> None:
    """Controls gone, what they held stays."""
    for each in reversed(list(root.iter(f"{W}sdt"))):
        content = each.find(f"{W}sdtContent")
        put_in_place_of(each, *(list(content) if content is not None else []))


# -- tracked changes -------------------------------------------------------------------------------------------------

BY = {"author": "A. Colleague", "date": "2026-05-05T09:00:00Z"}


def track_insertions(root: Element, _form: Form, chance: Random) -> None:
    for number, each in enumerate(plain_runs(root), 7000):
        if chance.random() < 0.4:
            wrap(each, lambda inner, number=number: new("ins", inner, id=str(number), **BY))


def track_deletions(root: Element, _form: Form, chance: Random) -> None:
    """Other words, deleted with tracking on, before or after what stands."""
    for number, each in enumerate(plain_runs(root), 8000):
        if chance.random() < 0.3:
            gone = new("delText")
            gone.text = chance.choice(("No ", "Yes ", "12/12/2019 ", "a former draft "))
            gone.set(SPACE, "preserve")
            deletion = new("del", new("r", gone), id=str(number), **BY)
            (each.addprevious if chance.random() < 0.5 else each.addnext)(deletion)


# -- ticks -----------------------------------------------------------------------------------------------------------

TICKED, EMPTY_BOX = "☒", "☐"
BOXES: Mapping[str, bool] = {"☒": True, "☑": True, "☐": False}


def tick_as_glyph(ticked: bool, look: Element | None) -> list[Element]:  # noqa: FBT001 - a row of a table
    return [run(TICKED if ticked else EMPTY_BOX, look)]


def tick_as_symbol(ticked: bool, look: Element | None) -> list[Element]:  # noqa: FBT001
    symbol = new("sym", font="Wingdings", char="F0FE" if ticked else "F0A8")
    return [new("r", *([] if look is None else [deepcopy(look)]), symbol)]


def tick_as_control(ticked: bool, look: Element | None) -> list[Element]:  # noqa: FBT001
    shell = control(run(TICKED if ticked else EMPTY_BOX, look), "box")
    box = shell[0].makeelement(f"{W14}checkbox", {})
    box.append(box.makeelement(f"{W14}checked", {f"{W14}val": "1" if ticked else "0"}))
    shell[0].append(box)
    return [shell]


def tick_as_form_field(ticked: bool, look: Element | None) -> list[Element]:  # noqa: FBT001
    state = [new("checked")] if ticked else []
    legacy = new("ffData", new("enabled"), new("checkBox", new("sizeAuto"), new("default", val="0"), *state))
    begin = new("fldChar", legacy, fldCharType="begin")
    code = new("instrText")
    code.text = " FORMCHECKBOX "
    looks = [] if look is None else [look]
    ends = [new("fldChar", fldCharType="separate"), new("fldChar", fldCharType="end")]
    return [new("r", *map(deepcopy, looks), each) for each in (begin, code, *ends)]


def tick_as_brackets(ticked: bool, look: Element | None) -> list[Element]:  # noqa: FBT001
    return [run("[x]" if ticked else "[ ]", look)]


TICKS = (tick_as_glyph, tick_as_symbol, tick_as_control, tick_as_form_field, tick_as_brackets)


def respell_ticks(root: Element, _form: Form, chance: Random) -> None:
    """Every box of one form in one other spelling."""
    spell_ticks(root, chance.choice(TICKS))


def spell_ticks(root: Element, spelling: Callable[[bool, Element | None], list[Element]]) -> None:
    for each in list(root.iter(f"{W}sdt")):
        box = each.find(f"{W}sdtPr/{W14}checkbox/{W14}checked")
        if box is not None and next(each.iterancestors(f"{W}p"), None) is not None:
            put_in_place_of(each, *spelling(box.get(f"{W14}val") in {"1", "true"}, each.find(f".//{W}rPr")))
    for each in list(plain_runs(root)):
        if any(glyph in each.find(f"{W}t").text for glyph in BOXES if each.find(f"{W}t").text):
            _respell(each, spelling)


def _respell(each: Element, spelling: Callable[[bool, Element | None], list[Element]]) -> None:
    look = each.find(f"{W}rPr")
    pieces = [piece for piece in re.split("([☒☑☐])", each.find(f"{W}t").text) if piece]
    fresh = [spelling(BOXES[piece], look) if piece in BOXES else [run(piece, look)] for piece in pieces]
    put_in_place_of(each, *(one for group in fresh for one in group))


# -- labels and headings ---------------------------------------------------------------------------------------------

NUMBER = re.compile(r"^\s*\d{1,2}\s*[.)]\s+")


def renumber_sections(root: Element, form: Form, chance: Random) -> None:
    titles = {normal(NUMBER.sub("", section.title)) for section in form.sections}
    style = chance.choice(("{letter}. ", "Section {number}: ", "{number}) ", "", "{number}.1 "))
    count = chance.randrange(3, 9)
    for each in root.iter(f"{W}p"):
        words = words_of(each)
        if NUMBER.match(words) and normal(NUMBER.sub("", words)) in titles and not is_in_field(each):
            count += 1
            _put_before(each, NUMBER.match(words)[0].strip(), style.format(letter=chr(64 + count), number=count))


def _put_before(each: Element, old: str, fresh: str) -> None:
    """Exchange the words with which a paragraph begins, through whatever runs they are spread over."""
    pieces = list(each.iter(f"{W}t"))
    whole = "".join(piece.text or "" for piece in pieces)
    left = len(whole) - len(whole.lstrip().removeprefix(old).lstrip())
    for piece in pieces:
        words = piece.text or ""
        piece.text = words[left:]
        left = max(0, left - len(words))
        piece.set(SPACE, "preserve")
    pieces[0].text = fresh + pieces[0].text


def glue_to_labels(root: Element, form: Form, chance: Random) -> None:
    """Stars and colons straight behind labels."""
    for each, _ in label_cells(root, form):
        if not words_of(each).endswith(("*", ":", "?")):
            each.findall(f"{W}p")[-1].append(run(chance.choice(("*", ":", "*:", " (if applicable)"))))


def add_footnote_digits(root: Element, form: Form, chance: Random) -> None:
    """A raised digit straight behind a label, typed by hand."""
    for each, _ in label_cells(root, form):
        if chance.random() < 0.3:
            look = new("rPr", new("vertAlign", val="superscript"))
            each.findall(f"{W}p")[-1].append(run("3", look))


def label_cells(root: Element, form: Form) -> Iterator[tuple[Element, str]]:
    """Cells that print a label of the form and nothing else, with the field's id."""
    names = {normal(name): field.id for field in form.fields.values() for name in field.names}
    for each in root.iter(f"{W}tc"):
        found = names.get(normal(words_of(each).rstrip(" *:")))
        simple = all(each.find(f".//{W}{inner}") is None for inner in ("sdt", "tbl", "fldChar", "drawing"))
        if found is not None and simple and each.getparent().tag == f"{W}tr" and not is_below_columns(each, form):
            yield each, found


def is_below_columns(cell: Element, form: Form) -> bool:
    """A cell of a row to fill: `GP` there is an answer."""
    row = cell.getparent()
    count = len(row.findall(f"{W}tc"))
    above = (each.findall(f"{W}tc") for each in row.itersiblings(f"{W}tr", preceding=True))
    return any(len(cells) == count and heads_columns(cells, form) for cells in above)


# -- layout ----------------------------------------------------------------------------------------------------------


def answer_rows(root: Element, form: Form) -> Iterator[tuple[Element, Element, Element, str]]:
    """Rows of a label at the left and its answer at the right: row, label, answer, field."""
    for label, field in list(label_cells(root, form)):
        row = label.getparent()
        cells = row.findall(f"{W}tc") if row.tag == f"{W}tr" else []
        merged = any(cell.find(f"{W}tcPr/{W}vMerge") is not None for cell in cells)
        is_whole = row.find(f"{W}sdt") is None  # else some of its cells stand in controls
        if len(cells) == 2 and cells[0] is label and is_whole and not merged and not heads_columns(cells, form):
            yield row, label, cells[1], field


def heads_columns(cells: list[Element], form: Form) -> bool:
    """The header row of a table that asks for rows, where `Date` is a column and no label."""
    printed = {normal(words_of(cell)) for cell in cells}
    columns = ({normal(name) for name in column.names} for field in form.fields.values() for column in field.columns)
    return sum(bool(printed & names) for names in columns) > 1


def move_answers_under(root: Element, form: Form, chance: Random) -> None:
    """In some tables whose rows are all label and answer, every answer moves into a row below its label."""
    chosen: dict[Element, bool] = {}
    for row, label, answer, _ in list(answer_rows(root, form)):
        table = row.getparent()
        if table.tag == f"{W}tbl" and chosen.setdefault(table, chance.random() < 0.5):
            below = new("tr", answer)
            row.addnext(below)
            for cell in (label, answer):
                _span(cell)


def _span(cell: Element) -> None:
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        properties = new("tcPr")
        cell.insert(0, properties)
    span = properties.find(f"{W}gridSpan")
    if span is None:
        span = new("gridSpan")
        width = properties.find(f"{W}tcW")
        properties.insert(0 if width is None else 1, span)
    columns = len(next(cell.iterancestors(f"{W}tbl")).findall(f"{W}tblGrid/{W}gridCol")) or 2
    span.set(f"{W}val", str(columns))


def nest_answers(root: Element, form: Form, chance: Random) -> None:
    """A table of one cell round an answer, as pasting from another document leaves."""
    for _, _, answer, _ in list(answer_rows(root, form)):
        if chance.random() < 0.3:
            content = [each for each in answer if each.tag != f"{W}tcPr"]
            for each in content:
                answer.remove(each)
            answer.append(new("tbl", new("tblPr"), new("tblGrid", new("gridCol")), new("tr", new("tc", *content))))
            answer.append(new("p"))


COVER = (
    "By secure e-mail",
    "To the business unit",
    "Dear colleagues, our referral is on the pages that follow.",
    "We have kept a copy on our own file. Please ring the office if a page is missing.",
    "With kind regards, the administration team",
)
AFTER = (
    "About this organisation",
    "We are a charity that works with families across the county. Our trustees meet four times a year.",
    "This message was scanned for viruses. Think before you print.",
)


def put_cover_before(root: Element, _form: Form, _chance: Random) -> None:
    body = root.find(f"{W}body")
    for number, each in enumerate([*map(paragraph, COVER), page_break()]):
        body.insert(number, each)


def put_words_after(root: Element, _form: Form, _chance: Random) -> None:
    body = root.find(f"{W}body")
    settings = body.find(f"{W}sectPr")
    at = len(body) if settings is None else body.index(settings)
    for number, each in enumerate([page_break(), *map(paragraph, AFTER)]):
        body.insert(at + number, each)


def page_break() -> Element:
    return new("p", new("r", new("br", type="page")))


def fold_spaces(root: Element, _form: Form, chance: Random) -> None:
    """Spaces that do not break, and spaces typed twice."""
    for each in root.iter(f"{W}t"):
        if each.text and chance.random() < 0.4:
            each.text = each.text.replace(" ", chance.choice(("\u00a0", "  ")))
            each.set(SPACE, "preserve")


def add_empty_paragraphs(root: Element, _form: Form, chance: Random) -> None:
    for each in list(root.iter(f"{W}p")):
        if each.getparent().tag == f"{W}tc" and chance.random() < 0.3:
            each.addnext(new("p", new("r", text(" "))))


REWRITINGS: Mapping[str, Rewriting] = {
    each.__name__: each
    for each in (
        split_runs,
        soften_words,
        add_bookmarks,
        add_smart_tags,
        control_runs,
        control_paragraphs,
        control_cells,
        control_rows,
        uncontrol,
        track_insertions,
        track_deletions,
        respell_ticks,
        renumber_sections,
        glue_to_labels,
        add_footnote_digits,
        move_answers_under,
        nest_answers,
        put_cover_before,
        put_words_after,
        fold_spaces,
        add_empty_paragraphs,
    )
}

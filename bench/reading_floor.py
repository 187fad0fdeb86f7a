"""How fast Word forms are read: beside the floor (unzip and parse the same parts) and beside python-docx; and what grows with what.

usage: python bench/reading_floor.py FORM.docx...

Medians of processor time side by side, in one run. Before each form is checked, everything that was learnt from forms
is forgotten and the blank is read: the printed words are known, as they are to a reader at work, and no answer is.
"""

import io
import json
import resource
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import docx
from docx.document import Document as DocxDocument
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from lxml import etree

from intake.cli.shapes import file_line
from intake.documents import read
from intake.equipment import load_handbook
from intake.handbook import Handbook
from intake.pipeline import examine_file
from intake.sandbox import keep_what_was_loaded

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 7, 1)
ROUNDS = 9
STARTS = 7
PAGES, WORDS_A_PAGE = 30, 450
ROWS = 60
FILES = 200
AIMS = (
    "reading at most 2 x the floor, reading and checking at most 3 x; python-docx's walk at least 3 x as slow as reading; ten times the rows at "
    f"most 11 x the time; {PAGES} pages under 50 ms; 60 files a second; the readers imported in under 100 ms"
)

# -- what is measured ------------------------------------------------------------------------------------------------


def floor(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))


def walked(content: bytes) -> str:
    """As a user of python-docx would: every paragraph and every cell, nested tables included."""
    return "\n".join(_texts(docx.Document(io.BytesIO(content))))


def _texts(parent: DocxDocument | _Cell) -> Iterator[str]:
    for each in parent.iter_inner_content():
        if isinstance(each, Paragraph):
            yield each.text
        else:
            for row in each.rows:
                for cell in row.cells:
                    yield from _texts(cell)


def checked(content: bytes, book: Handbook) -> str:
    """One file of `intake check --json`."""
    examined = examine_file(book, "form.docx", content, today=TODAY, converted=None)
    return json.dumps(file_line("form.docx", examined, {form.id: form for form in book.forms}))


def forget() -> None:
    """Empty every memory of texts."""
    for name, module in list(sys.modules.items()):
        if name.startswith("intake.forms"):
            for each in vars(module).values():
                if hasattr(each, "cache_clear"):
                    each.cache_clear()


# -- by which clock --------------------------------------------------------------------------------------------------


def spent_ms(work: Callable[[bytes], object], content: bytes) -> float:
    begun = time.process_time()
    work(content)
    return (time.process_time() - begun) * 1000


def medians_ms(works: Sequence[Callable[[bytes], object]], content: bytes, before: Callable[[], object]) -> list[float]:
    """One round of each after the other, so that a busy machine is as unkind to all."""
    rounds = []
    for _ in range(ROUNDS):
        before()
        rounds.append([spent_ms(work, content) for work in works])
    return [statistics.median(taken) for taken in zip(*rounds, strict=True)]


def start_ms(program: str) -> float:
    """The processor time of a fresh interpreter that runs it, less that of one that runs nothing."""

    def ran(text: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", text], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000

    pairs = [(ran(program), ran("pass")) for _ in range(STARTS)]
    return statistics.median(one for one, _ in pairs) - statistics.median(nothing for _, nothing in pairs)


# -- what grows ------------------------------------------------------------------------------------------------------


def saved(document: DocxDocument) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def with_rows(count: int) -> bytes:
    """A table of agencies with so many rows."""
    document = docx.Document()
    table = document.add_table(rows=1, cols=4)
    rows = [("Agency", "Name", "Role", "Contact details")]
    rows += [(f"Agency {at}", f"Person {at}", "Practitioner", f"person{at}@agency.example") for at in range(count)]
    for texts in rows:
        cells = table.rows[0].cells if texts is rows[0] else table.add_row().cells
        for cell, text in zip(cells, texts, strict=True):
            cell.text = text
    return saved(document)


def narrative() -> bytes:
    """Thirty pages of prose."""
    document = docx.Document()
    for page in range(PAGES):
        for part in range(5):
            words = (f"word{(page * 7 + part * 3 + at) % 400}" for at in range(WORDS_A_PAGE // 5))
            document.add_paragraph(" ".join(words).capitalize() + ".")
    return saved(document)


# -- the page --------------------------------------------------------------------------------------------------------


def beside_the_floor(contents: dict[str, bytes], book: Handbook, fresh: Callable[[], object]) -> None:
    works = (floor, read, lambda content: checked(content, book), walked)
    ratios: list[tuple[float, float, float]] = []
    print(f"{'file':45} {'floor':>7} {'read':>7} {'check':>7} {'docx':>7} ms  read:floor check:floor docx:read")
    for name, content in contents.items():
        least, ours, whole, theirs = medians_ms(works, content, fresh)
        ratios.append((ours / least, whole / least, theirs / ours))
        shown = "".join(f"{each:11.2f}" for each in ratios[-1])
        print(f"{name[:45]:45} {least:7.2f} {ours:7.2f} {whole:7.2f} {theirs:7.2f} {shown}")
    medians = "".join(f"{statistics.median(each):11.2f}" for each in zip(*ratios, strict=True))
    print(f"{'median of ratios':45} {'':31} {medians}")


def what_grows(book: Handbook, fresh: Callable[[], object]) -> None:
    def check(content: bytes) -> str:
        return checked(content, book)

    for what, work in (("read", read), ("read and checked", check)):
        (some,) = medians_ms((work,), with_rows(ROWS), fresh)
        (more,) = medians_ms((work,), with_rows(ROWS * 10), fresh)
        (pages,) = medians_ms((work,), narrative(), fresh)
        print(f"{what}: ten times the rows {more / some:.1f} x the time; {PAGES} pages {pages:.1f} ms")


def throughput(contents: dict[str, bytes], book: Handbook) -> None:
    several = (list(contents.values()) * FILES)[:FILES]
    begun = time.process_time()
    for content in several:
        checked(content, book)
    print(f"{FILES / (time.process_time() - begun):.0f} files a second, checked one after the other")


def main() -> int:
    contents = {Path(name).name: Path(name).read_bytes() for name in sys.argv[1:]}
    if not contents:
        print(__doc__)
        return 2
    book = load_handbook(ROOT / "config")
    blank = next((ROOT / "config" / "forms" / "blanks").glob("*.docx")).read_bytes()
    keep_what_was_loaded()  # as the children do that read

    def fresh() -> None:
        forget()
        checked(blank, book)

    beside_the_floor(contents, book, fresh)
    what_grows(book, fresh)
    throughput(contents, book)
    print(f"{start_ms('import intake.documents'):.0f} ms to import the readers")
    print(f"aims: {AIMS}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

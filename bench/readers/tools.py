"""One ready-made reader over many files, each as its documentation says: `python tools.py TOOL ROUNDS FILE...`, JSON on standard output.

Runs in an environment of its own, so it imports nothing of ours. A file that the tool cannot read has an error in place of a text.
"""

import importlib
import json
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

Read: TypeAlias = Callable[[Path], str]
LIBREOFFICE_SECONDS = 1_800
ENOUGH_MS = 250
"""A reader that takes this long is not read again for a better figure."""
TEXT = "txt:Text (encoded):UTF8"
EVERY_SHEET_AS_CSV = "csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true,false,false,false,-1"


def python_docx() -> Read:
    import docx
    from docx.table import Table

    def inside(holder: Any) -> str:
        found = []
        for block in holder.iter_inner_content():
            if isinstance(block, Table):
                found += ["\t".join(inside(cell) for cell in row.cells) for row in block.rows]
            else:
                found.append(block.text)
        return "\n".join(found)

    def read(path: Path) -> str:
        document = docx.Document(str(path))
        ends = [inside(end) for section in document.sections for end in (section.header, section.footer)]
        return "\n".join([inside(document), *ends])

    return read


def docx2python() -> Read:
    from docx2python import docx2python as opened

    def read(path: Path) -> str:
        with opened(path) as document:
            return document.text

    return read


def mammoth() -> Read:
    import mammoth as library

    def read(path: Path) -> str:
        with path.open("rb") as file:
            return library.convert_to_html(file).value

    return read


def markitdown() -> Read:
    from markitdown import MarkItDown

    converter = MarkItDown()
    return lambda path: converter.convert(path).text_content


def docling() -> Read:
    """The backends themselves: the converter before them wants the models for PDF, which an Office file never needs."""
    from docling.backend.msexcel_backend import MsExcelDocumentBackend
    from docling.backend.msword_backend import MsWordDocumentBackend
    from docling.datamodel.base_models import InputFormat
    from docling.datamodel.document import InputDocument

    backends = {".docx": (InputFormat.DOCX, MsWordDocumentBackend), ".xlsx": (InputFormat.XLSX, MsExcelDocumentBackend)}

    def read(path: Path) -> str:
        kind, backend = backends[path.suffix]
        given = InputDocument(path_or_stream=path, format=kind, backend=backend, filename=path.name)
        return given._backend.convert().export_to_markdown()  # noqa: SLF001

    return read


def office_oxide() -> Read:
    import office_oxide as library

    def read(path: Path) -> str:
        with library.Document.open(str(path)) as document:
            return document.to_markdown()

    return read


def unstructured() -> Read:
    """It fetches a model of language at its first use; a blank one stands in, which changes no text of an element."""
    import spacy
    from unstructured.nlp import tokenize

    language = spacy.blank("en")
    language.add_pipe("sentencizer")
    tokenize._get_nlp = tokenize._load_spacy_model = lambda: language  # noqa: SLF001
    from unstructured.partition.docx import partition_docx
    from unstructured.partition.xlsx import partition_xlsx

    partitions = {".docx": partition_docx, ".xlsx": partition_xlsx}
    return lambda path: "\n".join(
        each.metadata.text_as_html or each.text for each in partitions[path.suffix](str(path))
    )


def openpyxl() -> Read:
    import openpyxl as library

    def read(path: Path) -> str:
        book = library.load_workbook(path, data_only=True)
        rows = (row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
        return "\n".join("\t".join("" if value is None else str(value) for value in row) for row in rows)

    return read


def calamine() -> Read:
    from python_calamine import CalamineWorkbook

    def read(path: Path) -> str:
        book = CalamineWorkbook.from_path(path)
        rows = (row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
        return "\n".join("\t".join(map(str, row)) for row in rows)

    return read


def pandas() -> Read:
    import pandas as pd

    def read(path: Path) -> str:
        sheets = pd.read_excel(path, sheet_name=None, header=None)
        return "\n".join(sheet.to_csv(index=False, header=False, sep="\t") for sheet in sheets.values())

    return read


def libreoffice() -> Read:
    """Converts all files of a folder in one go, as its command line offers, so that its start counts once."""
    program = shutil.which("soffice")
    if program is None:
        raise ModuleNotFoundError("soffice is not installed")
    made: dict[Path, dict[str, str]] = {}

    def convert(folder: Path, ending: str) -> dict[str, str]:
        with tempfile.TemporaryDirectory() as room:
            profile = (Path(room) / "profile").as_uri()
            kind = TEXT if ending == ".docx" else EVERY_SHEET_AS_CSV
            words = [
                program,
                f"-env:UserInstallation={profile}",
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                f"{room}/out",
            ]
            sources = sorted(map(str, folder.glob(f"*{ending}")))
            subprocess.run([*words, *sources], capture_output=True, check=True, timeout=LIBREOFFICE_SECONDS)
            return {each.stem: each.read_text("utf-8") for each in sorted(Path(room, "out").iterdir())}

    def read(path: Path) -> str:
        whole = path.parent / path.suffix
        if whole not in made:
            made[whole] = convert(path.parent, path.suffix)
        sheets = f"{path.stem}-"
        found = [
            text
            for stem, text in made[whole].items()
            if stem == path.stem or (path.suffix == ".xlsx" and stem.startswith(sheets))
        ]
        if not found:
            raise FileNotFoundError(path.name)
        return "\n".join(found)

    return read


TOOLS: Mapping[str, tuple[Callable[[], Read], str, tuple[str, ...]]] = {
    "python-docx": (python_docx, "docx", (".docx",)),
    "docx2python": (docx2python, "docx2python", (".docx",)),
    "mammoth": (mammoth, "mammoth", (".docx",)),
    "markitdown": (markitdown, "markitdown", (".docx", ".xlsx")),
    "docling-slim": (docling, "docling", (".docx", ".xlsx")),
    "office-oxide": (office_oxide, "office_oxide", (".docx", ".xlsx")),
    "unstructured": (unstructured, "unstructured", (".docx", ".xlsx")),
    "openpyxl": (openpyxl, "openpyxl", (".xlsx",)),
    "python-calamine": (calamine, "python_calamine", (".xlsx",)),
    "pandas": (pandas, "pandas", (".xlsx",)),
    "LibreOffice": (libreoffice, "json", (".docx", ".xlsx")),
}
"""How to make each reader, the module that it needs, and what it reads."""


def timed(read: Read, path: Path, rounds: int) -> dict[str, Any]:
    """The text and the least of some times in ms, or the error's name."""
    taken, text = [], ""
    for _ in range(rounds):
        begun = processor_ms()
        try:
            text = read(path)
        except Exception as error:  # noqa: BLE001 - whatever a reader raises, it did not read
            return {"error": type(error).__name__}
        taken.append(processor_ms() - begun)
        if sum(taken) > ENOUGH_MS:
            break
    return {"text": text, "ms": min(taken)}


def processor_ms() -> float:
    """Of this process and of the programs that it ran: a busy machine is as unkind to none."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used) * 1000


def main() -> int:
    name, rounds, *paths = sys.argv[1:]
    make, module, _ = TOOLS[name]
    begun = processor_ms()
    try:
        importlib.import_module(module)
        read = make()
    except ModuleNotFoundError as missing:
        print(json.dumps({"missing": str(missing)}))
        return 0
    start = processor_ms() - begun
    begun = processor_ms()
    files = {path: timed(read, Path(path), int(rounds)) for path in paths}
    if name == "LibreOffice":
        share = (processor_ms() - begun) / len(files)
        files = {path: told | {"ms": share} if "text" in told else told for path, told in files.items()}
    print(json.dumps({"start_ms": start, "files": files}))
    return 0


if __name__ == "__main__":
    sys.exit(main())

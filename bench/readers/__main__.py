"""The same filled forms through ready-made readers and through ours: what is still there, and how long it takes.

usage: python -m bench.readers [FOLDER] [--python bench/readers/.venv/bin/python] [--rounds 3] [--only TOOL] [--keep FOLDER] [--write]

The forms are our own blanks filled in the ways of `filling.py`; with FOLDER also the forms there that have their answers beside
them. Each tool runs in a process of its own in the environment of `requirements.txt`; one that is not installed is said to be.
With --keep what each tool gave is kept in a folder, and a tool that is there already does not run again. With --write the page, the chart and the README's table are written.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.readers.filling import ROOT, Filled, forms_of, our_form, our_forms
from bench.readers.page import BEGIN, OURS, Score, chart, matrix, put_between, short_table, table
from bench.readers.scoring import Kept, answers_kept, countable, folded, ticks_kept
from bench.readers.tools import TOOLS, processor_ms
from bench.samples import same, shaped
from intake.documents import read
from intake.forms import read_forms
from intake.forms.blank.excel import write_excel
from intake.forms.blank.word import write_word
from intake.model.document import UnreadableDocument, block_text

HERE = Path(__file__).resolve().parent
PAGE, CHART, README = ROOT / "docs" / "readers.md", ROOT / "docs" / "readers.svg", ROOT / "README.md"
KINDS = {"docx": "Word", "xlsx": "Excel"}
ROUNDS = 3


def main() -> int:
    given = arguments().parse_args()
    forms = [*our_forms(), *(forms_of(given.folder) if given.folder else ())]
    scores: dict[str, list[Score]] = defaultdict(list)
    missing: dict[str, dict[str, str]] = defaultdict(dict)
    with tempfile.TemporaryDirectory() as name:
        paths = laid_out(forms, Path(name))
        for ending in KINDS:
            ours = [form for form in forms if form.ending == ending]
            for tool, (_, _, endings) in TOOLS.items():
                if f".{ending}" in endings and given.only in tool:
                    told = kept_or(
                        given.keep,
                        f"{tool}-{ending}",
                        lambda t=tool, o=ours: theirs(given.python, t, paths_of(o, paths), given.rounds),
                    )
                    if "missing" in told:
                        missing[ending][tool] = told["missing"]
                    else:
                        scores[ending].append(scored(tool, told, ours, paths))
                        print(f"{tool}: {ending} done", flush=True)
            scores[ending].append(scored(OURS, our_own(paths_of(ours, paths), given.rounds), ours, paths))
    right = understood(forms)
    text = page(scores, missing, right, forms)
    print(text)
    if given.write:
        PAGE.write_text(text, encoding="utf-8")
        CHART.write_text(chart(scores["docx"]), encoding="utf-8")
        if BEGIN in README.read_text(encoding="utf-8"):
            fresh = short_table(scores["docx"], scores["xlsx"])
            README.write_text(put_between(README.read_text(encoding="utf-8"), fresh), encoding="utf-8")
    return 0


def arguments() -> argparse.ArgumentParser:
    known = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known.add_argument("folder", nargs="?", type=Path)
    known.add_argument("--python", type=Path, default=HERE / ".venv" / "bin" / "python")
    known.add_argument("--rounds", type=int, default=ROUNDS)
    known.add_argument("--only", default="", help="tools whose name holds this")
    known.add_argument("--keep", type=Path)
    known.add_argument("--write", action="store_true")
    return known


# -- reading ---------------------------------------------------------------------------------------------------------


def laid_out(forms: Sequence[Filled], folder: Path) -> Mapping[tuple[int, bool], Path]:
    """Every form as a file, and the same without ticks beside it."""
    paths = {}
    for number, form in enumerate(forms):
        for is_ticked, content in ((True, form.content), (False, form.unticked)):
            if content is not None:
                path = paths[id(form), is_ticked] = folder / f"{number}{'' if is_ticked else '-unticked'}.{form.ending}"
                path.write_bytes(content)
    return paths


def paths_of(forms: Sequence[Filled], paths: Mapping[tuple[int, bool], Path]) -> list[str]:
    return [str(paths[id(form), ticked]) for form in forms for ticked in (True, False) if (id(form), ticked) in paths]


def kept_or(folder: Path | None, name: str, run: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    if folder is None:
        return run()
    path = folder / f"{name}.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(run()), encoding="utf-8")
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def theirs(python: Path, tool: str, paths: Sequence[str], rounds: int) -> Mapping[str, Any]:
    if not python.exists() and tool != "LibreOffice":
        return {"missing": "no environment"}
    program = python if python.exists() else Path(sys.executable)
    rounds = 1 if tool == "LibreOffice" else rounds
    done = subprocess.run(
        [str(program), str(HERE / "tools.py"), tool, str(rounds), *paths],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=None
        if tool == "LibreOffice"
        else {"PATH": str(program.parent)},  # docling would call LibreOffice for drawings
        check=False,
    )
    if done.returncode != 0:
        return {"missing": f"ended with {done.returncode}"}
    found: dict[str, Any] = json.loads(done.stdout.decode().splitlines()[-1])
    return found | {"files": {Path(path).name: text for path, text in found.get("files", {}).items()}}


def our_own(paths: Sequence[str], rounds: int) -> Mapping[str, Any]:
    start = subprocess.run(
        [
            sys.executable,
            "-c",
            "import time; t = time.process_time(); import intake.documents; print((time.process_time() - t) * 1e3)",
        ],
        stdout=subprocess.PIPE,
        check=True,
    )
    return {"start_ms": float(start.stdout), "files": {Path(path).name: timed(Path(path), rounds) for path in paths}}


def timed(path: Path, rounds: int) -> Mapping[str, Any]:
    content, taken, text = path.read_bytes(), [], ""
    for _ in range(rounds):
        begun = processor_ms()
        try:
            document = read(content)
        except UnreadableDocument as refusal:
            return {"error": str(refusal.trouble)}
        text = "\n".join(block_text(block) for story in document.stories for block in story.blocks)
        taken.append(processor_ms() - begun)
    return {"text": text, "ms": min(taken)}


# -- weighing --------------------------------------------------------------------------------------------------------


def scored(
    reader: str, told: Mapping[str, Any], forms: Sequence[Filled], paths: Mapping[tuple[int, bool], Path]
) -> Score:
    by_way: dict[str, list[Kept]] = defaultdict(list)
    blanks = {ending: printed(ending) for ending in KINDS}
    for form in forms:
        whole = told["files"][paths[id(form), True].name]
        bare = told["files"].get(paths[id(form), False].name, {}) if form.unticked is not None else {}
        by_way[form.way].append(weighed(form, whole, bare, blanks[form.ending]))
    samples = by_way.pop("samples", [])
    return Score(reader=reader, start_ms=told["start_ms"], by_way=by_way, samples=samples)


def weighed(form: Filled, whole: Mapping[str, Any], bare: Mapping[str, Any], blank: str) -> Kept:
    answers = countable(form, blank)
    if "error" in whole:
        return Kept(answers=0, asked=len(answers), ticked=form.ticks)
    ticks = ticks_kept(whole["text"], bare["text"], form.ticks) if "text" in bare else 0
    return Kept(
        answers=answers_kept(whole["text"], answers),
        asked=len(answers),
        ticks=ticks,
        ticked=form.ticks,
        ms=whole["ms"],
    )


def printed(ending: str) -> str:
    """All that the blank form says, folded."""
    blank = write_word(our_form()) if ending == "docx" else write_excel(our_form())
    return folded("\n".join(block_text(block) for story in read(blank).stories for block in story.blocks))


def understood(forms: Sequence[Filled]) -> Mapping[str, tuple[int, int]]:
    """Answers that `intake check` ties to their question with their right value, of all that were given, by kind of file."""
    form, counts = our_form(), defaultdict(lambda: [0, 0])
    for each in forms:
        truth = {name: as_truth(value) for name, value in (each.truth or {}).items() if value not in (None, "", [])}
        if each.way == "samples" and truth:
            answers = read_forms(read(each.content), [form])[0].answers
            counts[KINDS[each.ending]][0] += sum(
                name in answers and same(shaped(answers[name]), value) for name, value in truth.items()
            )
            counts[KINDS[each.ending]][1] += len(truth)
    return {kind: (right, asked) for kind, (right, asked) in counts.items()}


def as_truth(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


# -- writing ---------------------------------------------------------------------------------------------------------


def page(
    scores: Mapping[str, Sequence[Score]],
    missing: Mapping[str, Mapping[str, str]],
    right: Mapping[str, tuple[int, int]],
    forms: Sequence[Filled],
) -> str:
    parts = [HEAD.format(rounds=ROUNDS)]
    for ending, kind in KINDS.items():
        count = sum(form.ending == ending and form.way != "samples" for form in forms)
        samples = sum(form.ending == ending and form.way == "samples" for form in forms)
        parts += [f"## {kind}: {count} forms of our own", table(scores[ending], missing[ending], samples=samples)]
        parts += ["Answers still there, way by way:", matrix(scores[ending])]
        if kind in right:
            parts.append(UNDERSTOOD.format(right=right[kind][0], asked=right[kind][1]))
    return "\n\n".join(parts) + "\n"


HEAD = """# Readers of Office files, and what they keep of a filled form

Written by `python -m bench.readers tests/samples/forms --write`; not edited by hand.

The same forms go through each reader, used as its documentation says (`bench/readers/tools.py`; versions in `bench/readers/requirements.txt`).
An answer is *still there* when its text stands in the reader's output, once for each time that it was given; markup, case, spaces and
punctuation do not count, and answers of fewer than four letters are left out. (The samples' truth spells some answers otherwise than the form does, so that nobody reaches 100% of them.) A tick is still there when the output is another one than
that of the same form with no box ticked. A form that a reader refuses counts with nothing. Times are processor time, the median over the
forms of the least of {rounds} readings in a warm process (LibreOffice: all files in one run, its start shared among them). docling runs without its models (Word and Excel need none) and without LibreOffice (which it calls for pictures of drawings);
unstructured without the language model that it would fetch."""
UNDERSTOOD = """These readers give text and leave it to their caller which question it answers. `intake check` gives answers by question:
{right} of {asked} given answers in the samples have their right value at their own question."""


if __name__ == "__main__":
    sys.exit(main())

"""The files of config/ and templates/ -> Handbook, or every fault in them."""

from collections.abc import Iterable, Iterator
from functools import reduce
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from intake import documents
from intake.forms import with_blank
from intake.forms.definition import BlankFile, Definition, DefinitionFaults, load_definition
from intake.forms.definition_faults import shape_faults
from intake.forms.definition_yaml import Fault, read_yaml
from intake.handbook.book import Handbook, HandbookFaults
from intake.handbook.shape import HandbookShape
from intake.model.document import Document, UnreadableDocument
from intake.model.form import Form
from intake.model.office import Agency, Alarms, Folders, Limits, Office, Recusal, Retention, Schedule
from intake.notices import Templates, check


def load(folder: Path, templates: Path) -> Handbook:
    """Read `folder`/intake.yaml, `folder`/forms/*.yaml and the files of `templates`. Raises HandbookFaults with every fault."""
    faults: list[Fault] = []
    shape = _office(folder / "intake.yaml", faults)
    forms = _forms(folder / "forms", faults)
    letters = _letters(templates, faults)
    if faults or shape is None:
        raise HandbookFaults(tuple(faults))
    return Handbook(
        office=_office_of(shape),
        folders=Folders(**shape.folders.model_dump()),
        schedule=Schedule(**shape.schedule.model_dump()),
        alarms=Alarms(**shape.alarms.model_dump()),
        limits=Limits(**shape.limits.model_dump()),
        retention=Retention(**shape.retention.model_dump()),
        forms=forms,
        templates=letters,
    )


def _text(path: Path, faults: list[Fault]) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        faults.append(Fault(str(path), 1, "is missing; `intake init` writes a folder to begin with"))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        faults.append(Fault(str(path), line, "is not UTF-8 text"))
    except OSError as error:
        faults.append(Fault(str(path), 1, f"cannot be read: {error.strerror}"))
    return None


def _office(path: Path, faults: list[Fault]) -> HandbookShape | None:
    text = _text(path, faults)
    if text is None:
        return None
    source = read_yaml(text, file=str(path))
    found = {*source.faults}
    shape = None
    if source.plain is not None:
        try:
            shape = HandbookShape.model_validate(source.plain)
        except ValidationError as error:
            found |= {*shape_faults(error, HandbookShape, source)}
    faults += sorted(found)
    return shape


def _office_of(shape: HandbookShape) -> Office:
    office: dict[str, Any] = shape.office.model_dump()
    agencies = tuple(Agency(name=each.name, domains=each.domains) for each in shape.office.agencies)
    recusals = tuple(
        Recusal(names=each.names, reads=each.reads, instead=each.instead) for each in shape.office.recusals
    )
    return Office(**{**office, "agencies": agencies, "recusals": recusals})


def definition_paths(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(folder.glob("*.yaml")))


def _forms(folder: Path, faults: list[Fault]) -> tuple[Form, ...]:
    paths = definition_paths(folder)
    faults += (
        Fault(str(path), 1, "ends in .yml and would be passed over: name it .yaml") for path in folder.glob("*.yml")
    )
    if not paths:
        faults.append(Fault(str(folder), 1, "holds no form definition (a file such as halton-lcspr.yaml)"))
    read = [(path, each) for path in paths if (each := _definition(path, faults)) is not None]
    faults += _namesakes(read)
    return tuple(_with_blanks(path, each, faults) for path, each in read)


def _with_blanks(path: Path, definition: Definition, faults: list[Fault]) -> Form:
    """The form, which knows what its blank files print and what they hide."""
    blanks = (_blank(path, blank, faults) for blank in definition.blanks)
    return reduce(with_blank, (each for each in blanks if each is not None), definition.form)


def _blank(path: Path, blank: BlankFile, faults: list[Fault]) -> Document | None:
    try:
        return documents.read((path.parent / blank.name).read_bytes())
    except UnreadableDocument as error:
        faults.append(Fault(str(path), blank.line, f"the blank `{blank.name}` cannot be read: {error.trouble}"))
    except FileNotFoundError:
        faults.append(Fault(str(path), blank.line, f"there is no blank `{blank.name}` beside the definition"))
    except OSError as error:
        faults.append(Fault(str(path), blank.line, f"the blank `{blank.name}` cannot be read: {error.strerror}"))
    return None


def _definition(path: Path, faults: list[Fault]) -> Definition | None:
    text = _text(path, faults)
    if text is None:
        return None
    try:
        return load_definition(text, name=str(path))
    except DefinitionFaults as error:
        faults += error.faults
        return None


def _namesakes(read: Iterable[tuple[Path, Definition]]) -> Iterator[Fault]:
    first: dict[str, Path] = {}
    for path, each in read:
        other = first.setdefault(each.form.id, path)
        if other != path:
            yield Fault(str(path), each.id_line, f"the id `{each.form.id}` stands in {other.name} too")


def _letters(folder: Path, faults: list[Fault]) -> dict[str, str]:
    if not folder.is_dir():
        faults.append(Fault(str(folder), 1, "is missing: the folder with the letters; `intake init` writes one"))
        return {}
    paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    letters = {path.name: text for path in paths if (text := _text(path, faults)) is not None}
    faults += (Fault(str(folder / each.template), each.line or 1, each.problem) for each in check(Templates(letters)))
    return letters

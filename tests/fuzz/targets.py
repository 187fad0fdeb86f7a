"""What is fuzzed: each reader of bytes from outside, its seeds, and the mutations that reach deep into it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from intake import documents, messages
from intake.checks import assess
from intake.documents.limits import DocumentLimits
from intake.documents.package import open_package
from intake.documents.xls import read_xls
from intake.equipment import load_handbook
from intake.forms import read_forms
from intake.handbook import Handbook
from intake.model.document import FileType, UnreadableDocument
from tests.documents.test_xls import ORDINARY
from tests.fuzz.bytewise import BYTEWISE, Mutation
from tests.fuzz.letters import LETTERS
from tests.fuzz.zips import PACKAGES, rewrite_parts

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "samples"
TODAY = date(2026, 7, 1)
LIMITS = DocumentLimits()
LARGEST_BYTES = 1_000_000


@cache
def handbook() -> Handbook:
    return load_handbook(ROOT / "config")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`read` returns on any bytes, or raises what it declares and that is caught here; all else is a finding."""

    read: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]
    mutations: Sequence[Mutation]

    def mutated(self, seed: bytes, chance: Random) -> bytes:
        """One to four mutations of a seed, one after the other, fewer when it swells."""
        content = seed
        for _ in range(chance.randrange(1, 5)):
            if len(content) < LARGEST_BYTES:
                content = chance.choice(self.mutations)(content, chance)
        return content

    def case(self, number: int, seeds: Sequence[bytes]) -> bytes:
        """The input with this number: the same at any time, as long as seeds and mutations are the same."""
        chance = Random(number)
        return self.mutated(chance.choice(seeds), chance)


def read_message(content: bytes) -> object:
    return messages.parse(content, office=handbook().office, limits=handbook().limits)


def open_gate(content: bytes) -> object:
    """Every part that the gate lets through is parsed."""
    try:
        package = open_package(content, LIMITS)
        kind = package.content_type(package.main_part)
        return [package.xml(name) for name in package.names if name.endswith((".xml", ".rels"))], kind
    except UnreadableDocument as refusal:
        return refusal


def read_paper(content: bytes) -> object:
    try:
        return documents.read(content)
    except UnreadableDocument as refusal:
        return refusal


def read_binary_book(content: bytes) -> object:
    try:
        return read_xls(content, LIMITS)
    except UnreadableDocument as refusal:
        return refusal


def weigh_forms(content: bytes) -> object:
    document = read_paper(content)
    if isinstance(document, UnreadableDocument):
        return document
    forms = handbook().forms
    known = {form.id: form for form in forms}
    return [assess(known.get(each.form or ""), each, today=TODAY) for each in read_forms(document, forms)]


def samples(*types: FileType) -> Callable[[], Sequence[bytes]]:
    return lambda: [each.read_bytes() for type_ in types for each in sorted((SAMPLES / "forms").glob(f"*.{type_}"))]


def mails() -> Sequence[bytes]:
    return [each.read_bytes() for each in sorted((SAMPLES / "mail").glob("*.eml"))]


ANY = tuple(BYTEWISE.values())
IN_ZIPS = (*PACKAGES.values(), rewrite_parts, rewrite_parts, rewrite_parts, rewrite_parts, *ANY[:2])
"""Most of all the trees: a broken zip is refused at its directory, and nothing behind it is reached."""
TARGETS: Mapping[str, Target] = {
    "message": Target(read=read_message, seeds=mails, mutations=(*LETTERS.values(), *ANY)),
    "gate": Target(read=open_gate, seeds=samples(FileType.DOCX, FileType.XLSX), mutations=(*PACKAGES.values(), *ANY)),
    "word": Target(read=read_paper, seeds=samples(FileType.DOCX), mutations=IN_ZIPS),
    "excel": Target(read=read_paper, seeds=samples(FileType.XLSX), mutations=IN_ZIPS),
    "xls": Target(read=read_binary_book, seeds=lambda: [ORDINARY], mutations=ANY),
    "forms": Target(read=weigh_forms, seeds=samples(FileType.DOCX, FileType.XLSX), mutations=(rewrite_parts,)),
}

"""What in a Word package could act on the machine that opens it, or fetch something: said, never followed."""

from collections.abc import Iterator, Mapping

from intake.documents.package import Package, Relationship
from intake.model.document import FileType, RemarkCode

RELATIONSHIPS: Mapping[str, RemarkCode] = {
    "vbaproject": RemarkCode.MACROS,
    "wordvbadata": RemarkCode.MACROS,
    "keymapcustomizations": RemarkCode.MACROS,
    "oleobject": RemarkCode.EMBEDDED_OBJECT,
    "package": RemarkCode.EMBEDDED_OBJECT,
    "control": RemarkCode.EMBEDDED_OBJECT,
    "activexcontrolbinary": RemarkCode.EMBEDDED_OBJECT,
}
"""By the last word of a relationship's type, in small letters."""
FOLLOWED_BY_HAND = frozenset({"hyperlink"})
"""External, but only a person's click opens it."""
TEMPLATE_OF_MACHINE = "attachedTemplate"
TYPES = {FileType.DOCM: RemarkCode.MACROS, FileType.DOTX: RemarkCode.TEMPLATE}
FOLDERS = (("/embeddings/", RemarkCode.EMBEDDED_OBJECT), ("/activex/", RemarkCode.EMBEDDED_OBJECT))
MACRO_PART = "vbaproject.bin"


def dangers(package: Package, kind: FileType) -> Iterator[RemarkCode]:
    """What the package says beside its text; the same code may come more than once."""
    if kind in TYPES:
        yield TYPES[kind]
    if package.is_strict:
        yield RemarkCode.STRICT
    for name in sorted(package.names):
        yield from of_part(name.lower())
        if name.endswith(".rels"):
            folder, _, file = name.removesuffix(".rels").rpartition("_rels/")
            for arrow in package.relationships(f"{folder}{file}").values():
                yield from of_arrow(arrow)


def of_part(name: str) -> Iterator[RemarkCode]:
    yield from (code for folder, code in FOLDERS if folder in name)
    if name.endswith(MACRO_PART):
        yield RemarkCode.MACROS


def of_arrow(arrow: Relationship) -> Iterator[RemarkCode]:
    if arrow.type.lower() in RELATIONSHIPS:
        yield RELATIONSHIPS[arrow.type.lower()]
    if is_external_content(arrow):
        yield RemarkCode.EXTERNAL_CONTENT


def is_external_content(arrow: Relationship) -> bool:
    """Opening the file would fetch from elsewhere. A template of the writer's own disk is not found and not fetched."""
    if not arrow.is_external or arrow.type in FOLLOWED_BY_HAND:
        return False
    return arrow.type != TEMPLATE_OF_MACHINE or not is_on_own_disk(arrow.target)


def is_on_own_disk(target: str) -> bool:
    """A drive or a bare path; a host or a share is elsewhere."""
    path = target.lower().replace("\\", "/").removeprefix("file:///")
    return not path.startswith(("//", "http:", "https:", "ftp:", "file:"))

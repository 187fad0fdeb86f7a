"""What in a workbook could act on the machine that opens it, or fetch something: said, never followed."""

import re
from collections.abc import Iterator, Mapping

from intake.documents.excel.parts import Parts
from intake.model.document import FileType, RemarkCode

RELATIONSHIPS: Mapping[str, RemarkCode] = {
    "vbaproject": RemarkCode.MACROS,
    "xlmacrosheet": RemarkCode.MACROS,
    "xlintlmacrosheet": RemarkCode.MACROS,
    "externallink": RemarkCode.EXTERNAL_CONTENT,
    "externallinkpath": RemarkCode.EXTERNAL_CONTENT,
    "connections": RemarkCode.EXTERNAL_CONTENT,
    "querytable": RemarkCode.EXTERNAL_CONTENT,
    "volatiledependencies": RemarkCode.EXTERNAL_CONTENT,
    "oleobject": RemarkCode.EMBEDDED_OBJECT,
    "package": RemarkCode.EMBEDDED_OBJECT,
    "control": RemarkCode.EMBEDDED_OBJECT,
    "activexcontrolbinary": RemarkCode.EMBEDDED_OBJECT,
}
"""By the last word of a relationship's type, in small letters."""
FOLLOWED_BY_HAND = frozenset({"hyperlink"})
"""External, but only a person's click opens it."""
FETCHING = re.compile(
    r"\b(?:WEBSERVICE|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|DDE)\s*\(|^[A-Za-z0-9_.]+\|", re.IGNORECASE
)
"""Functions that fetch or start something, and the old `program|topic!item`."""
MACRO_TYPES = frozenset({FileType.XLSM})


def dangers(parts: Parts, kind: FileType) -> Iterator[RemarkCode]:
    """What the relationships of all parts say; the same code may come more than once."""
    if kind in MACRO_TYPES:
        yield RemarkCode.MACROS
    for name in sorted(parts.names):
        folder, is_rels, _ = name.rpartition("_rels/")
        if not is_rels or not name.endswith(".rels"):
            continue
        part = folder + name.rpartition("/")[2].removesuffix(".rels")
        for arrow in parts.relationships(part).values():
            found = RELATIONSHIPS.get(arrow.type.lower())
            if found is not None:
                yield found
            elif arrow.is_external and arrow.type.lower() not in FOLLOWED_BY_HAND:
                yield RemarkCode.EXTERNAL_CONTENT


def fetches(formula: str) -> bool:
    return FETCHING.search(formula) is not None

"""A referrer's own form with its gaps marked: the same file, where each question to answer has a note in the margin.

Nothing else of it is touched: every other part of the package goes over byte for byte. What cannot be marked for certain is
left as it is, because the letter that it goes along with names every gap.
"""

from collections.abc import Sequence

from intake.forms.marking.excel import marked_sheets
from intake.forms.marking.package import read_package
from intake.forms.marking.spots import Spot
from intake.forms.marking.word import marked_document
from intake.model.document import FileType

__all__ = ["Spot", "marked_copy"]

MARKED = {FileType.DOCX: marked_document, FileType.XLSX: marked_sheets}


def marked_copy(content: bytes, kind: FileType, spots: Sequence[Spot], *, highlights: bool) -> bytes | None:
    """None for another kind of file, and where not one gap could be marked. The file has passed the gate of `documents`.

    A highlight is how some people choose among printed words: without `highlights` a note stands beside the gap alone.
    """
    package = read_package(content)
    mark = MARKED.get(kind)
    if mark is None or package is None:
        return None
    return package.content() if mark(package, spots, highlights=highlights) else None

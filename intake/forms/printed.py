"""What a blank form prints: the lines that stand on every copy and are no answer."""

from collections.abc import Iterable, Iterator

from intake.forms.normal import normal
from intake.model.document import Document, StoryKind, block_paragraphs
from intake.model.form import Form

READ = frozenset({StoryKind.BODY, StoryKind.SHEET, StoryKind.HEADER, StoryKind.FOOTER, StoryKind.NOTE})


def printed_lines(document: Document) -> frozenset[str]:
    """The normal form of every line and every whole paragraph of a blank form."""
    return frozenset(line for text in _texts(document) if (line := normal(text)))


def written_lines(document: Document, blanks: Iterable[Form]) -> Iterator[str]:
    """The lines and whole paragraphs of a copy that stand on none of these blank forms, as they are written."""
    printed = frozenset[str]().union(*(each.printed for each in blanks))
    return (text for text in _texts(document) if normal(text) not in printed)


def _texts(document: Document) -> Iterator[str]:
    for story in document.stories:
        if story.kind not in READ or story.is_hidden:
            continue
        for block in story.blocks:
            for paragraph in block_paragraphs(block):
                yield paragraph.text
                yield from paragraph.text.splitlines()

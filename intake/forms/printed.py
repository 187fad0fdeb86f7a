"""What a blank form prints: the lines that stand on every copy and are no answer."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from intake.forms.hidden import hidden_lines
from intake.forms.normal import normal
from intake.model.document import Document, StoryKind, block_paragraphs
from intake.model.form import Form

READ = frozenset({StoryKind.BODY, StoryKind.SHEET, StoryKind.HEADER, StoryKind.FOOTER, StoryKind.NOTE})


def printed_lines(document: Document) -> frozenset[str]:
    """The normal form of every line and every whole paragraph of a blank form."""
    return frozenset(line for text in _texts(document) if (line := normal(text)))


def with_blank(form: Form, blank: Document) -> Form:
    """The form, which knows what this blank of it prints and what it hides."""
    return replace(form, printed=form.printed | printed_lines(blank), hidden=form.hidden | hidden_lines(blank))


def written_lines(document: Document, blanks: Iterable[Form]) -> Iterator[str]:
    """The lines and whole paragraphs of a copy that stand on none of these blank forms, as written, hidden ones too."""
    printed = frozenset[str]().union(*(each.printed | each.hidden for each in blanks))
    return (text for text in _texts(document, with_hidden=True) if normal(text) not in printed)


def _texts(document: Document, *, with_hidden: bool = False) -> Iterator[str]:
    for story in document.stories:
        if story.kind not in READ or (story.is_hidden and not with_hidden):
            continue
        for block in story.blocks:
            for paragraph in block_paragraphs(block):
                yield paragraph.text
                yield from paragraph.text.splitlines()

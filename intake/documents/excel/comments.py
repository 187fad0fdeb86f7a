"""What people wrote beside cells: notes, and the threads of newer versions."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element

from intake.documents.excel.places import Place, place_of
from intake.documents.excel.strings import Look, plain_text, rich_text, spans, unescaped
from intake.documents.excel.xml import child, children, descendants
from intake.model.document import Paragraph, Span

MOST_COMMENTS = 2_000
STAND_IN = "[Threaded comment]"
"""How Excel begins the note that it leaves for older versions in place of a thread."""


@dataclass(frozen=True, slots=True)
class Comment:
    place: Place
    paragraph: Paragraph = field(repr=False)


def notes(root: _Element) -> Iterator[Comment]:
    """The notes of a `comments` part; the stand-ins of threads are left out."""
    for at, each in enumerate(children(child(root, "commentList"), "comment")):
        place, text = place_of(each.get("ref", "")), child(each, "text")
        if at == MOST_COMMENTS:
            return
        if place is None or text is None or plain_text(text).startswith(STAND_IN):
            continue
        yield Comment(place, Paragraph(spans(rich_text(text), Look())))


def threads(root: _Element) -> Iterator[Comment]:
    """The comments of a `threadedComments` part, answers among them, in the order of the file."""
    for at, each in enumerate(descendants(root, "threadedComment")):
        place, text = place_of(each.get("ref", "")), child(each, "text")
        if at == MOST_COMMENTS:
            return
        if place is not None and text is not None and text.text:
            yield Comment(place, Paragraph((Span(unescaped(text.text)),)))

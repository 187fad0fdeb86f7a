"""A paragraph as it is being read."""

import re

from intake.documents.word.looks import ALL_MARKS, MARK_OF
from intake.model.document import Block, Control, Span, SpanKind

LAST_WORD = re.compile(r"[^\W_]+\Z")
LONGEST_WORD = 40


class Line:
    """Spans in the making: what editors have split (by revisions, proofing, bookmarks) and looks the same becomes one."""

    __slots__ = ("_control", "_mark", "_spans", "_texts", "after")

    def __init__(self) -> None:
        self._spans: list[Span] = []
        self._texts: list[str] = []
        self._mark = 0
        self._control: Control | None = None
        self.after: list[Block] = []
        """Text boxes that are anchored here."""

    def write(self, text: str, mark: int, control: Control | None) -> None:
        """Append text; bits of `mark` above those of Mark are left out."""
        if not text:
            return
        if self._texts and (mark != self._mark or control is not self._control):
            self._close()
        self._mark, self._control = mark, control
        self._texts.append(text)

    def add(self, span: Span) -> None:
        self._close()
        self._spans.append(span)

    @property
    def length(self) -> int:
        """Grows with everything that is written."""
        return len(self._spans) + len(self._texts)

    @property
    def is_blank(self) -> bool:
        """Whether nothing but white space was written so far."""
        return not any(text.strip() for text in (*self._texts, *(span.text for span in self._spans)))

    @property
    def last_word(self) -> str:
        """The letters and digits that stand last so far, as far as they were written at once; empty behind any other sign."""
        written = self._texts[-1] if self._texts else self._spans[-1].text if self._spans else ""
        found = LAST_WORD.search(written[-LONGEST_WORD:])
        return found[0] if found else ""

    @property
    def spans(self) -> list[Span]:
        """All so far; the list may be changed."""
        self._close()
        return self._spans

    def _close(self) -> None:
        if self._texts:
            text = self._texts[0] if len(self._texts) == 1 else "".join(self._texts)
            mark = MARK_OF[self._mark & ALL_MARKS]
            self._spans.append(Span(text, mark, SpanKind.TEXT, None, self._control))
            self._texts.clear()

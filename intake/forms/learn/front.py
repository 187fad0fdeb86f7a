"""What a form says of itself: title, partnership, marking, version, guidance."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from intake.forms.blank.wording import HOW_TO_COMPLETE, STAR
from intake.forms.learn.looks import plain
from intake.forms.learn.proposal import Doubt
from intake.forms.learn.seen import Heading, Item, Note
from intake.model.document import Document, StoryKind, block_paragraphs

MARKING = re.compile(r"\b(?:official|confidential|restricted|sensitive|protect)\b", re.IGNORECASE)
VERSION = re.compile(r"\b(?:version|ver\.?|v)[ .:]*(\d[\w.]*)", re.IGNORECASE)
BODY = re.compile(r"\b(?:partnership|board|council|trust|constabulary|arrangements)\b", re.IGNORECASE)
IMPRINT = re.compile(r",?\s*\b(?:version|ver\.?)\s*\d.*$|\s*\bpage\b.*$", re.IGNORECASE)
LONGEST = 1_900
SHORT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    title: str
    partnership: str
    marking: str
    version: str
    guidance: str
    doubts: tuple[Doubt, ...]


def front_of(document: Document, before: Sequence[Item]) -> Front:
    """`before`: what stands in front of the first section that asks anything."""
    edges = _edges(document)
    lines = [each for each in before if isinstance(each, Heading | Note)]
    doubts: list[Doubt] = []
    marking = _first(MARKING, [*edges, *(each.text for each in lines)])
    version = next(
        (found[1] for text in [*edges, *(each.text for each in lines)] if (found := VERSION.search(text))), None
    )
    partnership = _first(BODY, [*(each.text for each in lines), *edges])
    names = [each.text for each in lines if each.text not in {marking, partnership} and not MARKING.search(each.text)]
    heads = [each.text for each in lines if isinstance(each, Heading) and each.text in names]
    bold = [each.text for each in lines if isinstance(each, Note) and each.is_bold and each.text in names]
    title = next((each for each in (*heads, *bold, *names) if len(each.split()) <= 2 * SHORT), None)  # fmt: skip
    guidance = " ".join(
        each.text for each in lines
        if each.text not in {title, partnership, marking, HOW_TO_COMPLETE} and isinstance(each, Note) and not VERSION.fullmatch(each.text)
    ).replace(STAR, "").strip()  # fmt: skip
    for key, said in (("title", title), ("partnership", partnership), ("marking", marking), ("version", version)):
        if not said:
            doubts.append(Doubt(about=key, message="not found on the blank"))
    return Front(
        title=title or "Referral form",
        partnership=plain(IMPRINT.sub("", partnership or "")) or "The partnership",
        marking=marking or "CONFIDENTIAL when completed",
        version=(version or "1").rstrip("."),
        guidance=plain(guidance)[:LONGEST] or "Give what you know.",
        doubts=tuple(doubts),
    )


def _edges(document: Document) -> list[str]:
    stories = [each for each in document.stories if each.kind in {StoryKind.HEADER, StoryKind.FOOTER}]
    texts = (paragraph.text for story in stories for block in story.blocks for paragraph in block_paragraphs(block))
    return [plain(part) for text in texts for part in re.split(r"\t| {2,}|\|", text) if part.strip()]


def _first(pattern: re.Pattern[str], texts: Sequence[str]) -> str | None:
    return next(
        (each for each in texts if pattern.search(each) and len(each.split()) <= SHORT and not each.endswith(".")), None
    )

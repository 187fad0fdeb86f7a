"""A blank form as a run of headings, notes and questions."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from intake.forms.learn.grids import read_grid
from intake.forms.learn.looks import (
    BOXES,
    LABEL_WORDS,
    LEADERS,
    YES_NO,
    cleaned,
    controls,
    is_bold,
    is_empty,
    label_of,
    plain,
    shown,
)
from intake.forms.learn.seen import CAPTION, Heading, Item, Note, Question
from intake.forms.locate.places import Grid, Place, places
from intake.forms.normal import STARS
from intake.model.document import Block, Document

ALL_OF_A_LINE = re.compile(r"(?P<label>[^_\t…]*?[^\W_][^_\t…]*?)\s*(?P<leaders>_{3,}|\.{4,}|…{2,}|$)")


def items_of(document: Document) -> list[Item]:
    """Everything that a blank form asks and says, in its order."""
    shown_places = places(document)
    has_headings = any(each.heading is not None for each in shown_places)
    found: list[Item] = []
    runs = [(grid, list(run)) for grid, run in groupby(shown_places, key=_outer)]
    for at, (grid, run) in enumerate(runs):
        if grid is None:
            after = runs[at + 1][0] if at + 1 < len(runs) else None
            found += _Flow(run, has_headings=has_headings, is_before_grid=after is not None).items()
        else:
            for each in _grids(run):
                found += read_grid(each)
    return found


def _outer(place: Place) -> Grid | None:
    while place.host is not None:
        place = place.host
    return place.grid


def _grids(run: Sequence[Place]) -> list[Grid]:
    """A table and those nested in it, each once."""
    return list({id(each.grid): each.grid for each in run if each.grid is not None}.values())


class _Flow:
    """Paragraphs between two tables."""

    def __init__(self, run: Sequence[Place], *, has_headings: bool, is_before_grid: bool) -> None:
        self.run, self.has_headings, self.is_before_grid = run, has_headings, is_before_grid
        self.at = 0

    def items(self) -> Iterator[Item]:
        while self.at < len(self.run):
            place = self.run[self.at]
            self.at += 1
            if place.has_content:
                yield from self._item(place)

    def _item(self, place: Place) -> Iterator[Item]:
        label = label_of(place)
        if place.heading is not None and label.text:
            yield Heading(text=plain(place.text), level=place.heading, where=place.where)
        elif not label.text:
            return
        elif LEADERS.search(place.text):
            yield from self._leaders(place)
        elif self._is_inline(place, label.rest):
            yield self._question(place, (*place.blocks, *self._options_below()))
        elif place.is_bold or is_bold(place) or _asks(place):
            yield from self._bold(place)
        else:
            yield Note(text=plain(place.text), where=place.where)

    def _is_inline(self, place: Place, rest: str) -> bool:
        if place.text.rstrip().endswith(":") and len(place.text.split()) <= LABEL_WORDS and not self._has_list_below():
            return True
        return bool(BOXES.search(rest) or YES_NO.match(rest)) or bool(controls(place.blocks))

    def _has_list_below(self) -> bool:
        below = self.run[self.at] if self.at < len(self.run) else None
        return below is not None and any(each.is_listed for each in below.paragraphs)

    def _leaders(self, place: Place) -> Iterator[Item]:
        """`Name: ____ Date: ____` asks two things."""
        for found in ALL_OF_A_LINE.finditer(place.text):
            label = cleaned(found["label"])
            if label and found["leaders"]:
                yield Question(label=label, where=place.where, required="*" in found["label"])
        while self.at < len(self.run) and _is_leaders(self.run[self.at]):
            self.at += 1

    def _bold(self, place: Place) -> Iterator[Item]:
        options = self._options_below()
        if options:
            yield self._question(place, options)
        elif self._has_room_below() and len(place.text.split()) <= LABEL_WORDS:
            yield self._question(place, self._room_below(), is_wide=True)
        elif len(label_of(place).text.split()) > LABEL_WORDS or label_of(place).text.endswith("."):
            yield Note(text=plain(place.text), where=place.where, is_bold=True)
        else:
            label = label_of(place)
            yield Heading(text=label.text + " *" * label.required, level=CAPTION, where=place.where)
            yield from (Note(text=hint, where=place.where) for hint in label.hints)

    def _has_room_below(self) -> bool:
        """Leaders, a prompt or an empty paragraph for the answer; an empty one before a table or a title is only space."""
        at = self.at
        while at < len(self.run) and not self.run[at].has_content:
            at += 1
        if at == len(self.run):
            return at > self.at and not self.is_before_grid and _asks(self.run[self.at - 1])
        if _is_leaders(self.run[at]) or (controls(self.run[at].blocks) and not label_of(self.run[at]).text):
            return True
        return at > self.at and (_asks(self.run[self.at - 1]) or (self.has_headings and at > self.at + 1))

    def _room_below(self) -> tuple[Block, ...]:
        start = self.at
        while self.at < len(self.run) and _is_room(self.run[self.at]):
            self.at += 1
        return tuple(block for each in self.run[start : self.at] for block in each.blocks)

    def _options_below(self) -> tuple[Block, ...]:
        start = self.at
        while self.at < len(self.run) and _is_option(self.run[self.at]):
            self.at += 1
        return tuple(block for each in self.run[start : self.at] for block in each.blocks)

    def _question(self, place: Place, blocks: tuple[Block, ...], *, is_wide: bool = False) -> Question:
        label = label_of(place)
        return Question(
            label=label.text,
            where=place.where,
            hints=label.hints,
            required=label.required,
            blocks=blocks,
            is_wide=is_wide,
        )


def _asks(place: Place) -> bool:
    return plain(place.text).rstrip(STARS).endswith(("?", ":"))


def _is_leaders(place: Place) -> bool:
    return bool(LEADERS.search(place.text)) and is_empty(place.text)


def _is_room(place: Place) -> bool:
    return is_empty(shown(place.blocks)) and not BOXES.search(shown(place.blocks))


def _is_option(place: Place) -> bool:
    text = shown(place.blocks).strip()
    return place.grid is None and (BOXES.match(text) is not None or YES_NO.match(text) is not None)

"""Where a table with rows ends: other labels, a headline, or a gap."""

from intake.forms.locate.headers import Header
from intake.forms.locate.matching import Matcher
from intake.forms.locate.names import Names
from intake.forms.locate.places import Grid, Place
from intake.forms.locate.sections import is_headline
from intake.forms.normal import without_brackets

WORDY = 3
LOOK_AHEAD = 8
"""Rows within which other labels must follow a first one."""
LABEL_SHARE = 0.6
PLAIN_LABELS = 3


def ends_before(header: Header, row: int, matcher: Matcher) -> bool:
    """Whether the table is over before this row: a headline, a gap, or labels that are no rows of it."""
    cells = [place for place in header.grid.rows[row] if place.row == row and place.text.strip()]
    if not cells:
        return False
    if _is_headed(cells, header, matcher):
        return True
    if _is_after_gap(header.grid, row) and (cells[0].is_bold or any(_looks_like(place, header) for place in cells)):
        return True
    labels = [place for place in cells if _is_label(place, matcher)]
    return bool(labels) and _are_other_labels(labels, cells, header, row, matcher)


def _is_headed(cells: list[Place], header: Header, matcher: Matcher) -> bool:
    """One cell alone that titles what follows."""
    if len(cells) > 1:
        return False
    only = cells[0]
    if only.width > 1 and _begins_with_label(only, header, matcher):
        return True
    if only.width > 1 and (is_headline(only) or _is_label(only, matcher)):
        return True
    return is_headline(only) and _looks_like(only, header) and _is_label(only, matcher)


def _begins_with_label(place: Place, header: Header, matcher: Matcher) -> bool:
    """A later question, and its answer behind the colon in the same cell."""
    head, colon, _ = place.text.partition(":")
    question, mark, _ = place.text.partition("?")
    heads = [head] if colon else []
    heads += [question + "?"] if mark else []
    own = matcher.names.order[header.field]
    return any(matcher.names.order[each] > own for text in heads for each in matcher.fields_named(text))


def _are_other_labels(labels: list[Place], cells: list[Place], header: Header, row: int, matcher: Matcher) -> bool:
    dressed = [place for place in labels if _looks_like(place, header)]
    later = [place for place in labels if _is_later(place, header, matcher.names, matcher)]
    if len(dressed) > 1 or (len(labels) > 1 and len(labels) * 2 >= len(cells)):
        return True
    if any(map(_is_wordy, labels)) or any(place in dressed or not _is_dressed(header) for place in later):
        return True
    return _labels_follow(header, row, matcher, dressed=bool(dressed))


def _is_after_gap(grid: Grid, row: int) -> bool:
    """After rows of a worksheet with nothing in them."""
    return grid.is_sheet and row > 0 and grid.numbers[row] > grid.numbers[row - 1] + 1


def _is_wordy(place: Place) -> bool:
    """Too many words for a label's name to stand in a table by chance."""
    return len(place.text.split()) >= WORDY


def _labels_follow(header: Header, row: int, matcher: Matcher, *, dressed: bool) -> bool:
    """The next rows hold labels too, more than what is printed down the side of a table would."""
    following: list[Place] = []
    for at in range(row, min(row + LOOK_AHEAD, len(header.grid.rows))):
        filled = [place for place in header.grid.rows[at] if place.text.strip()]
        if (len(filled) == 1 and is_headline(filled[0])) or (at > row and _is_after_gap(header.grid, at)):
            break
        following += filled
    labels = [place for place in following if _is_label(place, matcher)]
    if not dressed:
        return len(labels) >= PLAIN_LABELS
    alike = [place for place in following if _looks_like(place, header)]
    return len(labels) >= max(LABEL_SHARE * len(alike), 2)


def _is_dressed(header: Header) -> bool:
    model = next(iter(header.columns.values()))
    return model.is_shaded or model.is_bold


def _is_label(place: Place, matcher: Matcher) -> bool:
    return any(matcher.normal(text) in matcher.names.titles or matcher.fields_named(text) for text in _lines_of(place))


def _lines_of(place: Place) -> tuple[str, str]:
    line = place.text.strip().split("\n", 1)[0]
    return line, without_brackets(line)


def _is_later(place: Place, header: Header, names: Names, matcher: Matcher) -> bool:
    own = names.order[header.field]
    return any(
        matcher.normal(text) in names.titles or any(names.order[each] > own for each in matcher.fields_named(text))
        for text in _lines_of(place)
    )


def _looks_like(place: Place, header: Header) -> bool:
    """Dressed as the header is: shaded, else bold."""
    model = next(iter(header.columns.values()))
    if model.is_shaded != place.is_shaded:
        return False
    return model.is_shaded or (model.is_bold and place.is_bold)

"""What looks like a title of a part of a form."""

import pytest

from intake.forms.locate import places
from intake.forms.locate.sections import is_headline
from intake.model.document import Cell, Document, FileType, Paragraph, Row, Span, Story, StoryKind, Table


def band(text: str) -> Document:
    """A worksheet with a shaded cell over six columns, and a row of two below."""
    wide = Cell(1, (Paragraph((Span(text),)),), 6, is_shaded=True)
    below = tuple(Cell(column, (Paragraph((Span("x"),)),)) for column in (1, 2))
    table = Table("Form", (Row(1, (wide,)), Row(2, below)))
    return Document(type=FileType.XLSX, stories=(Story(kind=StoryKind.SHEET, name="Form", blocks=(table,)),))


@pytest.mark.parametrize("star", ["", " *", "\N{NO-BREAK SPACE}*"])
def test_a_band_that_asks_is_no_headline_however_its_star_is_spaced(star: str) -> None:
    asking, titled = places(band(f"Is there media interest?{star}")), places(band("Parallel processes"))
    assert (is_headline(asking[0]), is_headline(titled[0])) == (False, True)

"""Letters that stand in a file and that nobody sees on the page: white ones on white paper, and dots of letters."""

from lxml import etree

from intake.documents.word.looks import RUN_PROPERTIES, SHADING, Styles, is_filled
from intake.documents.word.names import Element, W, by_name, child, value

SIZE, RUN, HIDDEN, HIGHLIGHT = W + "sz", W + "r", W + "vanish", W + "highlight"
SUSPECTS = etree.XPath(
    ".//w:sz[@w:val > 0 and @w:val <= 4]"
    " | .//w:color[translate(@w:val, 'FHITEW', 'fhitew') = 'ffffff' or translate(@w:val, 'FHITEW', 'fhitew') = 'white']",
    namespaces={"w": W.strip("{}")},
)
"""Letters of four half points or less, and white ones: looked for by libxml2, for of sizes and colours there are thousands."""
COLOURED = {
    W + "p": (W + "pPr", W + "pStyle"),
    W + "tc": (W + "tcPr", None),
    W + "tbl": (W + "tblPr", W + "tblStyle"),
}
"""What can be coloured round a run: its properties, and what names its style there."""
BOX = W + "txbxContent"


def hide_unseen(root: Element, styles: Styles) -> None:
    """Runs of which a person sees nothing become hidden text, which the walk leaves out and remarks."""
    for each in SUSPECTS(root):
        properties = each.getparent()
        run = properties.getparent()
        is_of_run = properties.tag == RUN_PROPERTIES and run is not None and run.tag == RUN
        if is_of_run and (each.tag == SIZE or is_on_white(run, properties, styles)):
            etree.SubElement(properties, HIDDEN)


def is_on_white(run: Element, properties: Element, styles: Styles) -> bool:
    """Whether nothing that we know of colours the paper behind a run; of a text box we do not know."""
    if is_filled(child(properties, SHADING)) or child(properties, HIGHLIGHT) is not None:
        return False
    return not any(each.tag == BOX or is_coloured(each, styles) for each in run.iterancestors(BOX, *COLOURED))


def is_coloured(element: Element, styles: Styles) -> bool:
    name, style = COLOURED[element.tag]
    said = by_name(child(element, name))
    return is_filled(said.get(SHADING)) or (style is not None and styles.is_filled(value(said.get(style))))

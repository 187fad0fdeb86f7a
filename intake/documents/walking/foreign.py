"""Text in another format that a portal pasted into the package."""

from lxml import etree, html

from intake.documents.package import Package

HTML_TYPES = ("text/html", "application/xhtml+xml")
BLOCKS = "//p | //br | //div | //tr | //li | //h1 | //h2 | //h3 | //h4"


def foreign_text(package: Package, name: str) -> str | None:
    """The visible text of a pasted part, a line for each block; None for a format that is not read."""
    kind = package.content_type(name)
    content = package.content(name)
    if kind in HTML_TYPES or name.lower().endswith((".htm", ".html", ".xhtml")):
        return _html_text(content)
    return content.decode("utf-8", "replace") if kind == "text/plain" or name.lower().endswith(".txt") else None


def _html_text(content: bytes) -> str | None:
    try:
        root = html.document_fromstring(content, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    for unseen in root.xpath("//script | //style"):
        unseen.drop_tree()
    for block in root.xpath(BLOCKS):
        block.tail = f"\n{block.tail or ''}"
    return str(root.text_content())

"""Text in another format that a portal pasted into the package (`w:altChunk`)."""

import email
import email.policy
from email.errors import MessageError

from lxml import etree, html

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
HTML_ENDINGS = (".htm", ".html", ".xhtml")
WEB_ARCHIVE_TYPES = frozenset({"message/rfc822", "application/x-mimearchive", "multipart/related"})
WEB_ARCHIVE_ENDINGS = (".mht", ".mhtml")
PLAIN_TYPE, PLAIN_ENDING = "text/plain", ".txt"
WORD_TYPE, WORD_ENDING = "wordprocessingml.document.main+xml", ".docx"
LARGEST_BYTES = 2_000_000
UNSEEN = "//script | //style | //head"
BLOCKS = "//p | //br | //div | //tr | //li | //h1 | //h2 | //h3 | //h4 | //h5 | //h6"
CELLS = "//td | //th"


def is_document(kind: str, name: str) -> bool:
    return kind.endswith(WORD_TYPE) or name.lower().endswith(WORD_ENDING)


def foreign_lines(content: bytes, kind: str, name: str) -> list[str] | None:
    """The visible text of a pasted part, a line for each block; None for a format or a size that is not read."""
    lower = name.lower()
    if len(content) > LARGEST_BYTES:
        return None
    if kind in HTML_TYPES or lower.endswith(HTML_ENDINGS):
        return html_lines(content)
    if kind in WEB_ARCHIVE_TYPES or lower.endswith(WEB_ARCHIVE_ENDINGS):
        return archive_lines(content)
    if kind == PLAIN_TYPE or lower.endswith(PLAIN_ENDING):
        return content.decode("utf-8", "replace").splitlines()
    return None


def html_lines(content: bytes) -> list[str] | None:
    try:
        root = html.document_fromstring(content, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    for unseen in root.xpath(UNSEEN):
        unseen.drop_tree()
    for element in root.xpath(BLOCKS):
        element.text, element.tail = f"\n{element.text or ''}", f"\n{element.tail or ''}"
    for element in root.xpath(CELLS):
        element.tail = f"\t{element.tail or ''}"
    lines = str(root.text_content()).splitlines()
    return [" ".join(line.split()) for line in lines if line.strip()]


def archive_lines(content: bytes) -> list[str] | None:
    """Of a web page kept as a mail (`.mht`)."""
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        pages = (part.get_payload(decode=True) for part in message.walk() if part.get_content_type() in HTML_TYPES)
        page = next((each for each in pages if isinstance(each, bytes)), None)
    except (MessageError, ValueError, LookupError, AttributeError, TypeError):
        return None
    return None if page is None else html_lines(page)

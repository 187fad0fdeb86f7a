"""The words of the body: text out of HTML, our own letters cut off, and what the words are about."""

import re
from html.parser import HTMLParser

from intake.model.message import Intent

UNSHOWN = frozenset({"script", "style", "head", "title"})
BREAKS = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4", "table"})
QUOTATION = re.compile(
    r"^(?:>|-{2,} ?(?:original|forwarded) message|_{20,}\s*$|on .{5,200} wrote:\s*$|(?:from|sent): .*\n(?:sent|to|date): )",
    re.IGNORECASE | re.MULTILINE,
)


class _Text(HTMLParser):
    """Collects what a person would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unshown = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unshown += tag in UNSHOWN
        if tag in BREAKS:
            self.pieces.append("\n")
        self.pieces.extend(f" <{value}> " for name, value in attrs if tag == "a" and name == "href" and value)

    def handle_endtag(self, tag: str) -> None:
        self._unshown -= tag in UNSHOWN and self._unshown > 0

    def handle_data(self, data: str) -> None:
        if not self._unshown:
            self.pieces.append(data)


def text_of_html(html: str) -> str:
    """The visible text, links kept as `<address>`, a line for each block."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "".join(parser.pieces)


def own_words(body: str) -> str:
    """The body down to the first quotation of an earlier letter."""
    found = QUOTATION.search(body)
    return body[: found.start()] if found else body


ENCLOSING_PHRASES = re.compile(
    r"""\b(?:
      (?:attached|attach|enclosed|enclosing)\b[^.?!]{0,60}\b(?:referral|form)
    | (?:referral|form)\b[^.?!]{0,60}\b(?:attached|enclosed|shared|below|in\ the\ link)
    | (?:see|find|please\ find)\b[^.?!]{0,30}\b(?:attached|attachment|enclosed|link)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Something came along, or was meant to: also where the sentence asks."""
SENDING_PHRASES = re.compile(
    r"\b(?:sending|shared|completed|filled in|submit(?:ting|ted)?|resubmit\w*)\b[^.?!]{0,60}\b(?:referral|form)\b",
    re.IGNORECASE,
)
"""A form is sent, unless the sentence only asks about one."""
PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
SENTENCE = re.compile(r"[^.?!]+[.?!]?")
CONCERN_PHRASES = re.compile(
    r"""\b(?:
      (?:i|we)\ (?:am|are|have|had)\b[^.?!]{0,30}\b(?:worried|concerned|concerns?)\b[^.?!]{0,80}\b(?:child|children|boy|girl|baby|pupil|son|daughter|he|she|him|her|them)
    | (?:shook|shaken|slap\w*|punch\w*|kick\w*|burn(?:s|t|ed|ing)|strangl\w*|thr(?:ew|own)|starv\w*|smack\w*|bit|bitten|raped?|groom\w*)\b[^.?!]{0,80}\b(?:child|children|bab(?:y|ies)|boys?|girls?|pupils?|infant|toddler|son|daughter)
    | (?:child|children|bab(?:y|ies)|boys?|girls?|pupils?|infant|toddler|son|daughter)\b[^.?!]{0,80}\b(?:shaken|slapp\w*|punch\w*|kick\w*|burn(?:s|t|ed)|strangl\w*|starv\w*|smack\w*|bitten|raped|groomed|self[- ]harm\w*|suicid\w*|overdose\w*|exploited)
    | concern(?:s|ed)?\b[^.?!]{0,40}\b(?:safety|welfare|wellbeing|about|for)\b[^.?!]{0,40}\b(?:child|children|boy|girl|baby|pupil|him|her)
    | (?:child|baby|boy|girl|pupil|infant)\b[^.?!]{0,80}\b(?:died|dead|injur\w+|hurt|harmed|abused?|neglect\w*|bruis\w+|hit|beaten|assault\w*|unsafe|at\ risk|in\ danger)
    | (?:died|injur\w+|hurt|harmed|abused|neglected|bruis\w+|beaten|assaulted)\b[^.?!]{0,80}\b(?:child|baby|boy|girl|pupil|infant)
    | disclos(?:ed|ure)\b[^.?!]{0,80}\b(?:abuse|hit|hurt|touched|assault\w*)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
ADVICE = re.compile(
    r"(?:^|(?<=[.!?:;\n]))[ \t]*(?:if|should you|in case of)\b[^.!?\n]*(?:\n[^.!?\n]+)*[.!?]?", re.IGNORECASE
)
"""`If you are worried about a child, ring ...`: at the foot of half the mail in this field, and no concern."""
QUESTION = re.compile(r"\?")
URGENT_PHRASES = re.compile(
    r"\burgent(?:ly)?\b|\b(?:immediate|imminent)\s+(?:risk|danger)\b|\bat\s+risk\s+(?:now|today|tonight)\b|\bin\s+danger\b",
    re.IGNORECASE,
)
NOT_URGENT = re.compile(r"\b(?:not|non|isn['’]t|no\s+longer|never)[ -]+(?:very\s+)?urgent\b", re.IGNORECASE)
MOST_WORDS = 20_000
"""Characters of a body that are looked through."""


def is_urgent(subject: str, body: str) -> bool:
    """Whether the sender says that it cannot wait. What one should do *if* a child is in danger is no such word."""
    words = f"{subject}\n\n{own_words(body)[:MOST_WORDS]}"
    return URGENT_PHRASES.search(NOT_URGENT.sub(" ", ADVICE.sub(" ", words))) is not None


def intent(subject: str, body: str) -> Intent:
    """What the sender's own words are about. A concern outweighs everything; a question is no sending of a form."""
    words = own_words(body)[:MOST_WORDS]
    if CONCERN_PHRASES.search(ADVICE.sub(" ", words)):
        return Intent.CONCERN
    if (
        ENCLOSING_PHRASES.search(words)
        or SENDING_PHRASES.search(_stated(words))
        or (_names_referral(subject) and not QUESTION.search(f"{subject}\n{words}"))
    ):
        return Intent.REFERRAL
    return Intent.ORDINARY


def _stated(words: str) -> str:
    """Without the sentences that ask, over their lines."""
    sentences = (each for part in PARAGRAPH_END.split(words) for each in SENTENCE.findall(part))
    return "\n".join(each for each in sentences if not each.endswith("?"))


def _names_referral(subject: str) -> bool:
    return re.search(r"\breferral\b", subject, re.IGNORECASE) is not None

"""Text from outside, made fit to be shown: nothing in it acts, hides or can be clicked."""

import re
import unicodedata

HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
"""Unicode categories of characters that cannot be seen or that turn the text round them."""
SPACES = re.compile(r"[ \t\r\n\f\v\u00a0\u2028\u2029]+")
SCHEME = re.compile(r"\b(h)tt(ps?)(?=:)", re.IGNORECASE)
OTHER_SCHEME = re.compile(r"\b(?!hxxp)([a-z][a-z0-9+.-]{1,15}):(?=//|\\\\)", re.IGNORECASE)
ACTING_SCHEME = re.compile(r"\b(javascript|vbscript|data|file|tel|sms|mailto|callto|skype|ms-[a-z]+):", re.IGNORECASE)
SHARE = re.compile(r"\\\\(?=\S)")
HOST = re.compile(
    r"(?<![@\w.-])((?:[\w-]+\.)+)(?=(?:com|net|org|info|biz|uk|eu|io|co|me|gov|edu|example|invalid|test|zip|mov|app|dev|xyz|"
    r"link|click|site|online|[a-z]{2,}/)(?![\w-]))",
    re.IGNORECASE,
)
ELLIPSIS = "…"


def shown(text: str) -> str:
    """One line in which every hidden character is named and no link is live."""
    return defanged(visible(SPACES.sub(" ", text).strip()))


def visible(text: str) -> str:
    """Characters that control, hide or turn text round, as `⟨U+202E⟩`."""
    if text.isprintable():  # holds of no character in HIDDEN, and of nearly every text
        return text
    return "".join(f"⟨U+{ord(each):04X}⟩" if unicodedata.category(each) in HIDDEN else each for each in text)


def defanged(text: str) -> str:
    """Addresses of the web and of shares, written so that no mail program makes a link of them."""
    if "\\" in text:
        text = SHARE.sub(r"[\\\\]", text)
    if ":" in text:
        text = SCHEME.sub(r"\1xx\2", text)
        text = OTHER_SCHEME.sub(r"\1[:]", text)
        text = ACTING_SCHEME.sub(r"\1[:]", text)
    return HOST.sub(lambda match: match[1][:-1] + "[.]", text) if "." in text else text


def excerpt(text: str, *, length: int, more: str = "") -> str:
    """At most about `length` characters, cut between words; `more` says where the rest is."""
    if len(text) <= length:
        return text
    kept = text[: length + 1].rsplit(" ", 1)[0] if " " in text[: length + 1] else text[:length]
    return f"{kept[:length].rstrip(' ,;:.')}{ELLIPSIS}{more}"

"""Who must not be told of a message, because it names them: looked for in every word that came."""

import unicodedata
from collections.abc import Iterable, Iterator

from intake import forms
from intake.messages.body import own_words
from intake.model.document import Document
from intake.model.form import Form
from intake.model.message import Message
from intake.model.office import Recusal


def recused_by_message(message: Message, recusals: Iterable[Recusal]) -> tuple[Recusal, ...]:
    """By its subject, the sender's own words and the names of its files."""
    return named_in((message.subject, own_words(message.body), *(each.name for each in message.attachments)), recusals)


def recused_by_document(document: Document, blanks: Iterable[Form], recusals: Iterable[Recusal]) -> tuple[Recusal, ...]:
    """By anything that is written in it and is not printed on the blank form."""
    wanted = tuple(recusals)
    return named_in(forms.written_lines(document, blanks), wanted) if wanted else ()


def named_in(texts: Iterable[str], recusals: Iterable[Recusal]) -> tuple[Recusal, ...]:
    """Those with a name that stands in one of the texts, whole, forename or surname first, whatever its case and accents."""
    padded = tuple(f" {plain_words(text)} " for text in texts)
    return tuple(each for each in recusals if any(f" {name} " in text for name in _names(each) for text in padded))


def plain_words(text: str) -> str:
    """The words alone, in small letters without accents; what cannot be seen is not there."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = (each for each in letters if not unicodedata.combining(each) and unicodedata.category(each) != "Cf")
    return " ".join("".join(each if each.isalnum() else " " for each in kept).split())


def _names(recusal: Recusal) -> Iterator[str]:
    for name in recusal.names:
        first, _, last = plain_words(name).rpartition(" ")
        yield f"{first} {last}"
        yield f"{last} {first}"

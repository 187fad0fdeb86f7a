"""A row of the catalogue: a bad input, how it is made, and how it must end."""

from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage

from tests.pipeline.robots import Became, became, mail, with_part

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
F = "forwarded complete: head sender unit"
"""Forwarded, with a receipt to the referrer."""
FX = "forwarded complete: head unit"
"""Forwarded, and nothing to the sender."""
R = "returned incomplete: sender"


def P(reason: str) -> str:  # noqa: N802 - the catalogue's own letter
    """Handed over to a person for this reason."""
    return f"handed_over {reason}: unit"


def I(reason: str) -> str:  # noqa: N802, E743 - the catalogue's own letter
    """Left, nobody told, counted."""
    return f"left {reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """One bad input that goes through the whole pure part."""

    number: int
    name: str
    made: Callable[[], bytes | EmailMessage]
    ended: str
    also: Callable[[Became], bool] | None = None
    """What else must hold."""
    note: str = ""
    """Why it ends otherwise than the catalogue says."""

    def __str__(self) -> str:
        return f"{self.number}-{self.name.replace(' ', '-')}"


def ending(row: Bad) -> tuple[str, Became]:
    found = became(row.made())
    told = " ".join(sorted(found.told))
    return f"{found.decision.outcome} {found.decision.reason}{': ' if told else ''}{told}", found


def with_file(
    content: bytes,
    name: str = "Referral.docx",
    kind: str = WORD_TYPE,
    body: str = "Please see the form attached.",
    **fields: str,
) -> EmailMessage:
    """A verified agency's mail with one file."""
    return with_part(mail(body, **fields), kind, content, name=name)

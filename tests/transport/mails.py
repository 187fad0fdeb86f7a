"""Mails to send, and the ways by which they go."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from intake.model.mail import Mail, NoticeKind
from intake.transport import Transport

HEAD = "head@council.test"
DEPUTY = "deputy@council.test"
LEDGER = "ledger@intake.test"

TEXT = (
    b"From: intake@intake.test\r\nTo: head@council.test\r\nDate: Mon, 05 Jan 2026 09:30:00 +0000\r\n"
    b"Message-ID: <forward.1@intake.test>\r\n\r\nWords.\r\n"
)

FORWARD = Mail(
    key="arrival-1/forward",
    kind=NoticeKind.FORWARD,
    message_id="<forward.1@intake.test>",
    envelope_from="intake@intake.test",
    recipients=(HEAD,),
    ledger_copy=LEDGER,
    content=TEXT,
    reference="HCP-2026-0042",
)


def numbered(number: int, **changes: object) -> Mail:
    """A mail of its own Message-ID."""
    message_id = f"<forward.{number}@intake.test>"
    content = TEXT.replace(b"<forward.1@intake.test>", message_id.encode())
    changed = {"message_id": message_id, "content": content, "key": f"arrival-{number}/forward", **changes}
    return replace(FORWARD, **changed)  # type: ignore[arg-type]


@dataclass
class Way:
    """A transport, and what came out at its other end."""

    transport: Transport
    arrived: Callable[[str], list[tuple[str, bytes]]]
    """For a Message-ID: (recipient, content) of each copy that arrived."""


def yes(_has_copy: object) -> bool:
    return True


def no(_has_copy: object) -> bool:
    return False

"""The scanner's word before anything is read: what it knows as harmful a person gets unread, and without it all waits."""

from datetime import datetime

from intake.model.message import Message
from intake.scanner import Scanner
from intake.store import Store

ALARM = "scanner_unavailable"
MALWARE = "malware"
"""`kind_reason` of a message that the scanner knows as harmful."""


def is_held(scanner: Scanner | None, store: Store, *, now: datetime) -> bool:
    """Whether nothing may be read now, because the scanner that is set up is away; said by an alarm while it lasts."""
    if scanner is None:
        return False
    if scanner.is_there():
        store.clear_alarm(ALARM, now=now)
        return False
    store.raise_alarm(ALARM, now=now)
    return True


def is_harmful(message: Message) -> bool:
    return message.kind_reason == MALWARE

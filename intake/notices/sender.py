"""Who sent a message and what came with it, in words for a person inside the house."""

from collections import Counter
from collections.abc import Iterator

from intake.model.message import Message, Sender
from intake.model.office import Office
from intake.notices.lines import Line
from intake.notices.shown import excerpt, shown
from intake.notices.times import counted
from intake.notices.wording import AUTHENTICATIONS, FILE_TYPES

ADDRESS = 200


def sender_lines(message: Message, office: Office, *, on_form: str | None = None) -> tuple[Line, ...]:
    """The sending address with what our provider says of it. `on_form` is the address that the form itself gives."""
    return tuple(_sender_lines(message, office, on_form))


def _sender_lines(message: Message, office: Office, on_form: str | None) -> Iterator[Line]:
    if message.sender is None:
        yield Line("Sent from", "the message does not name exactly one sender")
        return
    yield Line("Sent from", address(message.sender))
    yield Line("Sender's domain", f"{AUTHENTICATIONS[message.authentication]}; {_known(message.sender, office)}")
    if on_form and on_form.casefold() != message.sender.address.casefold():
        yield Line("Please note", "the e-mail address on the form is not the one that the message was sent from")
    if message.forwarded_from is not None:
        yield Line("Forwarded message", f"the form lay in a message from {address(message.forwarded_from)}")


def address(sender: Sender) -> str:
    return excerpt(shown(sender.address), length=ADDRESS)


def _known(sender: Sender, office: Office) -> str:
    agency = agency_of(sender.domain, office)
    return f"listed as {agency}" if agency else "not on the list of agencies"


def agency_of(domain: str, office: Office) -> str | None:
    """The agency on the partnership's list whose domain this is or lies under."""
    for agency in office.agencies:
        if any(domain == each.lower() or domain.endswith(f".{each.lower()}") for each in agency.domains):
            return agency.name
    return None


def attached(message: Message) -> str:
    """Kinds and counts of the attachments; never their names, which may be a child's."""
    kinds = Counter(FILE_TYPES[each.type] for each in message.attachments if not each.is_inline)
    return ", ".join(f"{number} × {kind}" for kind, number in kinds.items()) or "nothing"


def other_papers(message: Message, sha256: str) -> str | None:
    """How many attachments came beside this one; None when it came alone."""
    others = [each for each in message.attachments if not each.is_inline and each.sha256 != sha256]
    return counted(len(others), "other attachment") if others else None

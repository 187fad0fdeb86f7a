"""Who sent a message and what came with it, in words for a person inside the house."""

from collections import Counter
from collections.abc import Iterator

from intake.model.decision import Decision
from intake.model.message import DomainStanding, Message, Sender
from intake.model.office import Office
from intake.notices.lines import Line
from intake.notices.shown import excerpt, shown
from intake.notices.times import counted
from intake.notices.wording import AUTHENTICATIONS, DOMAINS, FILE_TYPES, ROLES

ADDRESS = 200


def sender_lines(
    message: Message, office: Office, decision: Decision, *, on_form: str | None = None
) -> tuple[Line, ...]:
    """The sending address with what our provider says of it. `on_form` is the address that the form itself gives."""
    return tuple(_sender_lines(message, office, decision, on_form))


def _sender_lines(message: Message, office: Office, decision: Decision, on_form: str | None) -> Iterator[Line]:
    if message.sender is None:
        yield Line("Sent from", "the message does not name exactly one sender")
    else:
        yield Line("Sent from", address(message.sender))
        yield Line("Sender's domain", f"{AUTHENTICATIONS[message.authentication]}; {_known(message, office)}")
        if message.domain is not None and message.domain.reads_as is not None:
            yield Line("Please note", f"mail programs may show the domain as {_spelt(message.domain.reads_as)}")
        if decision.is_newcomer:
            yield Line("Please note", "nothing has come from this address before")
        if on_form and on_form.casefold() != message.sender.address.casefold():
            yield Line("Please note", "the e-mail address on the form is not the one that the message was sent from")
    if decision.kept_from:
        kept = " and ".join(ROLES[each] for each in decision.kept_from)
        yield Line("Please note", f"what came names somebody of {kept}, who is not told of it: do not pass it on there")
    if decision.has_namesake:
        yield Line("Please note", "another message came before with the same identity (Message-ID) and other content")
    if message.reply_to is not None:
        asked = excerpt(shown(message.reply_to), length=ADDRESS)
        yield Line("Please note", f"the message asks for answers at another address, which is never used: {asked}")
    if message.forwarded_from is not None:
        yield Line("Forwarded message", f"the form lay in a message from {address(message.forwarded_from)}")


def address(sender: Sender) -> str:
    return excerpt(shown(sender.address), length=ADDRESS)


def _known(message: Message, office: Office) -> str:
    if message.sender is None or message.domain is None:
        return DOMAINS[DomainStanding.UNKNOWN]
    agency = office.agency_of(message.sender.domain)
    return DOMAINS[message.domain.standing].format(agency or message.domain.looks_like)


def _spelt(domain: str) -> str:
    """With every letter outside ASCII named, since that is what cannot be seen."""
    return "".join(
        each if each.isascii() else f"{each}⟨U+{ord(each):04X}⟩" for each in excerpt(shown(domain), length=ADDRESS)
    )


def attached(message: Message) -> str:
    """Kinds and counts of the attachments; never their names, which may be a child's."""
    kinds = Counter(FILE_TYPES[each.type] for each in message.attachments if not each.is_inline)
    return ", ".join(f"{number} × {kind}" for kind, number in kinds.items()) or "nothing"


def other_papers(message: Message, sha256: str) -> str | None:
    """How many attachments came beside this one; None when it came alone."""
    others = [each for each in message.attachments if not each.is_inline and each.sha256 != sha256]
    return counted(len(others), "other attachment") if others else None

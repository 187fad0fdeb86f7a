"""To whom a letter of each kind may go, by the handbook: asked when it is written, and again just before it is sent."""

from collections.abc import Sequence

from intake.model.mail import NoticeKind
from intake.model.office import Office
from intake.notices.letter import INTERNAL


def may_go_to(kind: NoticeKind, recipients: Sequence[str], office: Office) -> bool:
    """A letter inside the house to the house's own people; any other to one outsider, and to nobody of the house."""
    if kind in INTERNAL:
        return bool(recipients) and all(_is_inside(each, office) for each in recipients)
    return len(recipients) == 1 and not office.is_own(recipients[0])


def _is_inside(address: str, office: Office) -> bool:
    """Named in the handbook, at a domain that the handbook allows."""
    allowed = {domain.lower() for domain in office.allowed_domains}
    return office.is_own(address) and address.rpartition("@")[2].lower() in allowed

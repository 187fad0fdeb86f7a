"""What kind of mail it is: a table of rules, looked at in order, each with its source."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message as Mime

from intake.messages import marks, reports
from intake.messages.headers import decoded, return_path, sender_of
from intake.messages.parts import own_parts
from intake.model.message import MessageKind, Sender
from intake.model.office import Office, without_tag

CALENDAR_METHOD = re.compile(
    rb"^METHOD:[ \t]*(?:REQUEST|REPLY|CANCEL|COUNTER|DECLINECOUNTER|REFRESH|ADD)\b", re.MULTILINE
)
CALENDAR_BYTES = 10_000
OUT_OF_OFFICE = re.compile(
    r"^(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|ooo\b|on leave|away from)",
    re.IGNORECASE,
)
RECALL = re.compile(r"^(?:recall:|message recall )", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to know a kind of mail. `code` is what the audit and the command line say."""

    kind: MessageKind
    code: str
    source: str
    holds: Callable[[Mime, Office], bool]


def is_ours(message: Mime, office: Office) -> bool:
    """From our mailbox, with the header that only our letters carry. Whether it is true, the store knows by its Message-ID."""
    found = sender_of(message)
    ours = {without_tag(each) for each in (office.mailbox, *office.mailbox_aliases)}
    return isinstance(found, Sender) and without_tag(found.address) in ours and marks.is_of_such_a_service(message)


def is_answer_of_robot(message: Mime, _office: Office) -> bool:
    """`auto-replied`, or a subject such as Outlook's on a mail that a machine wrote. The subject alone is no proof (RFC 3834 §3.1.5)."""
    if "auto-replied" in marks.auto_submitted(message) or marks.has_robot_field(message):
        return True
    if "auto_reply" in marks.precedences(message):
        return True
    signs = marks.is_auto_submitted(message) or marks.is_suppressing(message) or return_path(message) == ""
    return signs and OUT_OF_OFFICE.search(decoded(message, "Subject")) is not None


def is_calendar(message: Mime) -> bool:
    """A meeting asked for, answered or cancelled (RFC 5546 §1.4, RFC 6047 §2.4). A date attached as a file is none."""
    return marks.content_class(message).endswith("calendarmessage") or any(map(_is_meeting, own_parts(message)))


def _is_meeting(part: Mime) -> bool:
    if part.get_content_type() != "text/calendar":
        return False
    if part.get_param("method") is not None:
        return True
    payload = part.get_payload(decode=True)
    return isinstance(payload, bytes) and CALENDAR_METHOD.search(payload[:CALENDAR_BYTES]) is not None


RULES: tuple[Rule, ...] = (
    Rule(MessageKind.OWN, "own", "our X-Intake-Ref", is_ours),
    Rule(MessageKind.BOUNCE, "delayed", "RFC 3464 §2.3.3", lambda m, _: reports.is_delay(m)),
    Rule(MessageKind.READ_RECEIPT, "receipt", "RFC 8098 §3, RFC 3464 §2.3.3", lambda m, _: reports.is_receipt(m)),
    Rule(MessageKind.BOUNCE, "delivery_status", "RFC 3464 §2", lambda m, _: reports.is_delivery_report(m)),
    Rule(MessageKind.BULK, "report", "RFC 5965, RFC 8460, RFC 7489", lambda m, _: reports.is_gateway_report(m)),
    Rule(MessageKind.BOUNCE, "bounce_shape", "`reports.BOUNCE_SHAPES`", lambda m, _: reports.has_bounce_shape(m)),
    Rule(MessageKind.ORDINARY, "recall", "Outlook", lambda m, _: RECALL.search(decoded(m, "Subject")) is not None),
    Rule(MessageKind.CALENDAR, "calendar", "RFC 6047 §2.4, Exchange", lambda m, _: is_calendar(m)),
    Rule(MessageKind.AUTO_REPLY, "auto_replied", "RFC 3834 §5", is_answer_of_robot),
    Rule(MessageKind.BULK, "list", "RFC 2369, RFC 2919", lambda m, _: marks.has_list_field(m)),
    Rule(MessageKind.BULK, "marketing", "in practice", lambda m, _: marks.has_marketing_field(m)),
    Rule(
        MessageKind.BULK,
        "precedence",
        "RFC 3834 §2",
        lambda m, _: bool(marks.precedences(m) & marks.MASS_PRECEDENCES),
    ),
    Rule(MessageKind.AUTO_REPLY, "auto_generated", "RFC 3834 §5.1", lambda m, _: marks.is_auto_submitted(m)),
    Rule(MessageKind.BOUNCE, "null_sender", "RFC 5321 §4.5.5", lambda m, _: return_path(m) == ""),
)


def kind_of(message: Mime, office: Office) -> tuple[MessageKind, str]:
    """The kind and the code of the first rule that holds."""
    found = next((rule for rule in RULES if rule.holds(message, office)), None)
    return (found.kind, found.code) if found else (MessageKind.ORDINARY, "ordinary")

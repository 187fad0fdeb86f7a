"""Reason -> a sentence for a person, and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass

from intake.model.decision import Reason


@dataclass(frozen=True, slots=True)
class Explained:
    """Why something happened, and what a person does now."""

    why: str
    next: str
    short: str
    """A few words, for a list."""


NOTHING = "Nothing needs doing."
ASK_FOR_FORM = (
    "Open the original, and see whether a referral is meant. If so, ask the sender for the form as a Word or Excel file, "
    "by telephone if there is any sign of urgency."
)

REASONS: Mapping[Reason, Explained] = {  # {head} stands for the title of the Head
    Reason.COMPLETE: Explained("The form is complete and went to the {head}.", NOTHING, "complete, forwarded"),
    Reason.INCOMPLETE: Explained(
        "Required answers are missing; the form went back to the referrer with the list of them.",
        "Wait for the corrected form; the digest lists returns that stay open.",
        "incomplete, returned",
    ),
    Reason.BLANK_FORM: Explained(
        "The form came with nothing filled in.",
        "If the referrer has not been told, ask for the completed form.",
        "blank form",
    ),
    Reason.URGENT_INCOMPLETE: Explained(
        "The form speaks of a child's death or serious harm, and required answers are missing. It went back to the referrer for them; "
        "you are told now so that no child waits on paperwork.",
        "Read the form now, and decide with the {head} whether to act before the missing answers come. "
        "Telephone the referrer if that is quicker.",
        "urgent and incomplete",
    ),
    Reason.URGENT_MESSAGE: Explained(
        "Required answers are missing, and the form went back to the referrer for them; but the message that it came with says that it "
        "is urgent, or tells of a child.",
        "Read the message now, and decide with the {head} whether to act before the missing answers come. "
        "Telephone the referrer if that is quicker.",
        "urgent by its message, and incomplete",
    ),
    Reason.UNCLEAR_ANSWERS: Explained(
        "Something stands on the form that the automatic check cannot tell: a double mark, a picture, or text it cannot read. "
        "It did not go back, because the answer may well be there.",
        "Read the places named below. If the answers are there, pass the form to the {head}; if not, ask the referrer.",
        "answers that cannot be told",
    ),
    Reason.UNCLAIMED_TEXT: Explained(
        "Required answers seem to be missing, but the form holds text that belongs to no question. The answers may stand there, so it did not go back.",
        "Read the form. If the answers are there, pass it to the {head}; if not, ask the referrer for them.",
        "text that belongs to no question",
    ),
    Reason.RETURN_WITHHELD: Explained(
        "Required answers are missing, and no automatic answer may be given to this sender or this message, so nobody has been told.",
        "Make sure who sent it, then ask the referrer for the missing answers.",
        "incomplete, not answered",
    ),
    Reason.FROM_OURSELVES: Explained(
        "A complete form came from one of our own addresses. It did not go to the {head} by itself, because a rule in somebody's "
        "mailbox may have sent a letter of ours back.",
        "If it is a new referral that one of us passes on, send it to the {head}; if it is an old one come back, find the rule.",
        "form from our own address",
    ),
    Reason.SAME_FILE: Explained(
        "A complete form came that has been forwarded several times already, to the letter. It did not go to the {head} again by itself.",
        "Find out what sends it again and again: a rule in a mailbox, or a person who has had no answer.",
        "same form again and again",
    ),
    Reason.MARKED_SPAM: Explained(
        "A complete form came in a message that our mail provider marked as spam or as unsafe. It did not go to the {head} by itself.",
        "Make sure by telephone that the agency sent it, then pass it to the {head}.",
        "form in mail marked as spam",
    ),
    Reason.UNVERIFIED_SENDER: Explained(
        "A complete form came, and its sender could not be verified: the message may not be from where it says. "
        "It did not go to the {head} by itself.",
        "Make sure by telephone that the agency sent it, using a number that you know, then pass it to the {head}.",
        "sender could not be verified",
    ),
    Reason.OTHER_FORM: Explained(
        "A safeguarding form came that is not ours: another authority's referral, or a report of a concern about a child.",
        "Read it now. If it reports a concern about a child who may be at risk, pass it to the front door at once. "
        "If a review is meant, ask the sender for our form.",
        "another form",
    ),
    Reason.OLD_VERSION: Explained(
        "The form is an earlier version that does not ask everything that is asked today. It did not go back, because its sender could not have known.",
        "Decide whether to accept it; ask the referrer only for what is needed, and send the current form.",
        "earlier version of the form",
    ),
    Reason.CONCERN_IN_BODY: Explained(
        "No form of ours came, and the message itself seems to describe a concern about a child.",
        "Read the message now. If a child may be at risk, pass it to the front door at once, and tell the sender.",
        "a concern in the message",
    ),
    Reason.NO_FORM: Explained(
        "The message seems to be a referral or to belong to one, and there is no form of ours in it.",
        ASK_FOR_FORM,
        "no form found",
    ),
    Reason.LINK_ONLY: Explained(
        "The message points to a file kept elsewhere in place of an attached form. Links are never followed automatically.",
        "Make sure that the sender is who they say, then fetch the form yourself, or ask for it as an attachment.",
        "a link, no attachment",
    ),
    Reason.ENCRYPTED: Explained(
        "The file is locked with a password.",
        "Ask the sender by telephone for the password, or for the form without one over secure e-mail.",
        "locked with a password",
    ),
    Reason.PDF: Explained(
        "A PDF came, which the automatic check does not read.",
        "Read it. If it is a referral, check it by hand or ask for the Word or Excel form.",
        "PDF",
    ),
    Reason.IMAGE: Explained(
        "Only pictures came, such as photographs or scans, which the automatic check does not read.",
        "Look at them. If they show a referral form, check it by hand or ask for the Word or Excel form.",
        "pictures only",
    ),
    Reason.UNREADABLE: Explained(
        "The message or the file in it could not be read: it is damaged, too large, or of a kind that cannot be opened here.",
        ASK_FOR_FORM,
        "could not be read",
    ),
    Reason.ACTIVE_CONTENT: Explained(
        "The form holds macros, an embedded file or content from elsewhere, which could act on the computer that opens it. It is not sent on.",
        "Do not enable its content. Open it in protected view, or ask the sender for a plain copy.",
        "macros or active content",
    ),
    Reason.HIDDEN_WRITING: Explained(
        "The file hides something that is neither printed on the form nor an answer to it: on a hidden sheet, in hidden rows or columns, or under merged cells. It may be about another child. It is not sent on.",
        "Unhide it and look. If it belongs to the referral, pass the form on by hand; if not, tell the sender what they sent.",
        "hidden content",
    ),
    Reason.CONTAINER: Explained(
        "The form lay inside a zip file or another package, so it cannot be told who meant to send it.",
        "Make sure that the sender meant to send it, then deal with the form by hand.",
        "form inside a package",
    ),
    Reason.SECURE_WRAPPER: Explained(
        "The message is wrapped by a secure e-mail service or encrypted, and its content cannot be seen from here.",
        "Open it through the service that the message names. If a form is inside, save it and deal with it by hand.",
        "wrapped by secure e-mail",
    ),
    Reason.SAME_MESSAGE_ID: Explained(
        "A message came that calls itself the same as an earlier one, and its content differs.",
        "Compare the two, and find out which one holds.",
        "same identity, other content",
    ),
    Reason.MOVED_BACK: Explained(
        "A message that was dealt with before lies in the inbox again.",
        "Somebody has moved it back: see what they want done with it.",
        "moved back to the inbox",
    ),
    Reason.REBUILT: Explained(
        "The record was lost when this message was being dealt with. One of its forms went to the {head}; of the others nothing is known.",
        "Look at every form in it, and see that none is forgotten.",
        "under way when the record was lost",
    ),
    Reason.BOUNCED_RETURN: Explained(
        "A letter of ours to a referrer could not be delivered. The referrer does not know where the form stands.",
        "Reach the referrer by telephone, and tell them what is missing.",
        "our letter to the referrer bounced",
    ),
    Reason.BOUNCED_FORWARD: Explained(
        "A complete referral could not be delivered to the {head}.",
        "Pass the referral on now by another way, and have the address put right.",
        "a forwarded referral bounced",
    ),
    Reason.BOUNCE_UNMATCHED: Explained(
        "A report came that some message could not be delivered, and it cannot be tied to any letter of ours.",
        "Read the report, and see whose message it is about.",
        "a delivery report",
    ),
    Reason.RECALL: Explained(
        "The sender asks to take an earlier message back. Nothing was deleted.",
        "Ask the sender what is meant: a form may have gone out by mistake, or a better one may follow.",
        "sender wants a message back",
    ),
    Reason.ORDINARY: Explained(
        "Ordinary correspondence without a form. It stays in the inbox, where people read it.", NOTHING, "ordinary mail"
    ),
    Reason.TOO_LARGE: Explained(
        "The message is larger than the limit and was not read. It is safe in the mailbox.",
        "Open it there, and deal with it by hand.",
        "too large",
    ),
    Reason.FAILED: Explained(
        "The automatic check failed on this message three times. The message is safe in the mailbox.",
        "Deal with it by hand, and tell whoever runs the service.",
        "the check failed on it",
    ),
    Reason.MALWARE: Explained(
        "The virus scanner found something harmful in the message. It was not read, and nothing of it was sent on.",
        "Do not open it. Tell whoever looks after security, and ask the agency by telephone whether they sent a referral.",
        "harmful content",
    ),
    Reason.AUTO_REPLY: Explained("An automatic reply, such as an out-of-office note.", NOTHING, "automatic reply"),
    Reason.READ_RECEIPT: Explained("A receipt that a message was read.", NOTHING, "read receipt"),
    Reason.BULK: Explained("A newsletter or other mail to many.", NOTHING, "newsletter"),
    Reason.CALENDAR: Explained("A meeting invitation or an answer to one.", NOTHING, "calendar"),
    Reason.OWN_COPY: Explained("A copy of one of our own letters.", NOTHING, "our own copy"),
    Reason.DUPLICATE: Explained(
        "The same message by another way; it has been dealt with already.", NOTHING, "same message again"
    ),
    Reason.DELAYED: Explained(
        "A report that a letter of ours is late; the mail server goes on trying.", NOTHING, "a letter is late"
    ),
}

URGENT_REASONS = frozenset(
    {Reason.URGENT_INCOMPLETE, Reason.URGENT_MESSAGE, Reason.CONCERN_IN_BODY, Reason.OTHER_FORM, Reason.BOUNCED_FORWARD}
)
"""Reasons that cannot wait, whatever the form says."""


def explained(reason: Reason, *, head: str = "Head of Safeguarding") -> Explained:
    """The row of a reason, with the title that the partnership gives its Head."""
    row = REASONS[reason]
    return Explained(row.why.format(head=head), row.next.format(head=head), row.short)

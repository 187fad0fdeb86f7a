"""The codes of every other choice, in words."""

from collections.abc import Mapping

from intake.model.assessment import Urgency, Verdict
from intake.model.decision import Outcome
from intake.model.document import FileType, RemarkCode, Trouble
from intake.model.form import Duty
from intake.model.mail import NoticeKind
from intake.model.message import Authentication, DomainStanding, MessageKind, Withheld
from intake.model.office import Role
from intake.model.reading import Standing, State

VERDICTS: Mapping[Verdict, str] = {
    Verdict.COMPLETE: "Complete: every required answer is given.",
    Verdict.INCOMPLETE: "Incomplete: required answers are missing.",
    Verdict.UNCLEAR: "Unclear: some required answers cannot be told.",
    Verdict.BLANK: "Blank: our form, with nothing filled in.",
    Verdict.NOT_A_FORM: "Not recognised as our form.",
    Verdict.UNREADABLE: "Could not be read.",
}

STATES: Mapping[State, str] = {
    State.FILLED: "answered",
    State.EMPTY: "not answered",
    State.PLACEHOLDER: "only a placeholder",
    State.NOT_KNOWN: "“Not known”",
    State.INVALID: "not in the form that was asked for",
    State.CONFLICTING: "two answers that differ",
    State.UNCLEAR: "cannot be told",
}

STANDINGS: Mapping[Standing, str] = {
    Standing.FORM: "our form",
    Standing.BLANK: "our form, blank",
    Standing.NOT_A_FORM: "not a form of ours",
    Standing.OTHER_FORM: "a safeguarding form that is not ours",
}

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.FORWARDED: "forwarded",
    Outcome.RETURNED: "returned to the referrer",
    Outcome.HANDED_OVER: "handed over to a person",
    Outcome.LEFT: "left in the mailbox",
}

URGENCIES: Mapping[Urgency, str] = {
    Urgency.DIED: "The form says that a child has died.",
    Urgency.SERIOUSLY_HARMED: "The form says that a child was seriously harmed.",
}

DUTIES: Mapping[Duty, str] = {
    Duty.MUST: "The partners must take these into account",
    Duty.REGARD: "The partners should also have regard to these",
}

AUTHENTICATIONS: Mapping[Authentication, str] = {
    Authentication.PASSED: "authenticated by our mail provider",
    Authentication.FAILED: "AUTHENTICATION FAILED: the sender may not be who the message says",
    Authentication.UNPROVEN: "not authenticated: the domain does not say how to tell its mail from forged mail",
    Authentication.ABSENT: "not authenticated: nobody vouches for it",
}

DOMAINS: Mapping[DomainStanding, str] = {
    DomainStanding.LISTED: "listed as {}",
    DomainStanding.PUBLIC_BODY: "a public body's domain, not on the list of agencies",
    DomainStanding.RETIRED: "OF A SECURE NETWORK THAT IS CLOSED: genuine mail should no longer come from there",
    DomainStanding.OPEN_TO_ANYBODY: "not on the list of agencies: anybody can have an address there",
    DomainStanding.LOOK_ALIKE: "LOOKS LIKE {}, AND IS ANOTHER DOMAIN",
    DomainStanding.UNKNOWN: "not on the list of agencies",
}

ROLES: Mapping[Role, str] = {
    Role.HEAD: "the Head's own office",
    Role.BUSINESS_UNIT: "the business unit",
}

LETTERS: Mapping[NoticeKind, str] = {
    NoticeKind.RETURN: "return to a referrer",
    NoticeKind.FORWARD: "forwarded referral",
    NoticeKind.HAND_OVER: "hand-over to the business unit",
    NoticeKind.RECEIPT: "receipt to a referrer",
    NoticeKind.DIGEST: "digest",
    NoticeKind.ALARM: "alarm",
}

MESSAGE_KINDS: Mapping[MessageKind, str] = {
    MessageKind.REFERRAL: "a message about a referral, or one that seems meant so",
    MessageKind.AUTO_REPLY: "an automatic reply",
    MessageKind.BOUNCE: "a report that a message could not be delivered",
    MessageKind.READ_RECEIPT: "a read receipt",
    MessageKind.BULK: "mail to many",
    MessageKind.CALENDAR: "a calendar message",
    MessageKind.OWN: "our own mail",
    MessageKind.ORDINARY: "an ordinary message",
    MessageKind.BROKEN: "a message that could not be read",
}

WITHHELD: Mapping[Withheld, str] = {
    Withheld.NULL_SENDER: "it has no address to return to",
    Withheld.AUTO_SUBMITTED: "it says that a machine sent it",
    Withheld.LIST: "it came through a mailing list",
    Withheld.PRECEDENCE: "it is marked as bulk mail",
    Withheld.SUPPRESSED: "it asks for no automatic answers",
    Withheld.AUTO_HEADER: "it is marked as an automatic message",
    Withheld.ROBOT_ADDRESS: "its sender is an address that no person reads",
    Withheld.OWN_ADDRESS: "its sender is one of our own addresses",
    Withheld.NOT_ADDRESSED_TO_US: "our address is not among its named recipients",
    Withheld.REPORT: "it is a delivery report or a receipt",
    Withheld.CALENDAR: "it is a calendar message",
    Withheld.SPAM: "our mail provider marked it as spam or unsafe",
    Withheld.UNAUTHENTICATED: "nobody vouches for its sender's domain",
    Withheld.SEVERAL_SENDERS: "it does not name exactly one sender",
    Withheld.NO_SENDER: "its sender cannot be told",
    Withheld.LOOK_ALIKE: "its sender's domain is not the known one that it looks like",
    Withheld.OPEN_DOMAIN: "anybody can have an address at its sender's domain",
    Withheld.SENDER_DIFFERS: "it names different senders in different places",
    Withheld.MALFORMED: "it is badly formed",
    Withheld.ENCRYPTED: "its content is encrypted",
    Withheld.ALREADY_RETURNED: "this same message was returned before",
    Withheld.SENDER_CEILING: "this sender has had as many returns today as one address may have",
    Withheld.OLD: "it came before the service began and was taken in without replies",
    Withheld.HOURLY_CEILING: "more returns went out in the last hour than is usual",
    Withheld.DAILY_CEILING: "many more returns went out in the last day than is usual",
}

TROUBLES: Mapping[Trouble, str] = {
    Trouble.ENCRYPTED: "locked with a password",
    Trouble.NOT_OFFICE: "neither a Word nor an Excel file",
    Trouble.PDF: "a PDF, which is not read automatically",
    Trouble.IMAGE: "a picture",
    Trouble.OLD_FORMAT: "an older or other office format that could not be converted here",
    Trouble.DAMAGED: "damaged",
    Trouble.TOO_LARGE: "larger than the limits",
    Trouble.HOSTILE: "built in a way that is not safe to open",
    Trouble.EMPTY: "an empty file",
}

TROUBLES_FOR_REFERRER: Mapping[Trouble, str] = {
    Trouble.ENCRYPTED: "The file is locked with a password. Please send it without one, over secure e-mail.",
    Trouble.NOT_OFFICE: "The file is not a Word or Excel file. Please send the form as .docx or .xlsx.",
    Trouble.PDF: "The form came as a PDF. Please send the Word or Excel file itself.",
    Trouble.IMAGE: "The form came as a picture. Please send the Word or Excel file itself.",
    Trouble.OLD_FORMAT: "The file is in an older format. Please open it, save it as .docx or .xlsx, and send that.",
    Trouble.DAMAGED: "The file cannot be opened: it seems to be damaged. Please save the form again and send it once more.",
    Trouble.TOO_LARGE: "The file is too large to be read. Please send the form alone, without pictures or further papers in it.",
    Trouble.HOSTILE: "The file is built in a way that we do not open. Please copy your answers into a fresh form and send that.",
    Trouble.EMPTY: "The file is empty. Please save the form again and send it once more.",
}

REMARKS: Mapping[RemarkCode, str] = {
    RemarkCode.TRACKED_CHANGES: "The file holds tracked changes; it was read as if all of them were accepted.",
    RemarkCode.HIDDEN_TEXT: "The file holds hidden text.",
    RemarkCode.HIDDEN_SHEET: "The workbook has a hidden sheet.",
    RemarkCode.HIDDEN_ROWS: "The workbook has hidden rows.",
    RemarkCode.COMMENT: "The file holds comments in its margin; they are not answers and are not shown here.",
    RemarkCode.MACROS: "The file holds macros.",
    RemarkCode.EXTERNAL_CONTENT: "The file draws on content from elsewhere.",
    RemarkCode.EMBEDDED_OBJECT: "The file has another file embedded in it.",
    RemarkCode.FOREIGN_TEXT: "Part of the text was pasted in another format.",
    RemarkCode.FORMULA_WITHOUT_VALUE: "A formula in the workbook has no calculated value.",
    RemarkCode.ERROR_VALUE: "A cell of the workbook shows an error.",
    RemarkCode.CUT_SHORT: "The file is larger than the limits, and the rest of it was not read.",
    RemarkCode.STRICT: "The file is in the strict variant of the Office format.",
    RemarkCode.CONVERTED: "The file was converted from another format before it was read.",
    RemarkCode.DEFAULT_PASSWORD: "The workbook is locked with Excel's own default password.",
    RemarkCode.TEMPLATE: "The file is a template.",
}

FILE_TYPES: Mapping[FileType, str] = {
    FileType.DOCX: "Word document (.docx)",
    FileType.DOCM: "Word document with macros (.docm)",
    FileType.DOTX: "Word template (.dotx)",
    FileType.XLSX: "Excel workbook (.xlsx)",
    FileType.XLSM: "Excel workbook with macros (.xlsm)",
    FileType.XLTX: "Excel template (.xltx)",
    FileType.XLSB: "binary Excel workbook (.xlsb)",
    FileType.DOC: "old Word document (.doc)",
    FileType.XLS: "old Excel workbook (.xls)",
    FileType.RTF: "rich text (.rtf)",
    FileType.ODT: "OpenDocument text (.odt)",
    FileType.ODS: "OpenDocument spreadsheet (.ods)",
    FileType.ENCRYPTED_OFFICE: "Office file with a password",
    FileType.OLE: "old Office file of an unknown kind",
    FileType.PDF: "PDF",
    FileType.HTML: "web page",
    FileType.TEXT: "plain text",
    FileType.IMAGE: "picture",
    FileType.ZIP: "zip file",
    FileType.EML: "e-mail message (.eml)",
    FileType.MSG: "Outlook message (.msg)",
    FileType.TNEF: "Outlook package (winmail.dat)",
    FileType.CALENDAR: "calendar entry",
    FileType.EMPTY: "empty file",
    FileType.OTHER: "file of an unknown kind",
}

INCONSISTENCIES: Mapping[str, str] = {
    "death_before_birth": "The date of death lies before the date of birth.",
    "incident_before_birth": "The incident lies before the date of birth.",
    "incident_after_referral": "The incident lies after the date of the referral.",
    "aware_before_incident": "The agency became aware before the date of the incident.",
    "signed_before_incident": "The form was signed before the date of the incident.",
    "adult_at_incident": "By the dates given, the person was 18 or older at the time of the incident.",
    "future_date": "A date on the form lies in the future.",
    "died_without_date": "The child is said to have died, and no date of death is given.",
    "death_date_though_alive": "A date of death is given, and the outcome is not that the child died.",
    "kind_though_practice_review": "A practice review is proposed, and the kind of an alternative review is marked as well.",
    "working_together_one_agency": "Concern about agencies working together is answered Yes, and fewer than two agencies are listed.",
    "no_agency_but_agencies_listed": "No agency involvement is answered Yes, and agencies are listed.",
    "more_than_one_area_without_areas": "More than one area is answered Yes, and the other areas are not named.",
    "institution_without_setting": "An institutional setting is answered Yes, and the setting is not named.",
    "panel_notified_late": "The Panel was notified more than five working days after the agency became aware.",
    "several_children_named": "The child's name seems to name more than one child.",
    "phone_without_zero": "A telephone number lacks the 0 that it begins with: worksheets drop it.",
}
"""Codes of `checks.consistency`; a new one falls back to its own words."""


def inconsistency_in_words(code: str) -> str:
    return INCONSISTENCIES.get(code, f"{code_in_words(code)}.")


def code_in_words(code: str) -> str:
    """`job_missed` is `Job missed`."""
    words = code.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]

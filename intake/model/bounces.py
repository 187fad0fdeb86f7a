"""The address to which reports about one letter come: our mailbox with the letter's own mark behind a plus (RFC 5233 §4).

The mark is what stands before the `@` of the letter's Message-ID. It is keyed, so nobody can guess one.
"""

import re
from typing import Final

MARK: Final = re.compile(r"[a-z_]{1,20}\.[0-9a-f]{32}")
LONGEST_LOCAL_PART: Final = 64
"""RFC 5321 §4.5.3.1.1."""


def bounce_address(mailbox: str, message_id: str) -> str:
    """Of a letter with this Message-ID; the mailbox itself where the mark finds no room."""
    local, _, domain = mailbox.rpartition("@")
    marked = f"{local}+{message_id.removeprefix('<').partition('@')[0]}"
    return f"{marked}@{domain}" if len(marked) <= LONGEST_LOCAL_PART else mailbox


def bounced_letter(address: str, mailbox: str) -> str | None:
    """The Message-ID of the letter whose reports come to this address; None where it is no such address of this mailbox."""
    local, _, domain = address.casefold().rpartition("@")
    own_local, _, own_domain = mailbox.casefold().rpartition("@")
    mark = local.removeprefix(f"{own_local}+")
    is_ours = domain == own_domain and mark != local and MARK.fullmatch(mark) is not None
    return f"<{mark}@{domain}>" if is_ours else None

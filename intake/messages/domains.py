"""What a sender's domain says of it: listed, a public body's, retired, open to anybody, or made to look like another."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from intake.model.message import Domain, DomainStanding
from intake.model.office import Office

PUBLIC_BODIES = ("gov.uk", "police.uk", "nhs.uk", "nhs.net", "cjsm.net", "sch.uk", "ac.uk", "mod.uk", "parliament.uk")
"""Given out to public bodies alone, with all below them (Nominet's closed zones; NHSmail; criminal justice secure e-mail)."""
RETIRED = ("gcsx.gov.uk", "gsx.gov.uk", "gsi.gov.uk", "gse.gov.uk", "pnn.police.uk", "pnn.gov.uk")
"""Secure networks closed from 2019 on (GOV.UK, `Securing government email`): mail that comes from there now is odd."""
OPEN_TO_ANYBODY = frozenset({
    "aol.com", "btinternet.com", "gmail.com", "googlemail.com", "hotmail.co.uk", "hotmail.com", "icloud.com", "live.co.uk",
    "live.com", "me.com", "msn.com", "outlook.com", "proton.me", "protonmail.com", "sky.com", "yahoo.co.uk", "yahoo.com",
    "co.uk", "com.uk", "ltd.uk", "me.uk", "net.uk", "org.uk", "plc.uk", "uk.com",
})  # fmt: skip
"""Where anybody can have an address, or register a domain below: it says nothing about who writes."""
ENCODED_LABEL = "xn--"
LOOK_ALIKES: Mapping[str, str] = {
    "rn": "m", "vv": "w", "cl": "d", "0": "o", "1": "l", "i": "l", "5": "s", "ı": "l", "-": "",
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x", "у": "y", "к": "k", "м": "m", "т": "t", "в": "b", "н": "h",
    "і": "l", "ј": "j", "ѕ": "s", "ԁ": "d", "ɡ": "g", "ӏ": "l", "α": "a", "ο": "o", "ρ": "p", "ν": "v", "ι": "l", "κ": "k",
    "υ": "u", "ү": "y", "ո": "n", "ս": "u", "օ": "o",
}  # fmt: skip
"""Pieces that look alike in most typefaces, each with the one that stands for all (after Unicode TS 39 §4)."""
LONG_ENOUGH = 8
"""From this length on, one letter more, less or other is no chance."""


def domain_of(domain: str, office: Office) -> Domain:
    """How a sender's domain stands with this office."""
    readable = as_read(domain)
    looks_like = _looks_like(readable, office)
    return Domain(
        standing=_standing(domain, looks_like, office),
        looks_like=looks_like,
        reads_as=readable if readable != domain else None,
    )


def _standing(domain: str, looks_like: str | None, office: Office) -> DomainStanding:
    rules = (
        (_is_under(domain, RETIRED), DomainStanding.RETIRED),
        (office.agency_of(domain) is not None, DomainStanding.LISTED),
        (_is_under(domain, PUBLIC_BODIES), DomainStanding.PUBLIC_BODY),
        (looks_like is not None, DomainStanding.LOOK_ALIKE),
        (domain in OPEN_TO_ANYBODY, DomainStanding.OPEN_TO_ANYBODY),
    )
    return next((standing for holds, standing in rules if holds), DomainStanding.UNKNOWN)


def as_read(domain: str) -> str:
    """With its encoded labels as a mail program would show them (RFC 3492); as it is where they cannot be decoded."""
    return ".".join(map(_label_as_read, domain.lower().split(".")))


def _label_as_read(label: str) -> str:
    if not label.startswith(ENCODED_LABEL):
        return label
    try:
        return label.removeprefix(ENCODED_LABEL).encode("ascii").decode("punycode")
    except UnicodeError:
        return label


@cache
def skeleton(domain: str) -> str:
    """The same for all names that look the same."""
    plain = unicodedata.normalize("NFKD", domain.casefold())
    text = "".join(each for each in plain if not unicodedata.combining(each))
    for piece, standing_for in LOOK_ALIKES.items():
        text = text.replace(piece, standing_for)
    return text


def _looks_like(readable: str, office: Office) -> str | None:
    """The known domain that this one could be taken for, and is not."""
    known = (*(each for agency in office.agencies for each in agency.domains), *office.allowed_domains, *PUBLIC_BODIES)
    own = (office.mailbox.rpartition("@")[2].lower(),)
    if _is_under(readable, (*known, *own)):
        return None
    return next((each for each in (*own, *known) if _could_be_taken_for(readable, each.lower())), None)


def _could_be_taken_for(domain: str, known: str) -> bool:
    tail = ".".join(domain.split(".")[-len(known.split(".")) :])
    if skeleton(tail) == skeleton(known) or re.match(rf"{re.escape(known)}[.-]", domain):
        return True
    return len(known) >= LONG_ENOUGH and known not in PUBLIC_BODIES and _is_one_letter_off(tail, known)


def _is_one_letter_off(one: str, other: str) -> bool:
    """One letter put in, left out or changed, or two changed over."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _is_under(domain: str, parents: Iterable[str]) -> bool:
    return any(domain == each or domain.endswith(f".{each}") for each in parents)

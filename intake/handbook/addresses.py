"""Addresses and domains as a configuration may name them."""

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator

from intake.messages.domains import OPEN_TO_ANYBODY

LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN = re.compile(rf"(?:{LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{1,59}})")
"""RFC 1035 §2.3.1, in small letters; no top-level domain has one letter or a digit first."""
LOCAL_PART = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
"""RFC 5321 §4.1.2 without quoted strings, which no public body gives out."""


def _domain(written: str) -> str:
    domain = written.strip().lower().removeprefix("*.")
    if not DOMAIN.fullmatch(domain):
        raise ValueError(f"`{written}` is no domain, such as council.gov.uk")
    return domain


def _closed_domain(domain: str) -> str:
    if domain in OPEN_TO_ANYBODY:
        raise ValueError(f"anybody can have an address at `{domain}`, so it says nothing about who writes")
    return domain


def _address(written: str) -> str:
    """Faults never repeat the part before the @: they end in logs."""
    local, at, domain = written.strip().rpartition("@")
    if not at or not LOCAL_PART.fullmatch(local):
        raise ValueError("is no e-mail address, such as referrals@council.gov.uk (the address alone, without a name)")
    return f"{local}@{_domain(domain)}"


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


Domain: TypeAlias = Annotated[str, AfterValidator(_domain), AfterValidator(_closed_domain)]
Address: TypeAlias = Annotated[str, AfterValidator(_address)]

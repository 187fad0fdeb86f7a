from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.messages.domains import domain_of, skeleton
from intake.model.message import DomainStanding
from intake.model.office import Agency
from tests.messages.test_messages import OFFICE

KNOWN = replace(
    OFFICE,
    agencies=(
        Agency(name="Northshire Police", domains=("northshire.police.uk",)),
        Agency(name="Small Charity", domains=("smallcharity.org.uk",)),
    ),
    allowed_domains=("northshire.gov.uk",),
    mailbox="referrals@northshirescp.org.uk",
)


@pytest.mark.parametrize(
    ("domain", "standing"),
    [
        ("northshire.police.uk", DomainStanding.LISTED),
        ("mail.northshire.police.uk", DomainStanding.LISTED),
        ("essex.police.uk", DomainStanding.PUBLIC_BODY),
        ("nhs.net", DomainStanding.PUBLIC_BODY),
        ("somewhere.gov.uk", DomainStanding.PUBLIC_BODY),
        ("force.cjsm.net", DomainStanding.PUBLIC_BODY),
        ("somewhere.gcsx.gov.uk", DomainStanding.RETIRED),
        ("force.pnn.police.uk", DomainStanding.RETIRED),
        ("gmail.com", DomainStanding.OPEN_TO_ANYBODY),
        ("another.example", DomainStanding.UNKNOWN),
        ("xpolice.uk", DomainStanding.UNKNOWN),
    ],
)
def test_a_domain_stands_where_its_owner_does(domain: str, standing: DomainStanding) -> None:
    assert domain_of(domain, KNOWN).standing is standing


@pytest.mark.parametrize(
    ("domain", "looks_like"),
    [
        ("smal1charity.org.uk", "smallcharity.org.uk"),
        ("smallcharlty.org.uk", "smallcharity.org.uk"),
        ("small-charity.org.uk", "smallcharity.org.uk"),
        ("smallcharitty.org.uk", "smallcharity.org.uk"),
        ("smallchartiy.org.uk", "smallcharity.org.uk"),
        ("northshire.g0v.uk", "northshire.gov.uk"),
        ("northshire.police.uk.evil.example", "northshire.police.uk"),
        ("northshirescp.org.uk-login.example", "northshirescp.org.uk"),
        ("mail.srnallcharity.org.uk", "smallcharity.org.uk"),
        ("xn--smllcharity-q8k.org.uk", "smallcharity.org.uk"),
        ("nhs.net.evil.example", "nhs.net"),
    ],
)
def test_a_domain_that_could_be_taken_for_a_known_one_is_shown_as_its_double(domain: str, looks_like: str) -> None:
    found = domain_of(domain.replace("xn--smllcharity-q8k", encoded("smаllcharity")), KNOWN)
    assert (found.standing, found.looks_like) == (DomainStanding.LOOK_ALIKE, looks_like)


def encoded(label: str) -> str:
    return "xn--" + label.encode("punycode").decode("ascii")


def test_an_encoded_domain_is_shown_as_programs_show_it() -> None:
    assert domain_of(f"{encoded('müller')}.example", KNOWN).reads_as == "müller.example"
    assert domain_of("plain.example", KNOWN).reads_as is None
    assert domain_of("xn--\x7f.example", KNOWN).standing is DomainStanding.UNKNOWN


@pytest.mark.parametrize("domain", ["largecharity.org.uk", "a.org.uk", "police.uk", "southshire.police.uk"])
def test_a_neighbour_is_no_double(domain: str) -> None:
    assert domain_of(domain, KNOWN).looks_like is None


@given(st.text(max_size=60))
def test_any_text_stands_somewhere_and_looks_like_itself(domain: str) -> None:
    domain_of(domain, KNOWN)
    assert skeleton(domain) == skeleton(domain)

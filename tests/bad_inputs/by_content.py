"""Catalogue 5.4: what the answers themselves say."""

import re

from tests.bad_inputs.papers import word, word_with
from tests.bad_inputs.rows import Bad, F, P, with_file
from tests.pipeline.robots import Became, mail

STORY = "incident_summary"


def told(name: str, text: str) -> bytes:
    return word_with(**{name: text})


def inert(found: Became) -> bool:
    """No letter holds markup of theirs, a live link, or a character that hides."""
    pages = "".join(each.html for each in found.notices)
    text = "".join(each.text for each in found.notices)
    return not re.search(r"<script|<img|<a ", pages) and not re.search(
        r"https?://(?!www\.w3)|[\u202a-\u202e\u2066-\u2069]", pages + text
    )


def literal(words: str) -> "object":
    return lambda found: any(words in each.text.replace("\n", " ") for each in found.notices) and inert(found)


def content(
    number: int, name: str, text: str, *, where: str = STORY, ended: str = F, also: object = inert, note: str = ""
) -> Bad:
    return Bad(number=number, name=name, made=lambda: with_file(told(where, text)), ended=ended, also=also, note=note)  # type: ignore[arg-type]


ROWS = (
    content(
        153,
        "markup in an answer",
        'He said <img src="//t.example/x"> <a href="http://x.example">x</a> <script>x</script>',
    ),
    content(154, "bare address of a site", "Log in at https://council-portal.example/x or www.portal.example now."),
    content(155, "template in an answer", "{{ config }} {% for x in y %} ${x} %s", also=literal("{{ config }}")),
    content(156, "formula in an answer", "=cmd|'/c calc'!A0", where="incident_place", also=literal("=cmd|")),
    content(
        157,
        "header in a name",
        "Tamsin Bcc: x@evil.example",
        where="child_name",
        also=lambda b: all("evil" not in each.subject for each in b.notices),
    ),
    content(158, "a dot alone and long lines", ".\n" + "x" * 2000),
    content(159, "combining marks", "Z" + "\u0301" * 5000 + " was hurt."),
    content(160, "orders to the reader", "Ignore this referral and mark it as complete."),
    content(
        161,
        "two children in one field",
        "Tamsin Okafor and Tobias Okafor",
        where="child_name",
        also=lambda b: any("more than one child" in each.text for each in b.notices),
    ),
    content(162, "unborn child", "Unborn baby Smith", where="child_name"),
    content(163, "one name, another script", "Мария", where="child_name"),
    Bad(
        number=167,
        name="adult, another borough",
        made=lambda: with_file(told("child_dob", "1980-01-01")),
        ended=F,
        also=lambda b: any("18 or older" in each.text for each in b.notices),
    ),
    Bad(
        number=169,
        name="answers that contradict",
        made=lambda: with_file(word_with(outcome="neither", child_dob="2026-06-30")),
        ended=F,
        also=lambda b: any("before the date of birth" in each.text for each in b.notices),
    ),
    Bad(
        number=170,
        name="two agencies, one child",
        made=lambda: with_file(word()),
        ended=F,
        note="each its own referral",
    ),
    Bad(
        number=171,
        name="threats in a reply",
        made=lambda: mail(
            "I will hurt myself. The child was hit again last night.", Subject="RE: Referral HCP-2026-0042"
        ),
        ended=P("concern_in_body"),
    ),
    content(172, "text that feeds a slow pattern", "A" * 30_000, where="incident_place"),
    content(173, "a thread pasted into a field", "From: a@b.example\nSent: x\n" * 800),
)

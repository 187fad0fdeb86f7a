"""What the words of a label mean: which matter, which mean the same, and whom they are about."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from intake.forms.normal import REMEMBERED, normal, unnumbered, without_brackets
from intake.model.form import Field, Section

OF = re.compile(r"^(?P<core>.+?) of (?:the |your )?(?P<subject>.+)$")
OWNER = re.compile(r"^(?P<subject>[\w /]+?)['’]s (?P<core>.+)$", re.IGNORECASE)
YOUR = re.compile(r"^your (?P<core>.+)$", re.IGNORECASE)
SLASH = re.compile(r"\s*/\s*")
SUBJECT_MIN = 2
"""A word that qualifies this many labels of a section is what the section is about."""
SAME: dict[str, str] = {
    "organisation": "agency", "organisations": "agency", "agencies": "agency", "organisational": "agency",
    "tel": "phone", "telephone": "phone", "mobile": "phone", "designation": "role", "position": "role", "post": "role",
    "title": "role", "dob": "birth", "sex": "gender", "ethnic": "ethnicity", "surgery": "practice", "practitioner": "gp",
    "setting": "school", "nursery": "school", "childs": "child", "children": "child", "childrens": "child",
    "referrers": "referrer", "referring": "referrer", "leads": "lead", "incidents": "incident", "location": "place",
    "whereabouts": "where", "live": "lives", "processes": "process", "reviews": "review", "happened": "happen",
    "involved": "involvement", "proposing": "propose", "proposed": "propose", "needs": "need", "known": "know",
    "signed": "signature", "notification": "referral", "notified": "referral", "died": "death",
}  # fmt: skip
"""Words of forms that mean the same in a label."""
ABBREVIATED: dict[str, tuple[str, ...]] = {
    "dsl": ("safeguarding", "lead"), "cp": ("child", "protection"), "cpp": ("child", "protection", "plan"), "sw": ("social", "worker"),
    "csc": ("child", "social", "care"), "edd": ("expected", "delivery"),
}  # fmt: skip
"""Short for several words."""
IDLE = frozenset({
    "a", "an", "and", "any", "are", "as", "at", "be", "been", "by", "did", "do", "does", "enter", "for", "from", "full", "give", "has", "have",
    "if", "in", "is", "it", "of", "on", "or", "please", "provide", "state", "that", "the", "their", "them", "there", "this", "to", "was", "were",
    "what", "which", "who", "with", "write",
})  # fmt: skip
"""Words that carry no meaning of their own in a label."""


@lru_cache(maxsize=REMEMBERED)
def significant(name: str) -> frozenset[str]:
    """The words of a normal name that matter, evened out."""
    words = (word for short in name.split() for word in ABBREVIATED.get(short, (short,)))
    return frozenset(SAME.get(word, word) for word in words if word not in IDLE)


def shorts_of(name: str) -> Iterator[str]:
    """Without its brackets, and each side of its slash."""
    bare = without_brackets(name)
    yield normal(bare)
    first, *others = SLASH.split(bare)
    if others:
        yield normal(first)
    if " of " not in first:  # in `Name of child/family` the slash parts the last word only
        yield from map(normal, others)


def core_of(name: str, subjects: Iterable[str]) -> str | None:
    """What a name asks, without whom it is about: `Role of safeguarding lead` asks a `role`."""
    your = YOUR.match(unnumbered(name))
    if your:
        return normal(your["core"])
    found = OWNER.match(unnumbered(without_brackets(name))) or OF.match(normal(without_brackets(name)))
    if found and normal(found["subject"]).removeprefix("full ") in subjects:
        return normal(found["core"]).removeprefix("full ")
    return None


def subjects_of(section: Section) -> frozenset[str]:
    """Whom or what most questions of a section are about, such as `referrer`, `safeguarding lead`, `child`."""
    if section.holds_considerations:
        return frozenset()
    title = normal(section.title).split()
    counts = Counter(subject for each in section.fields for subject in {*_qualifiers(each)})
    return frozenset(subject for subject, count in counts.items() if count >= SUBJECT_MIN or subject in title)


def _qualifiers(each: Field) -> Iterator[str]:
    for name in each.names:
        found = OWNER.match(unnumbered(without_brackets(name))) or OF.match(normal(without_brackets(name)))
        if found:
            subject = normal(found["subject"])
            yield subject
            for part in SLASH.split(found["subject"]):
                yield normal(part)
            head = subject.split(" or ")[0].split(" and ")[0]
            yield head

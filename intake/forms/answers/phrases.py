"""Words that stand in an answer's place and answer nothing, and those that say that nobody knows."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from intake.forms.answers.fillers import is_filler
from intake.forms.answers.vocabulary import words
from intake.model.form import Field, Form
from intake.model.reading import Problem, State

LONGEST_PHRASE = 120
"""Characters; whatever is longer says something."""


@dataclass(frozen=True, slots=True)
class Hollow:
    """Why the words do not count as an answer."""

    state: State
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class Phrases:
    """What a form says of empty words, as keys (`key`)."""

    not_known: frozenset[str]
    placeholders: frozenset[str]


NOT_KNOWN_VARIANTS = (
    "not known",
    "unknown",
    "nk",
    "don't know",
    "do not know",
    "not yet known",
    "dk",
    "not sure",
    "unsure",
    "unk",
    "not recorded",
    "not available",
    "unavailable",
    "no information",
    "no info",
    "not stated",
    "not disclosed",
    "no information available",
    "no information held",
)
QUALIFIERS = re.compile(
    r"^(?:(?:currently|presently|at present|still|it is|this is|is|we|i|information|details?)\s+)+"
    r"|(?:\s+(?:at (?:this|the|present) ?(?:time|present|moment|stage|point)?|presently|currently|yet|as yet|so far"
    r"|to (?:us|me|(?:the )?referrer|(?:this|our|my|the) (?:agency|service|organisation|team|school|trust|force))"
    r"|at (?:the )?time of (?:writing|referral|completion|completing)))+$"
)

PROMPT = re.compile(
    r"(?:please )?(?:click|tap|press|click or tap|tap or click)(?: here| on this)*,? (?:to|and) (?:enter|add|insert|type|select|choose|pick|write)\b.*"
    r"|-*\s*(?:please )?(?:choose|select|pick)(?: an?| one| from)?(?: item| option| date| value| answer| one)?(?: from (?:the )?(?:list|drop-?down|menu)(?: list| menu)?)?\s*(?:\.{3}|[.…:-])*"
    r"|(?:please )?(?:enter|insert|type|write|add)(?: your| an?| the)?(?: text| answer| date| name| details| response)?(?: here)?\.?"
    r"|(?:your )?(?:full )?(?:text|answer|response|name)(?: goes)? here\.?"
    r"|klicken oder tippen sie .*|klicken sie hier.*|wählen sie (?:ein|einen|eine) .* aus\.?"
    r"|cliquez (?:ou appuyez )?ici .*|choisissez un .*"
    r"|haga clic (?:o pulse )?aquí .*|elija un .*"
    r"|fare clic (?:o toccare )?qui .*|scegliere un .*"
    r"|clique ou toque aqui .*|escolha? um .*"
    r"|kliknij (?:lub naciśnij )?tutaj.*|wybierz .*"
    r"|klik of tik .*|kies een .*|cliciwch neu dapiwch .*|dewiswch .*",
)
"""What Word, and the programs like it, print in a control that waits for an answer; folded and in lower case."""

BRACKETED = re.compile(
    r"[\[<{](?:(?:insert|enter|add|type|your|full|the|of|here|name|date|birth|child'?s?|address|details?|agency|role|job|title|telephone|phone|number|e-?mail|signature)\s*)+[\]>}]"
)
"""What templates print where somebody is to type: `[insert name]`, `<date>`."""

NOTHING = re.compile(r"[\s_.…‥/\\|~=:;,'\"`´()\[\]{}<>£•·*^]*")
"""Leaders and the frames of dates (`__/__/____`)."""
DASHES_OR_DOUBT = re.compile(r"[\s_.…‥/\\|~=:;,'\"`´()\[\]{}<>£•·*^?!+#\-‐‑‒–—―−]*")
CROSSES = re.compile(r"x{2,}")
CROSSED = frozenset({"x", "xx", "xxx"})
"""Where a form lists one of them, it takes nothing that was typed only to get past a question."""

TO_BE = re.compile(
    r"(?:tb[cad]|t\.b\.[cad]\.?|to be (?:confirmed|advised|agreed|decided|determined|completed|provided|supplied|arranged|added|updated)|to follow"
    r"|pending|awaiting|awaited|(?:i |we |details? |information |this |it )?will (?:follow|send|provide|confirm|supply|add|update|advise|be (?:sent|provided|confirmed|supplied|added|updated))"
    r"|not yet(?: (?:available|confirmed|received|completed|provided|agreed))?)(?![\w])(.*)"
)
NOT_APPLICABLE = re.compile(r"(?:n\s?[/\\.]\s?a\.?|not applicable)(?![\w])(.*)")
REFERENCE = re.compile(
    r"(?:please )?(?:(?:see|refer to|as per|per|as|same as|as in|ditto|pls see|contained in|detailed in|outlined in|described in)\s+)"
    r"(?:the |our |my |your )?(?:attached|above|below|enclosed|previous|separate|section|sect|box|question|page|part|chronology|report|appendix|overleaf|earlier|accompanying|cover(?:ing)?|continuation|additional|extra|further|question|q"
    r"|next page|body of|e-?mail|letter|form|file|notes?|documents?|referral|phone call|telephone call|discussed|discussion|stated|mentioned|listed|given|provided)\b(.*)"
    r"|(?:attached|ditto|as attached|as before|same|overleaf|above|below|enclosed|cont|cont.d|continued)(?![\w])(.*)"
    r"|(?:please )?(?:see )?(?:the |our |my |a |separate )*(?:genogram|report|chronology|document|letter|statement|minutes|notes|plan|assessment|referral|summary"
    r"|timeline|list|sheet|details|information|info|photos?|photographs?|file|form) (?:is |are )?(?:attached|enclosed|overleaf|below|above)(?![\w])(.*)"
    r"|(?:already|previously) (?:given|provided|supplied|sent|stated|submitted)(?![\w])(.*)"
    r"|(?:(?:info|information|details?) )?(?:given|listed|detailed|mentioned|provided|stated|outlined|described|shown|written) "
    r"(?:above|below|overleaf|earlier|previously|separately|in (?:the )?(?:section|question|box|part|report|chronology|attached|e-?mail|letter))(?![\w])(.*)"
    r"|(?:(?:info|information|details?) )?(?:on|in|within) (?:the |our |your )?(?:body of|attached|e-?mail|letter|report|file|form|chronology)(?![\w])(.*)"
)
FURTHER_ON = re.compile(
    r"\b(?:overleaf|below|continu\w+|cont.?d?|over|next|last|end|back|(?:additional|extra|separate|further) (?:sheet|page|paper)s?)\b",
    re.IGNORECASE,
)
LEFT_BLANK = frozenset(
    words(
        "blank leftblank intentionallyblank leftblankintentionally leftintentionallyblank empty pleasecomplete tocomplete"
    )
)
CONNECTING = frozenset(
    words("by with from following after pending awaiting awaited at once when until on in via due before as shortly")
)
FILLING = frozenset(
    words(
        "at this the a time moment present currently yet as by in later asap soon date due course when known confirmed available please to be "
        "still awaiting awaited pending following on being for now stage point further information info more details so far will shall update "
        "updated shortly here tbc tba"
    )
)
POINTING = frozenset(
    words(
        "phone telephone call cover covering verbally verbal continuation continued additional extra end last back separately at attached above below enclosed separate section box question page part chronology report reports document documents doc sheet sheets letter "
        "form pages file word minutes notes statement statements appendix number no and the for a of in to this that with details detail info information "
        "further full please email e mail summary referral here chronologies assessment also as per our my q overleaf earlier answer response entry genogram tree plan timeline spreadsheet table list log records record"
    )
)
FAMILIAR = re.compile(
    r"please|pls|t\.?b|to\s|n\s?[/\\.]|not\s|none\s|see\s|refer|as\s|per\s|same|ditto|attached|contained|detailed|outlined|described|x+\b"
    r"|pending|await|will\s|i\s|we\s|it\s|this\s|info|details?\s|already|previously|given|listed|mentioned|provided|stated|shown|written"
    r"|above|below|overleaf|enclosed|cont|on\s|in\s|within\s|the\s|our\s|my\s|a\s|separate|genogram|report|chronology|document|letter|minutes|plan|assessment|summary|timeline|list|sheet|photo|file|form|note|left|intentionally|blank|empty"
)
"""How every relative of a listed phrase begins; spares other words the closer look."""
WORD = re.compile(r"[^\W_]+")
SHORT_MARK = 2
"""Characters of a word that can only be a number or a letter of a section: `3`, `4a`."""


def key(text: str) -> str:
    """The letters and digits of a short text, in one case: `N / K.` and `nk` have the same key."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


@lru_cache(maxsize=64)
def phrases(not_known: tuple[str, ...], placeholders: tuple[str, ...]) -> Phrases:
    known = (*not_known, *NOT_KNOWN_VARIANTS) if not_known else ()
    return Phrases(
        not_known=frozenset(map(key, known)),
        placeholders=frozenset(found for each in placeholders if (found := key(each))),
    )


def phrases_of(form: Form) -> Phrases:
    return phrases(form.not_known_phrases, form.placeholder_phrases)


def hollow(text: str, field: Field, form: Form) -> Hollow | None:
    """Why folded text answers nothing; None when it says something."""
    if len(text) > LONGEST_PHRASE:
        return None
    if says_nothing(text):
        return Hollow(State.EMPTY, Problem.EMPTY)
    if says_not_known(text, form):
        return Hollow(State.NOT_KNOWN, None if field.accepts_not_known else Problem.NOT_KNOWN_REFUSED)
    if field.accepts_not_applicable and says_not_applicable(text):
        return None
    return Hollow(State.PLACEHOLDER, Problem.PLACEHOLDER) if is_placeholder(text, form) else None


def points_on(text: str) -> bool:
    """Whether words that answer nothing send the reader on within the paper: overleaf, to another sheet, to the end."""
    return FURTHER_ON.search(text) is not None


def says_nothing(text: str) -> bool:
    """Whether only leaders, frames or the prompt of a control stand here."""
    return NOTHING.fullmatch(text) is not None or is_prompt_text(text)


def is_prompt_text(text: str) -> bool:
    words = text.casefold()
    return len(text) <= LONGEST_PHRASE and bool(PROMPT.fullmatch(words.strip("[]<>() ")) or BRACKETED.fullmatch(words))


def says_not_known(text: str, form: Form) -> bool:
    known = phrases_of(form).not_known
    if not known or len(text) > LONGEST_PHRASE:
        return False
    if key(text) in known:
        return True
    words = " ".join(WORD.findall(text.replace("’", "'").replace("'", "").casefold()))
    bare = QUALIFIERS.sub("", words)
    return bare != words and key(bare) in known


def says_not_applicable(text: str) -> bool:
    found = NOT_APPLICABLE.fullmatch(text.casefold().strip("() "))
    return key(text) in {"na", "notapplicable"} or (found is not None and _is_filling(found[1], FILLING))


def is_placeholder(text: str, form: Form) -> bool:
    listed = phrases_of(form).placeholders
    if DASHES_OR_DOUBT.fullmatch(text):
        return True
    if key(text) in listed or (not listed.isdisjoint(CROSSED) and is_filler(text)):
        return True
    words = text.casefold().strip("()[] ")
    return FAMILIAR.match(words) is not None and any(family(words, listed) for family in FAMILIES)


def _to_be_confirmed(text: str, listed: frozenset[str]) -> bool:
    if listed.isdisjoint({"tbc", "tba", "tobeconfirmed"}) or (found := TO_BE.fullmatch(text)) is None:
        return False
    rest = WORD.findall(found[1])
    return not rest or rest[0] in CONNECTING or _is_filling(found[1], FILLING)


def _not_applicable(text: str, listed: frozenset[str]) -> bool:
    if listed.isdisjoint({"na", "notapplicable"}) or (found := NOT_APPLICABLE.fullmatch(text)) is None:
        return False
    return says_not_applicable(text) or _points_elsewhere(found[1].strip(" -–—:,;.()"), listed)


def _points_elsewhere(text: str, listed: frozenset[str]) -> bool:
    if listed.isdisjoint({"seeattached", "seeabove", "asabove"}) or (found := REFERENCE.fullmatch(text)) is None:
        return False
    return _is_filling("".join(filter(None, found.groups())), POINTING)


def _none_given(text: str, listed: frozenset[str]) -> bool:
    return "nonegiven" in listed and key(text) in {
        "notgiven",
        "notprovided",
        "noneprovided",
        "notsupplied",
        "nonesupplied",
    }


def _crosses(text: str, listed: frozenset[str]) -> bool:
    return not listed.isdisjoint(CROSSED) and CROSSES.fullmatch(key(text)) is not None


def _left_blank(text: str, listed: frozenset[str]) -> bool:
    return "nonegiven" in listed and key(text) in LEFT_BLANK


FAMILIES = (_to_be_confirmed, _not_applicable, _points_elsewhere, _none_given, _crosses, _left_blank)
"""Close relatives of the phrases that a form lists; each is silent where the form lists none of its kind."""


def _is_filling(rest: str, words: frozenset[str]) -> bool:
    return all(word in words or len(word) <= SHORT_MARK or word.isdigit() for word in WORD.findall(rest))

"""What people type to get past a question: a test, a run along the keyboard, the same key held down."""

import re

WORD = r"(?:test(?:ing|er)?|dummy|blah|lorem ipsum)"
KEYS = r"(?:(?:qwer|asdf|sdfg|hjkl|zxcv)[a-z;]*|(?:asd|sdf|jkl|fgh|dfg){1,4})"
FILLERS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{WORD}(?:[\s,.-]*(?:{WORD}|data|answer|text|name|entry|only|case|record))*[\s-]*\d{{0,3}}",
        rf"{KEYS}(?:[\s,.;-]+{KEYS})*",
        r"to ?do|fill (?:this )?in|complete this|draft",
        r"([a-z])\1{2,}(?:\s+\1+)*",
    )
)
"""Of words in lower case, whole. Real names are shorter than a held key and do not run along the keyboard."""
NUMBERS = re.compile(r"0{3,}|([1-9])\1{4,}|123(?:4(?:5(?:6(?:7(?:8(?:90?)?)?)?)?)?)?")
"""Of digits alone, whatever parts them. `0`, `00` and `999` may be meant."""
PARTING = re.compile(r"[\s().+\-/]")
ADDRESS = re.compile(
    rf"(?:{WORD}|{KEYS}|none|no|email|e-mail|x+|a+)@(?:{WORD}|{KEYS}|none|no|email|mail|x+|a+)\.[a-z.]{{2,6}}"
)
ENDS = " .!,;:-()[]\"'"
LONGEST = 60
"""Characters; whatever is longer says something."""


def is_filler(text: str) -> bool:
    """Whether a whole answer, folded, was typed for the sake of typing something."""
    if len(text) > LONGEST:
        return False
    words = text.casefold().strip(ENDS)
    digits = PARTING.sub("", words)
    if digits.isdigit():
        return NUMBERS.fullmatch(digits) is not None
    return ADDRESS.fullmatch(words) is not None or any(each.fullmatch(words) for each in FILLERS)

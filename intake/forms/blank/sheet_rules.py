"""What a worksheet cell takes as the answer to a field, as the rules of data validation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from intake.forms.blank import wording
from intake.model.form import Field, FieldType, Form

DATE_FORMAT = "dd/mm/yyyy"
EARLIEST_DATE, LATEST_DATE = "1", "73415"
"""Serial numbers of 1 January 1900 and 31 December 2100."""
LONGEST_LIST = 255
"""Characters of a list that is written into its cell's own validation (ECMA-376 part 1, §18.3.1.32)."""
CELL_LIKE = re.compile(r"[a-z]{1,3}[0-9]{1,7}|r[0-9]*c[0-9]*|r|c|true|false", re.IGNORECASE)
"""Words that Excel takes for a cell (A1 or R1C1 style) or a value and refuses as a name."""

RESERVED = frozenset({
    "auto_close", "auto_open", "consolidate_area", "criteria", "database", "extract", "print_area", "print_titles", "sheet_title",
})  # fmt: skip
"""Names that Excel keeps for itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    type: Literal["list", "date"] | None = None
    """None where anything may be typed."""
    operator: Literal["between"] | None = None
    formula: str | None = None
    """None for a list that is too long to be written here."""
    formula2: str | None = None
    options: tuple[str, ...] = ()
    strictness: Literal["stop", "warning"] = "stop"
    """`warning` where the answer may also be that it is not known."""
    error: str | None = None
    prompts: tuple[str, ...] = ()


def rule_of(form: Form, field: Field) -> Rule:
    labels = tuple(label for _, label in wording.options(form, field))
    if labels:
        return listed(labels)
    if field.type is FieldType.DATE:
        return Rule(
            type="date",
            operator="between",
            formula=EARLIEST_DATE,
            formula2=LATEST_DATE,
            strictness="warning" if field.accepts_not_known else "stop",
            error=wording.DATE_ERROR,
            prompts=(wording.DATE_HINT,),
        )
    return Rule()


def listed(options: Sequence[str]) -> Rule:
    """One of these words. A comma would part them, so a semicolon stands for it."""
    shown = tuple(each.replace(",", ";") for each in options)
    inline = ",".join(shown)
    fits = len(inline) <= LONGEST_LIST and '"' not in inline
    return Rule(
        type="list",
        formula=f'"{inline}"' if fits else None,
        options=shown if fits else tuple(options),
        error=wording.LIST_ERROR,
        prompts=(wording.LIST_HINT,),
    )


def defined_name(field: str) -> str:
    """The field's id, with an underscore behind it where Excel would take it for something else."""
    return f"{field}_" if CELL_LIKE.fullmatch(field) or field in RESERVED else field

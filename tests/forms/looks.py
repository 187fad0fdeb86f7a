"""The habits of people who make forms, for the drawing."""

from collections.abc import Mapping
from dataclasses import dataclass

NEW_SHEET = "\x0c"
PEOPLE = ("referrer", "agreement")
CORES: Mapping[str, Mapping[str, str]] = {
    "referrer": {
        "referrer_name": "Name",
        "referrer_role": "Job title",
        "referrer_agency": "Organisation",
        "referrer_phone": "Telephone",
    },
    "agreement": {"lead_name": "Name", "lead_role": "Job title", "lead_contact": "Contact details"},
}
SAME_HEADER: Mapping[str, Mapping[str, str]] = {
    "referrer": {
        "referrer_name": "Name",
        "referrer_role": "Job title",
        "referrer_agency": "Agency",
        "referrer_phone": "Telephone",
        "referrer_email": "Email",
    },
    "agreement": {
        "lead_name": "Name",
        "lead_role": "Job title",
        "none": "Agency",
        "lead_contact": "Telephone",
        "no": "Email",
    },
}
LAYOUTS = (
    "right", "pairs", "header_rows", "stacked", "in_cell", "two_right", "guidance_left", "number_left", "lines", "under",
    "many_in_cell", "tabbed",
)  # fmt: skip
SHEET_LAYOUTS = ("right", "pairs", "header_rows", "stacked", "number_left")
WEIGHINGS = ("columns", "one_column", "unheaded", "one_cell", "rows", "lines")


@dataclass
class Look:
    """The habits of one form's maker."""

    bold: bool = True
    shaded: bool = True
    colon: str = ""
    star: str = ""
    numbered: bool = False
    upper: bool = False
    footnote: bool = False
    aliases: bool = False
    titles: str = "own"
    """`own`, `renumbered` or `none`."""
    layout: str = "right"
    """One of LAYOUTS, or `mixed`."""
    weighing: str = "columns"
    table_title: str = "paragraph"
    blank_rows: int = 2
    shuffle_fields: bool = False
    shuffle_sections: bool = False
    sheet: bool = False
    people_in_header_rows: bool = False
    office_first: bool = False
    cover: bool = False
    hints: bool = False
    typos: bool = False
    people: str = ""
    """How the referrer and the lead are asked: `` as all others, `cores`, `same_header`, `crossed`."""
    sheets: bool = False
    """Each section on a sheet of its own."""
    boxed: bool = False
    grids: bool = False
    """Yes and no in columns, options in lists to be crossed."""
    side_title: bool = False
    """The section's title stands in a tall cell at the left."""
    dropped: frozenset[str] = frozenset()
    """Fields that this version does not ask."""

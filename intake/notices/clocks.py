"""The clocks that run beside a referral: shown only where the form gives their dates, and always as indicative.

The periods are the local authority's and the partners' (domain notes, section 2.4); a referral form can say no more than when
its own agency became aware, so nothing here says that a period was kept.
"""

from collections.abc import Iterator
from datetime import date

from intake.notices.considerations import HARM
from intake.notices.lines import Line, Row, lines, with_detail
from intake.notices.paper import Paper
from intake.notices.times import day_in_words
from intake.notices.working_days import working_days_after

NOTIFY_DAYS = 5
RAPID_REVIEW_DAYS = 15
ROWS: tuple[Row, ...] = (
    ("Strategy meeting", with_detail("strategy_meeting", "strategy_meeting_date")),
    ("National Panel notified", with_detail("panel_notified", "panel_notified_date")),
)


def clock_lines(paper: Paper, today: date, *, part: str = "England") -> tuple[Line, ...]:
    return (*lines(ROWS, paper, today), *_counts(paper, today, part))


def _counts(paper: Paper, today: date, part: str) -> Iterator[Line]:
    aware, notified = paper.day("aware_date"), paper.day("panel_notified_date")
    if aware is not None and notified is not None and aware <= notified:
        number = working_days_after(aware, notified, part=part)
        yield Line(
            "To the notification",
            f"working day {number} of {NOTIFY_DAYS} (indicative: counted from the referrer's awareness)",
        )
    elif aware is not None and aware <= today and _may_be_due(paper):
        number = working_days_after(aware, today, part=part)
        yield Line(
            "Notification period",
            f"today is {_day(number, NOTIFY_DAYS)} (indicative: counted from the referrer's awareness)",
        )
    if notified is not None and notified <= today:
        number = working_days_after(notified, today, part=part)
        yield Line(
            "Rapid review period",
            f"today is {_day(number, RAPID_REVIEW_DAYS)} (indicative: counted from {day_in_words(notified)})",
        )


def _may_be_due(paper: Paper) -> bool:
    """Death or serious harm, and the form does not say that the Panel knows."""
    return paper.value("outcome") in HARM and paper.value("panel_notified") != "yes"


def _day(number: int, of: int) -> str:
    return f"working day {number} of {of}" if number <= of else f"working day {number}; the period is {of}"

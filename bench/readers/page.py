"""What was measured, as tables and a chart; nothing here is edited by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from statistics import median

from bench.readers.scoring import Kept

BEGIN, END = "<!-- readers: written by bench/readers -->", "<!-- /readers -->"
OURS = "intake"
ROW, LEFT, BAR, RIGHT = 30, 130, 330, 200
STYLE = """<style>text{font:13px system-ui,sans-serif;fill:#24292f}.n{font-size:12px;fill:#57606a}.a{fill:#8c959f}.t{fill:#d0d7de}
.ours .a{fill:#0969da}.ours .t{fill:#80b9f5}@media(prefers-color-scheme:dark){text{fill:#e6edf3}.n{fill:#9198a1}.a{fill:#6e7681}.t{fill:#3d444d}}</style>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One reader over one kind of file."""

    reader: str
    start_ms: float | None
    by_way: Mapping[str, Sequence[Kept]]
    samples: Sequence[Kept]

    @property
    def own(self) -> list[Kept]:
        return [each for group in self.by_way.values() for each in group]

    @property
    def answers(self) -> float:
        return share(self.own)

    @property
    def ticks(self) -> float | None:
        asked = sum(each.ticked for each in self.own)
        return sum(each.ticks for each in self.own) / asked if asked else None

    @property
    def ms(self) -> float | None:
        times = [each.ms for each in self.own if each.ms is not None]
        return median(times) if times else None


def share(kept: Sequence[Kept]) -> float:
    asked = sum(each.asked for each in kept)
    return sum(each.answers for each in kept) / asked if asked else 0.0


def percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}".replace(".0%", "%") if value < 1 else "100%"


def ordered(scores: Sequence[Score]) -> list[Score]:
    """Ours first, then by what they keep."""
    return sorted(scores, key=lambda each: (each.reader != OURS, -each.answers, -(each.ticks or 0)))


def table(scores: Sequence[Score], missing: Mapping[str, str], *, samples: int) -> str:
    """Reader by reader."""
    lines = [
        f"| reader | answers still there | ticks still there | forms not read | answers in {samples} samples | ms a form | ms to start |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for each in ordered(scores):
        unread = sum(not one.is_read for one in (*each.own, *each.samples))
        name = f"**{each.reader}**" if each.reader == OURS else each.reader
        ms, start = (f"{value:,.1f}" if value is not None else "–" for value in (each.ms, each.start_ms))
        lines.append(
            f"| {name} | {percent(each.answers)} | {percent(each.ticks)} | {unread or '–'} | {percent(share(each.samples))} | {ms} | {start} |"
        )
    lines += [f"| {name} | not installed here: {why} | | | | | |" for name, why in missing.items()]
    return "\n".join(lines)


def short_table(word: Sequence[Score], excel: Sequence[Score]) -> str:
    """For a reader who passes by: what is kept and how fast."""
    sheets = {each.reader: each for each in excel}
    names = [each.reader for each in ordered(word)]
    names += [each.reader for each in ordered(excel) if each.reader not in names]
    texts = {each.reader: each for each in word}
    lines = [
        "| reader | Word: answers | ticks | ms a form | Excel: answers | ms a form |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name in names:
        text, sheet = texts.get(name), sheets.get(name)
        cells = [
            percent(text.answers) if text else "",
            percent(text.ticks) if text else "",
            f"{text.ms:,.1f}" if text and text.ms else "",
            percent(sheet.answers) if sheet else "",
            f"{sheet.ms:,.1f}" if sheet and sheet.ms else "",
        ]
        lines.append(f"| {f'**{name}**' if name == OURS else name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def matrix(scores: Sequence[Score]) -> str:
    """Way by way: answers, and ticks after a stroke where the way is one of ticking."""
    ours = ordered(scores)
    ways = list(ours[0].by_way)
    lines = ["| filled in this way | " + " | ".join(each.reader for each in ours) + " |", "|---|" + "---:|" * len(ours)]
    lines += [f"| {way} | " + " | ".join(cell(each.by_way[way], way) for each in ours) + " |" for way in ways]
    return "\n".join(lines)


def cell(kept: Sequence[Kept], way: str) -> str:
    if not any(each.is_read for each in kept):
        return "not read"
    if not way.startswith("ticks"):
        return f"{share(kept):.0%}"
    return f"{sum(each.ticks for each in kept) / max(1, sum(each.ticked for each in kept)):.0%} of ticks"


def chart(scores: Sequence[Score]) -> str:
    """Bars of what each reader keeps of Word forms: answers above, ticks below."""
    rows = ordered(scores)
    height = ROW * len(rows) + 40
    width = LEFT + BAR + RIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">',
        "<title>Answers and ticks of filled Word forms that each reader keeps</title>",
        STYLE,
        '<text class="n" x="0" y="14">Share of answers (upper bar) and ticks (lower bar) of filled Word forms still there</text>',
    ]
    for number, each in enumerate(rows):
        parts.append(bar(each, 26 + ROW * number))
    return "\n".join([*parts, "</svg>", ""])


def bar(score: Score, top: int) -> str:
    answers, ticks = score.answers * BAR, (score.ticks or 0) * BAR
    time = f", {score.ms:,.1f} ms" if score.ms is not None else ""
    kind = ' class="ours"' if score.reader == OURS else ""
    return (
        f'<g{kind}><text x="0" y="{top + 15}">{escape(score.reader)}</text>'
        f'<rect class="a" x="{LEFT}" y="{top + 2}" width="{answers:.1f}" height="11"/>'
        f'<rect class="t" x="{LEFT}" y="{top + 14}" width="{ticks:.1f}" height="6"/>'
        f'<text class="n" x="{LEFT + max(answers, ticks) + 8:.1f}" y="{top + 15}">{percent(score.answers)}, ticks {percent(score.ticks)}{time}</text></g>'
    )


def put_between(text: str, fresh: str) -> str:
    """The text with what stands between the two marks exchanged."""
    before, _, rest = text.partition(BEGIN)
    if not rest:
        raise ValueError("the page has no place for the table")
    return f"{before}{BEGIN}\n\n{fresh}\n\n{END}{rest.partition(END)[2]}"

"""The order of learning: what stands on the blank, its sections, then each thing it asks."""

import re
from dataclasses import replace

from intake.forms.blank.wording import LEAVE_BLANK, TYPED_NAME
from intake.forms.learn.flow import items_of
from intake.forms.learn.front import MARKING, SHORT, front_of
from intake.forms.learn.grids import ELSEWHERE
from intake.forms.learn.ids import named, owned, slug, unique
from intake.forms.learn.kinds import boxes_for_several, kind_of
from intake.forms.learn.looks import cleaned, controls, plain
from intake.forms.learn.needs import NEEDED_IF, with_needs
from intake.forms.learn.proposal import Doubt, Proposal
from intake.forms.learn.seen import CAPTION, Heading, Item, Note, Question, Rows, Weighed
from intake.forms.locate.sections import OFFICE
from intake.forms.normal import normal
from intake.model.document import Document
from intake.model.form import Column, Condition, Consideration, Duty, Field, FieldType, Form, Party, Section

NOT_KNOWN_PHRASES = ("Not known", "Unknown", "NK", "N/K", "Don't know", "Do not know", "Not yet known")
PLACEHOLDER_PHRASES = (
    "TBC", "To be confirmed", "TBA", "N/A", "NA", "Not applicable", "None given", "See attached", "See above", "As above",
    "-", "--", "?", ".", "...", "____", "x", "xx", "xxx", "dd/mm/yyyy", "Click or tap here to enter text.",
    "Click here to enter text.", "Click or tap to enter a date.", "Choose an item.", "Please select", "Select",
)  # fmt: skip
NONE = re.compile(
    r"\b(?:write|put|enter|say|state)\s+[“\"'‘]?(?P<words>(?:None|Nil|No one|Nobody)(?: known)?)\b", re.IGNORECASE
)
TAKES_NOT_KNOWN = re.compile(
    r"\b(?:if (?:it is )?(?:not known|unknown)|(?:write|say|put|choose|enter|state)\W+(?:not known|unknown))",
    re.IGNORECASE,
)
FOLLOWS_YES = re.compile(r"^if (?:so|yes)\b", re.IGNORECASE)
FOLLOWS_NO = re.compile(r"^if (?:not|no)\b", re.IGNORECASE)
ONLY_FORMAT = re.compile(
    r"^\W*(?:d{1,2}\W+m{1,3}\W+y{2,4}|(?:please )?delete as (?:appropriate|applicable)|(?:please )?tick.*|yes against.*)\W*$",
    re.IGNORECASE,
)
LEAVE = re.compile(r"\bleave (?:this (?:part|section) )?blank\b", re.IGNORECASE)
LONGEST_WORDS = 1_900
TITLE = "Questions"


def learn(document: Document, *, form_id: str) -> Proposal:
    """A whole definition for a blank form, and what a person should look at. Pure; raises nothing on any document.

    A form that asks nothing that can be recognised yields one section with one doubtful question.
    """
    return _Learner(items_of(document), document, form_id).proposal()


class _Part:
    """A section on its way."""

    def __init__(self, title: str, where: str | None, *, is_office: bool) -> None:
        self.title, self.where, self.is_office = title, where, is_office
        self.asked: list[Question | Rows | Weighed] = []
        self.notes: list[str] = []


class _Learner:
    def __init__(self, items: list[Item], document: Document, form_id: str) -> None:
        self.items, self.document, self.form_id = items, document, form_id
        self.doubts: list[Doubt] = []
        self.taken: set[str] = set()
        self.sections: set[str] = set()
        self.weighed: list[Consideration] = []
        self.needs: dict[str, str] = {}
        """By field id, in the words of the blank."""
        asked = [each for each in items if isinstance(each, Question)]
        self.boxes = boxes_for_several(asked)
        self.marks_required = any(each.required for each in items if isinstance(each, Question | Weighed))

    def proposal(self) -> Proposal:
        parts = self._parts()
        at = next(
            (at for at, each in enumerate(self.items) if isinstance(each, Question | Rows | Weighed)), len(self.items)
        )
        front = front_of(self.document, self._before(at))
        self.doubts += front.doubts
        if not self.marks_required:
            self.doubts.append(Doubt(about="sections", message="no question is marked as one that must be answered"))
        sections = tuple(each for part in parts for each in self._section(part))
        form = Form(
            id=self.form_id, version=front.version, title=front.title, partnership=front.partnership, marking=front.marking,
            guidance=front.guidance, sections=sections, considerations=tuple(self.weighed),
            not_known_phrases=NOT_KNOWN_PHRASES, placeholder_phrases=PLACEHOLDER_PHRASES,
        )  # fmt: skip
        return Proposal(form=with_needs(_conditioned(form), self.needs), doubts=tuple(self.doubts))

    def _before(self, at: int) -> list[Item]:
        """Without the title of the first section."""
        headings = [number for number, each in enumerate(self.items[:at]) if isinstance(each, Heading)]
        return self.items[: headings[-1]] if headings else self.items[:at]

    def _parts(self) -> list[_Part]:
        has_titles = any(isinstance(each, Heading) and each.level < CAPTION for each in self.items)
        parts = [_Part(TITLE, None, is_office=False)]
        caption: Heading | None = None
        office_level: int | None = None
        for each in self.items:
            match each:
                case Heading(level=level) if level == CAPTION and has_titles and not OFFICE.search(normal(each.text)):
                    caption = each
                case Heading(text=text, level=level, where=where):
                    is_office = OFFICE.search(normal(text)) is not None or LEAVE.search(text) is not None
                    if is_office or office_level is None or level <= office_level:
                        office_level = level if is_office else None
                    caption = each if level == CAPTION else None
                    parts.append(_Part(text, where, is_office=office_level is not None))
                case Note(text=text):
                    parts[-1].notes.append(text) if not caption or not parts[-1].asked else None
                    parts[-1].is_office = parts[-1].is_office or text == LEAVE_BLANK
                case Rows():
                    name = caption.text if caption else parts[-1].title
                    parts[-1].asked.append(replace(each, caption=name))
                    caption = None
                case _:
                    parts[-1].asked.append(each)
                    caption = None
        return _merged([each for each in parts if each.asked or any(map(ELSEWHERE.search, each.notes))])

    def _section(self, part: _Part) -> list[Section]:
        asked = [each for each in part.asked if not isinstance(each, Question) or not each.is_elsewhere]
        asked.sort(key=lambda each: not isinstance(each, Weighed))  # a section of considerations begins with them
        if not asked:
            return []
        section_id = unique(slug(part.title), "section", self.sections)
        weighs = [each for each in asked if isinstance(each, Weighed)]
        holds = bool(weighs) and not self.weighed and not part.is_office
        fields: list[Field] = []
        for each in asked:
            match each:
                case Weighed() if holds:
                    fields += self._consideration(each, section_id)
                case Weighed():
                    fields.append(
                        self._field(
                            Question(label=each.statement, where=each.where, heads=("Yes", "No")), section_id, part
                        )
                    )
                case Rows():
                    fields.append(self._table(each, section_id, part))
                case Question():
                    fields.append(self._field(each, section_id, part))
        notes = " ".join(dict.fromkeys(each for each in part.notes if not _is_furniture(each)))
        party = Party.OFFICE if part.is_office else Party.REFERRER
        return [
            Section(
                id=section_id, title=part.title[:LONGEST_WORDS], fields=tuple(fields), party=party, holds_considerations=holds,
                help=plain(notes)[:LONGEST_WORDS] or None,
            )
        ]  # fmt: skip

    def _consideration(self, seen: Weighed, section_id: str) -> list[Field]:
        name = unique(named(seen.name) or slug(seen.statement), "consideration", self.taken)
        self.taken.add(f"{name}_evidence")
        authority = next((each.strip()[1:-1].strip() for each in seen.hints if each.startswith(("(", "["))), "")
        is_regard = re.search(r"\bregard\b|\bshould\b", seen.band, re.IGNORECASE) is not None
        if not authority or not seen.band:
            message = "say whether it must be weighed, where that stands and whether “not known” answers it (`duty`, `authority`, `not_known`)"
            self.doubts.append(Doubt(about=name, message=message, where=seen.where))
        duty = Duty.REGARD if is_regard or not seen.band else Duty.MUST
        self.weighed.append(
            Consideration(
                id=name,
                label=seen.statement,
                duty=duty,
                authority=authority or "to be filled in",
                accepts_not_known=seen.takes_not_known,
            )
        )
        answer = Field(
            id=name,
            label=seen.statement,
            type=FieldType.YES_NO,
            section=section_id,
            required=True,
            accepts_not_known=seen.takes_not_known,
        )
        when = (Condition(field=name, values=("yes",)),)
        evidence = Field(
            id=f"{name}_evidence",
            label=seen.statement,
            type=FieldType.LONG_TEXT,
            section=section_id,
            required_when=when,
            evidence_of=name,
        )
        return [answer, evidence]

    def _field(self, seen: Question, section_id: str, part: _Part) -> Field:
        kind = kind_of(seen, boxes_are_for_several=self.boxes)
        tags = [each.tag for each in controls(seen.blocks) if each.tag]
        machine = named(seen.name) or (named(tags[0]) if len(set(tags)) == 1 else "")
        name = unique(machine or owned(slug(seen.label), section_id), section_id, self.taken)
        for doubt in filter(None, (seen.doubt, kind.doubt)):
            self.doubts.append(Doubt(about=name, message=doubt, where=seen.where))
        self.needs.update((name, each) for each in seen.hints if NEEDED_IF.match(each))
        takes_not_known = kind.takes_not_known or any(TAKES_NOT_KNOWN.search(each) for each in seen.hints)
        return Field(
            id=name, label=seen.label[:LONGEST_WORDS], type=kind.type, section=section_id, choices=kind.choices,
            required=seen.required and not part.is_office, accepts_not_known=takes_not_known,
            party=Party.OFFICE if part.is_office else Party.REFERRER, help=_help(seen.hints),
        )  # fmt: skip

    def _table(self, seen: Rows, section_id: str, part: _Part) -> Field:
        caption = seen.caption or ""
        found = re.search(r"\s*[*]+\s*$", caption)
        bracket = re.search(r"\s*[(\[]([^()]*)[)\]]\s*$", caption)
        none = next((each["words"] for text in (*part.notes, caption) if (each := NONE.search(text))), None)
        label = cleaned(caption[: bracket.start()] if bracket and NONE.search(bracket[1]) else caption) or caption
        tags = {each.tag for each in controls(seen.blocks) if each.tag}
        name = unique(named(tags.pop()) if len(tags) == 1 else slug(label), section_id, self.taken)
        if seen.doubt:
            self.doubts.append(Doubt(about=name, message=seen.doubt, where=seen.where))
        taken: set[str] = set()
        columns = tuple(
            Column(id=unique(slug(each), "column", taken), label=each, is_date=_is_date(each))
            for each in seen.columns
            if each
        )
        return Field(
            id=name, label=label, type=FieldType.TABLE, section=section_id, columns=columns,
            required=found is not None and not part.is_office, none_phrases=(none,) if none else (),
            party=Party.OFFICE if part.is_office else Party.REFERRER,
        )  # fmt: skip


def _is_furniture(note: str) -> bool:
    """Notes that say nothing of what is asked: a marking, where a sheet goes on, what another key of the definition says."""
    if note == LEAVE_BLANK or NONE.search(note) or ELSEWHERE.search(note):
        return True
    return MARKING.search(note) is not None and len(note.split()) <= SHORT


def _is_date(label: str) -> bool:
    return kind_of(Question(label=label, where=""), boxes_are_for_several=None).type is FieldType.DATE


def _help(hints: tuple[str, ...]) -> str | None:
    kept = [
        each for each in hints
        if each != TYPED_NAME and not NEEDED_IF.match(each) and not ONLY_FORMAT.match(each) and not each.startswith("If it is not known,")
    ]  # fmt: skip
    return (
        plain(" ".join(each.strip("()[]") if each.count("(") == 1 else each for each in kept))[:LONGEST_WORDS] or None
    )


def _merged(parts: list[_Part]) -> list[_Part]:
    """A section that goes on elsewhere, as on another sheet, is one; a table asked there stands where it is announced."""
    found: dict[str, _Part] = {}
    for part in parts:
        first = found.setdefault(normal(part.title) or part.title, part)
        if first is not part:
            first.notes += part.notes
            for each in part.asked:
                _put(first, each)
    return list(found.values())


def _put(part: _Part, seen: Question | Rows | Weighed) -> None:
    if isinstance(seen, Rows):
        for at, each in enumerate(part.asked):
            if isinstance(each, Question) and each.is_elsewhere and normal(each.label) == normal(seen.caption or ""):
                part.asked[at] = seen
                return
    part.asked.append(seen)


def _conditioned(form: Form) -> Form:
    """`If not, why not` right after a Yes / No question hangs on it."""
    return replace(form, sections=tuple(_conditioned_section(each) for each in form.sections))


def _conditioned_section(section: Section) -> Section:
    fields: list[Field] = []
    for each in section.fields:
        before = fields[-1] if fields else None
        value = "yes" if FOLLOWS_YES.match(each.label) else "no" if FOLLOWS_NO.match(each.label) else None
        if (
            before
            and value
            and before.type is FieldType.YES_NO
            and before.evidence_of is None
            and section.party is Party.REFERRER
            and not each.required
        ):
            fields.append(replace(each, required_when=(Condition(field=before.id, values=(value,)),)))
        else:
            fields.append(each)
    return replace(section, fields=tuple(fields))

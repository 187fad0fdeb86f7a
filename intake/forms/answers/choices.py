"""Questions with options: one of them, several, or yes and no."""

from intake.forms.answers.boxes import Boxes, boxes_of
from intake.forms.answers.columns import chosen_in_columns
from intake.forms.answers.given import Given, filled, refused
from intake.forms.answers.lines import written
from intake.forms.answers.menu import NO, NOT_KNOWN, YES, Menu, in_order, menu_of
from intake.forms.answers.option_lines import chosen_in_lines
from intake.forms.answers.option_tables import with_options
from intake.forms.answers.phrases import says_not_known
from intake.forms.answers.pick import NO_OPTION, NOT_CHOSEN, UNCLAIMED, UNDECIDED, UNREADABLE, Pick, chosen
from intake.forms.answers.printed_options import (
    Printed,
    chosen_in_row,
    is_aside,
    option_standing_out,
    printed_row,
    several_in_row,
)
from intake.forms.answers.script import CROSS, SIGNS, TICK, Script, script_of
from intake.forms.answers.typed import bare, typed, typed_several
from intake.forms.slot import Slot
from intake.model.form import Field, FieldType, Form
from intake.model.reading import Problem, State, Value

SIGNLESS = {ord(sign): " " for sign in SIGNS}
LONGEST_SAID_BESIDE = 60
"""Characters beside columns that may still be the answer itself, and not the evidence for it."""
STATED = ("yes,", "yes -", "yes:", "yes.", "yes;", "no,", "no -", "no:", "no.", "no;")
"""Beginnings of evidence that say the answer as well."""


def understood_choice(slot: Slot, field: Field, form: Form) -> Given:
    menu = menu_of(field, form)
    slot = with_options(slot, menu)
    pick = _chosen(slot, menu, field, form)
    text = (
        written((*(block for option in slot.options for block in option.blocks), *slot.blocks))
        if slot.options
        else written(slot.blocks)
    )
    if pick.state is not State.FILLED:
        return refused(pick.state, pick.problem, text)
    return _settled(pick, menu, field, text)


def _settled(pick: Pick, menu: Menu, field: Field, text: str) -> Given:
    """The pick as an answer: options of the form, or not known, or not applicable."""
    own = in_order(menu, pick.own)
    if not own:
        return _beside_the_options(pick, field, text)
    if field.type is FieldType.CHOICES:
        return filled(own, text)
    if len(own) > 1 or len(pick.ids) > 1:
        return refused(State.CONFLICTING, Problem.SEVERAL_MARKED, text)
    return filled(own[0], text)


def _beside_the_options(pick: Pick, field: Field, text: str) -> Given:
    if NOT_KNOWN in pick.ids:
        return refused(State.NOT_KNOWN, None if field.accepts_not_known else Problem.NOT_KNOWN_REFUSED, text)
    if field.accepts_not_applicable:
        value: Value = (text,) if field.type is FieldType.CHOICES else text
        return filled(value, text)
    return refused(State.PLACEHOLDER, Problem.PLACEHOLDER, text)


def _chosen(slot: Slot, menu: Menu, field: Field, form: Form) -> Pick:
    if not slot.options:
        return _inline(script_of(slot.blocks), menu, field, form)
    pick = chosen_in_columns(slot.options, menu, form)
    if pick is not NOT_CHOSEN:
        return pick
    return _said_beside(script_of(slot.blocks), menu, field, form)


def _said_beside(script: Script, menu: Menu, field: Field, form: Form) -> Pick:
    """What stands beside unmarked columns answers only when it is short or begins with the answer itself."""
    if script.has_boxes or script.has_doubtful_box:
        return _inline(script, menu, field, form)
    first = next((line for line in script.unstruck.split("\n") if line.strip()), "")
    words = bare(first, field, form)
    if (found := menu.exact(words)) is not None:
        return chosen(found)
    if says_not_known(words, form):
        return chosen(NOT_KNOWN)
    says = words.startswith(STATED) if field.type is FieldType.YES_NO else len(words) <= LONGEST_SAID_BESIDE
    return (typed(words, menu, field, form) if says else None) or NOT_CHOSEN


def _inline(script: Script, menu: Menu, field: Field, form: Form) -> Pick:
    """Everything in one place: boxes, then a printed row, then words."""
    if script.has_doubtful_box:
        return UNREADABLE
    listed = chosen_in_lines(script, menu)
    if listed:
        return chosen(*listed)
    if script.has_boxes:
        return _with_boxes(script, menu, field, form)
    row = printed_row(script, menu)
    if field.type is FieldType.CHOICES:
        return _several(script, row, menu, field, form)
    found = chosen_in_row(script, row, menu, field, form) if row else _in_words(script, menu, field, form)
    return _or_unreadable(found, script)


def _several(script: Script, row: tuple[Printed, ...], menu: Menu, field: Field, form: Form) -> Pick:
    if row and set(menu.ids) <= {each.option for each in row}:
        return _or_unreadable(several_in_row(script, row, menu), script)
    lone = _marked_lines(script, menu)
    if lone:
        return chosen(*lone)
    found = typed_several(script.unstruck.translate(SIGNLESS), menu, field, form)
    return _or_unreadable(found or NOT_CHOSEN, script)


def _marked_lines(script: Script, menu: Menu) -> tuple[str, ...]:
    """Options that stand a line each, with a typed mark beside some of them."""
    lines = [line for line in script.unstruck.split("\n") if line.strip()]
    marked = [line for line in lines if TICK in line or CROSS in line]
    if not marked or len(marked) == len(lines) == 1:
        return ()
    return tuple(found for line in marked if (found := menu.exact(line.translate(SIGNLESS))) is not None)


def _in_words(script: Script, menu: Menu, field: Field, form: Form) -> Pick:
    text = script.unstruck
    if field.type is FieldType.YES_NO:
        if script.truth is not None:
            return chosen(YES if script.truth else NO)
        if text.strip() == TICK:
            return chosen(YES)
    marked = _marked_lines(script, menu)
    if marked:
        return chosen(*marked) if len(marked) == 1 else UNDECIDED
    lines = [line for line in text.translate(SIGNLESS).split("\n") if bare(line, field, form)]
    if not lines:
        return Pick(state=State.PLACEHOLDER, problem=Problem.PLACEHOLDER) if text.strip() == CROSS else NOT_CHOSEN
    first = typed(lines[0], menu, field, form)
    if len(lines) == 1 or (first is not None and first.ids):
        return first or NOT_CHOSEN
    return typed("\n".join(lines), menu, field, form) or NOT_CHOSEN


def _or_unreadable(pick: Pick, script: Script) -> Pick:
    """Ink or a picture over unmarked options may be the mark itself."""
    if pick.ids or pick is UNDECIDED:
        return pick
    if script.is_unreadable:
        return UNREADABLE
    return Pick(state=State.UNCLEAR, problem=Problem.PICTURE) if script.has_picture else pick


def _with_boxes(script: Script, menu: Menu, field: Field, form: Form) -> Pick:
    boxes = boxes_of(script, menu)
    on = [each.option for each in boxes.on if each.option is not None]
    if on:
        return chosen(*on)
    if boxes.on:
        if field.type is FieldType.YES_NO and len(boxes.boxed) == 1:
            return chosen(YES)
        return _unnamed(boxes, menu, field, form)
    return _or_unreadable(_beside_empty_boxes(script, boxes, menu, field, form), script)


def _unnamed(boxes: Boxes, menu: Menu, field: Field, form: Form) -> Pick:
    """A ticked box whose words name no option: words elsewhere may."""
    found = typed(boxes.lead, menu, field, form)
    return found if found is not None and found.ids else NO_OPTION


def _beside_empty_boxes(script: Script, boxes: Boxes, menu: Menu, field: Field, form: Form) -> Pick:
    """No box is ticked: an answer may be typed beside them, or an option's words made to stand out."""
    beside = boxes.beside
    found = (
        typed_several(beside, menu, field, form)
        if field.type is FieldType.CHOICES
        else typed(beside, menu, field, form)
    )
    if found is not None and (found.ids or found is UNDECIDED or found.state is State.PLACEHOLDER):
        return found
    found = option_standing_out(script, menu)
    if found is not NOT_CHOSEN:
        return found
    return NOT_CHOSEN if is_aside(beside, field, form) else UNCLAIMED

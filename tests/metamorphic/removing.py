"""Ways in which one answer of a filled Word form is taken away, as a person would."""

from collections.abc import Iterator

from tests.metamorphic.packages import W14, Element, W, new

PROMPT = "Click or tap here to enter text."


def controls_of(root: Element, field: str) -> Iterator[Element]:
    """The content controls that carry this tag."""
    for each in root.iter(f"{W}sdt"):
        tag = each.find(f"{W}sdtPr/{W}tag")
        if tag is not None and tag.get(f"{W}val") == field:
            yield each


def clear_control(root: Element, field: str) -> None:
    """Back to the prompt, or to the empty box, as Word does when everything is deleted."""
    for each in controls_of(root, field):
        box = each.find(f"{W}sdtPr/{W14}checkbox/{W14}checked")
        if box is not None:
            box.set(f"{W14}val", "0")
            next(each.iter(f"{W}t")).text = "☐"
        else:
            each.find(f"{W}sdtPr").append(new("showingPlcHdr"))
            _leave(each, PROMPT)


def empty_place(root: Element, field: str) -> None:
    """Nothing at all stands where the answer stood, and no control either; boxes stay and are unticked."""
    for each in list(controls_of(root, field)):
        if each.find(f"{W}sdtPr/{W14}checkbox") is not None:
            clear_control(root, field)
            return
        _leave(each, "")


def _leave(element: Element, words: str) -> None:
    first, *others = element.iter(f"{W}t")
    first.text = words
    for each in others:
        each.text = ""

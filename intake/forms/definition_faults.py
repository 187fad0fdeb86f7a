"""What pydantic found wrong -> faults with their lines, in words for whoever wrote the file."""

from collections.abc import Iterable, Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, TypeAlias, TypeVar, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from intake.forms.definition_yaml import Fault, Place, Source

LIKENESS = 60
"""Out of 100: below it, a guess at what was meant helps nobody."""


class Shape(BaseModel):
    """The shape of a mapping in a YAML file: no other keys than these."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Member = TypeVar("Member")


def _not_empty(members: tuple[Member, ...]) -> tuple[Member, ...]:
    if not members:
        raise ValueError("must not be empty")
    return members


Some: TypeAlias = Annotated[tuple[Member, ...], AfterValidator(_not_empty)]
"""At least one. Asked after the members: a list whose only member is faulty is not empty."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one; None when none is like it."""
    found = process.extractOne(word.lower(), sorted(known), scorer=fuzz.ratio, score_cutoff=LIKENESS)
    return found[0] if found else None


def suggestion(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown word: the nearest one, else all of them."""
    words = sorted(known)
    near = nearest(word, words)
    return f"did you mean `{near}`?" if near else f"known here: {', '.join(words)}"


def shape_faults(error: ValidationError, shape: type[BaseModel], source: Source) -> Iterator[Fault]:
    """Every fault of one validation, in the order of pydantic."""
    for detail in error.errors(include_url=False):
        place = _place(detail["loc"], source)
        yield source.fault(place, _message(detail, shape))


def _place(loc: Place, source: Source) -> Place:
    """Pydantic's path without the steps that are no keys of the text."""
    return loc if loc in source.lines else tuple(step for step in loc if step != "[key]")


def _message(detail: ErrorDetails, shape: type[BaseModel]) -> str:
    key = next((str(step) for step in reversed(detail["loc"]) if isinstance(step, str) and step != "[key]"), None)
    subject = f"`{key}`" if key else "the file"
    match detail["type"]:
        case "extra_forbidden":
            return f"unknown key {subject}: {suggestion(str(key), _keys_beside(detail['loc'], shape))}"
        case "enum" | "literal_error":
            return f"{subject}: `{detail['input']}` is not known: {suggestion(str(detail['input']), _expected(detail))}"
        case "value_error":
            return f"{subject}: {detail['ctx']['error']}"
        case kind:
            return f"{subject} {WORDING.get(kind, detail['msg'])}" + _bound(detail)


WORDING: Mapping[str, str] = {
    "missing": "is missing",
    "string_type": "must be words (put them in quotes if it is a single sign, or empty)",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "tuple_type": "must be a list, such as [one, two]",
    "list_type": "must be a list, such as [one, two]",
    "dict_type": "must hold keys and values",
    "model_type": "must hold keys and values",
    "model_attributes_type": "must hold keys and values",
    "time_parsing": "must be a time such as 08:00",
    "time_type": "must be a time such as 08:00",
    "greater_than_equal": "is too small",
    "less_than_equal": "is too large",
}


BOUNDS = (("ge", "least"), ("le", "most"), ("max_length", "most"))


def _bound(detail: ErrorDetails) -> str:
    bounds = detail.get("ctx", {})
    return next((f" (at {word} {bounds[key]})" for key, word in BOUNDS if key in bounds), "")


def _expected(detail: ErrorDetails) -> list[str]:
    """Pydantic states the values of an enumeration as `'a', 'b' or 'c'`."""
    return [word for word in str(detail["ctx"]["expected"]).split("'")[1::2] if word]


def _keys_beside(loc: Place, shape: type[BaseModel]) -> list[str]:
    owner: Any = shape
    for step in loc[:-1]:
        owner = _inner(owner, step)
    return list(owner.model_fields) if _is_shape(owner) else []


def _inner(owner: Any, step: str | int) -> Any:
    """The type that stands below one step of a path: in a shape by its key, in a list or mapping its members' type."""
    if _is_shape(owner) and isinstance(step, str):
        found = owner.model_fields.get(step)
        return _without_none(found.annotation) if found else None
    members = [each for each in get_args(owner) if each is not Ellipsis]
    return _without_none(members[-1]) if members else None


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) not in {Union, UnionType}:
        return annotation
    return next(each for each in get_args(annotation) if each is not type(None))


def _is_shape(owner: Any) -> bool:
    return isinstance(owner, type) and issubclass(owner, BaseModel)

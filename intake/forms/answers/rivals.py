"""One answer out of several places that may as well be meant."""

from collections.abc import Sequence
from dataclasses import replace

from intake.model.reading import Answer, Problem, State, Value

ORDER = (State.FILLED, State.CONFLICTING, State.UNCLEAR, State.INVALID, State.NOT_KNOWN, State.PLACEHOLDER, State.EMPTY)
"""Which of two different states is the answer's: the one that says more."""


def agreed(answers: Sequence[Answer]) -> Answer:
    """The filled one where the others are empty; conflicting where two say different things."""
    best = min(answers, key=lambda answer: ORDER.index(answer.state))
    said = {_same(answer.value) for answer in answers if answer.state is State.FILLED}
    if len(said) < 2:  # noqa: PLR2004 - one value is no conflict
        return best
    text = " | ".join(dict.fromkeys(answer.text for answer in answers if answer.text))
    where = " and ".join(
        dict.fromkeys(answer.where for answer in answers if answer.where and answer.state is State.FILLED)
    )
    return replace(
        best, state=State.CONFLICTING, value=None, text=text, where=where or None, problem=Problem.SEVERAL_PLACES
    )


def _same(value: Value) -> str:
    """Two values that a reader would call the same have the same."""
    return repr(value).casefold()

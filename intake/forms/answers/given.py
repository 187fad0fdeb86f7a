"""What was given in one place, before it is said where."""

from dataclasses import dataclass, field

from intake.model.reading import Problem, State, Value


@dataclass(frozen=True, slots=True)
class Given:
    """An `Answer` without its place."""

    state: State
    value: Value = field(default=None, repr=False)
    text: str = field(default="", repr=False)
    problem: Problem | None = None


def filled(value: Value, text: str) -> Given:
    return Given(State.FILLED, value, text)


def refused(state: State, problem: Problem | None, text: str) -> Given:
    """No answer that counts, and why."""
    return Given(state, None, text, problem)

"""What was given in one place, before it is said where."""

from typing import NamedTuple

from intake.model.reading import Problem, State, Value


class Given(NamedTuple):
    """An `Answer` without its place."""

    state: State
    value: Value = None
    text: str = ""
    problem: Problem | None = None

    def __repr__(self) -> str:
        """Without a word of the answer."""
        return f"Given({self.state}, {self.problem})"


def filled(value: Value, text: str) -> Given:
    return Given(State.FILLED, value, text)


def refused(state: State, problem: Problem | None, text: str) -> Given:
    """No answer that counts, and why."""
    return Given(state, None, text, problem)

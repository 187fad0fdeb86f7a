"""What was chosen, as far as the marks and words of one slot say."""

from dataclasses import dataclass

from intake.forms.answers.menu import NOT_APPLICABLE, NOT_KNOWN
from intake.model.reading import Problem, State


@dataclass(frozen=True, slots=True)
class Pick:
    """Ids of the options chosen, or why none is."""

    ids: tuple[str, ...] = ()
    """Each once; may hold `NOT_KNOWN` and `NOT_APPLICABLE`."""
    state: State = State.EMPTY
    problem: Problem = Problem.NOT_CHOSEN

    @property
    def own(self) -> tuple[str, ...]:
        """The form's own options among the chosen."""
        return tuple(each for each in self.ids if each not in {NOT_KNOWN, NOT_APPLICABLE})


NOT_CHOSEN = Pick()
NO_OPTION = Pick(state=State.INVALID, problem=Problem.NOT_AN_OPTION)
UNCLAIMED = Pick(state=State.UNCLEAR, problem=Problem.UNCLAIMED_TEXT)
UNREADABLE = Pick(state=State.UNCLEAR, problem=Problem.UNREADABLE)
UNDECIDED = Pick(state=State.CONFLICTING, problem=Problem.SEVERAL_MARKED)


def chosen(*ids: str) -> Pick:
    return Pick(ids=tuple(dict.fromkeys(ids)), state=State.FILLED)

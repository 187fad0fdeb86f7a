"""A definition proposed from a blank form, and what it is unsure of."""

from dataclasses import dataclass

from intake.model.form import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One thing for a person to decide."""

    about: str
    """Id of the section, field or consideration, or a key of the form itself such as `version`."""
    message: str
    where: str | None = None
    """The place on the blank, as a person finds it."""

    def __str__(self) -> str:
        return f"{self.about}: {self.message}" + (f" ({self.where})" if self.where else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    form: Form
    doubts: tuple[Doubt, ...] = ()
    """In the order of the form."""

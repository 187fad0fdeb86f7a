"""The handbook as data, and what is said when it cannot be used."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from intake.forms.definition_yaml import Fault
from intake.model.form import Form
from intake.model.office import Alarms, Folders, Limits, Office, Retention, Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Handbook:
    """Everything that the partnership decides. Picklable: the child process reads by it."""

    office: Office
    folders: Folders
    schedule: Schedule
    alarms: Alarms
    limits: Limits
    forms: tuple[Form, ...]
    """In the order of their files' names."""
    templates: Mapping[str, str] = field(repr=False)
    """The letters' source text by file name."""
    retention: Retention = field(default_factory=Retention)


class HandbookFaults(Exception):  # noqa: N818 - it carries faults
    """A handbook that cannot be used. Every fault of every file at once, in the order of the files."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


def only_form(handbook: Handbook, form_id: str | None) -> Handbook:
    """The same handbook with this form alone; None leaves it whole. Raises HandbookFaults when it has no such form."""
    if form_id is None:
        return handbook
    forms = tuple(form for form in handbook.forms if form.id == form_id)
    if not forms:
        # Rare, and slow to import.
        from intake.forms.definition_faults import suggestion

        known = suggestion(form_id, [form.id for form in handbook.forms])
        raise HandbookFaults((Fault("forms", 1, f"no form has the id `{form_id}`: {known}"),))
    return replace(handbook, forms=forms)

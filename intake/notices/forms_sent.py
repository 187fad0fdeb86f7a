"""Which of several forms in one message a letter is about: by its order, because its name or a child's may not be said."""

from intake.model.decision import Action, Decision

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def place_among_forms(action: Action, decision: Decision) -> str | None:
    """`the second of the 2 forms`; None where the message held one form, or the action is about none."""
    forms = list(dict.fromkeys(key for each in decision.actions if (key := _key(each)) is not None))
    own = _key(action)
    if own is None or len(forms) == 1:
        return None
    number = forms.index(own)
    ordinal = f"the {ORDINALS[number]}" if number < len(ORDINALS) else f"number {number + 1}"
    return f"{ordinal} of the {len(forms)} forms"


def _key(action: Action) -> tuple[str, int] | None:
    if action.file is None or action.assessment is None:
        return None
    return action.file.attachment.path, action.file.assessments.index(action.assessment)

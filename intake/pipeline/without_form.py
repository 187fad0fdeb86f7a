"""No form came along: what came instead."""

from collections.abc import Callable, Iterable, Mapping

from intake.model.decision import Action, Examined, ExaminedFile, HandOver, Reason
from intake.model.document import FileType, Trouble
from intake.model.message import Intent, MessageKind, Withheld
from intake.pipeline.settled import WORTH_A_LOOK, has_other_form

TROUBLES: Mapping[Trouble, Reason] = {
    Trouble.ENCRYPTED: Reason.ENCRYPTED,
    Trouble.PDF: Reason.PDF,
    Trouble.IMAGE: Reason.IMAGE,
    Trouble.TOO_LARGE: Reason.UNREADABLE,
    Trouble.HOSTILE: Reason.UNREADABLE,
    Trouble.DAMAGED: Reason.UNREADABLE,
    Trouble.OLD_FORMAT: Reason.UNREADABLE,
    Trouble.EMPTY: Reason.UNREADABLE,
    Trouble.NOT_OFFICE: Reason.UNREADABLE,
}


def without_form(examined: Examined) -> Iterable[Action]:
    """At most one action: the first row of the table that holds."""
    for holds, reason in WITHOUT_FORM:
        if holds(examined):
            yield HandOver(reason=reason, file=_papers(examined), detail=examined.message.kind_reason)
            return
    trouble = _worst_trouble(examined.files)
    if trouble is not None and trouble.trouble is not None:
        yield HandOver(reason=TROUBLES[trouble.trouble], file=trouble, detail=trouble.trouble_detail)
    elif _is_badly_made(examined):
        yield HandOver(reason=Reason.UNREADABLE, detail=examined.message.kind_reason)
    elif examined.files or examined.message.intent is Intent.REFERRAL:
        yield HandOver(reason=Reason.NO_FORM, file=_papers(examined))


WITHOUT_FORM: tuple[tuple[Callable[[Examined], bool], Reason], ...] = (
    (lambda examined: has_other_form(examined.files), Reason.OTHER_FORM),
    (lambda examined: examined.message.intent is Intent.CONCERN, Reason.CONCERN_IN_BODY),
    (lambda examined: examined.message.is_encrypted, Reason.SECURE_WRAPPER),
    (lambda examined: examined.message.has_container, Reason.CONTAINER),
    (lambda examined: examined.message.is_linked and examined.message.intent is Intent.REFERRAL, Reason.LINK_ONLY),
)


def _is_badly_made(examined: Examined) -> bool:
    """Something in it may not have been seen, or it cannot be told who writes (N14)."""
    withheld = {Withheld.MALFORMED, Withheld.NO_SENDER} & {*examined.message.withheld}
    return examined.message.kind is MessageKind.BROKEN or bool(withheld)


def _papers(examined: Examined) -> ExaminedFile | None:
    return examined.files[0] if examined.files else None


def _worst_trouble(files: Iterable[ExaminedFile]) -> ExaminedFile | None:
    troubled = [file for file in files if file.trouble is not None and file.attachment.type is not FileType.TEXT]
    return min(troubled, key=lambda file: file.trouble not in WORTH_A_LOOK, default=None)

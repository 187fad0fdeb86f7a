"""All checks, in the order in which one depends on another."""

from collections.abc import Iterator

from intake.doctor import keeping, machine, servers
from intake.doctor.finding import Finding, good, mind, wrong
from intake.handbook import Handbook, HandbookFaults
from intake.handbook.load import load
from intake.model.office import AuthenticationMode
from intake.settings import Settings, SettingsFaults, load_settings


def examine() -> Iterator[Finding]:
    """Each finding as soon as it is known; what needs settings or a handbook only where there are such."""
    yield from machine.interpreter()
    yield from machine.sandbox()
    yield from machine.programs()
    try:
        settings = load_settings()
    except SettingsFaults as faults:
        yield from (wrong("settings", each) for each in faults.faults)
        return
    yield good("settings", "complete")
    yield machine.scanner(settings)
    yield from keeping.database(settings)
    try:
        book = load(settings.config, settings.templates)
    except HandbookFaults as faults:
        yield wrong("handbook", str(faults))
        return
    yield from decisions(book)
    yield from outside(settings, book)


def decisions(book: Handbook) -> Iterator[Finding]:
    yield good("handbook", f"{len(book.forms)} forms, {len(book.office.agencies)} agencies")
    if book.office.authentication_mode is AuthenticationMode.NONE:
        yield mind("authentication", "nobody states who a sender is: nothing is returned to a referrer automatically")


def outside(settings: Settings, book: Handbook) -> Iterator[Finding]:
    yield from keeping.sign_in(settings, book.office.zone)
    yield from servers.mailbox(settings, book)
    yield from servers.transport(settings, book)

"""The mail servers: reached, protected, let in; and every folder there."""

from collections.abc import Iterator

from intake import connections
from intake.clock import local_today
from intake.doctor.finding import Finding, away, ending, good, mind, wrong
from intake.handbook import Handbook
from intake.mailbox import MailboxRefused, MailboxUnavailable
from intake.mailbox.imap import ImapMailbox
from intake.settings import Settings
from intake.tls import Protection
from intake.transport import TransportRefused, TransportUnavailable
from intake.transport.smtp import SmtpTransport


def mailbox(settings: Settings, book: Handbook) -> Iterator[Finding]:
    if settings.imap is None:
        yield mind("mailbox", "a folder of .eml files, and no server")
        return
    server = ImapMailbox(connections.imap_account(settings.imap, book, settings.sign_in), limits=book.limits)
    try:
        protection, missing = server.inspect(folders(book))
    except MailboxRefused as error:
        yield wrong("imap", str(error))
        return
    except MailboxUnavailable as error:
        yield away("imap", str(error))
        return
    finally:
        server.close()
    yield good("imap", f"{settings.imap.host} lets us in")
    yield from protected("imap", protection, book)
    yield from (mind("folder", f"{name} is not there: it is made when the first message is filed") for name in missing)


def folders(book: Handbook) -> tuple[str, ...]:
    names = book.folders
    return tuple(dict.fromkeys((names.inbox, names.forwarded, names.returned, names.handed_over)))


def transport(settings: Settings, book: Handbook) -> Iterator[Finding]:
    if settings.smtp is None:
        yield mind("transport", "a folder where letters are written, and no server")
        return
    server = SmtpTransport(connections.smtp_account(settings.smtp, book, settings.sign_in))
    try:
        protection = server.inspect(book.office.mailbox.rpartition("@")[2])
    except TransportRefused as error:
        yield wrong("smtp", str(error))
        return
    except TransportUnavailable as error:
        yield away("smtp", str(error))
        return
    finally:
        server.close()
    yield good("smtp", f"{settings.smtp.host} lets us in")
    yield from protected("smtp", protection, book)


def protected(server: str, protection: Protection, book: Handbook) -> Iterator[Finding]:
    if protection.version is None:
        yield mind(server, "in the clear, on this machine alone")
        return
    yield good(server, f"{protection.version}, verified")
    today = local_today(book.office.zone)
    yield ending(server, "the server's certificate", protection.certificate_ends, today)

"""The outside world as the settings name it: the two ports, their accounts, and the ways of an alarm."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from intake.clock import now
from intake.handbook import Handbook
from intake.mailbox import Mailbox, MailboxRefused
from intake.mailbox.folder import DirectoryMailbox
from intake.mailbox.imap import ImapAccount, ImapMailbox
from intake.settings import Account, Security, Settings, SettingsFaults, SignIn
from intake.signin import SignInRefused, SignInUnavailable, tokens
from intake.transport import Transport, TransportRefused
from intake.transport.bells import Bell, CommandBell, MailBell, WebhookBell, is_local
from intake.transport.folder import DirectoryTransport
from intake.transport.smtp import SmtpAccount, SmtpTransport


def open_mailbox(settings: Settings, book: Handbook, *, folder: str | None = None) -> Mailbox:
    """Watching the inbox, or another folder."""
    if settings.mailbox_directory is not None:
        inner = () if folder in {None, book.folders.inbox} else (folder or "").split("/")
        return DirectoryMailbox(settings.mailbox_directory.joinpath(*inner), limits=book.limits)
    if settings.imap is None:
        raise ValueError("settings without a mailbox")
    account = imap_account(settings.imap, book, settings.sign_in)
    return ImapMailbox(replace(account, folder=folder or account.folder), limits=book.limits)


def imap_account(account: Account, book: Handbook, sign_in: SignIn | None = None) -> ImapAccount:
    return ImapAccount(
        host=account.host,
        port=account.port,
        user=account.user,
        password=account.password,
        token=None if sign_in is None else signing_in(sign_in, account.user, MailboxRefused),
        security="plain" if account.security is Security.PLAIN else "tls",
        ca_file=account.ca_file,
        folder=book.folders.inbox,
    )


def signing_in(sign_in: SignIn, user: str, refused: Callable[[str], Exception]) -> Callable[[], str]:
    """Gives access tokens; the sign-in service's troubles are those of the port that needs them."""
    given = tokens(sign_in.credentials, user, now)

    def token() -> str:
        try:
            return given()
        except SignInRefused as error:
            raise refused(str(error)) from None
        except SignInUnavailable as error:
            raise ConnectionError(str(error)) from None

    return token


def open_transport(settings: Settings, book: Handbook) -> Transport:
    if settings.outgoing_directory is not None:
        return DirectoryTransport(settings.outgoing_directory)
    if settings.smtp is None:
        raise ValueError("settings without a transport")
    return SmtpTransport(smtp_account(settings.smtp, book, settings.sign_in))


def bells(settings: Settings, book: Handbook) -> Iterator[Bell]:
    """Raises SettingsFaults for a webhook that is no local address."""
    if settings.alarm_command is not None:
        yield CommandBell(settings.alarm_command)
    if settings.alarm_webhook is not None:
        if not is_local(settings.alarm_webhook):
            raise SettingsFaults(("INTAKE_ALARM_WEBHOOK is no address of this machine or its private network",))
        yield WebhookBell(settings.alarm_webhook)
    if settings.alarm_smtp is not None:
        yield MailBell(SmtpTransport(smtp_account(settings.alarm_smtp, book)))


def smtp_account(account: Account, book: Handbook, sign_in: SignIn | None = None) -> SmtpAccount:
    return SmtpAccount(
        host=account.host,
        port=account.port,
        user=account.user,
        password=account.password,
        token=None if sign_in is None else signing_in(sign_in, account.user, TransportRefused),
        security=account.security.value,
        ca_file=account.ca_file,
        final_reply_seconds=book.limits.smtp_reply_seconds,
    )

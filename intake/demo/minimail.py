"""A mail server in this process, on loopback: IMAP by pymap and SMTP by aiosmtpd, in one thread. Nothing leaves it.

For the demonstration and for fast tests: it keeps mail in memory, and is no measure of what a mail server may do.
"""

import asyncio
import logging
import ssl
import threading
from argparse import Namespace
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from aiosmtpd.smtp import SMTP, Envelope, Session
from proxyprotocol.result import ProxyResultUnknown
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, Identity, Login
from pymap.backend.dict.mailbox import MailboxData
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials.flag import Recent, Wildcard, get_system_flags
from pymap.user import Passwords, UserMetadata
from pysasl.hashing import BuiltinHash

LOOPBACK = "127.0.0.1"
INBOX = "INBOX"
MOST_BYTES = 64 * 1024 * 1024
"""For a mail, and for a line of IMAP: asyncio's 64 kB would break long lists of UIDs."""
START_SECONDS = 10

Connection = tuple["asyncio.Task[Any]", asyncio.StreamWriter]

MailboxData.permanent_flags = property(  # type: ignore[assignment,method-assign]
    lambda _: (get_system_flags() - {Recent}) | {Wildcard}  # else keywords of a mail program are silently dropped
)


class MiniMail:
    """Inboxes for `users` (address -> password); mail to anybody else is kept in `outside`, by recipient.

    Ports of 0 are chosen when it starts. `now` gives INTERNALDATE to what comes by SMTP.
    """

    def __init__(
        self,
        users: Mapping[str, str],
        *,
        now: Callable[[], datetime],
        folders: Sequence[str] = (),
        tls: ssl.SSLContext | None = None,
        imap_port: int = 0,
        smtp_port: int = 0,
    ) -> None:
        self.users = {address.lower(): password for address, password in users.items()}
        self.domains = {address.partition("@")[2] for address in self.users}
        self.folders = tuple(folders)
        self.now = now
        self.tls = tls
        self.imap_port = imap_port
        self.smtp_port = smtp_port
        self.outside: dict[str, list[bytes]] = defaultdict(list)
        self._connections: list[Connection] = []
        self._ready: Future[None] = Future()
        self._thread = threading.Thread(target=self._serve, name="minimail", daemon=True)

    def start(self) -> Self:
        """Listen, and come back when both ports answer."""
        logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd would log every address
        self._thread.start()
        self._ready.result(START_SECONDS)
        return self

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(START_SECONDS)

    def add_user(self, address: str, password: str) -> None:
        """One more user with empty folders, while it runs."""
        self.users[address.lower()] = password
        self.domains.add(address.lower().partition("@")[2])
        task = self._open_account(address.lower(), password)
        asyncio.run_coroutine_threadsafe(task, self._loop).result(START_SECONDS)

    def deliver(self, address: str, content: bytes, *, received: datetime, folder: str = INBOX) -> None:
        """Put a mail into a user's folder, as if it had come at that time."""
        task = self._append(address.lower(), folder, content, received)
        asyncio.run_coroutine_threadsafe(task, self._loop).result(START_SECONDS)

    def drop_connections(self) -> None:
        """End every IMAP session without a word, as a server that dies does."""
        self._loop.call_soon_threadsafe(self._abort)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    # -- SMTP: called by aiosmtpd under these names --------------------------------------------------------------------

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        user, domain = address.lower(), address.lower().partition("@")[2]
        if domain in self.domains and user not in self.users:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        if not isinstance(content, bytes):
            return "554 no content"
        for address in envelope.rcpt_tos:
            if address.lower() in self.users:
                await self._append(address.lower(), INBOX, content, self.now())
            else:
                self.outside[address.lower()].append(content)
        return "250 2.0.0 taken"

    # -- inside its thread ---------------------------------------------------------------------------------------------

    def _serve(self) -> None:
        try:
            asyncio.run(self._listen())
        except Exception as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)

    async def _listen(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self._config = _configuration(self.tls)
        self._config.apply_context()
        self._login = Login(self._config)
        for address, password in self.users.items():
            await self._open_account(address, password)
        self._imap = IMAPServer(self._login, self._config)
        imap = await asyncio.start_server(self._converse, LOOPBACK, self.imap_port, limit=MOST_BYTES)
        smtp = await self._loop.create_server(self._receiver, LOOPBACK, self.smtp_port)
        self.imap_port, self.smtp_port = (each.sockets[0].getsockname()[1] for each in (imap, smtp))
        self._ready.set_result(None)
        await self._stopping.wait()
        imap.close()
        smtp.close()
        sessions = [task for task, _ in self._connections]
        self._abort()
        await asyncio.gather(*sessions, return_exceptions=True)

    async def _open_account(self, address: str, password: str) -> None:
        hashed = await Passwords(self._config).hash_password(password)
        self._login.users_dict[address] = UserMetadata(self._config, address, password=hashed)
        async with Identity(address, self._login, None, frozenset()).new_session() as session:
            for folder in self.folders:
                await session.create_mailbox(folder)

    def _receiver(self) -> SMTP:
        return SMTP(
            self,
            hostname="localhost",
            enable_SMTPUTF8=True,
            loop=self._loop,
            data_size_limit=MOST_BYTES,
            ident="minimail",
        )

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One IMAP session, remembered so that it can be ended from outside."""
        task = asyncio.current_task()
        if task is None:
            return
        connection = (task, writer)
        self._connections.append(connection)
        about = SocketInfo.get(writer, ProxyResultUnknown(), unique_id=uuid4().bytes)
        try:
            with suppress(ConnectionError, asyncio.CancelledError):
                await self._imap(reader, writer, about)
        finally:
            self._connections.remove(connection)
            writer.close()

    def _abort(self) -> None:
        for task, writer in tuple(self._connections):
            writer.transport.abort()
            task.cancel()

    async def _append(self, user: str, folder: str, content: bytes, received: datetime) -> None:
        message = AppendMessage(content, received, frozenset())
        async with Identity(user, self._login, None, frozenset()).new_session() as session:
            await session.append_messages(folder, [message])


def _configuration(tls: ssl.SSLContext | None) -> Config:
    """The settings of pymap, without its own demonstration data, and quick with passwords: half a million rounds take 0.4 s a login."""
    common: dict[str, Any] = {
        "demo_data": False,
        "demo_user": "-",
        "demo_password": "-",
        "host": LOOPBACK,
        "port": 0,
    }
    arguments = Namespace(
        debug=False,
        cert=None,
        key=None,
        tls=False,
        proxy_protocol=None,
        passlib_cfg=None,
        inherited_sockets=None,
        **common,
    )
    return Config(
        arguments,
        **common,
        tls_enabled=tls is not None,
        ssl_context=tls,
        secure_auth=False,
        reject_dnsbl=False,
        hash_context=BuiltinHash(rounds=1),
        invalid_user_sleep=0.0,
        bad_command_limit=None,
    )

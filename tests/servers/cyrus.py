"""A real Cyrus IMAP 3.6 on loopback, from unpacked packages: Debian forbids it beside Dovecot. Any user exists, with the password `secret`."""

import contextlib
import os
import signal
import socketserver
import struct
import subprocess
import threading
from typing import Self

from tests.servers.overlay import unpacked
from tests.servers.recipe import Recipe, chown_tree, free_ports, rmtree, run_as, short_tmp, stop, wait_port

PASSWORD = b"secret"

IMAPD = """
configdirectory: {folder}/conf
partition-default: {folder}/spool
defaultpartition: default
cyrus_user: {user}
cyrus_group: {group}
servername: cyrus.test
admins: admin
allowplaintext: yes
unixhierarchysep: yes
altnamespace: yes
sasl_mech_list: PLAIN LOGIN
sasl_pwcheck_method: saslauthd
sasl_saslauthd_path: {folder}/mux
sasl_auto_transition: no
autocreate_users: anyone
autocreate_post: yes
autocreate_quota: 0
lmtpsocket: {folder}/conf/socket/lmtp
idlesocket: {folder}/conf/socket/idle
imapidlepoll: 1
duplicatesuppression: no
virtdomains: off
timeout: 30
failedloginpause: 0
skiplist_unsafe: yes
expunge_mode: immediate
delete_mode: immediate
munge8bit: no
reject8bit: no
"""
SERVICES = """
START {{
  recover cmd="{bin}/ctl_cyrusdb -C {folder}/imapd.conf -r"
}}
SERVICES {{
  imap cmd="{bin}/imapd -C {folder}/imapd.conf -U 30" listen="127.0.0.1:{imap}" proto="tcp4" prefork=1
}}
EVENTS {{
}}
DAEMON {{
  idled cmd="{bin}/idled -C {folder}/imapd.conf"
}}
"""


class Authentication(socketserver.StreamRequestHandler):
    """What saslauthd says: user, password, service and realm, each with its length before it."""

    def handle(self) -> None:
        said = []
        for _ in range(4):
            (length,) = struct.unpack(">H", self.rfile.read(2))
            said.append(self.rfile.read(length))
        answer = b"OK" if said[1] == PASSWORD else b"NO"
        self.wfile.write(struct.pack(">H", len(answer)) + answer)


class Cyrus(Recipe):
    def __init__(self) -> None:
        root = unpacked("cyrus", "usr/lib/cyrus/bin/master")
        self.bin = root / "usr/lib/cyrus/bin"
        self.folder = short_tmp("cy-")
        user, group, uid, gid, self.prefix = run_as()
        (self.imap,) = free_ports(1)
        for name in ("db", "socket", "proc", "log", "lock", "user", "quota"):
            (self.folder / "conf" / name).mkdir(parents=True)
        (self.folder / "spool").mkdir()
        values = {"folder": self.folder, "user": user, "group": group, "bin": self.bin, "imap": self.imap}
        (self.folder / "imapd.conf").write_text(IMAPD.format(**values))
        (self.folder / "cyrus.conf").write_text(SERVICES.format(**values))
        self.authentication = socketserver.ThreadingUnixStreamServer(str(self.folder / "mux"), Authentication)
        self.authentication.daemon_threads = True
        threading.Thread(target=self.authentication.serve_forever, args=(0.05,), daemon=True).start()
        (self.folder / "mux").chmod(0o777)
        chown_tree(self.folder, uid, gid)
        libraries = ":".join(str(root / each) for each in ("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"))
        self.environment = {**dict(os.environ), "LD_LIBRARY_PATH": libraries, "CYRUS_VERBOSE": "0"}  # noqa: TID251
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        configuration = ["-C", f"{self.folder}/imapd.conf", "-M", f"{self.folder}/cyrus.conf"]
        with (self.folder / "said").open("ab") as said:
            self.process = subprocess.Popen(
                [*self.prefix, str(self.bin / "master"), *configuration, "-p", f"{self.folder}/master.pid", "-D"],
                env=self.environment,
                cwd="/",
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        wait_port(self.imap, timeout=30, banner=b"* OK", proc=self.process)
        return self

    def stop(self) -> None:
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                stop(self.process, signal.SIGTERM, 5)
            self.process = None
        self.authentication.shutdown()
        self.authentication.server_close()
        rmtree(self.folder)

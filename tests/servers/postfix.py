"""A real Postfix 3.7 on loopback, in a folder of its own. Needs root: its master does.

Debian: apt-get install -y --no-install-recommends postfix
Mail for `domains` goes to an LMTP server such as our Dovecot, the rest to `relay_port`, nothing to the network.
"""

import grp
import json
import os
import pwd
import subprocess
import time
from pathlib import Path
from typing import Any, Self

from tests.servers.recipe import LOOP, Recipe, free_ports, make_cert, rmtree, short_tmp, stop, wait_port

PROGRAMS = Path("/usr/lib/postfix/sbin")
QUEUES = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace")

MAIN = """
compatibility_level = 3.6
config_directory = {folder}/etc
queue_directory = {folder}/spool
data_directory = {folder}/data
maillog_file = {folder}/maillog
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
command_directory = /usr/sbin
daemon_directory = {programs}
shlib_directory = /usr/lib/postfix
syslog_name = {folder.name}
multi_instance_name = postfix-{folder.name}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.intake.test
mydomain = intake.test
mydestination =
local_recipient_maps =
local_transport = error:no local delivery
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
smtp_host_lookup = native
disable_dns_lookups = yes
relayhost = {relay}
virtual_mailbox_domains = {domains}
virtual_mailbox_maps = static:OK
virtual_transport = {local}
lmtp_destination_recipient_limit = 1
notify_classes =
bounce_queue_lifetime = 1d
maximal_queue_lifetime = 1d
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 4s
smtp_connection_cache_on_demand = no
message_size_limit = {message_bytes}
mailbox_size_limit = 0
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = may
smtpd_tls_session_cache_database =
smtp_tls_session_cache_database =
smtpd_recipient_restrictions = {restrictions}
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_sasl_auth_enable = {asks}
smtpd_sasl_type = dovecot
smtpd_sasl_path = {sasl}
smtpd_sasl_security_options = noanonymous
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
smtpd_peername_lookup = no
smtpd_timeout = {patience}
"""
MASTER = """
127.0.0.1:{smtp} inet n - n - - smtpd
127.0.0.1:{smtps} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix(Recipe):
    def __init__(
        self,
        *,
        relay_port: int | None = None,
        lmtp_port: int | None = None,
        domains=("intake.test",),
        restrictions="permit",
        message_bytes=52_428_800,
        sasl: Path | None = None,
        patience="300s",
    ) -> None:
        """`patience` is how long it waits for a client's next line."""
        if os.geteuid() != 0:
            raise PermissionError("Postfix needs root")
        if not (PROGRAMS / "master").exists():
            raise FileNotFoundError("no Postfix on this machine (postfix)")
        self.folder = short_tmp("pf-")
        self.folder.chmod(0o755)
        self.smtp, self.smtps = free_ports(2)
        self.ca, certificate, key = make_cert(self.folder)
        for name in ("etc", "spool", "data"):
            (self.folder / name).mkdir(mode=0o755)
        os.chown(self.folder / "data", pwd.getpwnam("postfix").pw_uid, -1)
        self.write("main.cf", MAIN.format(
            folder=self.folder, programs=PROGRAMS, domains=", ".join(domains), restrictions=restrictions,
            relay=f"[{LOOP}]:{relay_port}" if relay_port else "",
            local=f"lmtp:inet:{LOOP}:{lmtp_port}" if lmtp_port else "discard:",
            message_bytes=message_bytes, patience=patience, asks="yes" if sasl else "no", sasl=sasl or "none", certificate=certificate, key=key,
        ))  # fmt: skip
        self.write("master.cf", MASTER.format(smtp=self.smtp, smtps=self.smtps))
        self.process: subprocess.Popen[bytes] | None = None

    def write(self, name: str, text: str) -> None:
        """A configuration file of a while ago: each daemon dozes before it reads one that was just written."""
        path = self.folder / "etc" / name
        path.write_text(text)
        before = path.stat().st_mtime - 10
        os.utime(path, (before, before))

    def make_queues(self) -> None:
        """What `postfix start` does in 2.7 s of shell."""
        postfix, postdrop = pwd.getpwnam("postfix").pw_uid, grp.getgrnam("postdrop").gr_gid
        spool = self.folder / "spool"
        for name in QUEUES:
            (spool / name).mkdir(mode=0o700)
            os.chown(spool / name, postfix, -1)
        for name, mode in (("maildrop", 0o730), ("public", 0o710)):
            (spool / name).mkdir()
            os.chown(spool / name, postfix, postdrop)
            (spool / name).chmod(mode)
        (spool / "pid").mkdir(mode=0o755)

    def start(self) -> Self:
        self.make_queues()
        self.process = subprocess.Popen(
            [str(PROGRAMS / "master"), "-c", str(self.folder / "etc"), "-d"],
            cwd="/",
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_port(self.smtp, banner=b"220", proc=self.process)
        return self

    def queue(self) -> list[dict[str, Any]]:
        command = ["/usr/sbin/postqueue", "-c", str(self.folder / "etc"), "-j"]
        listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        return [json.loads(line) for line in listed.splitlines()]

    def flush(self) -> None:
        subprocess.run(["/usr/sbin/postqueue", "-c", str(self.folder / "etc"), "-f"], check=True)

    def wait_until_empty(self, seconds: float = 10) -> None:
        """Until everything has been handed on. Raises TimeoutError."""
        until = time.monotonic() + seconds
        while self.queue():
            if time.monotonic() > until:
                raise TimeoutError(self.log())
            time.sleep(0.02)  # noqa: TID251 - another process has no event to wait on

    def log(self) -> str:
        path = self.folder / "maillog"
        return path.read_text() if path.exists() else ""

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process)
            self.process = None
        rmtree(self.folder)

"""A real Dovecot 2.3 on loopback, in a folder of its own. Root becomes nobody: Dovecot delivers to no mailbox of root.

Debian: apt-get install -y --no-install-recommends dovecot-imapd dovecot-lmtpd
"""

import os
import signal
import smtplib
import subprocess
from pathlib import Path
from typing import Self

from tests.servers.recipe import (
    LOOP,
    Recipe,
    chown_tree,
    free_ports,
    make_cert,
    rmtree,
    run_as,
    short_tmp,
    stop,
    wait_port,
)

PROGRAM = Path("/usr/sbin/dovecot")
LMTP_PROGRAM = Path("/usr/lib/dovecot/lmtp")
PASSWORD = "secret"

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
instance_name = {folder.name}
protocols = imap lmtp
listen = 127.0.0.1
auth_username_format = %Ln
auth_mechanisms = plain login{mechanisms}
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_uid = {uid}
mail_gid = {gid}
mail_home = {folder}/mail/%u
mail_location = {location}
mail_fsync = never
mailbox_list_index = yes
login_greeting = ready
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
ssl_min_protocol = TLSv1.2
mail_max_userip_connections = 200
{extra}
{oauth}passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = {separator}
}}
# a wrong password is answered at once: no delay, no penalty for the address
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service imap {{
  service_count = 1000
  process_min_avail = 1
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""

OAUTH = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf.ext
}}
service auth {{
  unix_listener for-postfix {{
    mode = 0666
  }}
}}
"""
INTROSPECTION = """
introspection_mode = post
introspection_url = {url}
username_attribute = username
username_format = %u
active_attribute = active
active_value = true
"""


class Dovecot(Recipe):
    """Any user exists and has the password `secret`; the name before the @ is the user."""

    def __init__(
        self, *, location="maildir:~/Maildir", prefix="", separator="/", extra="", introspection_url=""
    ) -> None:
        """With the address of a token stub it takes XOAUTH2 as well, and lets Postfix ask through `sasl`."""
        for program in (PROGRAM, LMTP_PROGRAM):
            if not program.exists():
                raise FileNotFoundError("no Dovecot on this machine (dovecot-imapd, dovecot-lmtpd)")
        self.folder = short_tmp("dc-")
        user, group, uid, gid, self.prefix = run_as()
        self.imap, self.imaps, self.lmtp = free_ports(3)
        self.ca, certificate, key = make_cert(self.folder)
        for name in ("run", "state", "mail"):
            (self.folder / name).mkdir()
        self.sasl = self.folder / "run" / "for-postfix"
        self.folder.chmod(0o711)  # Postfix is another user
        oauth, mechanisms = (OAUTH.format(folder=self.folder), " xoauth2") if introspection_url else ("", "")
        (self.folder / "oauth2.conf.ext").write_text(INTROSPECTION.format(url=introspection_url))
        self.configuration = self.folder / "dovecot.conf"
        self.configuration.write_text(
            CONFIGURATION.format(
                folder=self.folder, user=user, group=group, uid=uid, gid=gid, location=location, certificate=certificate,
                key=key, extra=extra, oauth=oauth, mechanisms=mechanisms, prefix=prefix, separator=separator, password=PASSWORD,
                imap=self.imap, imaps=self.imaps, lmtp=self.lmtp,
            )
        )  # fmt: skip
        chown_tree(self.folder, uid, gid)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        self.process = subprocess.Popen(
            [*self.prefix, str(PROGRAM), "-F", "-c", str(self.configuration)],
            start_new_session=True,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_port(self.imap, banner=b"* OK", proc=self.process)
        return self

    def deliver(self, content: bytes, user: str, sender: str = "from@example.test") -> None:
        with smtplib.LMTP(LOOP, self.lmtp, local_hostname="test") as session:
            session.sendmail(sender, [user], content)

    def doveadm(self, *words: str) -> str:
        command = [*self.prefix, "doveadm", "-c", str(self.configuration), *words]
        return subprocess.run(command, check=False, cwd="/", capture_output=True, text=True).stdout

    def kick(self, user: str) -> None:
        """End the live sessions of a user: the client sees a BYE."""
        self.doveadm("kick", user)

    def mail_folder(self, user: str) -> Path:
        return self.folder / "mail" / user

    def log(self) -> str:
        path = self.folder / "dovecot.log"
        return path.read_text() if path.exists() else ""

    def kill(self) -> None:
        """As a power cut would: every connection is reset."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process)
            self.process = None
        rmtree(self.folder)

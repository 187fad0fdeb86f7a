"""A real Exim 4.96 on loopback. Needs root. Mail for intake.test goes to an LMTP server such as our Dovecot, the rest to `relay_port`."""

import time

from tests.servers.overlay import Overlaid
from tests.servers.recipe import free_ports

PATIENCE_SECONDS = 30

CONFIGURATION = """
spool_directory = /data/spool
log_file_path = /data/log-%s
pid_file_path = /data/pid
primary_hostname = exim.test
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
tls_advertise_hosts =
disable_ipv6 = true
dsn_advertise_hosts = *
host_lookup =
keep_environment =
acl_smtp_rcpt = acl_rcpt
begin acl
acl_rcpt:
  accept
begin routers
lmtp:
  driver = manualroute
  domains = intake.test
  transport = lmtp
  route_list = * 127.0.0.1::{lmtp} byname
  self = send
relay:
  driver = manualroute
  transport = remote
  route_list = * 127.0.0.1::{relay} byname
  self = send
begin transports
remote:
  driver = smtp
  port = {relay}
  hosts_try_dane =
  allow_localhost
lmtp:
  driver = smtp
  protocol = lmtp
  port = {lmtp}
  allow_localhost
begin retry
* * F,1h,3s
"""
RUN = """set -e
grep -q Debian-exim /etc/passwd || { echo 'Debian-exim:x:65534:65534::/:/bin/false' >> /etc/passwd; echo 'Debian-exim:x:65534:' >> /etc/group; }
mkdir -p /etc/exim4 /data/spool; cp /data/exim.conf /etc/exim4/exim4.conf; chown root:root /etc/exim4/exim4.conf; chmod 644 /etc/exim4/exim4.conf
chown -R 65534:65534 /data; exec /usr/sbin/exim4 -bdf -q3s
"""


class Exim(Overlaid):
    def __init__(self, *, relay_port: int, lmtp_port: int) -> None:
        (self.smtp,) = free_ports(1)
        super().__init__("exim", "usr/sbin/exim4", port=self.smtp, greeting=b"220")
        (self.data / "exim.conf").write_text(CONFIGURATION.format(port=self.smtp, relay=relay_port, lmtp=lmtp_port))
        self.write(RUN)

    def wait_until_empty(self) -> None:
        """Raises TimeoutError when mail stays in the queue."""
        until = time.monotonic() + PATIENCE_SECONDS
        while any((self.data / "spool" / "input").rglob("*-H")):
            if time.monotonic() > until:
                raise TimeoutError("mail stays in the queue")
            time.sleep(0.02)  # noqa: TID251 - another process has no event to wait on

"""A real Courier IMAP 5.0 on loopback: no MOVE, every folder beneath INBOX, and made-up bodies for what is gone. Needs root."""

import os
import subprocess

from tests.servers.overlay import Overlaid
from tests.servers.recipe import free_ports

PASSWORD = "secret"
USERS = 250
"""Made at the start: each test has one of its own."""
NOBODY = 65_534

RUN = """set -e
mkdir -p /run/courier/authdaemon
grep -q '^courier:' /etc/passwd || echo 'courier:x:65534:65534::/:/bin/false' >> /etc/passwd
sed -i 's/^authmodulelist=.*/authmodulelist="authuserdb"/; s/^daemons=.*/daemons=2/' /etc/courier/authdaemonrc
cp /data/userdb /etc/courier/userdb; chmod 600 /etc/courier/userdb
/usr/sbin/makeuserdb
set -a; . /etc/courier/imapd
MAXPERIP=200 MAXDAEMONS=200 IMAP_MAILBOX_SANITY_CHECK=1 IMAPDSTARTTLS=NO IMAP_TLS=0
IMAP_CAPABILITY="$IMAP_CAPABILITY"; IMAP_TRASHFOLDERNAME=Trash IMAP_EMPTYTRASH="" IMAP_ENHANCEDIDLE=0 IMAP_USELOCKS=1
IMAP_IDLE_TIMEOUT=1
set +a
/usr/lib/courier/courier-authlib/authdaemond &
exec /usr/sbin/couriertcpd -address=127.0.0.1 -maxprocs=200 -maxperip=200 -nodnslookup -noidentlookup {port} \\
   /usr/lib/courier/courier/imaplogin /usr/bin/imapd Maildir
"""


class Courier(Overlaid):
    """Users `user1`, `user2`, ... with the password `secret`."""

    def __init__(self) -> None:
        (self.imap,) = free_ports(1)
        super().__init__("courier", "usr/sbin/couriertcpd", port=self.imap, greeting=b"* OK")
        words = ["openssl", "passwd", "-1", PASSWORD]
        hashed = subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
        self.write(RUN.format(port=self.imap))
        lines = [
            f"user{n}\tuid={NOBODY}|gid={NOBODY}|home=/data/user{n}|imappw={hashed}\n" for n in range(1, USERS + 1)
        ]
        (self.data / "userdb").write_text("".join(lines))
        for number in range(1, USERS + 1):
            home = self.data / f"user{number}"
            for each in (home, home / "Maildir", *(home / "Maildir" / name for name in ("cur", "new", "tmp"))):
                each.mkdir()
                os.chown(each, NOBODY, NOBODY)

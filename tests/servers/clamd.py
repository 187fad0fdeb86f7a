"""A real clamd with a signature of our own: no virus is stored anywhere. apt-get install --no-install-recommends clamav-daemon"""

import subprocess
from pathlib import Path
from typing import Self

from tests.servers.recipe import chown_tree, free_ports, rmtree, run_as, short_tmp, stop, wait_port

PROGRAM = Path("/usr/sbin/clamd")
MARKER = b"INTAKE-TEST-MALWARE-MARKER-7f3a"
CONF = """
DatabaseDirectory {d}/db
LogFile {d}/clamd.log
TCPAddr 127.0.0.1
TCPSocket {port}
LocalSocket {d}/clamd.sock
Foreground yes
OfficialDatabaseOnly no
DisableCertCheck yes
StreamMaxLength 60M
SelfCheck 0
"""


class Clamd:
    """Finds MARKER, also inside containers. Raises FileNotFoundError where it is not installed."""

    def __init__(self):
        if not PROGRAM.exists():
            raise FileNotFoundError(f"{PROGRAM}: install clamav-daemon")
        self.folder = short_tmp("cl-")
        _, _, uid, gid, self.prefix = run_as()
        (self.port,) = free_ports(1)
        (self.folder / "db").mkdir()
        (self.folder / "db" / "intake.ndb").write_text(f"Intake.Test.Marker:0:*:{MARKER.hex()}\n")
        (self.folder / "clamd.conf").write_text(CONF.format(d=self.folder, port=self.port))
        chown_tree(self.folder, uid, gid)
        self.process = None

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [*self.prefix, str(PROGRAM), "-c", str(self.folder / "clamd.conf")],
            cwd="/",
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_port(self.port, timeout=30, proc=self.process)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process:
            stop(self.process)
        rmtree(self.folder)

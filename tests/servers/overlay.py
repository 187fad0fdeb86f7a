"""Servers whose packages exclude each other are unpacked into folders and run from there; nothing of this machine changes.

`./run test` unpacks them, as root. What has its paths compiled in runs in a mount namespace of its own,
where the unpacked files lie over this machine's: that needs root.
"""

import os
import subprocess
from pathlib import Path
from typing import Self

from tests.servers.recipe import Recipe, rmtree, short_tmp, stop, wait_port

UNPACKED = Path("/var/cache/intake-servers")
"""Where `run` puts them: readable for whoever a server runs as."""

INNER = r"""set -e
D={folder}; mkdir -p $D/t; mount -t tmpfs tmpfs $D/t; mkdir $D/t/low $D/t/u $D/t/w $D/t/m; L=$D/t/low
cp -a {root}/. $L/
for x in lib bin sbin lib64; do [ -d $L/$x ] && {{ mkdir -p $L/usr/$x; cp -a $L/$x/. $L/usr/$x/; rm -r $L/$x; }}; done
mount -t overlay overlay -o lowerdir=$L:/,upperdir=$D/t/u,workdir=$D/t/w $D/t/m; M=$D/t/m
mount --bind /dev $M/dev; mount --bind /proc $M/proc; mkdir -p $M/data; mount --bind $D/data $M/data
cp $D/run.sh $M/run.sh; exec chroot $M /bin/bash /run.sh
"""


def unpacked(name: str, program: str) -> Path:
    """The folder of a server's files. Raises FileNotFoundError where nobody unpacked it."""
    root = UNPACKED / name / "root"
    if not (root / program).exists():
        raise FileNotFoundError(f"no {name} on this machine: ./run test unpacks it, as root")
    return root


class Overlaid(Recipe):
    """A server in a mount namespace of its own: `run` is a script there, which sees `folder`/data as /data."""

    def __init__(self, name: str, program: str, *, port: int, greeting: bytes) -> None:
        root = unpacked(name, program)
        if os.geteuid() != 0:
            raise PermissionError(f"{name} needs root for a mount namespace of its own")
        self.port, self.greeting = port, greeting
        self.folder = short_tmp(f"{name[:2]}-")
        self.folder.chmod(0o755)
        self.data = self.folder / "data"
        self.data.mkdir()
        (self.folder / "inner.sh").write_text(INNER.format(folder=self.folder, root=root))
        self.process: subprocess.Popen[bytes] | None = None

    def write(self, script: str) -> None:
        (self.folder / "run.sh").write_text(script)

    def start(self) -> Self:
        with (self.folder / "said").open("ab") as said:
            self.process = subprocess.Popen(
                ["unshare", "-m", "--propagation", "private", "bash", str(self.folder / "inner.sh")],
                cwd="/",
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        wait_port(self.port, timeout=30, banner=self.greeting, proc=self.process)
        return self

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process)
            self.process = None
        rmtree(self.folder)

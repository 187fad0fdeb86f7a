"""Walls around a process that reads what strangers sent: no network, no other program, no file but Python's own, no environment.

Each is asked of the kernel once and holds until the process ends. Where a kernel has one not, the others stand without it:
`intake doctor` tries each and says which.
"""

import ctypes
import errno
import os
import platform
import socket
import sys
import sysconfig
import threading
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import intake


class Wall(StrEnum):
    FILES = "files"
    """Landlock: Python and this program may be read, nothing else, and nothing may be written."""
    NETWORK = "network"
    """Seccomp: no socket of any kind."""
    PROGRAMS = "programs"
    """Seccomp: no other program, no further process, no signal to another one."""
    ENVIRONMENT = "environment"
    DESCRIPTORS = "descriptors"
    """Of all that was open, the line to the parent alone."""


KEPT_VARIABLES: Final = frozenset({"LD_LIBRARY_PATH", "LC_CTYPE"})
"""What an interpreter may not start without, or sets itself (PEP 538)."""
FIRST_DESCRIPTOR: Final = 3
LAST_DESCRIPTOR: Final = 2**20
_starting = threading.Lock()


def raise_walls(*, line: int) -> None:
    """Around this process, for good. `line` is the descriptor that stays open."""
    _forget_variables()
    for number in range(FIRST_DESCRIPTOR):
        _nowhere(number)
    os.closerange(FIRST_DESCRIPTOR, line)
    os.closerange(line + 1, LAST_DESCRIPTOR)
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        _forbid_files(libc)
        _forbid_calls(libc)


def _nowhere(number: int) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, number)
    os.close(nowhere)


@contextmanager
def no_environment() -> Iterator[None]:
    """What is started meanwhile has none: neither in its variables nor anywhere in its memory."""
    with _starting:
        kept = dict(os.environ)  # noqa: TID251 - not to read it: to give nobody any
        _forget_variables()
        try:
            yield
        finally:
            os.environ.update(kept)  # noqa: TID251


def _forget_variables() -> None:
    for name in os.environ.keys() - KEPT_VARIABLES:  # noqa: TID251
        del os.environ[name]  # noqa: TID251


# -- files: landlock(7) ----------------------------------------------------------------------------------------------

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""The same on every architecture."""
ASK_VERSION: Final = 1
PATH_BENEATH: Final = 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
FILE_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many rights to files a version knows; later ones know 16. All that are known are taken away."""
NEWEST_FILE_RIGHTS: Final = 16
BIND_AND_CONNECT: Final = 0b11
ABSTRACT_SOCKETS_AND_SIGNALS: Final = 0b11
WITH_NETWORK, WITH_SCOPES = 4, 6
"""Versions from which on these can be taken away as well."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def _forbid_files(libc: Any) -> None:
    version = libc.syscall(CREATE_RULESET, None, 0, ASK_VERSION)
    if version < 1:
        return
    rules = _Ruleset(
        files=(1 << FILE_RIGHTS.get(version, NEWEST_FILE_RIGHTS)) - 1,
        network=BIND_AND_CONNECT if version >= WITH_NETWORK else 0,
        scopes=ABSTRACT_SOCKETS_AND_SIGNALS if version >= WITH_SCOPES else 0,
    )
    size = 8 * (1 + (version >= WITH_NETWORK) + (version >= WITH_SCOPES))
    ruleset = libc.syscall(CREATE_RULESET, ctypes.byref(rules), size, 0)
    if ruleset < 0:
        return
    for path in _own_files():
        _allow(libc, ruleset, path)
    libc.syscall(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _own_files() -> frozenset[Path]:
    """Where modules, their libraries and the zones of time lie: some are loaded only when a message asks for them."""
    named = (sysconfig.get_path(each) for each in ("stdlib", "platstdlib", "purelib", "platlib"))
    packages = (each for each in sys.path if Path(each).name in {"site-packages", "dist-packages"})
    libraries = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/etc/localtime")
    own = Path(intake.__file__).parent
    found = (*named, *packages, *libraries, *map(str, zoneinfo.TZPATH))
    return frozenset(Path(each) for each in found if each) | {own}


def _allow(libc: Any, ruleset: int, path: Path) -> None:
    with suppress(OSError):
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
        allowed = READ_FILE | READ_DIR if path.is_dir() else READ_FILE
        libc.syscall(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(_Beneath(allowed=allowed, parent=parent)), 0)
        os.close(parent)


# -- network and programs: seccomp(2) ----------------------------------------------------------------------------------

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 38, 22, 2
ARCHITECTURES: Final = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Column of the table below, and what the kernel calls it (linux/audit.h)."""
FORBIDDEN: Final[dict[str, tuple[int | None, int | None]]] = {
    "socket": (41, 198),
    "connect": (42, 203),
    "accept": (43, 202),
    "sendto": (44, 206),
    "bind": (49, 200),
    "listen": (50, 201),
    "socketpair": (53, 199),
    "accept4": (288, 242),
    "clone": (56, 220),
    "fork": (57, None),
    "vfork": (58, None),
    "clone3": (435, 435),
    "execve": (59, 221),
    "execveat": (322, 281),
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "pidfd_send_signal": (424, 424),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "mount": (165, 40),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_by_handle_at": (304, 265),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "perf_event_open": (298, 241),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
}
"""System calls that reading a message never needs, by architecture."""
LOAD, JUMP_EQUAL, JUMP_FROM, RETURN = 0x20, 0x15, 0x35, 0x06
"""linux/bpf_common.h"""
AT_NUMBER, AT_ARCHITECTURE = 0, 4
"""Offsets in struct seccomp_data."""
FOREIGN_NUMBERS: Final = 0x4000_0000
"""From here on x86-64 takes them for those of x32."""
ALLOW, KILL = 0x7FFF_0000, 0x8000_0000
REFUSE: Final = 0x0005_0000 | errno.EPERM


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("value", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("instructions", ctypes.POINTER(_Instruction)))


def _forbid_calls(libc: Any) -> None:
    if platform.machine() not in ARCHITECTURES:
        return
    instructions = _instructions(*ARCHITECTURES[platform.machine()])
    program = _Program(len(instructions), (_Instruction * len(instructions))(*instructions))
    libc.prctl(PR_SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0)


def _instructions(column: int, architecture: int) -> list[_Instruction]:
    """Another architecture ends the process, a forbidden call is refused, every other one goes through."""
    numbers = [each[column] for each in FORBIDDEN.values() if each[column] is not None]
    to_refusal = range(len(numbers), 0, -1)
    return [
        _Instruction(LOAD, 0, 0, AT_ARCHITECTURE),
        _Instruction(JUMP_EQUAL, 1, 0, architecture),
        _Instruction(RETURN, 0, 0, KILL),
        _Instruction(LOAD, 0, 0, AT_NUMBER),
        _Instruction(JUMP_FROM, len(numbers) + 1, 0, FOREIGN_NUMBERS),
        *(_Instruction(JUMP_EQUAL, far, 0, number) for number, far in zip(numbers, to_refusal, strict=True)),
        _Instruction(RETURN, 0, 0, ALLOW),
        _Instruction(RETURN, 0, 0, REFUSE),
    ]


# -- do they stand? --------------------------------------------------------------------------------------------------


def standing() -> dict[str, bool]:
    """Which walls stand around this process, found out by running against each."""
    return {
        Wall.FILES.value: not _can(lambda: Path("/etc/passwd").read_bytes()),
        Wall.NETWORK.value: not _can(lambda: socket.socket().close()),
        Wall.PROGRAMS.value: not _can(lambda: os.kill(os.getppid(), 0)),
        Wall.ENVIRONMENT.value: not os.environ.keys() - KEPT_VARIABLES,  # noqa: TID251 - that there is none
        Wall.DESCRIPTORS.value: sum(map(_is_open, range(FIRST_DESCRIPTOR, 256))) <= 1,
    }


def _can(deed: Any) -> bool:
    try:
        deed()
    except OSError:
        return False
    return True


def _is_open(descriptor: int) -> bool:
    return _can(lambda: os.fstat(descriptor))

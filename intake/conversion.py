"""Older and other office formats into .docx and .xlsx, by LibreOffice where it is installed.

What is converted came by mail from anybody. Each call has a LibreOffice of its own: a fresh profile in a fresh folder
that only we may enter, macros off, links never followed, no network, a time limit, and nothing left behind.
"""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from intake.model.document import FileType, Trouble, UnreadableDocument

SEARCHED = (
    "/usr/bin",
    "/usr/local/bin",
    "/usr/lib/libreoffice/program",
    "/usr/lib64/libreoffice/program",
    "/opt/libreoffice/program",
    "/snap/bin",
    "/Applications/LibreOffice.app/Contents/MacOS",
)
COMMANDS = "/usr/local/bin:/usr/bin:/bin"
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{items}
</oor:items>
"""
ITEM = '<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
SCRIPTING = "org.openoffice.Office.Common/Security/Scripting"
INTERNET = "org.openoffice.Inet/Settings"
NOBODY, DISCARD_PORT = "127.0.0.1", "9"
SETTINGS: Sequence[tuple[str, str, str]] = (
    (SCRIPTING, "MacroSecurityLevel", "3"),
    (SCRIPTING, "DisableMacrosExecution", "true"),
    (SCRIPTING, "DisableActiveContent", "true"),
    (SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    (INTERNET, "ooInetProxyType", "1"),
    *((INTERNET, f"ooInet{scheme}ProxyName", NOBODY) for scheme in ("HTTP", "HTTPS", "FTP")),
    *((INTERNET, f"ooInet{scheme}ProxyPort", DISCARD_PORT) for scheme in ("HTTP", "HTTPS", "FTP")),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("org.openoffice.Setup/L10N", "ooSetupSystemLocale", "en-GB"),
)
"""Nothing runs, links stay as they are, and where no network can be taken away every fetch goes to a closed door."""
LARGEST_FILE_BYTES = 100_000_000
MEMORY_BYTES = 4_000_000_000
PACKAGE = b"PK"


@dataclass(frozen=True, slots=True)
class Route:
    """From one format to another, in the names that LibreOffice gives its filters."""

    ending: str
    read_by: str
    new_ending: str
    written_by: str


WORD, EXCEL = ("docx", "MS Word 2007 XML"), ("xlsx", "Calc MS Excel 2007 XML")
ROUTES: Mapping[FileType, Route] = {
    FileType.DOC: Route("doc", "MS Word 97", *WORD),
    FileType.RTF: Route("rtf", "Rich Text Format", *WORD),
    FileType.ODT: Route("odt", "writer8", *WORD),
    FileType.ODS: Route("ods", "calc8", *EXCEL),
    FileType.XLS: Route("xls", "MS Excel 97", *EXCEL),
}


def find_soffice() -> Path | None:
    """LibreOffice's program where packages usually put it; None where it is not installed."""
    found = shutil.which("soffice", path=os.pathsep.join(SEARCHED))
    return None if found is None else Path(found)


def convert(content: bytes, type: FileType, *, soffice: Path | None, wall_seconds: int) -> bytes:  # noqa: A002 - the field's word
    """The same document as .docx or .xlsx. The type is the sniffed one: nothing else is tried.

    Raises UnreadableDocument: OLD_FORMAT without LibreOffice or for a format that it is not asked to convert, DAMAGED
    when it makes nothing of the file in its time.
    """
    route = ROUTES.get(type)
    if soffice is None or route is None:
        raise UnreadableDocument(Trouble.OLD_FORMAT)
    with TemporaryDirectory(prefix="conversion-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _lay_out(folder, content, route)
        _run([*_confinement(wall_seconds), *_conversion(soffice, folder, route)], folder, wall_seconds)
        return _result(folder / "out" / f"form.{route.new_ending}")


def _lay_out(folder: Path, content: bytes, route: Route) -> None:
    """The file, the profile and a place for what comes out."""
    (folder / f"form.{route.ending}").write_bytes(content)
    (folder / "out").mkdir()
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    items = "\n".join(ITEM.format(path=path, name=name, value=value) for path, name, value in SETTINGS)
    (profile / "registrymodifications.xcu").write_text(PROFILE.format(items=items), encoding="utf-8")


def _conversion(soffice: Path, folder: Path, route: Route) -> list[str]:
    return [
        str(soffice),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        f"--infilter={route.read_by}",
        "--convert-to",
        f"{route.new_ending}:{route.written_by}",
        "--outdir",
        str(folder / "out"),
        str(folder / f"form.{route.ending}"),
    ]


def _run(command: list[str], folder: Path, wall_seconds: int) -> None:
    """Run to the end or to the time limit; then nothing of the process group is left. Raises UnreadableDocument."""
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise UnreadableDocument(Trouble.OLD_FORMAT, type(error).__name__) from error
    try:
        process.wait(wall_seconds)
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument(Trouble.DAMAGED, "conversion timed out") from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole group; it may outlive its first process."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment(folder: Path) -> dict[str, str]:
    """All that LibreOffice sees of this machine's environment."""
    home = str(folder)
    return {"PATH": COMMANDS, "HOME": home, "TMPDIR": home, "LANG": "C.UTF-8", "TZ": "UTC", "SAL_USE_VCLPLUGIN": "svp"}


def _result(path: Path) -> bytes:
    if not path.is_file() or path.stat().st_size > LARGEST_FILE_BYTES:
        raise UnreadableDocument(Trouble.DAMAGED, "not converted")
    content = path.read_bytes()
    if not content.startswith(PACKAGE):
        raise UnreadableDocument(Trouble.DAMAGED, "not converted")
    return content


# -- what is taken away ----------------------------------------------------------------------------------------------


def _confinement(wall_seconds: int) -> list[str]:
    """What is put before the command: no network where this machine allows to take it away, and limits of resources."""
    return [*_without_network(), *_limited(wall_seconds)]


def _limited(wall_seconds: int) -> list[str]:
    prlimit = shutil.which("prlimit", path=COMMANDS)
    if prlimit is None:
        return []
    return [
        prlimit,
        f"--as={MEMORY_BYTES}",
        f"--fsize={LARGEST_FILE_BYTES}",
        f"--cpu={2 * wall_seconds}",
        "--core=0",
        "--",
    ]


@cache
def _without_network() -> tuple[str, ...]:
    """The first way of these that works here: an empty network, by our own right or in a user namespace; else nothing."""
    for words in NETWORKLESS:
        program = shutil.which(words[0], path=COMMANDS)
        if program is not None and _works((program, *words[1:])):
            return (program, *words[1:])
    return ()


NETWORKLESS = (
    ("unshare", "--net", "--"),
    ("unshare", "--user", "--map-current-user", "--net", "--"),
    ("unshare", "--map-root-user", "--net", "--"),
    ("bwrap", "--bind", "/", "/", "--dev-bind", "/dev", "/dev", "--unshare-net", "--die-with-parent", "--"),
)


def _works(words: tuple[str, ...]) -> bool:
    try:
        trial = subprocess.run([*words, "true"], env={"PATH": COMMANDS}, capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return trial.returncode == 0

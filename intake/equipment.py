"""What is needed to read forms, with or without a service round it: the handbook, a child's limits, the converter.

Apart from `app`, so that a command that reads files starts without the store, the mailbox and the transport.
"""

from collections.abc import Callable
from pathlib import Path

from intake.conversion import convert, find_soffice
from intake.handbook import Handbook
from intake.handbook.load import definition_paths, load
from intake.model.document import FileType
from intake.sandbox import ChildLimits
from intake.settings import load_folders

CONVERSION_SECONDS = 60


def load_handbook(config: Path | None) -> Handbook:
    """The handbook in this folder, in the settings' folder, or the one that comes with the program. Raises HandbookFaults."""
    return load(*_folders(config))


def definition_files(config: Path | None) -> tuple[Path, ...]:
    """The form definitions of that handbook, in the order in which it holds them."""
    folder, _ = _folders(config)
    return definition_paths(folder / "forms")


def _folders(config: Path | None) -> tuple[Path, Path]:
    """Configuration and letters."""
    folder, templates = (config, config.parent / "templates") if config is not None else load_folders()
    if not folder.exists() and config is None:
        return starter() / "config", starter() / "templates"
    return folder, templates


def starter() -> Path:
    """The folder with the configuration and the letters that come with the program."""
    packaged = Path(__file__).parent / "starter"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent


def child_limits(book: Handbook) -> ChildLimits:
    return ChildLimits(
        cpu_seconds=book.limits.child_cpu_seconds,
        wall_seconds=book.limits.child_wall_seconds,
        memory_bytes=book.limits.child_memory_bytes,
    )


def converter() -> Callable[[bytes, FileType], bytes]:
    soffice = find_soffice()

    def to_office(content: bytes, kind: FileType) -> bytes:
        return convert(content, kind, soffice=soffice, wall_seconds=CONVERSION_SECONDS)

    return to_office

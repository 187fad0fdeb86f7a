"""Our folder names, parted by `/`, in the server's own spelling."""

from dataclasses import dataclass

INBOX = "INBOX"
PART = "/"
STAND_IN = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespace:
    """Where the folders of this mailbox live (RFC 2342), and what parts their levels; None where there are no levels."""

    prefix: str
    separator: str | None

    def spelling(self, folder: str) -> str:
        """The server's name of `folder`. What stands for INBOX keeps its name; a separator inside a part becomes `-`."""
        first, *others = folder.split(PART)
        if first.upper() == INBOX:
            return self._joined([INBOX, *others])
        if self.prefix.upper() == f"{INBOX}{self.separator}":
            return self._joined([INBOX, first, *others])
        return self.prefix + self._joined([first, *others])

    def _joined(self, parts: list[str]) -> str:
        if self.separator is None:
            return STAND_IN.join(parts)
        return self.separator.join(part.replace(self.separator, STAND_IN) for part in parts)

"""The column types of the schema: instants in UTC, sealed bytes, and codes that come back as their StrEnum."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, LargeBinary, String
from sqlalchemy.types import TypeDecorator

from intake.store.sealing import SealedBytes

Codes = TypeVar("Codes", bound=StrEnum)

RowId = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only where the type is INTEGER."""


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. A naive one is refused: SQLite would lose the zone without a word."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Sealed(TypeDecorator[SealedBytes]):
    """Contents, addresses and names, as `Keyring.seal` gives them. Anything else is refused."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: SealedBytes | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        if value is not None and not isinstance(value, SealedBytes):
            raise TypeError("a sealed column takes sealed bytes alone")
        return value

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> SealedBytes | None:  # noqa: ARG002
        return None if value is None else SealedBytes(value)


class Code(TypeDecorator[Codes]):
    """One of a closed choice, stored as its text: readable in the database, and a new choice needs no migration."""

    impl = String
    cache_ok = True

    def __init__(self, codes: type[Codes]) -> None:
        super().__init__()
        self.codes = codes

    def process_bind_param(self, value: Codes | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else self.codes(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Codes | None:  # noqa: ARG002
        return None if value is None else self.codes(value)

"""The one door through which contents, addresses and names pass into the database and out of it.

What only has to be found again is kept as a keyed hash; what has to be read again is sealed (AES-256-GCM).
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Column

from intake.store.errors import StoreRefused

SECRET_BYTES: Final = 16
"""Shorter ones can be found by trying."""
FORMAT: Final = b"\x01"
KEY_ID_BYTES: Final = 4
HEADER_BYTES: Final = len(FORMAT) + KEY_ID_BYTES
NONCE_BYTES: Final = 12
"""NIST SP 800-38D §8.2.2: drawn at random, good for 2**32 values under one key."""

Row: TypeAlias = str | int


class SealedBytes(bytes):
    """What the database may see. A sealed column takes nothing else, so that nothing goes in open by mistake."""

    __slots__ = ()

    @property
    def header(self) -> bytes:
        """Format and key: the same for all that one key sealed."""
        return bytes(self[:HEADER_BYTES])


class SealBroken(Exception):  # noqa: N818 - a state of the data
    """It was changed, stands in another place than it was written for, or its key is not here."""


class Keyring:
    """Every key that opens, and the newest, which seals. All derive from the secret and the keys by HKDF (RFC 5869)."""

    def __init__(self, secret: bytes, keys: Iterable[bytes] = ()) -> None:
        """`keys` are newest first; `secret` keys the hashes and, after all others, opens and seals too.

        Raises StoreRefused without a secret.
        """
        given = (*keys, secret)
        if any(len(each) < SECRET_BYTES for each in given):
            raise StoreRefused(f"the store needs a secret of {SECRET_BYTES} bytes or more: nothing is kept in the open")
        self._ciphers = {_key_id(each): AESGCM(_derived(each, b"contents")) for each in given}
        self._marks = {_key_id(each): _derived(each, b"audit") for each in given}
        self._newest = _key_id(given[0])
        self._secret = secret
        self._message_ids = _derived(secret, b"message ids")

    @property
    def newest(self) -> str:
        """Id of the key that seals, in hexadecimal."""
        return self._newest.hex()

    @property
    def ids(self) -> frozenset[str]:
        """Of every key that opens."""
        return frozenset(each.hex() for each in self._ciphers)

    @property
    def header(self) -> bytes:
        """How everything begins that the newest key sealed."""
        return FORMAT + self._newest

    @property
    def newest_id(self) -> bytes:
        """The same, as it stands in what it made."""
        return self._newest

    def can_mark(self, key_id: bytes) -> bool:
        """Whether a key of this name is here."""
        return key_id in self._marks

    def mark(self, key_id: bytes, content: bytes) -> bytes:
        """HMAC-SHA-256 of something, which nobody makes who has not the key."""
        return hmac.digest(self._marks[key_id], content, "sha256")

    def seal(self, clear: bytes, column: Column[Any] | str, row: Row) -> SealedBytes:
        """Sealed for this row of this column, `table.column`: anywhere else it cannot be opened."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self._newest].encrypt(nonce, clear, _tie(self.header, column, row))
        return SealedBytes(self.header + nonce + sealed)

    def unseal(self, sealed: bytes, column: Column[Any] | str, row: Row) -> bytes:
        """What `seal` was given for this row of this column. Raises SealBroken."""
        header, nonce = sealed[:HEADER_BYTES], sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
        cipher = self._ciphers.get(header.removeprefix(FORMAT))
        if cipher is None:
            raise SealBroken
        try:
            return cipher.decrypt(nonce, sealed[HEADER_BYTES + NONCE_BYTES :], _tie(header, column, row))
        except (InvalidTag, ValueError):
            raise SealBroken from None

    def seal_text(self, clear: str | None, column: Column[Any] | str, row: Row) -> SealedBytes | None:
        """A text of a stranger, with whatever lone surrogates it came with; None stays None."""
        return None if clear is None else self.seal(clear.encode("utf-8", "surrogatepass"), column, row)

    def unseal_text(self, sealed: bytes | None, column: Column[Any] | str, row: Row) -> str | None:
        """What `seal_text` was given. None as well when its seal is broken: for what is shown, and nothing hangs on."""
        try:
            return None if sealed is None else self.unseal(sealed, column, row).decode("utf-8", "surrogatepass")
        except SealBroken:
            return None

    def address_hash(self, address: str) -> str:
        """A name for an address that gives no address away: HMAC-SHA-256 of its lower-case form, in hexadecimal.

        Another secret gives other names: what was counted before is then not found again.
        """
        return _hmac(self._secret, address.strip().lower())

    def message_id_hash(self, message_id: str) -> str:
        """The same for a Message-ID, exactly as it is written: strangers write what they like into theirs."""
        return _hmac(self._message_ids, message_id)


def _tie(header: bytes, column: Column[Any] | str, row: Row) -> bytes:
    return b"\x00".join((header, str(column).encode(), str(row).encode()))


def _hmac(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _derived(secret: bytes, purpose: bytes, length: int = 32) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=b"intake " + purpose).derive(secret)


def _key_id(secret: bytes) -> bytes:
    """Names a key and gives nothing of it away; another key has another name."""
    return _derived(secret, b"key id", KEY_ID_BYTES)

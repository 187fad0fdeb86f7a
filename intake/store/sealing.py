"""The one door through which contents and addresses pass into the database and out of it.

Whoever encrypts them at rest does it in these two functions, and nothing else changes.
Addresses that are only counted or looked up never pass here: they are stored as keyed hashes.
"""

import hashlib
import hmac


def seal(clear: bytes) -> bytes:
    """What is written. For now the bytes themselves."""
    return clear


def unseal(sealed: bytes) -> bytes:
    """What `seal` was given."""
    return bytes(sealed)


def address_hash(address: str, *, secret: bytes) -> str:
    """A name for an address that gives no address away: HMAC-SHA-256 of its lower-case form, in hexadecimal.

    Another secret gives other names: what was counted before is then not found again.
    """
    return hmac.new(secret, address.strip().lower().encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

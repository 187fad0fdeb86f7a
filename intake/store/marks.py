"""What makes a change of the audit show: a keyed mark on each step, and a chain of hashes over all of them."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC
from typing import Any, Final

from intake.store.sealing import KEY_ID_BYTES, Keyring

FIRST: Final = bytes(32)
"""What the first link is chained to."""
NONCE_BYTES: Final = 8
"""So that no two marks are alike, and a copied step shows."""
NONCE: Final = slice(KEY_ID_BYTES, KEY_ID_BYTES + NONCE_BYTES)


def written(step: Mapping[str, Any]) -> bytes:
    """A step in one way of writing."""
    at = step["at"].astimezone(UTC).isoformat()
    fields = (at, step["event"], step["arrival_id"], step["outbox_id"], step["reference"], step["detail"])
    return json.dumps(fields).encode()


def marked(step: Mapping[str, Any], keyring: Keyring) -> bytes:
    """Our mark on a step: name of the key, nonce, HMAC-SHA-256."""
    return _mark(step, secrets.token_bytes(NONCE_BYTES), keyring.newest_id, keyring)


def is_ours(step: Mapping[str, Any], mark: bytes, keyring: Keyring) -> bool | None:
    """Whether we wrote this step. None when the key is not here any more."""
    key_id = mark[:KEY_ID_BYTES]
    if not keyring.can_mark(key_id):
        return None
    return hmac.compare_digest(mark, _mark(step, mark[NONCE], key_id, keyring))


def _mark(step: Mapping[str, Any], nonce: bytes, key_id: bytes, keyring: Keyring) -> bytes:
    return key_id + nonce + keyring.mark(key_id, nonce + written(step))


def chained(before: bytes, step_id: int, step: Mapping[str, Any], mark: bytes | None) -> bytes:
    """The link over a step and, by the link before it, over all steps before. Needs no key: a retired one is no loss."""
    own = hashlib.sha256(written(step)).digest()
    return hashlib.sha256(before + step_id.to_bytes(8, "big") + own + (mark or b"")).digest()


def proven(link: bytes, keyring: Keyring) -> bytes:
    """Our word for a link: name of the key, HMAC-SHA-256. One good proof vouches for every step before it."""
    return keyring.newest_id + keyring.mark(keyring.newest_id, link)


def is_proven(link: bytes, proof: bytes, keyring: Keyring) -> bool | None:
    """Whether it is our word. None when the key is not here any more."""
    key_id = proof[:KEY_ID_BYTES]
    if not keyring.can_mark(key_id):
        return None
    return hmac.compare_digest(proof, key_id + keyring.mark(key_id, link))

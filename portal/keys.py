"""The master keys and the keys derived from them.

Owns which key encrypts now (the first of MASTER_KEYS) and which still decrypt. Keys for one use
are derived with HKDF-SHA256 (RFC 5869), so that no two uses share a key.
"""

import base64
import re
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

ID_LENGTH_MOST = 16

_ID = re.compile(rf"[A-Za-z0-9._-]{{1,{ID_LENGTH_MOST}}}")


class UnknownKey(ValueError):
    """A value names a key id that MASTER_KEYS does not hold."""


def current_id() -> str:
    """Return the id of the key that encrypts now."""
    return next(iter(_master_keys(tuple(settings.MASTER_KEYS))))


def ids() -> tuple[str, ...]:
    """Return the ids of all keys that decrypt, the current one first."""
    return tuple(_master_keys(tuple(settings.MASTER_KEYS)))


def derive(key_id: str, purpose: str, *, length: int = 32) -> bytes:
    """Return the key of `length` bytes for `purpose` under the master key `key_id`.

    `purpose` names a use, never a person: derived keys are remembered by it. Raises UnknownKey
    when MASTER_KEYS does not hold `key_id`.
    """
    return _derive(tuple(settings.MASTER_KEYS), key_id, info=f"{length}:{purpose}")


@lru_cache(maxsize=512)
def _derive(configured: tuple[str, ...], key_id: str, *, info: str) -> bytes:
    master = _master_keys(configured).get(key_id)
    if master is None:
        raise UnknownKey(f"key {key_id!r} is not in MASTER_KEYS")
    # The length is part of the info, so that a short key is never the beginning of a long one.
    length = int(info.partition(":")[0])
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info.encode()).derive(master)


@lru_cache(maxsize=8)
def _master_keys(configured: tuple[str, ...]) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for item in configured:
        key_id, _, encoded = item.partition(":")
        key = _decoded(encoded)
        if not _ID.fullmatch(key_id) or len(key) != 32:
            raise ImproperlyConfigured(
                "MASTER_KEYS holds an entry that is not `id:base64 of 32 bytes`."
            )
        if key_id in keys:
            raise ImproperlyConfigured(f"MASTER_KEYS holds the id {key_id!r} twice.")
        keys[key_id] = key
    if not keys:
        raise ImproperlyConfigured("MASTER_KEYS is empty.")
    return keys


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError:
        return b""

"""Keyed codes over short texts: secret links, and digests that stand in for a value.

Owns no state. A token stays valid while the master key that made it is in MASTER_KEYS.
"""

import base64
import hmac

from portal import keys

_TOKEN_BYTES = 24  # 192 bits make 32 characters, no padding


def make(purpose: str, subject: str) -> str:
    """Return a token of 32 URL-safe characters that only we can make for `subject`."""
    return _token(keys.current_id(), purpose, subject)


def matches(purpose: str, subject: str, token: str) -> bool:
    """Say in constant time whether `token` was made for `subject` under a key we still hold."""
    given = _bytes(token)
    found = False
    for key_id in keys.ids():
        found |= hmac.compare_digest(_token(key_id, purpose, subject).encode(), given)
    return found


def digest(purpose: str, text: str) -> str:
    """Return 64 hex digits that name `text` without telling it; another after a key rotation."""
    return _mac(keys.current_id(), f"digest:{purpose}", text).hex()


def digests(purpose: str, text: str) -> tuple[str, ...]:
    """Return the digests of `text` under every key, the current one first, for look-ups."""
    return tuple(_mac(key_id, f"digest:{purpose}", text).hex() for key_id in keys.ids())


def _token(key_id: str, purpose: str, subject: str) -> str:
    mac = _mac(key_id, f"token:{purpose}", subject)[:_TOKEN_BYTES]
    return base64.urlsafe_b64encode(mac).decode()


def _mac(key_id: str, purpose: str, text: str) -> bytes:
    return hmac.digest(keys.derive(key_id, purpose), _bytes(text), "sha256")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # what a browser sends need not be good Unicode

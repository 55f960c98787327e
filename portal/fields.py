"""Model fields whose column holds ciphertext only.

Deterministic fields (AES-SIV, RFC 5297) can be looked up and joined by equality; columns with the
same `purpose` compare with each other, others never do. The other fields (AES-GCM) differ every
time. A ciphertext is: length of the key id, key id, then nonce and tag as the cipher needs.
"""

import json
import os
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Exact, In

from portal import keys

_NONCE = 12

if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
else:
    _Field = models.Field


class Unreadable(ValueError):
    """A stored value does not decrypt: another key, another column, or changed bytes."""


def seal_deterministic(text: str, *, purpose: str, key_id: str | None = None) -> bytes:
    """Return the AES-SIV ciphertext of `text`; equal texts give equal bytes per key."""
    key_id = key_id or keys.current_id()
    cipher = AESSIV(keys.derive(key_id, f"column:{purpose}", length=64))
    return _header(key_id) + cipher.encrypt(text.encode() or b"\0", None)


def open_deterministic(sealed: bytes, *, purpose: str) -> str:
    """Return the text of `sealed`; raises Unreadable."""
    key_id, body = _split(sealed)
    cipher = AESSIV(keys.derive(key_id, f"column:{purpose}", length=64))
    try:
        plain = cipher.decrypt(body, None)
    except InvalidTag:
        raise Unreadable(f"a {purpose} value does not decrypt with key {key_id}") from None
    return "" if plain == b"\0" else plain.decode()


def seal_random(plain: bytes, *, purpose: str) -> bytes:
    """Return the AES-GCM ciphertext of `plain`, different every time."""
    key_id = keys.current_id()
    nonce = os.urandom(_NONCE)
    cipher = AESGCM(keys.derive(key_id, f"column:{purpose}"))
    header = _header(key_id)
    return header + nonce + cipher.encrypt(nonce, plain, header)


def open_random(sealed: bytes, *, purpose: str) -> bytes:
    """Return the bytes in `sealed`; raises Unreadable."""
    key_id, body = _split(sealed)
    cipher = AESGCM(keys.derive(key_id, f"column:{purpose}"))
    try:
        return cipher.decrypt(body[:_NONCE], body[_NONCE:], _header(key_id))
    except InvalidTag:
        raise Unreadable(f"a {purpose} value does not decrypt with key {key_id}") from None


def _header(key_id: str) -> bytes:
    return bytes([len(key_id)]) + key_id.encode()


def _split(sealed: bytes) -> tuple[str, bytes]:
    end = 1 + sealed[0]
    return sealed[1:end].decode(), sealed[end:]


class _SealedField(_Field):
    """What all of them share: the column type and the way in and out."""

    def get_internal_type(self) -> str:
        return "BinaryField"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "bytea"

    def from_db_value(self, value: bytes | None, *_: object) -> Any:  # Any: the field's own type
        return None if value is None else self.open(bytes(value))

    def get_db_prep_value(
        self,
        value: Any,  # Any: the field's own type
        connection: BaseDatabaseWrapper,
        prepared: bool = False,  # noqa: FBT001, FBT002 - Django's signature
    ) -> bytes | None:
        return value if value is None or isinstance(value, bytes) else self.seal(value)

    def seal(self, value: Any) -> bytes:
        raise NotImplementedError

    def open(self, sealed: bytes) -> Any:
        raise NotImplementedError


class DeterministicTextField(_SealedField):
    """Text found by equality: `filter(nik=...)`, `filter(nik__in=[...])`, joins, constraints."""

    def __init__(self, *, purpose: str, **options: Any) -> None:
        self.purpose = purpose
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "purpose": self.purpose}

    def seal(self, value: str) -> bytes:
        return seal_deterministic(value, purpose=self.purpose)

    def open(self, sealed: bytes) -> str:
        return open_deterministic(sealed, purpose=self.purpose)

    def sealed_by_every_key(self, text: str) -> list[bytes]:
        """Return the ciphertexts a lookup must match while keys are being rotated."""
        return [
            seal_deterministic(text, purpose=self.purpose, key_id=key_id) for key_id in keys.ids()
        ]


class EncryptedTextField(_SealedField):
    """Text that is only ever read."""

    def seal(self, value: str) -> bytes:
        return seal_random(value.encode(), purpose=self._purpose())

    def open(self, sealed: bytes) -> str:
        return open_random(sealed, purpose=self._purpose()).decode()

    def _purpose(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"


class EncryptedJSONField(EncryptedTextField):
    """A JSON value that is only ever read."""

    def seal(self, value: Any) -> bytes:  # Any: whatever JSON holds
        return seal_random(json.dumps(value).encode(), purpose=self._purpose())

    def open(self, sealed: bytes) -> Any:
        return json.loads(open_random(sealed, purpose=self._purpose()))


@DeterministicTextField.register_lookup
class SealedIn(In):
    """Membership under any of the keys that may have sealed the row."""

    def get_prep_lookup(self) -> Any:
        if hasattr(self.rhs, "resolve_expression"):
            return super().get_prep_lookup()
        field = self.lhs.output_field
        return [sealed for text in self.rhs for sealed in field.sealed_by_every_key(str(text))]


@DeterministicTextField.register_lookup
class SealedExact(Exact):
    """Equality under any of the keys that may have sealed the row."""

    def get_prep_lookup(self) -> Any:
        return self.rhs  # sealed by SealedIn, or another column

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:
        if hasattr(self.rhs, "resolve_expression") or hasattr(self.rhs, "as_sql"):
            return super().as_sql(compiler, connection)
        return SealedIn(self.lhs, [self.rhs]).as_sql(compiler, connection)


class _NotSearchable(Exact):
    """Refuses comparisons on columns whose ciphertext differs every time."""

    def get_prep_lookup(self) -> Any:
        raise FieldError("this column is encrypted at random and cannot be compared")


class _NotListable(_NotSearchable):
    lookup_name = "in"


EncryptedTextField.register_lookup(_NotSearchable)
EncryptedTextField.register_lookup(_NotListable)

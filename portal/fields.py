"""Model fields whose column holds ciphertext only.

Deterministic fields (AES-SIV, RFC 5297) can be looked up and joined by equality; columns with the
same `purpose` compare with each other, others never do. The other fields (AES-GCM) differ every
time and are bound to their model and column. A ciphertext is: length of the key id, key id, then
what the cipher needs.
"""

import json
import os
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Exact, In, Lookup

from portal import keys

_NONCE = 12

# What a new column holds where a process that doesn't know it yet inserts a row: an empty text.
UNSAID = models.Value(b"", output_field=models.BinaryField())

if TYPE_CHECKING:
    _Field = models.Field[Any, Any]  # Any: each field sets its own type
else:
    _Field = models.Field


class Unreadable(ValueError):
    """A stored value does not decrypt: another key, another column, or changed bytes."""


def seal_deterministic(text: str, *, purpose: str, key_id: str | None = None) -> bytes:
    """Return the AES-SIV ciphertext of `text`; equal texts give equal bytes per key.

    For a COPY or another path around the model; `key_id` is the current key unless given.
    """
    if not isinstance(text, str):  # a NIK value would be sealed as its masked form
        raise TypeError(f"a {purpose} column takes text, not {type(text).__name__}")
    key_id = key_id or keys.current_id()
    return header(key_id) + _siv(_configured(), key_id, purpose).encrypt(text.encode(), None)


def sealer(purpose: str) -> Callable[[str], bytes]:
    """Return `seal_deterministic` for one purpose and the key of now, made once for millions."""
    key_id = keys.current_id()
    beginning, cipher = header(key_id), _siv(_configured(), key_id, purpose)
    return lambda text: beginning + cipher.encrypt(text.encode(), None)


def open_deterministic(sealed: bytes, *, purpose: str) -> str:
    """Return the text of `sealed`; raises Unreadable."""
    key_id, body = _split(sealed)
    try:
        return _siv(_configured(), key_id, purpose).decrypt(body, None).decode()
    except (InvalidTag, keys.UnknownKey):
        raise Unreadable(f"a {purpose} value does not decrypt with key {key_id!r}") from None


def seal_random(plain: bytes, *, purpose: str) -> bytes:
    """Return the AES-GCM ciphertext of `plain`, different every time."""
    key_id = keys.current_id()
    nonce = os.urandom(_NONCE)
    cipher = _gcm(_configured(), key_id, purpose)
    return header(key_id) + nonce + cipher.encrypt(nonce, plain, None)


def open_random(sealed: bytes, *, purpose: str) -> bytes:
    """Return the bytes in `sealed`; raises Unreadable."""
    key_id, body = _split(sealed)
    try:
        cipher = _gcm(_configured(), key_id, purpose)
        return cipher.decrypt(body[:_NONCE].ljust(_NONCE), body[_NONCE:], None)
    except (InvalidTag, keys.UnknownKey):
        raise Unreadable(f"a {purpose} value does not decrypt with key {key_id!r}") from None


def header(key_id: str) -> bytes:
    """Return the bytes that every value sealed with `key_id` begins with."""
    return bytes([len(key_id)]) + key_id.encode()


def _split(sealed: bytes) -> tuple[str, bytes]:
    end = 1 + sealed[0] if sealed else 0
    return sealed[1:end].decode("ascii", "replace"), sealed[end:]


def _configured() -> tuple[str, ...]:
    return tuple(settings.MASTER_KEYS)


# Making a cipher costs five times what sealing a number does; imports seal millions.
@lru_cache(maxsize=256)
def _siv(_: tuple[str, ...], key_id: str, purpose: str) -> AESSIV:
    return AESSIV(keys.derive(key_id, f"column:{purpose}", length=64))


@lru_cache(maxsize=256)
def _gcm(_: tuple[str, ...], key_id: str, purpose: str) -> AESGCM:
    return AESGCM(keys.derive(key_id, f"column:{purpose}"))


class SealedField(_Field):
    """What all of them share: the column type and the way in and out."""

    _lookups = frozenset({"isnull"})

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return the column's type; whatever is sealed is bytes."""
        return "bytea"

    def from_db_value(self, value: bytes | None, *_: object) -> object:
        """Open the stored value; raises Unreadable."""
        return None if value is None else self.open(bytes(value))

    def get_db_prep_value(
        self,
        value: Any,  # noqa: ANN401 - the field's own type, or bytes sealed already
        connection: BaseDatabaseWrapper,
        prepared: bool = False,  # noqa: FBT001, FBT002 - Django's signature
    ) -> bytes | None:
        """Seal a value; bytes pass only if one of our keys sealed them."""
        if isinstance(value, bytes):
            if value and _split(value)[0] not in keys.ids():
                raise TypeError(f"{self.name} takes text, or bytes that are sealed already")
            return value
        return None if value is None else self.seal(value)

    def get_lookup(self, lookup_name: str) -> "type[Lookup[Any]] | None":  # Any: as Django has it
        """Offer only the comparisons that mean something on ciphertext."""
        return super().get_lookup(lookup_name) if lookup_name in self._lookups else None

    def get_transform(self, lookup_name: str) -> None:
        """Offer none: nothing can be computed from ciphertext."""

    def reseal(self, sealed: bytes) -> bytes:
        """Return the same value under the current key; raises Unreadable."""
        return self.seal(self.open(sealed))

    def seal(self, value: Any) -> bytes:  # noqa: ANN401 - the field's own type
        """Return the ciphertext of `value` under the current key."""
        raise NotImplementedError

    def open(self, sealed: bytes) -> Any:  # noqa: ANN401 - the field's own type
        """Return what `seal` was given; raises Unreadable."""
        raise NotImplementedError

    def opener(self) -> Callable[[bytes], Any]:
        """Return `open` made for millions of values, where the field has a shorter way."""
        return self.open

    def _own_purpose(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"


class DeterministicTextField(SealedField):
    """Text found by equality: `filter(nik=...)`, `filter(nik__in=[...])`, joins, constraints.

    While keys are being rotated a given text is found under every key, but two columns meet,
    and a constraint holds, only between rows sealed with the same key: run `rotate_keys`.
    """

    _lookups = frozenset({"isnull", "exact", "in"})

    def __init__(self, *, purpose: str, **options: Any) -> None:  # noqa: ANN401 - Django's options
        self.purpose = purpose
        super().__init__(**options)

    def deconstruct(self) -> Any:  # noqa: ANN401 - Django's four-tuple
        """Keep the purpose in migrations."""
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "purpose": self.purpose}

    def seal(self, value: str) -> bytes:
        """Return the ciphertext of `value` under the current key."""
        return seal_deterministic(value, purpose=self.purpose)

    def open(self, sealed: bytes) -> str:
        """Return the text of `sealed`, of nothing an empty one (UNSAID); raises Unreadable."""
        return open_deterministic(sealed, purpose=self.purpose) if sealed else ""

    def opener(self) -> Callable[[bytes], str]:
        """Return `open` with the key of now at hand; other values it opens as ever."""
        beginning = header(keys.current_id())
        length = len(beginning)
        decrypt = _siv(_configured(), keys.current_id(), self.purpose).decrypt

        def open_one(sealed: bytes) -> str:
            if sealed[:length] != beginning:
                return self.open(sealed)
            try:
                return decrypt(sealed[length:], None).decode()
            except InvalidTag:
                return self.open(sealed)  # which names what is wrong

        return open_one

    def sealed_by_every_key(self, text: str) -> list[bytes]:
        """Return the ciphertexts a lookup must match while keys are being rotated."""
        unsaid = [] if text else [b""]
        return unsaid + [
            seal_deterministic(text, purpose=self.purpose, key_id=key_id) for key_id in keys.ids()
        ]


class EncryptedTextField(SealedField):
    """Text that is only ever read. Renaming its model or column needs a data migration."""

    def seal(self, value: str) -> bytes:
        """Return a fresh ciphertext of `value`."""
        if not isinstance(value, str):
            raise TypeError(f"{self._own_purpose()} takes text, not {type(value).__name__}")
        return seal_random(value.encode(), purpose=self._own_purpose())

    def open(self, sealed: bytes) -> str:
        """Return the text of `sealed`; raises Unreadable."""
        return open_random(sealed, purpose=self._own_purpose()).decode()

    def opener(self) -> Callable[[bytes], str]:
        """Return `open` with the key of now at hand; other values it opens as ever."""
        beginning = header(keys.current_id())
        nonce = len(beginning)
        body = nonce + _NONCE
        decrypt = _gcm(_configured(), keys.current_id(), self._own_purpose()).decrypt

        def open_one(sealed: bytes) -> str:
            if sealed[:nonce] != beginning:
                return self.open(sealed)
            try:
                return decrypt(sealed[nonce:body], sealed[body:], None).decode()
            except (InvalidTag, ValueError):
                return self.open(sealed)  # which names what is wrong

        return open_one


class EncryptedDateField(SealedField):
    """A day that is only ever read."""

    def seal(self, value: date) -> bytes:
        """Return a fresh ciphertext of the day."""
        return seal_random(value.isoformat().encode(), purpose=self._own_purpose())

    def open(self, sealed: bytes) -> date:
        """Return the day in `sealed`; raises Unreadable."""
        return date.fromisoformat(open_random(sealed, purpose=self._own_purpose()).decode())


class EncryptedJSONField(SealedField):
    """A JSON value that is only ever read."""

    def seal(self, value: object) -> bytes:
        """Return a fresh ciphertext of `value`, which JSON must be able to hold."""
        return seal_random(json.dumps(value).encode(), purpose=self._own_purpose())

    def open(self, sealed: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Return the value in `sealed`; raises Unreadable."""
        return json.loads(open_random(sealed, purpose=self._own_purpose()))


def _is_expression(value: object) -> bool:
    return hasattr(value, "resolve_expression") or hasattr(value, "as_sql")


def _refuse_other_purpose(lookup: "Lookup[Any]") -> None:  # Any: as Django has it
    """Refuse a join that could never match, instead of finding nothing."""
    column = lookup.lhs.output_field
    other = getattr(lookup.rhs, "output_field", None)
    if not isinstance(other, DeterministicTextField) or other.purpose != column.purpose:
        raise FieldError(f"a {column.purpose} column compares only with its own kind")


@DeterministicTextField.register_lookup
class SealedIn(In):
    """Membership under any of the keys that may have sealed the row."""

    def get_prep_lookup(self) -> Any:  # noqa: ANN401 - as Django has it
        """Seal the texts under every key; a subquery stays as it is."""
        if _is_expression(self.rhs):
            return super().get_prep_lookup()
        column = self.lhs.output_field
        return [
            sealed
            for text in self.rhs
            if text is not None
            for sealed in column.sealed_by_every_key(text)
        ]

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:  # noqa: ANN401 - as Django has it
        """Compile, refusing a subquery over another kind of column."""
        if _is_expression(self.rhs):
            _refuse_other_purpose(self)
        return super().as_sql(compiler, connection)


@DeterministicTextField.register_lookup
class SealedExact(Exact):
    """Equality under any of the keys that may have sealed the row."""

    def get_prep_lookup(self) -> Any:  # noqa: ANN401 - as Django has it
        """Leave a text for SealedIn to seal; a subquery is checked by Django."""
        return super().get_prep_lookup() if _is_expression(self.rhs) else self.rhs

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:  # noqa: ANN401 - as Django has it
        """Compile as membership, or as plain equality between two columns."""
        if _is_expression(self.rhs):
            _refuse_other_purpose(self)
            return super().as_sql(compiler, connection)
        return SealedIn(self.lhs, [self.rhs]).as_sql(compiler, connection)

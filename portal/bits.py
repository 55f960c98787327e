"""A column of a fixed number of bits, and in how many places two of them differ."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    _Field = models.Field[bytes, bytes]
else:
    _Field = models.Field


class BitsField(_Field):
    """`length` bits, in Python as bytes; the length is a multiple of eight."""

    def __init__(self, *, length: int, **options: Any) -> None:  # noqa: ANN401 - Django's options
        self.length = length
        super().__init__(**options)

    def deconstruct(self) -> Any:  # noqa: ANN401 - Django's four-tuple
        """Keep the length in migrations."""
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "length": self.length}

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return PostgreSQL's type, which XOR and bit_count work on."""
        return f"bit({self.length})"

    def get_placeholder(self, value: object, compiler: object, connection: object) -> str:
        """Say what the text of zeros and ones is."""
        return f"%s::bit({self.length})"

    def get_prep_value(self, value: Any) -> Any:  # noqa: ANN401 - an expression passes as it is
        """Return the bits as PostgreSQL writes them; raises ValueError for another length."""
        if not isinstance(value, bytes):
            return super().get_prep_value(value)
        if len(value) * 8 != self.length:
            raise ValueError(f"{self.name} takes {self.length} bits, not {len(value) * 8}")
        return f"{int.from_bytes(value, 'big'):0{self.length}b}"

    def from_db_value(self, value: str | None, *_: object) -> bytes | None:
        """Return the bits as bytes."""
        return None if value is None else int(value, 2).to_bytes(self.length // 8, "big")


class Differing(models.Func):
    """In how many places two values of bits differ."""

    template = "bit_count(%(expressions)s)"
    arg_joiner = " # "
    output_field = models.BigIntegerField()

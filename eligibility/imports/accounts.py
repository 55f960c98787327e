"""Accounts as the main site knows them; a line with a known external_id updates its account.

A line that says what is known already changes nothing: no row is written, nobody is screened.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import ClassVar

from django.db import connection
from django.utils.translation import gettext as _

from eligibility.imports import values
from eligibility.imports.intake import Check, Intake, Line, noting
from eligibility.imports.values import Refused
from eligibility.models import Account, ImportBatch
from portal import identifiers, keys
from portal.calendar import civil_date
from portal.fields import DeterministicTextField, sealer
from portal.identifiers import NIK

# What makes a NIK odd by itself; that it differs from the person's own word is for the rules.
_ODD = frozenset({"nik_length", "nik_region", "nik_date", "nik_serial"})
_SEXES = {"f": "f", "p": "f", "m": "m", "l": "m", "": ""}

# Asking a TextChoices for its values takes longer than sealing a number.
_EDUCATION = tuple(Account.Education.values)
_EMPLOYMENT = tuple(Account.Employment.values)
_CITIZENSHIP = tuple(Account.Citizenship.values)

_WRITTEN = (
    "nik", "kk", "name", "phone", "email", "birth_date", "sex", "education", "employment",
    "citizenship", "payout_account", "declared_office", "registered_at", "province_code",
    "nik_birth_date", "nik_sex", "is_nik_well_formed", "is_test",
)  # fmt: skip


_NAME = Account._meta.get_field("name")
_LOOKED_UP = ("nik", "kk", "phone", "email", "payout_account")
# Counts up when a line comes to mean something else: then every line is read anew.
_MEANING = b"1"


class AccountIntake(Intake):
    """One line per account."""

    kind = ImportBatch.Kind.ACCOUNTS
    tables = ("eligibility_account",)
    columns = ("external_id", "nik", "kk", "name", "registered_at")
    optional = (
        "phone", "email", "birth_date", "sex", "education", "employment", "citizenship",
        "payout_account", "declared_office", "is_test",
    )  # fmt: skip
    staging: ClassVar[Mapping[str, str]] = {
        "external_id": "text",
        **dict.fromkeys(("nik", "kk", "name", "phone", "email"), "bytea"),
        "birth_date": "date",
        "sex": "text",
        "education": "text",
        "employment": "text",
        "citizenship": "text",
        "payout_account": "bytea",
        "declared_office": "text",
        "registered_at": "timestamptz",
        "province_code": "text",
        "nik_birth_date": "date",
        "nik_sex": "text",
        "is_nik_well_formed": "boolean",
        "is_test": "boolean",
        "line_digest": "bytea",
    }
    merges = (
        # In the lock order of blocking.
        """
        SELECT known.id FROM eligibility_account known
        WHERE known.external_id IN (SELECT external_id FROM staged)
        ORDER BY known.id FOR NO KEY UPDATE
        """,
        noting(
            f"""
            INSERT INTO eligibility_account AS known
                (external_id, {", ".join(_WRITTEN)}, line_digest, status, batch_id)
            SELECT DISTINCT ON (external_id)
                   external_id, {", ".join(_WRITTEN)}, line_digest, 'candidate', %(batch)s
            FROM staged ORDER BY external_id, line DESC
            ON CONFLICT (external_id) DO UPDATE
            SET {", ".join(f"{column} = excluded.{column}" for column in _WRITTEN)},
                line_digest = excluded.line_digest, batch_id = excluded.batch_id
            WHERE ({", ".join(f"known.{column}" for column in _WRITTEN)})
                IS DISTINCT FROM ({", ".join(f"excluded.{column}" for column in _WRITTEN)})
            RETURNING known.id AS account_id
            """  # noqa: S608 - column names of this file
        ),
    )

    def __init__(self, batch: ImportBatch) -> None:
        super().__init__(batch)
        # Making a cipher, or asking for the key of now, takes longer than sealing a number.
        nik, kk, phone, email, payout = map(_sealer, _LOOKED_UP)
        self._seal_nik, self._seal_kk = nik, kk
        self._seal_phone, self._seal_email, self._seal_payout = phone, email, payout
        self._key = keys.derive(keys.current_id(), "line of accounts")

    def news(self, portion: Sequence[Line]) -> Sequence[Line]:
        """Return the lines that are not known word by word; those say nothing new."""
        names = Counter(_name(line) for line in portion)
        known = _digests([name for name in names if name])
        return [
            line
            for line in portion
            # The last of an account's lines counts, so its lines stay together.
            if names[_name(line)] > 1 or known.get(_name(line)) != self._digest(line.row)
        ]

    def _digest(self, row: Mapping[str, str]) -> bytes:
        said = "\0".join([row.get(name) or "" for name in _ASKED])
        return blake2b(
            said.encode(errors="surrogatepass"), digest_size=16, key=self._key, person=_MEANING
        ).digest()

    def read(self, row: Mapping[str, str]) -> Sequence[object]:
        registered_at = values.moment(row, "registered_at")
        registered_on = civil_date(registered_at)
        nik = identifiers.clean_digits(values.text(row, "nik", most=40))
        payout = _payout_account(row)
        return (
            values.text(row, "external_id", most=40),
            self._seal_nik(nik),
            self._seal_kk(identifiers.clean_digits(values.text(row, "kk", most=40))),
            _NAME.seal(values.text(row, "name", most=200)),
            self._seal_phone(identifiers.clean_phone(values.optional_text(row, "phone", most=40))),
            self._seal_email(identifiers.clean_email(values.optional_text(row, "email", most=254))),
            _birth_date(row, registered_on),
            _sex(row),
            values.choice(row, "education", options=_EDUCATION),
            values.choice(row, "employment", options=_EMPLOYMENT),
            values.choice(row, "citizenship", options=_CITIZENSHIP),
            self._seal_payout(payout) if payout else None,
            values.optional_text(row, "declared_office", most=40),
            registered_at,
            *derived(nik, on=registered_on),
            (row.get("is_test") or "").strip().lower() in {"1", "true", "yes", "ya"},
            self._digest(row),
        )

    def checks(self) -> Sequence[Check]:
        used = _("NIK pada baris ini sudah dipakai akun lain.")
        return (
            Check(
                """
                DELETE FROM staged USING eligibility_account other
                WHERE other.nik = staged.nik AND other.status <> 'closed'
                  AND other.external_id <> staged.external_id
                RETURNING staged.line
                """,
                used,
            ),
            Check(
                """
                DELETE FROM staged USING staged earlier
                WHERE earlier.nik = staged.nik AND earlier.line < staged.line
                  AND earlier.external_id <> staged.external_id
                RETURNING staged.line
                """,
                used,
            ),
        )

    def before(self) -> None:
        """Give a name that is known already the ciphertext it has: each sealing is another."""
        with connection.cursor() as cursor:
            cursor.execute(_NAMES)
            same = [
                line
                for line, said, known in cursor.fetchall()
                if _NAME.open(bytes(said)) == _NAME.open(bytes(known))
            ]
            if same:
                cursor.execute(_KEEP_NAMES, [same])


# In the order in which they are digested.
_ASKED = (*AccountIntake.columns, *AccountIntake.optional)
_DIGESTS = """
    SELECT external_id, line_digest FROM eligibility_account
    WHERE external_id = ANY(%s) AND line_digest IS NOT NULL
"""
_NAMES = """
    SELECT staged.line, staged.name, known.name
    FROM staged JOIN eligibility_account known ON known.external_id = staged.external_id
"""
_KEEP_NAMES = """
    UPDATE staged SET name = known.name FROM eligibility_account known
    WHERE known.external_id = staged.external_id AND staged.line = ANY(%s)
"""


def derived(nik: str, *, on: date) -> tuple[str, date | None, str, bool]:
    """Return what a NIK says by itself: province, birth date, sex, and whether it is well formed.

    `on` decides the century of its two-digit year.
    """
    codes = {hint.code for hint in identifiers.hints(nik)}
    if "nik_length" in codes:
        return "", None, "", False
    number = NIK(nik)
    return number.province_code, number.birth_date(on), number.sex or "", not codes & _ODD


def _name(line: Line) -> str:
    """Return the account a line is about, if it can be asked for."""
    said = line.row.get("external_id", "").strip()
    return "" if "\0" in said else said


def _digests(external_ids: list[str]) -> dict[str, bytes]:
    """Return the digests of the lines that accounts are known by."""
    with connection.cursor() as cursor:
        cursor.execute(_DIGESTS, [external_ids])
        return {name: bytes(digest) for name, digest in cursor.fetchall()}


def _sealer(column: str) -> Callable[[str], bytes]:
    field = Account._meta.get_field(column)
    if not isinstance(field, DeterministicTextField):
        raise TypeError(f"{column} is not looked up by its sealed value")
    return sealer(field.purpose)


def _sex(row: Mapping[str, str]) -> str:
    said = (row.get("sex") or "").strip().lower()[:1]
    if said not in _SEXES:
        raise Refused(_("Kolom %(column)s harus P atau L.") % {"column": "sex"})
    return _SEXES[said]


def _birth_date(row: Mapping[str, str], registered_on: date) -> date | None:
    born = values.optional_day(row, "birth_date")
    if born and born > registered_on:
        raise Refused(_("Tanggal lahir sesudah tanggal pendaftaran."))
    return born


def _payout_account(row: Mapping[str, str]) -> str:
    said = values.optional_text(row, "payout_account", most=60)
    return identifiers.clean_digits(said).lower()

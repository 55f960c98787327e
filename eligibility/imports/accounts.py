"""Accounts as the main site knows them; a line with a known external_id updates its account.

A line that says what is known already changes nothing: no row is written, nobody is screened.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import ClassVar

from django.db import connection
from django.utils.translation import gettext as _

from eligibility.imports import values
from eligibility.imports.intake import Check, Intake, noting
from eligibility.imports.values import Refused
from eligibility.models import Account, ImportBatch
from portal import identifiers
from portal.calendar import civil_date
from portal.fields import SealedField
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


def _field(column: str) -> SealedField:
    field = Account._meta.get_field(column)
    if not isinstance(field, SealedField):
        raise TypeError(f"{column} is not a sealed column")
    return field


_NAME = _field("name")
_seal_nik, _seal_kk = _field("nik").seal, _field("kk").seal
_seal_phone, _seal_email = _field("phone").seal, _field("email").seal
_seal_payout = _field("payout_account").seal


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
                (external_id, {", ".join(_WRITTEN)}, status, batch_id)
            SELECT DISTINCT ON (external_id)
                   external_id, {", ".join(_WRITTEN)}, 'candidate', %(batch)s
            FROM staged ORDER BY external_id, line DESC
            ON CONFLICT (external_id) DO UPDATE
            SET {", ".join(f"{column} = excluded.{column}" for column in _WRITTEN)},
                batch_id = excluded.batch_id
            WHERE ({", ".join(f"known.{column}" for column in _WRITTEN)})
                IS DISTINCT FROM ({", ".join(f"excluded.{column}" for column in _WRITTEN)})
            RETURNING known.id AS account_id
            """  # noqa: S608 - column names of this file
        ),
    )

    def read(self, row: Mapping[str, str]) -> Sequence[object]:
        registered_at = values.moment(row, "registered_at")
        nik = identifiers.clean_digits(values.text(row, "nik", most=40))
        sex = (row.get("sex") or "").strip().lower()[:1]
        if sex not in _SEXES:
            raise Refused(_("Kolom %(column)s harus P atau L.") % {"column": "sex"})
        return (
            values.text(row, "external_id", most=40),
            _seal_nik(nik),
            _seal_kk(identifiers.clean_digits(values.text(row, "kk", most=40))),
            _NAME.seal(values.text(row, "name", most=200)),
            _seal_phone(identifiers.clean_phone(values.optional_text(row, "phone", most=40))),
            _seal_email(identifiers.clean_email(values.optional_text(row, "email", most=254))),
            _birth_date(row, registered_at),
            _SEXES[sex],
            values.choice(row, "education", options=_EDUCATION),
            values.choice(row, "employment", options=_EMPLOYMENT),
            values.choice(row, "citizenship", options=_CITIZENSHIP),
            _payout_account(row),
            values.optional_text(row, "declared_office", most=40),
            registered_at,
            *derived(nik, on=civil_date(registered_at)),
            (row.get("is_test") or "").strip().lower() in {"1", "true", "yes", "ya"},
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
    is_well_formed = not {hint.code for hint in identifiers.hints(nik)} & _ODD
    try:
        number = NIK.parse(nik)
    except identifiers.Malformed:
        return "", None, "", False
    return number.province_code, number.birth_date(on), number.sex or "", is_well_formed


def _birth_date(row: Mapping[str, str], registered_at: datetime) -> date | None:
    born = values.optional_day(row, "birth_date")
    if born and born > civil_date(registered_at):
        raise Refused(_("Tanggal lahir sesudah tanggal pendaftaran."))
    return born


def _payout_account(row: Mapping[str, str]) -> bytes | None:
    said = values.optional_text(row, "payout_account", most=60)
    number = identifiers.clean_digits(said).lower()
    return _seal_payout(number) if number else None

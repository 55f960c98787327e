"""Accounts as the main site knows them; a line with a known external_id updates its account."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import ClassVar

from django.utils.translation import gettext as _

from eligibility.imports import values
from eligibility.imports.intake import Check, Intake
from eligibility.imports.values import Refused
from eligibility.models import Account, ImportBatch
from portal import identifiers
from portal.calendar import civil_date
from portal.fields import DeterministicTextField, EncryptedTextField
from portal.identifiers import NIK

# What makes a NIK odd by itself; that it differs from the person's own word is for the rules.
_ODD = frozenset({"nik_length", "nik_region", "nik_date", "nik_serial"})
_SEXES = {"f": "f", "p": "f", "m": "m", "l": "m", "": ""}

_WRITTEN = (
    "nik", "kk", "name", "phone", "email", "birth_date", "sex", "education", "employment",
    "declared_office", "registered_at", "province_code", "nik_birth_date", "nik_sex",
    "is_nik_well_formed", "is_test",
)  # fmt: skip


class AccountIntake(Intake):
    """One line per account."""

    kind = ImportBatch.Kind.ACCOUNTS
    columns = ("external_id", "nik", "kk", "name", "registered_at")
    optional = (
        "phone", "email", "birth_date", "sex", "education", "employment", "declared_office",
        "is_test",
    )  # fmt: skip
    staging: ClassVar[Mapping[str, str]] = {
        "external_id": "text",
        **dict.fromkeys(("nik", "kk", "name", "phone", "email"), "bytea"),
        "birth_date": "date",
        "sex": "text",
        "education": "text",
        "employment": "text",
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
        ORDER BY known.id FOR UPDATE
        """,
        f"""
        INSERT INTO eligibility_account (external_id, {", ".join(_WRITTEN)}, status, batch_id)
        SELECT DISTINCT ON (external_id) external_id, {", ".join(_WRITTEN)}, 'candidate', %(batch)s
        FROM staged ORDER BY external_id, line DESC
        ON CONFLICT (external_id) DO UPDATE
        SET {", ".join(f"{column} = excluded.{column}" for column in _WRITTEN)},
            batch_id = excluded.batch_id
        """,  # noqa: S608 - column names of this file
    )

    def read(self, row: Mapping[str, str]) -> Sequence[object]:
        registered_at = values.moment(row, "registered_at")
        nik = identifiers.clean_digits(values.text(row, "nik", most=40))
        sex = (row.get("sex") or "").strip().lower()[:1]
        if sex not in _SEXES:
            raise Refused(_("Kolom %(column)s harus P atau L.") % {"column": "sex"})
        return (
            values.text(row, "external_id", most=40),
            _sealed("nik", nik),
            _sealed("kk", identifiers.clean_digits(values.text(row, "kk", most=40))),
            _sealed("name", values.text(row, "name", most=200)),
            _sealed("phone", identifiers.clean_phone(values.optional_text(row, "phone", most=40))),
            _sealed("email", identifiers.clean_email(values.optional_text(row, "email", most=254))),
            _birth_date(row, registered_at),
            _SEXES[sex],
            values.choice(row, "education", options=Account.Education.values),
            values.choice(row, "employment", options=Account.Employment.values),
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


def _sealed(column: str, text: str) -> bytes:
    field = Account._meta.get_field(column)
    if not isinstance(field, DeterministicTextField | EncryptedTextField):
        raise TypeError(f"{column} is not a sealed column")
    return field.seal(text)

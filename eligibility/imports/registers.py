"""What registers say of people, and lists of people: one file per source and day.

A source that repeats itself moves only its latest day; that is no new fact, and nobody is screened
for it. A file older than what is known changes nothing.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext as _

from eligibility.imports import values
from eligibility.imports.intake import Check, Intake, noting
from eligibility.imports.values import Refused
from eligibility.models import Account, ImportBatch, RegistryVerdict
from portal import identifiers

_VERDICTS = tuple(RegistryVerdict.Verdict.values)
_seal_nik = Account._meta.get_field("nik").seal
_LAST_LINE_PER_NIK = """
    DELETE FROM staged USING staged later
    WHERE later.nik = staged.nik AND later.line > staged.line
"""


def accounts_of(niks: str) -> str:
    """Return the SQL for the open accounts whose `nik` the SQL `niks` returns, as account_id."""
    return f"""
        SELECT account.id AS account_id
        FROM ({niks}) told JOIN eligibility_account account
          ON account.nik = told.nik AND account.status <> 'closed'
    """  # noqa: S608 - texts of this package


_THEIRS = """
    staged JOIN eligibility_account account
      ON account.nik = staged.nik AND account.status <> 'closed'
"""


class VerdictIntake(Intake):
    """One line per person: nik and verdict. The register is the batch's source."""

    kind = ImportBatch.Kind.VERDICTS
    tables = ("eligibility_registryverdict",)
    columns = ("nik", "verdict")
    optional = ("source",)
    staging: ClassVar[Mapping[str, str]] = {"nik": "bytea", "verdict": "text"}
    merges = (
        _LAST_LINE_PER_NIK,
        f"""
        UPDATE eligibility_registryverdict known
        SET as_of = %(source_date)s, batch_id = %(batch)s
        FROM {_THEIRS}
        WHERE known.account_id = account.id AND known.register = %(source)s
          AND known.superseded_at IS NULL AND known.verdict = staged.verdict
          AND known.as_of <= %(source_date)s
          AND (known.as_of, known.batch_id) IS DISTINCT FROM (%(source_date)s, %(batch)s)
        """,  # noqa: S608 - the text above
        f"""
        UPDATE eligibility_registryverdict known SET superseded_at = %(at)s
        FROM {_THEIRS}
        WHERE known.account_id = account.id AND known.register = %(source)s
          AND known.superseded_at IS NULL AND known.verdict <> staged.verdict
          AND known.as_of <= %(source_date)s
        """,  # noqa: S608 - the text above
        noting(
            f"""
            INSERT INTO eligibility_registryverdict
                (account_id, register, verdict, since, as_of, batch_id)
            SELECT account.id, %(source)s, staged.verdict, %(source_date)s, %(source_date)s,
                   %(batch)s
            FROM {_THEIRS}
            ORDER BY account.id
            ON CONFLICT (account_id, register) WHERE superseded_at IS NULL DO NOTHING
            RETURNING account_id
            """  # noqa: S608 - the text above
        ),
    )

    def read(self, row: Mapping[str, str]) -> Sequence[object]:
        _check_source(row, self.batch)
        verdict = values.choice(row, "verdict", options=_VERDICTS)
        if not verdict:
            raise Refused(_("Kolom %(column)s kosong.") % {"column": "verdict"})
        return (_sealed_nik(row), verdict)

    def checks(self) -> Sequence[Check]:
        unknown = """
            DELETE FROM staged WHERE NOT EXISTS (
                SELECT FROM eligibility_account account
                WHERE account.nik = staged.nik AND account.status <> 'closed')
            RETURNING line
        """
        return (Check(unknown, _("NIK ini tidak ada di data akun.")),)


class ReferenceIntake(Intake):
    """One line per person on a list: nik and office. The list is the batch's source."""

    kind = ImportBatch.Kind.REFERENCE
    tables = ("eligibility_referencelistentry",)
    columns = ("nik", "office")
    optional = ("source",)
    staging: ClassVar[Mapping[str, str]] = {"nik": "bytea", "office": "text"}
    merges = (
        _LAST_LINE_PER_NIK,
        """
        UPDATE eligibility_referencelistentry known
        SET as_of = %(source_date)s, batch_id = %(batch)s
        FROM staged
        WHERE known.nik = staged.nik AND known.source = %(source)s
          AND known.removed_at IS NULL AND known.office = staged.office
          AND known.as_of <= %(source_date)s
          AND (known.as_of, known.batch_id) IS DISTINCT FROM (%(source_date)s, %(batch)s)
        """,
        noting(
            """
            UPDATE eligibility_referencelistentry known
            SET as_of = %(source_date)s, since = %(source_date)s, office = staged.office,
                batch_id = %(batch)s
            FROM staged
            WHERE known.nik = staged.nik AND known.source = %(source)s
              AND known.removed_at IS NULL AND known.office <> staged.office
              AND known.as_of <= %(source_date)s
            RETURNING known.nik
            """,
            accounts=accounts_of("SELECT nik FROM done"),
        ),
        noting(
            """
            INSERT INTO eligibility_referencelistentry
                (source, nik, office, since, as_of, batch_id)
            SELECT %(source)s, nik, office, %(source_date)s, %(source_date)s, %(batch)s
            FROM staged ORDER BY nik
            ON CONFLICT (source, nik) WHERE removed_at IS NULL DO NOTHING
            RETURNING nik
            """,
            accounts=accounts_of("SELECT nik FROM done"),
        ),
    )

    def read(self, row: Mapping[str, str]) -> Sequence[object]:
        _check_source(row, self.batch)
        return (_sealed_nik(row), values.text(row, "office", most=40))


def _check_source(row: Mapping[str, str], batch: ImportBatch) -> None:
    """Refuse a line that another source than the batch's has said."""
    said = (row.get("source") or "").strip().lower()
    if said and said != batch.source.lower():
        raise Refused(_("Baris ini dari sumber lain daripada berkasnya."))


def _sealed_nik(row: Mapping[str, str]) -> bytes:
    nik = identifiers.clean_digits(values.text(row, "nik", most=40))
    sealed: bytes = _seal_nik(nik)
    return sealed

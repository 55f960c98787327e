"""Grants of a wave, and the training bought with them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from django.db import connection
from django.utils.translation import gettext as _

from eligibility import blocking, deadlines, policies
from eligibility.imports import values
from eligibility.imports.intake import Check, Intake
from eligibility.models import Grant, ImportBatch
from portal import identifiers

_NO_ACCOUNT = """
    DELETE FROM staged WHERE NOT EXISTS (
        SELECT FROM eligibility_account account WHERE account.external_id = staged.account)
    RETURNING line
"""
_NO_WAVE = """
    DELETE FROM staged WHERE NOT EXISTS (
        SELECT FROM eligibility_gelombang wave WHERE wave.number = staged.gelombang)
    RETURNING line
"""


class GrantIntake(Intake):
    """One line per grant; a grant that is known already stays as it is.

    Recipients of one family card take its slots in the order of the grants. The third is not
    refused: it happened, and the household rule must see it.
    """

    kind = ImportBatch.Kind.GRANTS
    columns = ("external_id", "gelombang", "granted_at")
    optional = ("kk",)
    staging: ClassVar[Mapping[str, str]] = {
        "account": "text",
        "gelombang": "int",
        "granted_at": "timestamptz",
        "kk": "bytea",
        "until": "timestamptz",
    }
    merges = (
        """
        INSERT INTO eligibility_grant
            (account_id, gelombang_id, granted_at, kk, slot, first_training_until, batch_id)
        SELECT account_id, gelombang_id, granted_at, kk,
               (SELECT coalesce(max(slot), 0) FROM eligibility_grant taken WHERE taken.kk = new.kk)
               + row_number() OVER (PARTITION BY kk ORDER BY granted_at, line),
               until, %(batch)s
        FROM (
            SELECT DISTINCT ON (account.id, wave.id)
                   account.id AS account_id, wave.id AS gelombang_id, staged.granted_at,
                   coalesce(staged.kk, account.kk) AS kk, staged.until, staged.line
            FROM staged
            JOIN eligibility_account account ON account.external_id = staged.account
            JOIN eligibility_gelombang wave ON wave.number = staged.gelombang
            WHERE NOT EXISTS (SELECT FROM eligibility_grant known
                              WHERE known.account_id = account.id AND known.gelombang_id = wave.id)
            ORDER BY account.id, wave.id, staged.line
        ) new
        ORDER BY granted_at, line
        """,
    )

    def __init__(self, batch: ImportBatch) -> None:
        super().__init__(batch)
        self._limits = policies.first_training_limits(on=batch.source_date)

    def read(self, row: Mapping[str, str]) -> Sequence[object]:
        granted_at = values.moment(row, "granted_at")
        wave = values.whole_number(row, "gelombang", most=32_767)
        kk = identifiers.clean_digits(values.optional_text(row, "kk", most=40))
        return (
            values.text(row, "external_id", most=40),
            wave,
            granted_at,
            Grant._meta.get_field("kk").seal(kk) if kk else None,
            deadlines.first_training_until(granted_at, days=self._limits.days_for(wave)),
        )

    def checks(self) -> Sequence[Check]:
        return (
            Check(_NO_ACCOUNT, _("Akun dengan external_id ini belum ada.")),
            Check(_NO_WAVE, _("Gelombang ini belum ada.")),
        )

    def after(self, *, at: datetime) -> None:
        """A candidate with a grant is active."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT account.id FROM staged "
                "JOIN eligibility_account account ON account.external_id = staged.account "
                "ORDER BY 1"
            )
            blocking.recompute([key for (key,) in cursor.fetchall()], at=at)


class TrainingIntake(Intake):
    """One line per purchase; a known purchase takes over its deadline and its completion."""

    kind = ImportBatch.Kind.TRAINING
    columns = ("purchase_id", "external_id", "gelombang", "bought_at", "complete_until")
    optional = ("completed_at",)
    staging: ClassVar[Mapping[str, str]] = {
        "purchase": "text",
        "account": "text",
        "gelombang": "int",
        "bought_at": "timestamptz",
        "complete_until": "timestamptz",
        "completed_at": "timestamptz",
    }
    merges = (
        """
        INSERT INTO eligibility_trainingpurchase
            (external_id, grant_id, bought_at, complete_until, completed_at, batch_id)
        SELECT DISTINCT ON (staged.purchase) staged.purchase, award.id, staged.bought_at,
               staged.complete_until, staged.completed_at, %(batch)s
        FROM staged
        JOIN eligibility_account account ON account.external_id = staged.account
        JOIN eligibility_gelombang wave ON wave.number = staged.gelombang
        JOIN eligibility_grant award
          ON award.account_id = account.id AND award.gelombang_id = wave.id
        ORDER BY staged.purchase, staged.line DESC
        ON CONFLICT (external_id) DO UPDATE
        SET bought_at = excluded.bought_at, complete_until = excluded.complete_until,
            completed_at = excluded.completed_at, batch_id = excluded.batch_id
        """,
    )

    def read(self, row: Mapping[str, str]) -> Sequence[object]:
        return (
            values.text(row, "purchase_id", most=40),
            values.text(row, "external_id", most=40),
            values.whole_number(row, "gelombang", most=32_767),
            values.moment(row, "bought_at"),
            values.moment(row, "complete_until"),
            values.optional_moment(row, "completed_at"),
        )

    def checks(self) -> Sequence[Check]:
        no_grant = """
            DELETE FROM staged WHERE NOT EXISTS (
                SELECT FROM eligibility_grant award
                JOIN eligibility_account account ON account.id = award.account_id
                JOIN eligibility_gelombang wave ON wave.id = award.gelombang_id
                WHERE account.external_id = staged.account AND wave.number = staged.gelombang)
            RETURNING line
        """
        return (Check(no_grant, _("Akun ini bukan penerima pada gelombang itu.")),)

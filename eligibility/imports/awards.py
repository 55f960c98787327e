"""Grants of a wave, and the training bought with them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from typing import ClassVar

from django.db import connection
from django.utils.translation import gettext as _

from eligibility import blocking, deadlines, outages, policies
from eligibility.imports import values
from eligibility.imports.events import NO_ACCOUNT, sealed_device
from eligibility.imports.intake import Check, Intake, noting
from eligibility.models import Grant, ImportBatch
from portal import identifiers

_NO_WAVE = """
    DELETE FROM staged WHERE NOT EXISTS (
        SELECT FROM eligibility_gelombang wave WHERE wave.number = staged.gelombang)
    RETURNING line
"""


class GrantIntake(Intake):
    """One line per grant; a grant that is known already stays as it is.

    Recipients of one family card take its slots in the order of the grants. The third is not
    refused: it happened, and the household rule must see it. Days that outages add to a wave's
    deadlines are added to a grant that is taken in after them, too.
    """

    kind = ImportBatch.Kind.GRANTS
    tables = ("eligibility_grant",)
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
        noting(
            f"""
        INSERT INTO eligibility_grant
            (account_id, gelombang_id, granted_at, kk, slot, first_training_until, days_added,
             batch_id)
        SELECT account_id, gelombang_id, granted_at, kk,
               (SELECT coalesce(max(slot), 0) FROM eligibility_grant taken WHERE taken.kk = new.kk)
               + row_number() OVER (PARTITION BY kk ORDER BY granted_at, line),
               until + make_interval(days => lost.days), lost.days, %(batch)s
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
        CROSS JOIN LATERAL ({
                outages.days_lost("new.gelombang_id", since="new.granted_at", until="new.until")
            })
            lost(days)
        ORDER BY granted_at, line
        RETURNING account_id
        """  # noqa: S608 - column names of this file
        ),
        """
        UPDATE eligibility_gelombang wave SET drawn_at = %(at)s
        WHERE drawn_at IS NULL AND number IN (SELECT gelombang FROM staged)
        """,
    )

    def __init__(self, batch: ImportBatch) -> None:
        super().__init__(batch)
        # A file is about few waves: each is asked about once.
        self._days = cache(partial(policies.first_training_days, on=batch.source_date))

    def read(self, row: Mapping[str, str]) -> Sequence[object]:
        granted_at = values.moment(row, "granted_at")
        wave = values.whole_number(row, "gelombang", most=32_767)
        kk = identifiers.clean_digits(values.optional_text(row, "kk", most=40))
        return (
            values.text(row, "external_id", most=40),
            wave,
            granted_at,
            Grant._meta.get_field("kk").seal(kk) if kk else None,
            deadlines.first_training_until(granted_at, days=self._days(wave)),
        )

    def checks(self) -> Sequence[Check]:
        return (
            Check(NO_ACCOUNT, _("Akun dengan external_id ini belum ada.")),
            Check(_NO_WAVE, _("Gelombang ini belum ada.")),
        )

    def after(self, *, at: datetime) -> None:
        """A candidate with a grant is active."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT account_id FROM touched ORDER BY 1")
            keys = [key for (key,) in cursor.fetchall()]
        if keys:
            blocking.recompute(keys, at=at)


_HERS = """
    JOIN eligibility_account account ON account.external_id = staged.account
    JOIN eligibility_gelombang wave ON wave.number = staged.gelombang
    JOIN eligibility_grant award ON award.account_id = account.id AND award.gelombang_id = wave.id
"""


class TrainingIntake(Intake):
    """One line per purchase; a known purchase takes over its dates and its completion.

    A grant's first purchase is kept with the grant, so that rules need not look for it.
    """

    kind = ImportBatch.Kind.TRAINING
    tables = ("eligibility_grant", "eligibility_trainingpurchase")
    columns = ("purchase_id", "external_id", "gelombang", "bought_at", "complete_until")
    optional = ("completed_at", "device")
    staging: ClassVar[Mapping[str, str]] = {
        "purchase": "text",
        "account": "text",
        "gelombang": "int",
        "bought_at": "timestamptz",
        "complete_until": "timestamptz",
        "completed_at": "timestamptz",
        "device": "bytea",
    }
    merges = (
        # In the lock order of blocking, which gives days back to the same grants.
        """
        SELECT account.id FROM eligibility_account account
        WHERE account.external_id IN (SELECT account FROM staged)
        ORDER BY account.id FOR NO KEY UPDATE
        """,
        noting(
            f"""
            INSERT INTO eligibility_trainingpurchase AS known
                (external_id, grant_id, bought_at, complete_until, completed_at, device,
                 days_added, batch_id)
            SELECT DISTINCT ON (staged.purchase) staged.purchase, award.id, staged.bought_at,
                   staged.complete_until + make_interval(days => lost.days),
                   staged.completed_at, staged.device, lost.days, %(batch)s
            FROM staged {_HERS}
            CROSS JOIN LATERAL ({
                outages.days_lost(
                    "wave.id", since="staged.bought_at", until="staged.complete_until"
                )
            }) lost(days)
            ORDER BY staged.purchase, staged.line DESC
            ON CONFLICT (external_id) DO UPDATE
            SET bought_at = excluded.bought_at, completed_at = excluded.completed_at,
                complete_until = excluded.complete_until
                    + make_interval(days => known.days_added - excluded.days_added),
                device = coalesce(excluded.device, known.device), batch_id = excluded.batch_id
            WHERE (known.bought_at, known.completed_at, known.device, known.complete_until)
                IS DISTINCT FROM (
                    excluded.bought_at, excluded.completed_at,
                    coalesce(excluded.device, known.device),
                    excluded.complete_until
                        + make_interval(days => known.days_added - excluded.days_added))
            RETURNING grant_id
            """,  # noqa: S608 - column names of this file
            accounts="""
            SELECT account_id FROM done JOIN eligibility_grant award ON award.id = grant_id
            """,
        ),
        f"""
        UPDATE eligibility_grant award SET first_bought_at = first.bought_at
        FROM (
            SELECT purchase.grant_id, min(purchase.bought_at) AS bought_at
            FROM eligibility_trainingpurchase purchase
            WHERE purchase.grant_id IN (SELECT award.id FROM staged {_HERS})
            GROUP BY purchase.grant_id
        ) first
        WHERE award.id = first.grant_id
          AND award.first_bought_at IS DISTINCT FROM first.bought_at
        """,  # noqa: S608 - column names of this file
    )

    def read(self, row: Mapping[str, str]) -> Sequence[object]:
        return (
            values.text(row, "purchase_id", most=40),
            values.text(row, "external_id", most=40),
            values.whole_number(row, "gelombang", most=32_767),
            values.moment(row, "bought_at"),
            values.moment(row, "complete_until"),
            values.optional_moment(row, "completed_at"),
            sealed_device(row),
        )

    def checks(self) -> Sequence[Check]:
        no_grant = f"""
            DELETE FROM staged WHERE line NOT IN (SELECT staged.line FROM staged {_HERS})
            RETURNING line
        """  # noqa: S608 - the text above
        somebody_elses = f"""
            DELETE FROM staged WHERE line IN (
                SELECT staged.line FROM staged {_HERS}
                JOIN eligibility_trainingpurchase known ON known.external_id = staged.purchase
                WHERE known.grant_id <> award.id
                UNION ALL
                SELECT staged.line FROM staged JOIN staged earlier
                  ON earlier.purchase = staged.purchase AND earlier.line < staged.line
                WHERE (earlier.account, earlier.gelombang) <> (staged.account, staged.gelombang))
            RETURNING line
        """  # noqa: S608 - the text above
        return (
            Check(no_grant, _("Akun ini bukan penerima pada gelombang itu.")),
            Check(somebody_elses, _("Nomor pembelian ini milik penerima lain.")),
        )

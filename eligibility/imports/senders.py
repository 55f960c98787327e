"""Notes who told of an account, where its rows would forget it: partners may ask about those.

A row names the batch that wrote it last. Before a merge writes over another source's rows, that
source is noted; after it, a partner that told only what was known already.
"""

from collections.abc import Collection
from types import MappingProxyType
from typing import Any

from eligibility.models import ImportBatch, Partner

# The rows of another source that a merge of this kind may write over.
_EARLIER = MappingProxyType(
    {
        ImportBatch.Kind.ACCOUNTS: """
            SELECT known.id AS account_id, known.batch_id FROM staged
            JOIN eligibility_account known ON known.external_id = staged.external_id
        """,
        ImportBatch.Kind.TRAINING: """
            SELECT award.account_id, known.batch_id FROM staged
            JOIN eligibility_trainingpurchase known ON known.external_id = staged.purchase
            JOIN eligibility_grant award ON award.id = known.grant_id
        """,
        ImportBatch.Kind.EVENTS: """
            SELECT known.account_id, known.batch_id FROM staged
            JOIN eligibility_registrationevent known ON known.external_id = staged.event
        """,
    }
)
_NOTE_EARLIER = """
    INSERT INTO eligibility_accountsender (account_id, batch_id)
    SELECT DISTINCT earlier.account_id, earlier.batch_id FROM ({earlier}) earlier
    JOIN eligibility_importbatch batch ON batch.id = earlier.batch_id
    JOIN eligibility_importbatch this ON this.id = %(batch)s
    WHERE batch.source <> this.source AND NOT EXISTS (
        SELECT FROM eligibility_accountsender noted
        JOIN eligibility_importbatch told ON told.id = noted.batch_id
        WHERE noted.account_id = earlier.account_id AND told.source = batch.source
          AND told.withdrawn_at IS NULL)
    ORDER BY 1, 2
    ON CONFLICT DO NOTHING
"""
# The batches that told of an account, by its rows and by what is noted.
_TOLD_BY = """
    SELECT account.batch_id
    UNION ALL SELECT award.batch_id FROM eligibility_grant award
        WHERE award.account_id = account.id
    UNION ALL SELECT purchase.batch_id FROM eligibility_trainingpurchase purchase
        JOIN eligibility_grant award ON award.id = purchase.grant_id
        WHERE award.account_id = account.id
    UNION ALL SELECT event.batch_id FROM eligibility_registrationevent event
        WHERE event.account_id = account.id
    UNION ALL SELECT noted.batch_id FROM eligibility_accountsender noted
        WHERE noted.account_id = account.id
"""
_NOTE_THIS = f"""
    INSERT INTO eligibility_accountsender (account_id, batch_id)
    SELECT account.id, %(batch)s FROM eligibility_account account
    WHERE account.external_id = ANY(%(accounts)s) AND NOT EXISTS (
        SELECT FROM eligibility_importbatch batch
        WHERE batch.source = %(source)s AND batch.withdrawn_at IS NULL
          AND batch.id IN ({_TOLD_BY}))
    ORDER BY account.id
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - the text above
_KINDS = (*_EARLIER, ImportBatch.Kind.GRANTS)


def note_earlier(cursor: Any, batch: ImportBatch) -> None:  # noqa: ANN401 - Django's cursor
    """Note the other sources whose rows the merge of `staged` may write over."""
    if (earlier := _EARLIER.get(ImportBatch.Kind(batch.kind))) is not None:
        cursor.execute(_NOTE_EARLIER.format(earlier=earlier), {"batch": batch.pk})


def note_this(cursor: Any, batch: ImportBatch, accounts: Collection[str]) -> None:  # noqa: ANN401 - as above
    """Note that the batch told of the accounts with these numbers, if no row says so.

    Only where a partner sent it: nobody else asks.
    """
    if batch.kind not in _KINDS or not accounts:
        return
    if any(partner.source == batch.source for partner in Partner.objects.all()):
        told = {"batch": batch.pk, "source": batch.source, "accounts": sorted(set(accounts))}
        cursor.execute(_NOTE_THIS, told)

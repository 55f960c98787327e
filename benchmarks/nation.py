"""Fills an empty database with an invented nation, made by SQL alone: people, grants, events, lists.

Owns how many of each kind of trouble there are. The sealed columns hold hashes: rules only ever
compare them, and nothing here can be opened.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection
from django.utils import timezone

from eligibility.models import ImportBatch

TABLES = (
    "eligibility_account", "eligibility_grant", "eligibility_trainingpurchase",
    "eligibility_registrationevent", "eligibility_registryverdict",
    "eligibility_referencelistentry", "eligibility_photomatch", "eligibility_importbatch",
    "eligibility_gelombang",
)  # fmt: skip
_WAVES = """
    INSERT INTO eligibility_gelombang (id, number, opens_at, closes_at)
    SELECT wave, wave, '2020-04-11'::timestamptz + wave * interval '30 days',
           '2020-04-11'::timestamptz + wave * interval '30 days' + interval '5 days'
    FROM generate_series(1, 70) wave
"""
# About four accounts in a hundred break some rule. Known of the real programme: 373,745 of forty
# million were blacklisted, 364,622 of seventeen million recipients bought nothing in time, and one
# register wrongly listed 54,856; the other shares are guesses of the same size.
_ACCOUNTS = """
    INSERT INTO eligibility_account
        (id, external_id, nik, kk, name, phone, email, payout_account, birth_date, sex, education,
         employment, citizenship, declared_office, registered_at, province_code, nik_birth_date,
         nik_sex, is_nik_well_formed, is_test, status, batch_id)
    SELECT i, 'B' || i,
           pg_temp.seal('nik', CASE WHEN i %% 400 = 7 THEN i - 1 ELSE i END),
           pg_temp.seal('kk', i / 3), pg_temp.seal('name', i),
           pg_temp.seal('phone', CASE WHEN i %% 400 = 0 THEN i / 2000 * 2000 ELSE i END),
           pg_temp.seal('email', CASE WHEN i %% 900 = 0 THEN i / 4500 * 4500 ELSE i END),
           CASE WHEN i %% 5 < 2 THEN
               pg_temp.seal('payout', CASE WHEN i %% 750 = 0 THEN i / 3000 * 3000 ELSE i END) END,
           born, CASE WHEN i %% 2 = 0 THEN 'f' ELSE 'm' END,
           CASE WHEN i %% 400 = 3 THEN 'school' ELSE 'none' END,
           CASE WHEN i %% 500 = 5 THEN 'other' ELSE 'jobseeker' END,
           CASE WHEN i %% 2000 = 9 THEN 'wna' ELSE '' END,
           CASE WHEN i %% 1000 = 11 THEN 'asn' ELSE '' END,
           registered, lpad((11 + i %% 80)::text, 2, '0'),
           CASE WHEN i %% 500 = 13 THEN born + 3 ELSE born END,
           CASE WHEN i %% 2 = 0 THEN 'f' ELSE 'm' END,
           i %% 2000 <> 17, false,
           CASE WHEN i %% 400 = 6 THEN 'closed' WHEN i %% 5 < 2 THEN 'active' ELSE 'candidate' END,
           1
    FROM (SELECT i, '2020-04-12'::timestamptz + (i * 7919 %% 2300) * interval '1 day'
                    + (i %% 80000) * interval '1 second' AS registered,
                 CASE WHEN i %% 500 = 19 THEN '2012-05-01'::date WHEN i %% 500 = 23
                      THEN '1950-05-01'::date
                      ELSE '1966-01-01'::date + (i * 104729 %% 13000)::int END AS born
          FROM generate_series(%(first)s::bigint, %(last)s) i) person
"""
_GRANTS = """
    INSERT INTO eligibility_grant
        (account_id, gelombang_id, granted_at, kk, slot, first_training_until, first_bought_at,
         batch_id)
    SELECT i, wave, granted, pg_temp.seal('card', card),
           row_number() OVER (PARTITION BY card ORDER BY i, wave),
           granted + interval '15 days',
           CASE WHEN i %% 50 <> 1 THEN granted + interval '3 days' END, 1
    FROM (SELECT i, 1 + i %% 70 AS wave,
                 '2020-05-01'::timestamptz + (1 + i %% 70) * interval '30 days' AS granted,
                 (i - 1) / 15 * 10
                 + CASE WHEN (i - 1) / 15 %% 300 = 0 THEN 0 ELSE (i - 1) %% 15 / 5 END AS card
          FROM generate_series(%(first)s::bigint, %(last)s) i WHERE i %% 5 < 2
          UNION ALL
          SELECT i, 1 + (i + 9) %% 70,
                 '2020-05-01'::timestamptz + (1 + (i + 9) %% 70) * interval '30 days', -i
          FROM generate_series(%(first)s::bigint, %(last)s) i WHERE i %% 1000 = 21) award
"""
_PURCHASES = """
    INSERT INTO eligibility_trainingpurchase
        (grant_id, external_id, bought_at, complete_until, completed_at, device, batch_id)
    SELECT award.id, 'P' || award.id, award.first_bought_at,
           award.first_bought_at + interval '30 days',
           CASE WHEN award.account_id %% 250 <> 1 THEN award.first_bought_at + interval '9 days' END,
           CASE WHEN award.account_id %% 2 = 0 THEN
               pg_temp.seal('device', CASE WHEN award.account_id %% 700 = 0 THEN 0
                                           ELSE award.account_id END) END, 2
    FROM eligibility_grant award
    WHERE award.account_id BETWEEN %(first)s AND %(last)s AND award.first_bought_at IS NOT NULL
"""
_EVENTS = """
    INSERT INTO eligibility_registrationevent
        (account_id, kind, at, device, address, form_seconds, external_id, batch_id)
    SELECT i, 'registered', '2020-04-12'::timestamptz + (i / 15 * 40) * interval '1 second',
           CASE WHEN i %% 2 = 0 THEN pg_temp.seal('device',
                CASE WHEN i %% 12000 < 30 THEN i / 12000 * 12000 ELSE i END) END,
           CASE WHEN i %% 3 = 0 THEN pg_temp.seal('address', i) END,
           CASE WHEN i %% 2000 = 29 THEN 8 ELSE 300 END, 'E' || i, 1
    FROM generate_series(%(first)s::bigint, %(last)s) i
    UNION ALL
    SELECT i, 'joined', '2020-05-01'::timestamptz + (1 + i %% 70) * interval '30 days', NULL, NULL,
           NULL, 'J' || i, 1
    FROM generate_series(%(first)s::bigint, %(last)s) i WHERE i %% 5 < 2
"""
_VERDICTS = """
    INSERT INTO eligibility_registryverdict
        (account_id, register, verdict, since, as_of, batch_id)
    SELECT i, 'dukcapil', CASE WHEN i %% 900 = 31 THEN 'not_found' WHEN i %% 1200 = 37
                               THEN 'other_person' ELSE 'matches' END,
           '2026-03-03'::date, '2026-03-03'::date, 1
    FROM generate_series(%(first)s::bigint, %(last)s) i WHERE i %% 3 = 1
    UNION ALL
    SELECT i, 'kemdikbud', 'enrolled', '2026-03-03'::date, '2026-03-03'::date, 1
    FROM generate_series(%(first)s::bigint, %(last)s) i WHERE i %% 700 = 41
"""
_LISTED = """
    INSERT INTO eligibility_referencelistentry (source, nik, office, since, as_of, batch_id)
    SELECT 'bkn', pg_temp.seal('nik', i * 500 + (CASE WHEN i %% 3 = 0 THEN 0 ELSE 400000000 END)),
           'asn', '2026-03-03'::date, '2026-03-03'::date, 1
    FROM generate_series(%(first)s::bigint / 500 + 1, %(last)s / 500) i
"""
_PHOTOS = """
    INSERT INTO eligibility_photomatch (account_id, other_id, kind, reference, noticed_at)
    SELECT i + 3 * shift, i + 3 - 3 * shift, CASE WHEN i %% 20000 = 2 THEN 'card' ELSE 'selfie' END,
           'pair' || i, '2026-11-01'::timestamptz
    FROM generate_series(%(first)s::bigint, %(last)s - 3) i, generate_series(0, 1) shift
    WHERE i %% 10000 = 2
"""
_SEAL = """
    CREATE OR REPLACE FUNCTION pg_temp.seal(kind text, key bigint) RETURNS bytea
    LANGUAGE sql IMMUTABLE AS
    $$ SELECT decode(md5(kind || key) || md5(key || kind), 'hex') $$
"""
# A multiple of fifteen, so that no household is cut in two.
_PORTION = 240_000


def populate(count: int, *, show: Callable[[str], object]) -> None:
    """Fill the empty tables with `count` accounts and what goes with them, and analyse them."""
    with connection.cursor() as cursor, _without_indexes():
        cursor.execute(_SEAL)
        _note_files()
        cursor.execute(_WAVES)
        for first in range(1, count + 1, _PORTION):
            span = {"first": first, "last": min(first + _PORTION - 1, count)}
            for sql in (_ACCOUNTS, _GRANTS, _PURCHASES, _EVENTS, _VERDICTS, _LISTED, _PHOTOS):
                cursor.execute(sql, span)
            show(f"{span['last']:,} accounts made")
        for table in TABLES:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "  # noqa: S608 - ours
                f"(SELECT coalesce(max(id), 0) + 1 FROM {table}))"
            )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _note_files() -> None:
    """Note the two files that everything came in: number 1, and the platforms' number 2."""
    day, moment = date(2026, 11, 1), timezone.now()
    for key, kind in ((1, ImportBatch.Kind.ACCOUNTS), (2, ImportBatch.Kind.TRAINING)):
        ImportBatch.objects.create(
            pk=key, kind=kind, source="situs", source_date=day, started_at=moment,
            finished_at=moment, file_sha256=f"{key:064d}",
        )  # fmt: skip


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Drop the tables' plain indexes and build them again at the end: five times as fast."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) "
            "AND indexname NOT IN (SELECT conname FROM pg_constraint)",
            [list(TABLES)],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for _, definition in indexes:
            cursor.execute(definition)

"""Fills an empty database with an invented nation, made by SQL alone: people, grants, events, lists.

Owns how many of each kind of trouble there are, and who only just breaks a rule or just does not. The sealed columns hold hashes: rules only ever
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
           pg_temp.seal('phone', CASE WHEN i %% 400 = 0 THEN i / 2000 * 2000
                                      WHEN i %% 400 = 50 THEN i / 1200 * 1200 + 50 ELSE i END),
           pg_temp.seal('email', CASE WHEN i %% 900 = 0 THEN i / 4500 * 4500 ELSE i END),
           CASE WHEN i %% 5 < 2 THEN
               pg_temp.seal('payout', CASE WHEN i %% 750 = 0 THEN i / 3000 * 3000
                                           WHEN i %% 750 = 1 THEN i / 1500 * 1500 + 1
                                           ELSE i END) END,
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
    FROM (SELECT i, registered,
                 CASE i %% 2500
                 WHEN 101 THEN day - interval '18 years' WHEN 102 THEN day - interval '18 years' + '1d'
                 WHEN 103 THEN day - interval '65 years' WHEN 104 THEN day - interval '65 years' + '1d'
                 WHEN 105 THEN '2004-02-29' WHEN 106 THEN '2004-02-29'
                 WHEN 107 THEN '1956-02-29' WHEN 108 THEN '1956-02-29'
                 WHEN 111 THEN '1960-06-15' WHEN 112 THEN '1960-06-15'
                 ELSE CASE WHEN i %% 500 = 19 THEN '2012-05-01' WHEN i %% 500 = 23 THEN '1950-05-01'
                      ELSE '1966-01-01'::date + (i * 104729 %% 13000)::int END
                 END::date AS born
          FROM (SELECT i, registered, (registered AT TIME ZONE 'Asia/Jakarta')::date AS day
                FROM (SELECT i, CASE i %% 2500
                             WHEN 105 THEN '2022-02-28 23:59:59+07' WHEN 106 THEN '2022-02-27 23:59:59+07'
                             WHEN 107 THEN '2021-02-28 23:59:59+07' WHEN 108 THEN '2021-03-01 00:00:00+07'
                             WHEN 111 THEN '2025-01-10 10:00:00+07' WHEN 112 THEN '2025-01-10 10:00:00+07'
                             ELSE '2020-04-12'::timestamptz + (i * 7919 %% 2300) * interval '1 day'
                                  + (i %% 80000) * interval '1 second' END AS registered
                      FROM generate_series(%(first)s::bigint, %(last)s) i) at_some_time
               ) on_a_day
          ) person
"""
_GRANTS = """
    INSERT INTO eligibility_grant
        (account_id, gelombang_id, granted_at, kk, slot, first_training_until, first_bought_at,
         batch_id)
    SELECT i, wave, granted, pg_temp.seal('card', card),
           row_number() OVER (PARTITION BY card ORDER BY i, wave),
           until,
           CASE WHEN i %% 2500 = 120 THEN until WHEN i %% 2500 = 125 THEN until + interval '1 second'
                WHEN i %% 2500 IN (130, 150) THEN granted + interval '20 days'
                WHEN i %% 50 <> 1 THEN granted + interval '3 days' END, 1
    FROM (
    SELECT *, ((granted AT TIME ZONE 'Asia/Jakarta')::date + CASE WHEN wave < 48 THEN 31 ELSE 16 END)
              ::timestamp AT TIME ZONE 'Asia/Jakarta' - interval '1 second' AS until
    FROM (SELECT i, 1 + i %% 70 AS wave,
                 '2020-05-01'::timestamptz + (1 + i %% 70) * interval '30 days' AS granted,
                 (i - 1) / 15 * 10
                 + CASE WHEN (i - 1) / 15 %% 300 = 0 THEN 0 ELSE (i - 1) %% 15 / 5 END AS card
          FROM generate_series(%(first)s::bigint, %(last)s) i WHERE i %% 5 < 2
          UNION ALL
          SELECT i, 1 + (i + 9) %% 70,
                 '2020-05-01'::timestamptz + (1 + (i + 9) %% 70) * interval '30 days', -i
          FROM generate_series(%(first)s::bigint, %(last)s) i WHERE i %% 1000 = 21) award
    ) due
"""
_PURCHASES = """
    INSERT INTO eligibility_trainingpurchase
        (grant_id, external_id, bought_at, complete_until, completed_at, device, batch_id)
    SELECT award.id, 'P' || award.id, award.first_bought_at,
           award.first_bought_at + interval '30 days',
           CASE award.account_id %% 2500
           WHEN 140 THEN award.first_bought_at + interval '30 days'
           WHEN 145 THEN award.first_bought_at + interval '30 days 1 second'
           ELSE CASE WHEN award.account_id %% 250 <> 1
                     THEN award.first_bought_at + interval '9 days' END END,
           CASE WHEN award.account_id %% 2 = 0 THEN pg_temp.seal('device',
               CASE WHEN award.account_id %% 280 <> 0 THEN award.account_id
                    WHEN award.account_id %% 12000 < 4000 THEN award.account_id / 12000 * 12000
                    WHEN award.account_id %% 12000 < 6800 THEN award.account_id / 12000 * 12000 + 1
                    ELSE award.account_id END) END, 2
    FROM eligibility_grant award
    WHERE award.account_id BETWEEN %(first)s AND %(last)s AND award.first_bought_at IS NOT NULL
"""
_EVENTS = """
    INSERT INTO eligibility_registrationevent
        (account_id, kind, at, device, address, form_seconds, external_id, batch_id)
    SELECT i, 'registered', '2020-04-12'::timestamptz + (i / 15 * 40) * interval '1 second',
           CASE WHEN i %% 2 = 0 THEN pg_temp.seal('device',
                CASE WHEN i %% 12000 < 30 THEN i / 12000 * 12000
                     WHEN i %% 12000 BETWEEN 100 AND 119 THEN i / 12000 * 12000 + 100
                     ELSE i END) END,
           CASE WHEN i %% 3 = 0 THEN pg_temp.seal('address', i) END,
           CASE i %% 2000 WHEN 29 THEN 8 WHEN 33 THEN 19 WHEN 35 THEN 20 ELSE 300 END, 'E' || i, 1
    FROM generate_series(%(first)s::bigint, %(last)s) i
    UNION ALL
    SELECT i, 'joined', '2020-05-01'::timestamptz + (1 + i %% 70) * interval '30 days', NULL, NULL,
           NULL, 'J' || i, 1
    FROM generate_series(%(first)s::bigint, %(last)s) i WHERE i %% 5 < 2
    UNION ALL
    SELECT i, 'joined', CASE i %% 2500 WHEN 111 THEN '2025-06-15 00:00:00+07'::timestamptz
                        ELSE '2025-06-14 23:59:59+07' END, NULL, NULL, NULL, 'K' || i, 1
    FROM generate_series(%(first)s::bigint, %(last)s) i WHERE i %% 2500 IN (111, 112)
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
    UNION ALL
    SELECT i + (apart * shift), i + apart - apart * shift, 'selfie', 'pair' || i, '2026-11-01'
    FROM generate_series(%(first)s::bigint, %(last)s - 3) i, generate_series(0, 1) shift,
         LATERAL (SELECT CASE i %% 10000 WHEN 52 THEN 3 ELSE 1 END AS apart) pair
    WHERE i %% 10000 IN (52, 102)
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

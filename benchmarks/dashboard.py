"""Measures the supervisors' dashboard over many appeals: the whole page, through every middleware.

Prints `dashboard_ms` for thirty days of everything, and one figure for each narrower or longer
view: milliseconds, the median of several, against 200; `dashboard_day_ms`: counting one day anew,
as the job does each minute. Run: python -m benchmarks.dashboard [appeals]
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks.database import VAR, own_database

MANY = 5_000_000
ROUNDS = 9
TARGET_MS = 200
_DAYS = 730
_WAVES = 48
_TABLES = (
    "appeals_appeal", "appeals_contestedblock", "appeals_decision", "appeals_outcome",
    "appeals_step", "eligibility_account", "eligibility_block", "eligibility_gelombang",
    "eligibility_grant",
)  # fmt: skip
_COUNTED = (
    "appeals_figureslice", "appeals_countedday", "appeals_staleday", "appeals_boardfigure",
)  # fmt: skip
# Ten appeals share an account and its block; a wave is a fortnight, and who complains was in one
# of the last six. One appeal in forty is a banding about one of a fortnight before. Nine in ten
# are decided within eleven days, and a third is asked something first.
_STATEMENTS = (
    """
    INSERT INTO eligibility_gelombang (id, number, opens_at, closes_at)
    SELECT i, i, %(start)s + (i - 3) * interval '15 days', %(start)s + (i - 2) * interval '15 days'
    FROM generate_series(1, %(waves)s) i
    """,
    """
    INSERT INTO eligibility_account
        (id, external_id, nik, kk, name, phone, email, sex, education, employment, citizenship,
         declared_office, registered_at, province_code, nik_sex, is_nik_well_formed, is_test,
         status)
    SELECT i, 'B' || i, int8send(i), int8send(i), '', int8send(i), int8send(i), 'f', 'none',
           'other', '', '', %(start)s, '31', 'f', true, false, 'blocked'
    FROM generate_series(1, %(accounts)s) i
    """,
    """
    INSERT INTO eligibility_grant
        (account_id, gelombang_id, granted_at, kk, slot, first_training_until)
    SELECT i, 1 + i %% %(waves)s, %(start)s + (i %% %(waves)s - 2) * interval '15 days',
           int8send(i), 1, %(start)s
    FROM generate_series(1, %(accounts)s) i
    WHERE i %% 20 <> 0
    """,
    """
    INSERT INTO eligibility_block
        (id, account_id, finding_id, rule, ground, status, proposed_at, reason)
    SELECT i, i, i, 'education', 'G' || lpad((1 + i / %(waves)s %% 12)::text, 2, '0'), 'confirmed',
           %(start)s, ''
    FROM generate_series(1, %(accounts)s) i
    """,
    """
    CREATE TEMP TABLE filed ON COMMIT DROP AS
    SELECT n, of_n, at,
           1 + (of_n * 7919 %% (%(accounts)s / %(waves)s)) * %(waves)s
             + greatest(0, floor(of_n::float8 / %(many)s * %(waves)s)::bigint - of_n %% 6) AS account,
           CASE WHEN n %% 10 <> 3 AND at + (1 + n * 31 %% 11) * interval '1 day' < now()
                THEN at + (1 + n * 31 %% 11) * interval '1 day' END AS decided
    FROM (SELECT n, CASE WHEN n %% 40 = 0 AND n > %(later)s THEN n - %(later)s ELSE n END AS of_n,
                 %(start)s + (n::float8 / %(many)s) * %(days)s * interval '1 day' AS at
          FROM generate_series(1, %(many)s::bigint) n) numbered
    """,
    """
    INSERT INTO appeals_appeal
        (id, reference, form_token, account_id, level, previous_id, root_id, status, revision,
         channel, language, lane, has_rival, name, email, phone, nik, kk, membership, subject,
         chronology, late_reason, province_code, submitted_at, due_date, decided_at, closed_at,
         grounds)
    SELECT n, 'PRK-' || lpad(to_hex(n), 10, '0'), gen_random_uuid(), account,
           CASE WHEN n = of_n THEN 1 ELSE 2 END, nullif(of_n, n), nullif(of_n, n),
           CASE WHEN decided IS NOT NULL THEN 'closed'
                WHEN at < now() - interval '30 days' THEN 'withdrawn' ELSE 'submitted' END,
           1, (ARRAY['web', 'web', 'web', 'whatsapp', 'phone', 'email'])[1 + of_n %% 6], 'id',
           'usual', false, '', '', '', int8send(account), int8send(account), 'participant', '', '',
           '', (%(provinces)s::text[])[1 + floor(cardinality(%(provinces)s::text[])
               * power((of_n * 104729 %% 10007) / 10007.0, 2))::int],
           at, (at + interval '14 days')::date, decided,
           CASE WHEN decided IS NOT NULL THEN decided + interval '1 day'
                WHEN at < now() - interval '30 days' THEN at + interval '5 days' END,
           ARRAY['G' || lpad((1 + account / %(waves)s %% 12)::text, 2, '0')]
    FROM filed
    """,
    """
    INSERT INTO appeals_contestedblock (appeal_id, block_id, leads)
    SELECT n, account, false FROM filed
    """,
    """
    INSERT INTO appeals_decision
        (id, appeal_id, conclusion, explanation, proposed_at, effective_at)
    SELECT n, n, 'granted', '', decided, decided FROM filed WHERE decided IS NOT NULL
    """,
    """
    INSERT INTO appeals_outcome (decision_id, block_id, result, reason, text)
    SELECT n, account, CASE WHEN n %% 7 < 3 THEN 'lifted' ELSE 'upheld' END, 'rule_applies', ''
    FROM filed WHERE decided IS NOT NULL
    """,
    """
    INSERT INTO appeals_step (appeal_id, was, became, verb, at)
    SELECT n, 'in_review', 'decided', 'decide', decided FROM filed WHERE decided IS NOT NULL
    UNION ALL
    SELECT n, 'in_review', 'info_requested', 'ask', at + interval '20 hours' FROM filed
    WHERE n %% 3 = 0
    """,
)


def main(many: int) -> None:
    """Fill, count, measure, and keep the raw figures."""
    with own_database("dashboard"):
        from django.utils import timezone  # noqa: PLC0415 - only once Django is set up

        from portal.calendar import civil_date  # noqa: PLC0415

        at = timezone.now()
        today = civil_date(at)
        raw: dict[str, Any] = {"appeals": many, "filled_s": _seconds(lambda: _fill(many, today))}
        print(f"# {many} appeals filled in {raw['filled_s']:.0f} s")  # noqa: T201 - progress
        raw["rebuilt_s"] = _seconds(lambda: _rebuild(today, at))
        print(f"# figures rebuilt in {raw['rebuilt_s']:.0f} s, {_size()}")  # noqa: T201
        raw["day_ms"] = [1000 * _seconds(lambda: _recount(today, at)) for _ in range(3)]
        pages = _pages(today)
        for page in pages.values():
            page()
        for name in pages:
            raw[name] = []
        for _ in range(ROUNDS):
            for name, page in pages.items():
                raw[name].append(1000 * _seconds(page))
    (VAR / "dashboard.json").write_text(json.dumps(raw, indent=1))
    for name in pages:
        print(f"{name} {statistics.median(raw[name]):.0f} {TARGET_MS}")  # noqa: T201 - the answer
    print(f"dashboard_day_ms {statistics.median(raw['day_ms']):.0f} -")  # noqa: T201


def _rebuild(today: date, at: datetime) -> None:
    from appeals import figures  # noqa: PLC0415

    for month, days in figures.rebuild_slices(first=None, last=today, at=at):
        print(f"# {month:%Y-%m}: {days} days", flush=True)  # noqa: T201
    figures.refresh_board(at=at)


def _recount(today: date, at: datetime) -> None:
    from appeals.figures import slices  # noqa: PLC0415

    slices.recount(today - timedelta(days=1), at=at)


def _size() -> str:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) appeals_figureslice")
        cursor.execute(
            "SELECT count(*), pg_size_pretty(pg_total_relation_size('appeals_figureslice'))"
            " FROM appeals_figureslice"
        )
        rows, size = cursor.fetchone()
    return f"{rows} slices, {size}"


def _pages(today: date) -> dict[str, Callable[[], object]]:
    from django.urls import reverse  # noqa: PLC0415

    from portal.models import Role, User  # noqa: PLC0415
    from tests.desk import signed_in  # noqa: PLC0415

    user, _ = User.objects.get_or_create(username="bench", defaults={"is_staff": True})
    user.groups.set(user.groups.model.objects.filter(name=Role.SUPERVISOR))
    client, address = signed_in(user), reverse("report_dashboard")

    def get(query: str) -> Callable[[], object]:
        def ask() -> None:
            answer = client.get(f"{address}?{query}", headers={"host": "localhost"})
            assert answer.status_code == 200, answer.status_code

        return ask

    year = f"mulai={today - timedelta(days=364)}&hingga={today}"
    return {
        "dashboard_ms": get("hari=30"),
        "dashboard_ms_year": get(year),
        "dashboard_ms_ground_province": get(f"{year}&alasan=G03&provinsi=31"),
        "dashboard_ms_ground": get(f"{year}&alasan=G03"),
        "dashboard_ms_wave": get(f"{year}&gelombang={_WAVES - 5}"),
        "dashboard_ms_wave_channel": get(f"{year}&gelombang={_WAVES - 5}&kanal=web&tingkat=1"),
    }


def _fill(many: int, today: date) -> None:
    """Fill by statements over series, without the checks of foreign keys; indexes come after."""
    from django.db import connection, transaction  # noqa: PLC0415

    start = datetime(today.year, today.month, today.day, tzinfo=UTC) - timedelta(days=_DAYS)
    values = {"many": many, "start": start, "accounts": max(960, many // 10), "waves": _WAVES,
              "days": _DAYS, "later": many * 14 // _DAYS, "provinces": _provinces()}  # fmt: skip
    # One transaction: stopped in the middle, the indexes are still there.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join((*_TABLES, *_COUNTED))} RESTART IDENTITY CASCADE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)"
            " AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
            [list(_TABLES)],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        for statement in _STATEMENTS:
            cursor.execute(statement, values)
        for _name, definition in indexes:
            cursor.execute(definition)
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def _provinces() -> list[str]:
    from portal import regions  # noqa: PLC0415

    return list(regions.PROVINCES)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MANY)

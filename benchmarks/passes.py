"""The passes that benchmarks/screening.py times; each returns the seconds it took."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from eligibility import changed, screening
from eligibility.models import Account, RulePolicy, ScreeningRun

_COLUMNS = """
    account_id, rule, ground, policy_id, run_id, facts, facts_digest, cluster, source, source_date,
    batch_id, found_at, status
"""


class NotFinished(RuntimeError):
    """A run stopped before its end, so its time means nothing."""


@dataclass(frozen=True, slots=True)
class Passes:
    """The scans to compare with, and what makes the database forget earlier passes."""

    scan_sql: Sequence[str]
    forget_sql: Sequence[str]

    def scan(self) -> float:
        """Read the tables once, in one process as screening does."""
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
            began = time.monotonic()
            for sql in self.scan_sql:
                cursor.execute(sql)
                cursor.fetchall()
            return time.monotonic() - began

    def first_pass(self) -> float:
        """Screen everybody, all rules only observing, nothing known before."""
        self._forget(mode=RulePolicy.Mode.OBSERVE)
        return _everybody()

    def write_alone(self) -> float:
        """Write the findings of the pass before once more, nothing else: no pass takes less."""
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE found AS SELECT * FROM eligibility_finding")
            cursor.execute("TRUNCATE eligibility_finding CASCADE")
            cursor.execute("VACUUM (ANALYZE)")
            began = time.monotonic()
            cursor.execute(
                f"INSERT INTO eligibility_finding ({_COLUMNS}) "  # noqa: S608 - our own text
                f"SELECT {_COLUMNS} FROM found ORDER BY account_id"
            )
            taken = time.monotonic() - began
            cursor.execute("DROP TABLE found")
        return taken

    def pass_again(self) -> float:
        """Screen everybody once more, as every night: all findings are known."""
        return _everybody()

    def first_pass_with_blocks(self) -> float:
        """Screen everybody, all rules flagging or blocking, nothing known before."""
        self._forget(mode=RulePolicy.Mode.BLOCK)
        return _everybody()

    def changed(self, count: int, round_: int) -> float:
        """Screen `count` accounts all over the table whose telephone changed."""
        step = Account.objects.count() // count
        keys = list(range(1 + round_, step * count, step))
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE eligibility_account SET phone = sha256(phone) WHERE id = ANY(%s)", [keys]
            )
        at = timezone.now()
        changed.note(keys, at=at)
        began = time.monotonic()
        run = screening.screen_changed(at=at)
        if run is None:
            raise NotFinished("nothing was noted as changed")
        return _work_off(run, began)

    def _forget(self, *, mode: str) -> None:
        with connection.cursor() as cursor:
            for sql in self.forget_sql:
                cursor.execute(sql)
            # The policies' own dates and limits; the migrations made them, final as they are.
            cursor.execute(
                "ALTER TABLE eligibility_rulepolicy DISABLE TRIGGER policies_in_use_are_final"
            )
            RulePolicy.objects.update(mode=mode)
            cursor.execute("VACUUM (ANALYZE)")


def _everybody() -> float:
    began = time.monotonic()
    return _work_off(screening.screen(None, at=timezone.now()), began)


def _work_off(run: ScreeningRun, began: float) -> float:
    while screening.work_off(run):
        pass
    taken = time.monotonic() - began
    run.refresh_from_db()
    if run.status != ScreeningRun.Status.FINISHED:
        raise NotFinished(f"run {run.pk} is {run.status}: {run.stop_reason}")
    return taken

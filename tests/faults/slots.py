"""Races for the slots of family cards by processes of their own, and what came of them.

Run as `python -m tests.faults.slots [cards]` (`make trial-slots`): ten thousand cards unless said,
on a database of its own; prints `household_slots FAULTS 0`.
"""

import sys
import time

from django.db import connection

from benchmarks.database import own_database
from tests.faults.workers import Nursery

CARDS, RACERS = 10_000, 8
# Members of so many cards come in one file, as in life; all racers begin each file at once.
FILE = 50
_PATIENCE = 120.0  # seconds
_WAITING = """
    SELECT count(*) FROM pg_locks lock JOIN pg_database base ON base.oid = lock.database
    WHERE locktype = 'advisory' AND NOT granted AND objid = %s AND datname = current_database()
"""
# Cards whose first places, and not just those, two people share or nobody has.
_FAULTS = """
    SELECT count(*) FROM (
        SELECT kk FROM eligibility_grant GROUP BY kk
        HAVING array_agg(slot ORDER BY slot) <> array(SELECT generate_series(1, %s)::smallint)
            OR count(*) FILTER (WHERE slot <= 2) <> 2
    ) wrong
"""


def race_for(cards: int, *, database: str) -> tuple[int, int]:
    """Let one member of each card a racer race; return the cards raced for and those gone wrong."""
    _make_families(cards)
    turns = range(0, cards, FILE)
    with Nursery() as nursery, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [0])
        racers = [
            nursery.start("tests.faults.slots.run", racer, cards, database=database)
            for racer in range(RACERS)
        ]
        for turn, _ in enumerate(turns):
            _await_all(turn)
            cursor.execute("SELECT pg_advisory_lock(%s)", [turn + 1])
            cursor.execute("SELECT pg_advisory_unlock(%s)", [turn])
        cursor.execute("SELECT pg_advisory_unlock_all()")
        if {nursery.wait(racer) for racer in racers} != {0}:
            raise RuntimeError("a racer fell")
        cursor.execute("SELECT count(DISTINCT kk) FROM eligibility_grant")
        raced = cursor.fetchone()[0]
        cursor.execute(_FAULTS, [RACERS])
        return raced, cursor.fetchone()[0]


def run(racer: int, cards: int) -> None:
    """Take in the racer's files of grants, each begun by all at once; refuses nobody."""
    from eligibility.models import Account  # noqa: PLC0415 - set up by now
    from tests.eligibility.imports.rows import award, taken  # noqa: PLC0415

    mine = list(Account.objects.filter(external_id__startswith=f"{racer}-").order_by("pk"))
    for turn, first in enumerate(range(0, cards, FILE)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock_shared(%s)", [turn])
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [turn])
        refused = taken("grants", *(award(person) for person in mine[first : first + FILE]))
        if refused:
            raise RuntimeError(f"refused: {refused[0]}")


def _make_families(cards: int) -> None:
    from eligibility.models import Account  # noqa: PLC0415 - the database is known by now
    from tests.builders import NOON  # noqa: PLC0415
    from tests.eligibility.imports.rows import wave  # noqa: PLC0415

    wave()
    people = (
        Account(
            external_id=f"{racer}-{card}",
            nik=f"31{racer:02d}{card:012d}",
            kk=f"{card:016d}",
            registered_at=NOON,
        )
        for card in range(cards)
        for racer in range(RACERS)
    )
    Account.objects.bulk_create(people, batch_size=10_000)


def _await_all(turn: int) -> None:
    """Wait until every racer waits for the turn."""
    deadline = time.monotonic() + _PATIENCE
    waiting = 0
    while waiting < RACERS:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{waiting} of {RACERS} racers came to turn {turn}")
        with connection.cursor() as cursor:
            cursor.execute(_WAITING, [turn])
            waiting = cursor.fetchone()[0]
        time.sleep(0.002)


def main() -> None:
    """Race, and print how many cards went wrong."""
    cards = int(sys.argv[1]) if len(sys.argv) > 1 else CARDS
    with own_database("slots"):
        with connection.cursor() as cursor:
            cursor.execute(
                "TRUNCATE eligibility_account, eligibility_importbatch, eligibility_gelombang "
                "CASCADE"
            )
        began = time.monotonic()
        raced, wrong = race_for(cards, database=str(connection.settings_dict["NAME"]))
        print(f"household_slots {wrong} 0", flush=True)  # noqa: T201 - the trial's answer
        print(  # noqa: T201 - how much it was
            f"{raced} cards, {raced * RACERS} grants in {time.monotonic() - began:.0f} s",
            file=sys.stderr,
        )
    sys.exit(wrong > 0 or raced < cards)


if __name__ == "__main__":
    main()

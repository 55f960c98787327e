"""Recipients of one family card race for its slots: nobody shares one, and none is left out."""

import threading
from collections import Counter, defaultdict

import pytest
from django.db import connection

from eligibility.models import Account, Grant
from tests.builders import NOON
from tests.eligibility.imports.rows import award, taken, wave

THREADS, ROUNDS, CARDS = 8, 25, 50


def _families() -> list[Account]:
    """Make one member of each card for every thread's every file."""
    wave()
    people = [
        Account(
            external_id=f"{thread}-{turn}-{card}",
            nik=f"31{thread:02d}{turn:02d}{card:010d}",
            kk=f"{card + turn * CARDS:016d}",
            registered_at=NOON,
        )
        for thread in range(THREADS)
        for turn in range(ROUNDS)
        for card in range(CARDS)
    ]
    return Account.objects.bulk_create(people)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_ten_thousand_races_never_give_a_third_second_slot() -> None:
    files: dict[str, list[list[Account]]] = defaultdict(list)
    people = _families()
    for start in range(0, len(people), CARDS):
        file = people[start : start + CARDS]
        files[file[0].external_id.split("-")[0]].append(file)
    ready = threading.Barrier(THREADS)

    def run(own: list[list[Account]]) -> None:
        for file in own:
            ready.wait(60)  # so that every card of a turn is raced for by all at once
            assert taken("grants", *(award(person) for person in file)) == []
        connection.close()

    threads = [threading.Thread(target=run, args=(own,)) for own in files.values()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    slots: dict[str, list[int]] = defaultdict(list)
    for card, slot in Grant.objects.values_list("kk", "slot"):
        slots[card].append(slot)
    assert sum(map(len, slots.values())) == THREADS * ROUNDS * CARDS == 10_000
    assert all(sorted(taken) == list(range(1, THREADS + 1)) for taken in slots.values())
    assert max(Counter(slot <= 2 for slot in own)[True] for own in slots.values()) == 2

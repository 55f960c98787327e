"""Recipients of one family card race for its slots: nobody shares one, and none is left out.

Ten thousand cards are raced for by `make trial-slots`.
"""

import pytest
from django.db import connection

from tests.faults import slots

pytestmark = [
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True),
]


def test_eight_processes_never_give_a_third_second_slot() -> None:
    cards = 500
    database = str(connection.settings_dict["NAME"])
    assert slots.race_for(cards, database=database) == (cards, 0)

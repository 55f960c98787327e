"""What stands beside a case is filled at night where an older version left it out."""

import pytest

from appeals import lifecycle
from appeals.models import Appeal
from tests import builders
from tests.appeals.test_duplicates_marking import is_marked, paired
from tests.builders import NOON

pytestmark = pytest.mark.django_db


def test_the_sweep_fills_what_an_older_version_left_out_and_nothing_twice() -> None:
    block = builders.block("G10")
    leading, joined = builders.appeal_about(block), builders.appeal_about(block)
    paired(joined)
    about_nothing = builders.appeal()
    Appeal.objects.update(grounds=[], has_lookalike=False)
    assert lifecycle.fill_lately(at=NOON) == 2
    for case in (leading, joined):
        case.refresh_from_db()
        assert case.grounds == ["G10"]
    assert is_marked(leading)
    about_nothing.refresh_from_db()
    assert about_nothing.grounds == []
    assert lifecycle.fill_lately(at=NOON) == 0

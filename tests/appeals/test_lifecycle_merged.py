"""What comes along when officers merge cases, and what goes back when they part them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appeals import lifecycle
from appeals.filing import GroundClaim
from appeals.models import Appeal, Evidence
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db

_EARLIER = NOON - timedelta(hours=1)


def _cases(*grounds: str) -> list[Appeal]:
    """File about one block each of one account, every time from contacts nobody on file has."""
    account = builders.account()
    blocks = [builders.block(ground, on=account) for ground in grounds]
    return [builders.rival_about(row, claims=(GroundClaim(row.ground),)) for row in blocks]


def _photo_of(appeal: Appeal) -> Evidence:
    return Evidence.objects.create(
        appeal=appeal, kind="ektp", original_name="a.jpg", original_sha256="0" * 64,
        original_bytes=1, uploaded_at=NOON,
    )  # fmt: skip


def _merge(appeal: Appeal, into: Appeal) -> None:
    lifecycle.merge(appeal, into=into, by=builders.officer(), at=NOON)


def _split(appeal: Appeal) -> None:
    appeal.refresh_from_db()
    lifecycle.split(appeal, by=builders.officer(), at=NOON)


def _grounds(appeal: Appeal) -> list[str]:
    appeal.refresh_from_db()
    assert appeal.grounds == sorted(row.block.ground for row in appeal.contested.all())
    return list(appeal.grounds)


def test_what_joined_a_case_goes_back_with_it_and_so_do_its_photos() -> None:
    into, case = _cases("G03", "G10")
    joined = builders.appeal(nik=case.nik, email=case.email, claims=(GroundClaim("G10"),))
    assert joined.merged_into == case
    photo = _photo_of(joined)
    _merge(case, into)
    assert photo in Evidence.objects.open_to(into)
    _split(case)
    joined.refresh_from_db()
    assert (joined.merged_into, joined.came_with) == (case, None)
    assert photo in Evidence.objects.open_to(case)
    assert photo not in Evidence.objects.open_to(into)


def test_what_came_with_a_case_that_came_with_another_goes_back_with_either() -> None:
    into, case, inner = _cases("G03", "G10", "G07")
    _merge(inner, case)
    case.refresh_from_db()
    _merge(case, into)
    assert _grounds(into) == ["G03", "G07", "G10"]
    _split(case)
    inner.refresh_from_db()
    assert (inner.merged_into, inner.came_with) == (case, None)
    assert (_grounds(into), _grounds(case)) == (["G03"], ["G07", "G10"])
    _split(inner)
    assert (_grounds(case), _grounds(inner)) == (["G10"], ["G07"])
    assert not Appeal.objects.filter(has_rival=True).exists()


def test_what_was_parted_by_itself_is_not_taken_back_by_what_it_came_with() -> None:
    into, case, inner = _cases("G03", "G10", "G07")
    _merge(inner, case)
    case.refresh_from_db()
    _merge(case, into)
    _split(inner)
    assert (_grounds(into), _grounds(inner)) == (["G03", "G10"], ["G07"])
    _split(case)
    inner.refresh_from_db()
    assert (inner.status, inner.merged_into, _grounds(case)) == ("submitted", None, ["G10"])
    assert not Appeal.objects.filter(has_rival=True).exists()


def test_who_read_a_filing_before_it_was_moved_on_parts_nothing() -> None:
    into, case, inner = _cases("G03", "G10", "G07")
    _merge(inner, case)
    seen = Appeal.objects.get(pk=inner.pk)
    case.refresh_from_db()
    _merge(case, into)
    with pytest.raises(lifecycle.MovedByOther):
        lifecycle.split(seen, by=builders.officer(), at=NOON)


def test_two_cases_without_an_account_are_locked_the_older_first_whichever_is_merged() -> None:
    older, younger = builders.appeal(at=_EARLIER), builders.appeal(nik=builders.nik())
    Appeal.objects.filter(pk=younger.pk).update(nik=older.nik)
    younger.refresh_from_db()
    for one, into in ((older, younger), (younger, older)):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            _merge(one, into)
        locks = [query["sql"] for query in asked if "FOR NO KEY UPDATE" in query["sql"]]
        first = locks[0]
        assert 'ORDER BY "appeals_appeal"."id" ASC' in first
        assert all(str(case.pk) in first for case in (one, into))
        _split(one)
        into.refresh_from_db()

"""How often staff opened a photo, as the person is told."""

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from appeals import looks
from appeals.looks import Looks
from appeals.models import Appeal, Evidence
from portal import audit
from portal.models import User
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db


def photo(appeal: Appeal) -> Evidence:
    return Evidence.objects.create(
        appeal=appeal, kind="ektp", state="ready", original_name="a.jpg",
        original_sha256="0" * 64, original_bytes=10, uploaded_at=NOON,
    )  # fmt: skip


def opened_in_full(file: Evidence, by: User | None) -> None:
    audit.record("evidence.viewed", by=by, subject=file, at=NOON, appeal=file.appeal_id)


def shown_small(appeal: Appeal, *files: Evidence) -> None:
    ids = [file.pk for file in files]
    audit.record("case.viewed", by=builders.officer(), subject=appeal, at=NOON, thumbnails=ids)


def test_full_and_small_looks_are_told_apart() -> None:
    appeal = builders.appeal()
    first, second = photo(appeal), photo(appeal)
    opened_in_full(first, builders.officer())
    shown_small(appeal, first, second)
    shown_small(appeal, first)
    assert looks.counted([first, second]) == {first.pk: Looks(1, 2), second.pk: Looks(0, 1)}


def test_nobody_looked() -> None:
    file = photo(builders.appeal())
    assert looks.counted([file]) == {file.pk: Looks()}
    assert looks.counted([]) == {}


def test_the_persons_own_look_is_not_counted() -> None:
    file = photo(builders.appeal())
    opened_in_full(file, None)
    assert looks.counted([file])[file.pk] == Looks()


def test_looks_from_the_page_of_the_case_it_was_folded_into_count() -> None:
    block = builders.block()
    leading = builders.appeal_about(block)
    joined = builders.appeal_about(block)
    joined.refresh_from_db()
    assert joined.merged_into == leading
    file = photo(joined)
    shown_small(leading, file)
    assert looks.counted([file])[file.pk] == Looks(0, 1)


def test_another_cases_page_counts_nothing() -> None:
    file = photo(builders.appeal())
    shown_small(builders.appeal(), file)
    assert looks.counted([file])[file.pk] == Looks()


@pytest.mark.parametrize("count", [1, 25])
def test_any_number_of_files_takes_three_queries(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    appeal = builders.appeal()
    files = [photo(appeal) for _ in range(count)]
    with django_assert_num_queries(3):
        looks.counted(files)

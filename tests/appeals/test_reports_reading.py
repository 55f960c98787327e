"""Rows of an export, read past the models."""

from datetime import date

import pytest

from appeals.models import Appeal
from appeals.reports import reading
from portal.fields import Unreadable
from tests import builders

pytestmark = pytest.mark.django_db

FIELDS = ("pk", "nik", "name", "birth_date", "grounds", "submitted_at", "due_date", "officer")


def test_columns_hold_what_the_models_would_say() -> None:
    for number in range(3):
        builders.appeal(name=f"Siti {number}", birth_date=date(1998, 5, 12))
    values = Appeal.objects.order_by("pk").values_list(*FIELDS)
    (block,) = reading.columns(values)
    assert list(zip(*block, strict=True)) == list(values)


def test_no_rows_are_no_blocks() -> None:
    assert list(reading.columns(Appeal.objects.values_list("pk"))) == []


def test_a_sealed_value_that_was_changed_is_not_read() -> None:
    appeal = builders.appeal()
    sealed = bytes(Appeal._meta.get_field("nik").seal("3171015205980007"))
    Appeal.objects.filter(pk=appeal.pk).update(nik=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(Unreadable):
        list(reading.columns(Appeal.objects.values_list("nik")))


def test_a_value_that_stands_often_is_put_into_words_once() -> None:
    asked: list[str] = []

    def show(code: str) -> str:
        asked.append(code)
        return code.lower()

    block = (["A", "B"] * 20, range(40))
    rows = list(reading.shown([block], [(1, str), (0, show)]))
    assert rows[:2] == [["0", "a"], ["1", "b"]]
    assert sorted(asked) == ["A", "B"]

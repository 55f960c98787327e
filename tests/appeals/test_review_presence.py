"""Who else reads a case: said to officers who examine, for a minute, and never in the way."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from redis.exceptions import RedisError

from appeals.review import presence
from portal.outage import Outage
from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db
WORDS = "Siti Contoh sedang membaca kasus ini."


def url(name: str, *args: int) -> str:
    return reverse(f"admin:appeals_appeal_{name}", args=args)


def test_two_officers_see_each_other_and_nobody_else_does() -> None:
    appeal, other_case = builders.appeal(), builders.appeal()
    siti = signed_in(builders.officer(first_name="Siti", last_name="Contoh"))
    budi, auditor = signed_in(builders.officer()), signed_in(builders.officer("auditor"))
    assert auditor.get(url("change", appeal.pk)).context["read_by"] == ""
    assert siti.get(url("change", appeal.pk)).context["read_by"] == ""
    page = budi.get(url("change", appeal.pk)).content.decode()
    assert f'aria-live="polite">{WORDS}</p>' in page
    assert f'data-presence="{url("presence", appeal.pk)}"' in page
    rows = budi.get(url("changelist") + "?tab=open").content.decode()
    assert rows.count("dibaca Siti Contoh") == 1
    assert budi.post(url("presence", appeal.pk)).json() == {"words": WORDS}
    assert budi.post(url("presence", other_case.pk)).json() == {"words": ""}
    assert auditor.post(url("presence", appeal.pk)).status_code == 403
    shown = auditor.get(url("change", appeal.pk)).content.decode()
    assert "sedang membaca" not in shown
    assert "data-presence" not in shown
    assert "dibaca" not in auditor.get(url("changelist") + "?tab=open").content.decode()
    assert budi.post(url("presence", 987654321)).status_code == 404


def test_a_mark_ends_by_itself_and_a_beat_renews_it() -> None:
    siti, budi = builders.officer(), builders.officer()
    presence.note(1, by=siti, at=builders.NOON)
    later = builders.NOON + timedelta(seconds=50)
    assert presence.readers_of([1, 2], but=budi, at=later) == {1: {siti.pk}}
    presence.note(1, by=siti, at=later)
    much_later = later + timedelta(seconds=50)
    assert presence.note(1, by=budi, at=much_later) == {siti.pk}
    gone = much_later + timedelta(seconds=11)
    assert presence.readers_of([1], but=siti, at=gone) == {1: {budi.pk}}
    assert presence.readers_of([1], but=budi, at=gone) == {}


def test_a_beat_keeps_no_session_alive_and_writes_no_row(
    django_assert_num_queries: Any,
) -> None:
    appeal, client = builders.appeal(), signed_in(builders.officer())
    client.get(url("changelist"))
    with django_assert_num_queries(5) as asked:
        client.post(url("presence", appeal.pk), headers={"X-Asked-By-Script": "1"})
    assert all(each["sql"].startswith("SELECT") for each in asked.captured_queries)


def test_without_the_cache_the_case_and_the_queue_are_read_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    appeal, client = builders.appeal(), signed_in(builders.officer())
    monkeypatch.setattr(presence, "_outage", Outage())
    tries = []

    def broken(*_: object, **__: object) -> None:
        tries.append(1)
        raise RedisError

    monkeypatch.setattr(cache, "get", broken)
    monkeypatch.setattr(cache, "get_many", broken)
    assert client.post(url("presence", appeal.pk)).json() == {"words": ""}
    assert client.get(url("change", appeal.pk)).status_code == 200
    assert client.get(url("changelist") + "?tab=open").status_code == 200
    assert len(tries) == 1  # it is left alone for a while

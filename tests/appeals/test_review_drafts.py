"""What officers type and do not send: kept, restored, swept, and cleared by the step."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from appeals import erasure, officer_drafts
from appeals.models import Appeal, OfficerDraft
from portal.models import User
from tests import builders
from tests.appeals.test_review_steps import previewed, ruling_fields, step, taken
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


def keep(user: User, appeal: Appeal, verb: str, **fields: Any) -> dict[str, Any]:
    url = reverse("admin:appeals_appeal_keep", args=[appeal.pk, verb])
    answer: dict[str, Any] = signed_in(user).post(url, fields).json()
    return answer


def form_on_page(user: User, appeal: Appeal, verb: str) -> Any:
    url = reverse("admin:appeals_appeal_change", args=[appeal.pk])
    return signed_in(user).get(url).context["forms"][verb]


def test_what_was_typed_stands_in_the_form_again_for_its_officer_only() -> None:
    officer, other = builders.officer(), builders.officer()
    appeal = taken(officer)
    fields = ruling_fields(appeal, explanation="Setengah jadi")
    answer = keep(officer, appeal, "decide", **fields, draft="0")
    assert answer["revision"] == 1
    form = form_on_page(officer, appeal, "decide")
    assert form["explanation"].value() == "Setengah jadi"
    keep(officer, appeal, "note", text="Catatan saya")
    assert form_on_page(other, appeal, "note")["text"].value() is None


def test_a_preview_keeps_what_was_typed() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    assert previewed(officer, appeal, explanation="Hampir selesai.").status_code == 200
    form = form_on_page(officer, appeal, "decide")
    assert form["explanation"].value() == "Hampir selesai."


def test_the_last_write_wins_and_the_words_are_sealed() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    keep(officer, appeal, "note", text="Pertama")
    assert keep(officer, appeal, "note", text="Kedua", draft="1")["revision"] == 2
    row = OfficerDraft.objects.get()
    assert row.typed == {"text": ["Kedua"]}
    assert b"Kedua" not in bytes(_stored(row))


def _stored(row: OfficerDraft) -> bytes:
    from django.db import connection  # noqa: PLC0415 - the bare column, past the model

    with connection.cursor() as cursor:
        cursor.execute("SELECT typed FROM appeals_officerdraft WHERE id = %s", [row.pk])
        found = cursor.fetchone()
    return bytes(found[0])


def test_a_step_clears_its_draft_and_a_late_write_does_not_bring_it_back() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    keep(officer, appeal, "note", text="Cek.")
    step(officer, appeal, "note", text="Cek.")
    assert keep(officer, appeal, "note", text="Cek", draft="1") == {"revision": 0, "at": ""}
    assert not OfficerDraft.objects.exists()


def test_a_lost_race_keeps_what_was_typed_beyond_the_page() -> None:
    slow, fast = builders.officer(), builders.officer()
    appeal = taken(slow)
    seen = Appeal.objects.get(pk=appeal.pk)
    fields = ruling_fields(appeal, explanation="Tidak boleh hilang.")
    Appeal.objects.filter(pk=appeal.pk).update(officer=fast)
    assert step(slow, seen, "decide", **fields).status_code == 409
    page = signed_in(slow).get(reverse("admin:appeals_appeal_change", args=[appeal.pk]))
    assert "Tidak boleh hilang." in page.content.decode()
    throw = reverse("admin:appeals_appeal_throw_away", args=[appeal.pk, "decide"])
    signed_in(slow).post(throw)
    assert not OfficerDraft.objects.exists()


def test_readers_and_unknown_forms_keep_nothing() -> None:
    appeal = builders.appeal()
    auditor, officer = signed_in(builders.officer("auditor")), signed_in(builders.officer())
    note = reverse("admin:appeals_appeal_keep", args=[appeal.pk, "note"])
    assert auditor.post(note, {"text": "x"}).status_code == 403
    unknown = reverse("admin:appeals_appeal_keep", args=[appeal.pk, "void"])
    assert officer.post(unknown, {"text": "x"}).status_code == 404
    assert not OfficerDraft.objects.exists()


def test_drafts_go_after_thirty_days_and_with_the_papers_of_their_case() -> None:
    officer, appeal = builders.officer(), builders.appeal()
    now = builders.now()
    officer_drafts.keep(appeal, "note", {"text": ["a"]}, by=officer, revision=0, at=now)
    assert officer_drafts.forget_old(at=now + timedelta(days=29)) == 0
    assert officer_drafts.forget_old(at=now + timedelta(days=31)) == 1
    officer_drafts.keep(appeal, "note", {"text": ["a"]}, by=officer, revision=0, at=now)
    erasure.blanking.erase("papers", [appeal.pk], at=now)
    assert not OfficerDraft.objects.exists()

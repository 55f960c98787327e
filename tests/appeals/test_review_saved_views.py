"""Lists that officers keep under a name: their own, and those that supervisors share."""

from typing import Any

import pytest
from django.urls import reverse

from appeals.models import SavedView
from appeals.review import saved_views
from portal.models import AuditEntry, User
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


def _save(user: User, **typed: Any) -> Any:
    url = reverse("admin:appeals_appeal_view_save")
    query = {"query": "tab=open&ground=G03&x=1"}
    return signed_in(user).post(url, {**query, **typed}, follow=True)


def test_a_tab_with_filters_is_kept_shown_renamed_and_let_go() -> None:
    agent = builders.officer()
    assert "Sekolah" in _save(agent, name="Sekolah").content.decode()
    view = SavedView.objects.get()
    assert (view.tab, view.query, view.is_shared) == ("open", "ground=G03", False)
    client, url = signed_in(agent), reverse("admin:appeals_appeal_view", args=[view.pk])
    client.post(url, {"name": "Masih sekolah"})
    queue = reverse("admin:appeals_appeal_changelist")
    assert "Masih sekolah" in client.get(queue).content.decode()
    assert "Masih sekolah" not in signed_in(builders.officer()).get(queue).content.decode()
    client.post(reverse("admin:appeals_appeal_view_remove", args=[view.pk]))
    assert not SavedView.objects.exists()
    written = AuditEntry.objects.filter(action__startswith="queue.view").order_by("pk")
    assert [entry.action for entry in written] == [
        "queue.view_saved", "queue.view_changed", "queue.view_removed",
    ]  # fmt: skip


def test_only_supervisors_share_and_only_owners_change() -> None:
    agent, supervisor = builders.officer(), builders.officer("supervisor")
    _save(agent, name="Milik petugas", is_shared="on")
    _save(supervisor, name="Untuk semua", is_shared="on")
    assert [view.name for view in saved_views.shown_to(agent)] == ["Milik petugas", "Untuk semua"]
    assert [view.name for view in saved_views.shown_to(supervisor)] == ["Untuk semua"]
    shared = SavedView.objects.get(is_shared=True)
    client = signed_in(agent)
    for page in ("view", "view_remove"):
        url = reverse(f"admin:appeals_appeal_{page}", args=[shared.pk])
        assert client.post(url, {"name": "x"}).status_code == 404
    with pytest.raises(saved_views.NotTheirs):
        saved_views.remove(shared, by=agent, at=NOON)


def test_a_name_stands_for_one_list_and_what_is_typed_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agent = builders.officer()
    _save(agent, name="Sekolah")
    again = _save(agent, name="Sekolah")
    assert (again.status_code, "sudah Anda pakai" in again.content.decode()) == (422, True)
    monkeypatch.setattr(saved_views, "MOST", 1)
    assert "Hapus satu dulu" in _save(agent, name="Lain").content.decode()
    assert _save(agent, name="").status_code == 422

"""An officer's desk: what is kept from them, days away, news, and what supervisors set."""

from datetime import timedelta

import pytest
from django.urls import reverse

from appeals import lifecycle
from appeals.lifecycle import limits
from appeals.models import Absence, Appeal, DeskNews, DeskProfile
from portal.calendar import civil_date
from portal.models import AuditEntry
from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db

OWN = "admin:appeals_deskprofile_own"
LIMITS = "admin:appeals_deskprofile_limits"
AWAY = "admin:appeals_deskprofile_away"
KK = "3171010101150077"


def test_an_officer_names_their_family_card_and_it_is_never_shown() -> None:
    officer = builders.officer()
    desk = signed_in(officer)
    url = reverse(LIMITS, args=[officer.pk])
    wrong = desk.post(url, {"kk": "31710", "provinces": ["91"]})
    assert (wrong.status_code, "Tulis 16 angka." in wrong.content.decode()) == (422, True)
    desk.post(url, {"kk": KK, "provinces": ["91"]})
    desk.post(url, {"kk": "", "provinces": ["91", "31"]})  # an empty number takes none away
    kept = DeskProfile.objects.get(user=officer)
    assert (kept.kk, kept.declared_provinces) == (KK, ["31", "91"])
    assert KK not in desk.get(reverse(OWN)).content.decode()
    said = AuditEntry.objects.filter(action="desk.limits_saved").values_list("details", flat=True)
    assert list(said) == [{"fields": ["declared_provinces", "kk"]},
                          {"fields": ["declared_provinces"]}]  # fmt: skip


def test_what_an_officer_said_is_taken_back_by_another_supervisor_alone() -> None:
    boss, officer = builders.officer("supervisor"), builders.officer("supervisor")
    DeskProfile.objects.create(user=officer, kk=KK, declared_provinces=["31", "91"])
    own, url = signed_in(officer), reverse(LIMITS, args=[officer.pk])
    for typed in ({"provinces": ["91"]}, {"kk": "3171010101150078", "provinces": ["31", "91"]}):
        refused = own.post(url, typed)
        assert (refused.status_code, "Minta penyelia" in refused.content.decode()) == (422, True)
    back = reverse("admin:appeals_deskprofile_declared", args=[officer.pk])
    assert own.post(back, {}).status_code == 403
    with pytest.raises(lifecycle.NotAllowed):
        limits.take_back(officer, provinces=[], numbers=["kk"], by=officer, at=builders.NOON)
    desk = signed_in(boss)
    assert "Nomor Kartu Keluarga" in desk.get(back.replace("pernyataan/", "")).content.decode()
    assert desk.post(back, {"provinces": ["31"], "numbers": ["kk"]}).status_code == 302
    kept = DeskProfile.objects.get(user=officer)
    assert (kept.kk, kept.declared_provinces) == ("", ["91"])
    written = AuditEntry.objects.get(action="desk.declaration_taken_back")
    assert (written.actor, written.details) == (boss, {"fields": ["declared_provinces", "kk"]})


def test_a_supervisor_sets_limits_for_others_and_never_their_own() -> None:
    boss, officer = builders.officer("supervisor"), builders.officer()
    DeskProfile.objects.create(user=officer, kk=KK, declared_provinces=["31"])
    desk = signed_in(boss)
    page = desk.get(reverse("admin:appeals_deskprofile_officer", args=[officer.pk]))
    assert KK not in page.content.decode()
    desk.post(reverse(LIMITS, args=[officer.pk]), {"capacity": "3", "only": ["91"]})
    kept = DeskProfile.objects.get(user=officer)
    assert (kept.capacity, kept.only_provinces, kept.declared_provinces) == (3, ["91"], ["31"])
    desk.post(reverse(LIMITS, args=[boss.pk]), {"capacity": "400"})
    assert lifecycle.capacity_of(boss) == 50
    with pytest.raises(lifecycle.NotAllowed):
        limits.limit(boss, limits.Limits(400, [], []), by=boss, at=builders.NOON)


def test_an_agent_opens_no_colleagues_desk() -> None:
    agent, other = signed_in(builders.officer()), builders.officer()
    assert (
        agent.get(reverse("admin:appeals_deskprofile_officer", args=[other.pk])).status_code == 403
    )
    assert agent.post(reverse(LIMITS, args=[other.pk]), {}).status_code == 403
    assert agent.post(reverse(AWAY, args=[other.pk]), {}).status_code == 403
    absence = Absence.objects.create(
        officer=other, set_by=other, set_at=builders.NOON,
        first_day=builders.NOON.date(), last_day=builders.NOON.date(),
    )  # fmt: skip
    back = reverse("admin:appeals_deskprofile_back", args=[absence.pk])
    assert agent.post(back).status_code == 403


def test_days_away_are_noted_and_ended_on_the_page() -> None:
    officer = builders.officer()
    desk, today = signed_in(officer), civil_date(builders.now())
    url = reverse(AWAY, args=[officer.pk])
    past = {"first_day": f"{today - timedelta(days=9)}", "last_day": f"{today - timedelta(days=8)}"}
    assert desk.post(url, past).status_code == 422
    long = {"first_day": f"{today}", "last_day": f"{today + timedelta(days=60)}"}
    assert "Paling lama 60 hari." in desk.post(url, long).content.decode()
    assert "Pengganti" not in desk.get(reverse(OWN)).content.decode()
    typed = {"first_day": f"{today}", "last_day": f"{today + timedelta(days=3)}"}
    assert desk.post(url, typed).status_code == 302
    assert desk.post(url, typed).status_code == 422  # they meet
    refused = desk.post(reverse("admin:appeals_appeal_next"), follow=True).content.decode()
    assert "Anda tercatat tidak hadir" in refused
    absence = Absence.objects.get()
    desk.post(reverse("admin:appeals_deskprofile_back", args=[absence.pk]))
    absence.refresh_from_db()
    assert absence.ended_by == officer


def test_news_stand_on_the_desk_until_they_are_read() -> None:
    boss, officer, appeal = builders.officer("supervisor"), builders.officer(), builders.appeal()
    lifecycle.reassign(appeal, to=officer, by=boss, at=builders.NOON)
    desk = signed_in(officer)
    assert appeal.reference in desk.get(reverse(OWN)).content.decode()
    assert "Kabar meja" in desk.get(reverse("admin:appeals_appeal_changelist")).content.decode()
    desk.post(reverse("admin:appeals_deskprofile_news"))
    assert DeskNews.objects.get().read_at is not None
    assert appeal.reference not in desk.get(reverse(OWN)).content.decode()


def test_supervisors_see_everybodys_load_and_whom_they_know() -> None:
    boss, officer, appeal = builders.officer("supervisor"), builders.officer(), builders.appeal()
    lifecycle.take(appeal, by=officer, at=builders.NOON)
    lifecycle.declare_interest(
        Appeal.objects.get(pk=appeal.pk), by=officer, how="work", at=builders.NOON
    )
    desk = signed_in(boss)
    officers = reverse("admin:appeals_deskprofile_changelist")
    assert "Sedang memeriksa" in desk.get(officers).content.decode()
    known = desk.get(reverse("admin:appeals_interest_changelist")).content.decode()
    assert (appeal.reference in known, "Rekan kerja" in known) == (True, True)

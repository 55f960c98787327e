"""Exports that come by themselves: for whom, when, once, masked, and until when."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import Settings

from appeals import tasks
from appeals.models import Export, ExportPlan
from appeals.reports import scheduling
from appeals.reports.exporting import NotAllowed
from appeals.reports.plan_form import PlanForm
from appeals.reports.scheduling import Wanted
from appeals.reports.subjects.subject import Choice, UnknownChoice
from portal.models import AuditEntry, OutgoingMessage, User
from tests import builders
from tests.appeals.exports import PURPOSE, WANTED, plan, requested, signed_in
from tests.builders import NOON

pytestmark = pytest.mark.django_db

LIST = "/pmo/laporan/jadwal/"
TUESDAY = NOON + timedelta(days=4)
FORM = {
    "subject": "appeals", "columns_of": "appeals", "columns": ["reference", "nik"], "format": "xlsx",
    "rhythm": "weekly", "span": "last_week", "purpose": PURPOSE, "filter_level": "2",
}  # fmt: skip


@pytest.fixture
def supervisor() -> User:
    return builders.officer("supervisor", email="penyelia@example.id")


@pytest.fixture
def browser(supervisor: User, settings: Settings) -> Client:
    settings.SECOND_FACTOR = False
    return signed_in(supervisor)


def test_a_plan_asks_for_a_masked_file_of_its_columns_and_days(supervisor: User) -> None:
    export = scheduling.run(plan(supervisor).pk, at=NOON + timedelta(days=1))
    assert export is not None
    assert (export.from_date, export.until_date) == (NOON.date(), NOON.date())
    assert (export.requested_by, export.is_unmasked) == (supervisor, False)
    assert export.choice == {"columns": ["reference"], "filters": {"level": "2"}}


def test_the_mail_of_a_planned_file_says_which_plan_it_is_from(
    supervisor: User, tmp_path: Path, settings: Settings
) -> None:
    settings.EXPORT_DIR = tmp_path
    export = scheduling.run(plan(supervisor).pk, at=NOON + timedelta(days=1))
    assert export
    tasks.write_owed_exports()
    mail = OutgoingMessage.objects.get(key__startswith=f"export-ready:{export.pk}:")
    assert f"Berkas ekspor {export.pk} dari jadwal Anda" in mail.body
    assert f"Tujuan jadwal: {PURPOSE}" in mail.body


def test_files_of_plans_are_written_one_after_another(supervisor: User) -> None:
    other = builders.officer("supervisor")
    first, second = (scheduling.run(plan(by).pk, at=TUESDAY) for by in (supervisor, other))
    assert first
    assert second

    def taken() -> list[int]:
        return [export.pk for export in Export.objects.lease(seconds=60, limit=2)]

    assert taken() == [first.pk]
    assert taken() == []
    awaited = requested(supervisor)  # by somebody who waits in front of the page
    assert taken() == [awaited.pk]
    Export.objects.filter(pk=first.pk).update(lease_until=NOON)  # its worker died
    assert taken() == [first.pk]
    Export.objects.filter(pk=first.pk).update(lease_until=None, done_at=TUESDAY)
    assert taken() == [second.pk]


@pytest.mark.parametrize("loss", ["disabled", "role"])
def test_a_plan_pauses_once_its_owner_is_no_active_supervisor(supervisor: User, loss: str) -> None:
    made = plan(supervisor)
    if loss == "disabled":
        User.objects.filter(pk=supervisor.pk).update(is_active=False)
    else:
        supervisor.groups.clear()
    assert scheduling.run(made.pk, at=TUESDAY) is None
    made.refresh_from_db()
    assert (made.paused_at, made.paused_why) == (TUESDAY, "no_supervisor")
    assert not Export.objects.exists()
    assert scheduling.due(at=TUESDAY) == []
    told = OutgoingMessage.objects.filter(key__startswith=f"plan-paused:{made.pk}:")
    assert told.count() == (0 if loss == "disabled" else 1)


def test_a_plan_whose_column_is_gone_pauses(supervisor: User) -> None:
    made = plan(supervisor)
    ExportPlan.objects.update(choice={"columns": ["gone"], "filters": {}})
    assert scheduling.run(made.pk, at=TUESDAY) is None
    made.refresh_from_db()
    assert made.paused_why == "choice_gone"
    mail = OutgoingMessage.objects.get(key__startswith=f"plan-paused:{made.pk}:")
    assert "Kolom atau saringannya sudah tidak ada." in mail.body


def test_a_plan_of_days_longer_than_its_rhythm_pauses_until_they_are_changed(
    browser: Client, supervisor: User
) -> None:
    made = plan(supervisor)
    ExportPlan.objects.update(span="last_month")  # as an older version let it
    assert scheduling.run(made.pk, at=TUESDAY) is None
    assert not Export.objects.exists()
    assert "Dijeda: Setiap berkas mengulang hari yang sama." in browser.get(LIST).text
    mail = OutgoingMessage.objects.get(key__startswith=f"plan-paused:{made.pk}:")
    assert "Setiap berkas mengulang hari yang sama." in mail.body
    with pytest.raises(scheduling.Unsuited):
        scheduling.go_on(made, by=supervisor, at=TUESDAY)
    page = browser.post(f"{LIST}{made.pk}/lanjut/", follow=True)
    assert page.redirect_chain == [(f"{LIST}{made.pk}/", 302)]
    assert "Berkasnya akan mengulang hari yang sama." in page.text
    scheduling.change(made, WANTED, by=supervisor, at=TUESDAY)
    assert scheduling.run(made.pk, at=TUESDAY + timedelta(days=1))


def test_one_plan_that_fails_stops_no_others(
    supervisor: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, other = plan(supervisor), plan(builders.officer("supervisor"))
    asked: list[int] = []

    def run(key: int, *, at: datetime) -> None:
        asked.append(key)
        if key == broken.pk:
            raise LookupError("the table is gone")

    monkeypatch.setattr(scheduling, "due", lambda *, at: [broken.pk, other.pk])
    monkeypatch.setattr(scheduling, "run", run)
    tasks.run_export_plans()
    assert asked == [broken.pk, other.pk]
    assert f"export plan {broken.pk} could not be run" in caplog.text


def test_only_supervisors_have_plans_and_only_their_own(supervisor: User) -> None:
    with pytest.raises(NotAllowed):
        plan(builders.officer("auditor"))
    made, other = plan(supervisor), builders.officer("supervisor")
    for step in (scheduling.pause, scheduling.go_on, scheduling.remove):
        with pytest.raises(NotAllowed):
            step(made, by=other, at=NOON)
    with pytest.raises(NotAllowed):
        scheduling.change(made, WANTED, by=other, at=NOON)


def test_plans_have_a_limit_and_real_columns(
    supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduling, "MOST_PLANS", 1)
    plan(supervisor)
    with pytest.raises(scheduling.TooManyPlans):
        plan(supervisor)
    strange = Wanted("appeals", "csv", Choice(("x",)), "daily", "yesterday", PURPOSE, "id")
    with pytest.raises(UnknownChoice):
        scheduling.change(ExportPlan.objects.get(), strange, by=supervisor, at=NOON)


def test_a_rhythm_suits_its_days_and_no_plan_is_made_twice(supervisor: User) -> None:
    for rhythm, span in (("daily", "last_week"), ("daily", "last_month"), ("weekly", "last_month")):
        form = PlanForm(QueryDict(urlencode({**FORM, "rhythm": rhythm, "span": span}, doseq=True)))
        assert not form.is_valid()
        assert list(form.errors) == ["span"]
        with pytest.raises(scheduling.Unsuited):
            scheduling.add(replace(WANTED, rhythm=rhythm, span=span), by=supervisor, at=NOON)
    made = plan(supervisor)
    with pytest.raises(scheduling.Doubled) as refused:
        scheduling.add(
            replace(WANTED, format="xlsx", purpose="Tujuan lain"), by=supervisor, at=NOON
        )
    assert refused.value.plan == made
    other = scheduling.add(replace(WANTED, choice=Choice(("nik",))), by=supervisor, at=NOON)
    with pytest.raises(scheduling.Doubled):
        scheduling.change(other, WANTED, by=supervisor, at=NOON)
    ExportPlan.objects.filter(pk=other.pk).update(choice=made.choice)  # as an older version let it
    mended = replace(WANTED, purpose="Tujuan yang betul")
    assert scheduling.change(other, mended, by=supervisor, at=NOON).purpose == mended.purpose
    plan(builders.officer("supervisor"))


def test_every_step_of_a_plan_is_audited(supervisor: User) -> None:
    made = plan(supervisor)
    scheduling.pause(made, by=supervisor, at=NOON)
    scheduling.go_on(made, by=supervisor, at=NOON)
    scheduling.change(made, WANTED, by=supervisor, at=NOON)
    scheduling.run(made.pk, at=TUESDAY)
    scheduling.remove(made, by=supervisor, at=TUESDAY)
    written = AuditEntry.objects.filter(action__startswith="export_plan.").order_by("pk")
    steps = ["added", "paused", "resumed", "changed", "ran", "removed"]
    assert [entry.action.removeprefix("export_plan.") for entry in written] == steps
    assert not ExportPlan.objects.exists()


def test_a_plan_is_made_changed_paused_and_removed_on_its_pages(browser: Client) -> None:
    assert browser.post(f"{LIST}baru/", FORM).status_code == 302
    made = ExportPlan.objects.get()
    assert (made.rhythm, made.choice["filters"]) == ("weekly", {"level": "2"})
    page = browser.get(f"{LIST}{made.pk}/").content.decode()
    assert PURPOSE in page
    assert 'name="is_unmasked"' not in page
    browser.post(f"{LIST}{made.pk}/", {**FORM, "rhythm": "monthly"})
    browser.post(f"{LIST}{made.pk}/jeda/")
    made.refresh_from_db()
    assert (made.rhythm, made.paused_why) == ("monthly", "by_owner")
    assert "Lanjutkan" in browser.get(LIST).content.decode()
    browser.post(f"{LIST}{made.pk}/lanjut/")
    browser.post(f"{LIST}{made.pk}/hapus/")
    assert not ExportPlan.objects.exists()


def test_a_plan_that_stands_already_is_named_with_the_way_to_it(browser: Client) -> None:
    browser.post(f"{LIST}baru/", FORM)
    made = ExportPlan.objects.get()
    answer = browser.post(f"{LIST}baru/", {**FORM, "purpose": "Untuk rapat mingguan"})
    assert answer.status_code == 422
    assert "Anda sudah punya jadwal yang sama." in answer.text
    assert f'<a href="{LIST}{made.pk}/">{PURPOSE}</a>' in answer.text
    assert "Untuk rapat mingguan" in answer.text


def test_removing_asks_first_and_pressing_twice_says_that_it_is_gone(
    browser: Client, supervisor: User
) -> None:
    made = plan(supervisor)
    address = f"{LIST}{made.pk}/hapus/"
    page = browser.get(address)
    assert PURPOSE in page.text
    assert "Ya, hapus jadwal" in page.text
    assert ExportPlan.objects.exists()
    browser.post(address)
    assert not ExportPlan.objects.exists()
    for again in (browser.post, browser.get):
        assert "Jadwal itu sudah dihapus." in again(address, follow=True).text
    assert "Jadwal itu sudah dihapus." in browser.get(f"{LIST}{made.pk}/", follow=True).text


def test_who_has_all_plans_is_told_at_once(
    browser: Client, supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduling, "MOST_PLANS", 1)
    assert 'name="rhythm"' in browser.get(f"{LIST}baru/").text
    plan(supervisor)
    page = browser.get(f"{LIST}baru/").text
    assert "Anda sudah punya 1 jadwal" in page
    assert "Hapus satu jadwal" in page
    assert 'name="rhythm"' not in page


def test_what_is_wrong_with_a_plan_is_said_and_nothing_typed_is_lost(browser: Client) -> None:
    answer = browser.post(f"{LIST}baru/", {**FORM, "rhythm": "", "purpose": "Untuk 081234567890"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ada yang perlu diperbaiki" in page
    assert "Untuk 081234567890" in page
    assert not ExportPlan.objects.exists()


def test_another_subject_shows_its_own_columns(browser: Client) -> None:
    page = browser.post(f"{LIST}baru/", {**FORM, "subject": "blocks", "step": "subject"})
    assert page.status_code == 200
    assert "Nomor blokir" in page.content.decode()


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_what_was_typed_for_a_plan_removed_elsewhere_may_become_a_new_one(
    browser: Client, supervisor: User, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    made = plan(supervisor)
    valid = PlanForm.is_valid

    def removed_meanwhile(form: PlanForm) -> bool:
        scheduling.remove(made, by=supervisor, at=NOON)
        return valid(form)

    if when == "before":
        scheduling.remove(made, by=supervisor, at=NOON)
    else:
        monkeypatch.setattr(PlanForm, "is_valid", removed_meanwhile)
    typed = {**FORM, "purpose": "Untuk rapat mingguan"}
    answer = browser.post(f"{LIST}{made.pk}/", typed)
    assert answer.status_code == 409
    assert "Jadwal itu sudah dihapus. Kirim lagi untuk membuatnya baru." in answer.text
    assert "Untuk rapat mingguan" in answer.text
    assert answer.context["form"]["span"].value() == "last_week"
    assert f'action="{LIST}baru/"' in answer.text
    monkeypatch.undo()
    browser.post(f"{LIST}baru/", typed)
    assert ExportPlan.objects.get().purpose == typed["purpose"]


def test_the_plan_of_somebody_else_is_not_there(browser: Client) -> None:
    other = plan(builders.officer("supervisor"))
    assert browser.get(f"{LIST}{other.pk}/").status_code == 404
    assert browser.post(f"{LIST}{other.pk}/hapus/").status_code == 404
    assert PURPOSE not in browser.get(LIST).content.decode()

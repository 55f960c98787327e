"""The page that undoes a run names its causes truthfully: versions still in force, and files."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eligibility import policies
from eligibility.models import Finding, ImportBatch, RulePolicy, ScreeningRun
from portal.calendar import civil_date
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in
from tests.eligibility import people
from tests.eligibility.policy_pages import words

pytestmark = pytest.mark.django_db
AGAIN = "versi ini masih berlaku: pemeriksaan berikutnya memblokir lagi."
OVER = "Versi yang memblokir tidak berlaku lagi."


def blocked() -> ScreeningRun:
    """Screen somebody at school."""
    people.verdict(people.account())
    return people.screen()


def undoing(run: ScreeningRun) -> str:
    return reverse("admin:eligibility_screeningrun_roll_back", args=[run.pk])


def officer() -> Client:
    return signed_in(builders.officer("supervisor"))


def test_a_version_in_force_is_named_with_the_door_that_stops_it() -> None:
    run, version = blocked(), builders.policy("education")
    html = words(officer(), undoing(run))
    stop = reverse("admin:eligibility_rulepolicy_stop", args=[version.pk])
    assert AGAIN in html
    assert f"{stop}?run={run.pk}" in html


def test_once_stopped_it_is_named_no_more_and_the_page_says_so() -> None:
    run, version, client = blocked(), builders.policy("education"), officer()
    stop = reverse("admin:eligibility_rulepolicy_stop", args=[version.pk])
    response = client.post(stop, {"reason": "Keliru", "run": f"{run.pk}"})
    assert response["Location"] == undoing(run)
    html = words(client, undoing(run))
    assert OVER in html
    assert AGAIN not in html


def test_a_version_that_has_ended_is_not_named() -> None:
    run, yesterday = blocked(), civil_date(timezone.now()) - timedelta(days=1)
    RulePolicy.objects.filter(rule="education").update(valid_until=yesterday)
    assert OVER in words(officer(), undoing(run))


def test_a_version_on_its_last_day_is_said_to_block_until_its_end() -> None:
    run, today = blocked(), civil_date(timezone.now())
    RulePolicy.objects.filter(rule="education").update(valid_until=today)
    html = words(officer(), undoing(run))
    assert AGAIN in html
    assert "Berlaku sampai akhir" in html


def test_another_version_of_the_rule_is_told_apart() -> None:
    run = blocked()
    yesterday = civil_date(timezone.now()) - timedelta(days=1)
    RulePolicy.objects.filter(rule="education").update(valid_until=yesterday)
    RulePolicy.objects.create(
        rule="education", version=2, mode="block", legal_source="uji",
        valid_from=yesterday, enabled_at=NOON,
    )  # fmt: skip
    html = words(officer(), undoing(run))
    assert AGAIN not in html
    assert "Yang kena menurut versi ini kena lagi." in html


def test_the_files_behind_the_blocks_are_named_with_their_withdrawal() -> None:
    run = blocked()
    batch: ImportBatch = people.training_file(NOON.date())
    ImportBatch.objects.update(kind="verdicts")
    Finding.objects.update(batch=batch)
    html = words(officer(), undoing(run))
    assert reverse("admin:eligibility_importbatch_change", args=[batch.pk]) in html
    withdrawal = reverse("admin:eligibility_importbatch_withdraw", args=[batch.pk])
    assert withdrawal in html
    assert ": 1 blokir." in html
    ImportBatch.objects.update(withdrawn_at=NOON)
    html = words(officer(), undoing(run))
    assert "Sudah ditarik." in html
    assert withdrawal not in html


def test_a_file_that_cannot_be_withdrawn_is_named_with_what_to_do_instead() -> None:
    run = blocked()
    batch: ImportBatch = people.training_file(NOON.date())
    Finding.objects.update(batch=batch)
    html = words(officer(), undoing(run))
    assert "impor berkas yang benar dulu" in html
    assert reverse("admin:eligibility_importbatch_withdraw", args=[batch.pk]) not in html


def test_the_next_run_does_what_the_page_said() -> None:
    run = blocked()
    by = builders.officer("supervisor")
    policies.stop(builders.policy("education"), reason="Keliru", by=by, at=timezone.now())
    assert OVER in words(officer(), undoing(run))
    assert people.screen(at=timezone.now()).newly_blocked == 0

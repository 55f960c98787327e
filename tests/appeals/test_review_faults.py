"""Faults of filings in the staff site: seen and answered for by supervisors, read by auditors."""

from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import Settings

from appeals import status
from appeals.models import FilingFault
from portal import status as operators
from portal.models import Role
from tests import builders, desk
from tests.appeals.reconciliations import fault, walked

pytestmark = pytest.mark.django_db
LIST = "/pmo/appeals/filingfault/"


@pytest.fixture(autouse=True)
def raised(settings: Settings, tmp_path: Path) -> FilingFault:
    settings.EVIDENCE_DIR = tmp_path
    at = builders.now()
    builders.appeal(at=at).steps.all().delete()
    walked(at)
    return fault()


def address(row: FilingFault, door: str = "change") -> str:
    return reverse(f"admin:appeals_filingfault_{door}", args=[row.pk])


def test_a_supervisor_finds_a_fault_looks_into_it_and_answers_for_it(raised: FilingFault) -> None:
    client = desk.signed_in(builders.officer("supervisor"))
    html = client.get("/pmo/laporan/").content.decode()
    assert "1 pengaduan punya gangguan" in html
    assert len(client.get(f"{LIST}?state=open").context["cl"].result_list) == 1
    page = client.post(address(raised, "see"), follow=True)
    assert "Sedang diurus" in page.content.decode()
    assert client.post(address(raised, "settle"), {"note": ""}).status_code == 422
    page = client.post(address(raised, "settle"), {"note": "Langkah dicatat."}, follow=True)
    assert "Dinyatakan beres" in page.content.decode()
    assert "pengaduan punya gangguan" not in client.get("/pmo/laporan/").content.decode()
    late = client.post(address(raised, "see"), follow=True)
    assert "sudah diurus orang lain" in late.content.decode()


def test_the_last_runs_are_listed() -> None:
    client = desk.signed_in(builders.officer("auditor"))
    [run] = client.get("/pmo/appeals/reconciliation/").context["cl"].result_list
    assert (run.checked, run.raised) == (1, 1)
    assert client.get(f"/pmo/appeals/reconciliation/{run.pk}/change/").status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SUPERVISOR])
def test_nobody_else_answers_for_it(raised: FilingFault, role: Role) -> None:
    client = desk.signed_in(builders.officer(role))
    for door in ("see", "settle"):
        assert client.post(address(raised, door), {"note": "Beres saja."}).status_code == 403
    expected = 200 if role == Role.AUDITOR else 403
    for url in (LIST, address(raised), "/pmo/appeals/reconciliation/"):
        assert client.get(url).status_code == expected


def test_operators_are_told_how_many_wait_and_when_all_was_looked_at() -> None:
    status.register()
    told = operators.collect()["filings"]
    assert (told["faults"], told["not seen"]) == (1, 1)
    assert told["last complete run"] is not None

"""The pages that place a legal hold and lift it, and who sees them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from appeals import legal_holds
from appeals.models import Appeal, LegalHold
from portal.calendar import civil_date
from portal.models import Role
from tests import builders, desk

pytestmark = pytest.mark.django_db
LIST = "/pmo/appeals/legalhold/"
PLACE = f"{LIST}pasang/"
HOLDERS = (Role.PRIVACY_OFFICER, Role.SUPERVISOR)


@pytest.fixture
def case() -> Appeal:
    return builders.appeal(at=builders.now())


def typed(appeal: Appeal, **over: str) -> dict[str, str]:
    words = {"case": appeal.reference, "cause": "court", "reason": "Gugatan 12/G/2026/PTUN."}
    return {**words, "review_date": "", **over}


def held(case: Appeal) -> LegalHold:
    by = builders.officer("privacy_officer")
    order = legal_holds.Order(LegalHold.Cause.COURT, "Gugatan 12/G/2026/PTUN.")
    return legal_holds.place(case, order, by=by, at=builders.now())


@pytest.mark.parametrize("role", HOLDERS)
def test_an_officer_places_a_hold_and_lifts_it(case: Appeal, role: Role) -> None:
    client = desk.signed_in(builders.officer(role))
    page = client.post(PLACE, typed(case, review_date="2090-01-31"), follow=True)
    html = page.content.decode()
    assert case.reference in html
    assert "Gugatan 12/G/2026/PTUN." in html
    one = LegalHold.objects.get()
    assert f"{one.review_date}" == "2090-01-31"
    lift = reverse("admin:appeals_legalhold_lift", args=[one.pk])
    assert client.post(lift, {"why": ""}).status_code == 422
    assert "Putusan 12." in client.post(lift, {"why": "Putusan 12."}, follow=True).content.decode()
    assert not legal_holds.is_held(case)
    again = client.post(lift, {"why": "Putusan 12."}, follow=True)
    assert "sudah dilepas orang lain" in again.content.decode()


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"case": "PRK-0000000000"}, "Nomor ini salah ketik"),
        ({"case": "PRK-2222222222"}, "Tidak ada pengaduan dengan nomor ini"),
        ({"cause": "x"}, "Pilihan ini tidak ada"),
        ({"reason": "Nomor 081234567890 menggugat."}, "Hapus NIK, nomor telepon"),
        ({"reason": "a\0b" * 9}, "tidak bisa disimpan"),
        ({"review_date": "2020-01-01"}, "Pilih hari ini atau sesudahnya"),
        ({"review_date": "31-31-2026"}, "Tanggal ini tidak terbaca"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    case: Appeal, over: dict[str, str], words: str
) -> None:
    client = desk.signed_in(builders.officer("supervisor"))
    page = client.post(PLACE, typed(case, **over))
    assert page.status_code == 422
    html = page.content.decode()
    assert words in html
    assert ("12/G/2026" in html) or ("reason" in over)
    assert not LegalHold.objects.exists()


def test_a_second_hold_for_the_same_cause_is_refused_beside_the_field(case: Appeal) -> None:
    held(case)
    client = desk.signed_in(builders.officer("supervisor"))
    page = client.post(PLACE, typed(case))
    assert page.status_code == 422
    assert "sudah dilarang dihapus karena sebab ini" in page.content.decode()


def test_the_case_page_says_so_and_leads_to_the_form(case: Appeal) -> None:
    address = reverse("admin:appeals_appeal_change", args=[case.pk])
    client = desk.signed_in(builders.officer("privacy_officer"))
    html = client.get(address).content.decode()
    assert f"{PLACE}?case={case.pk}" in html
    assert "Dilarang dihapus" not in html
    assert f'value="{case.reference}"' in client.get(f"{PLACE}?case={case.pk}").content.decode()
    held(case)
    assert "Dilarang dihapus: Perkara di pengadilan" in client.get(address).content.decode()
    agent = desk.signed_in(builders.officer("agent")).get(address).content.decode()
    assert "Dilarang dihapus" in agent
    assert LIST not in agent


def test_the_list_is_narrowed_to_what_is_to_be_looked_at_again(case: Appeal) -> None:
    one = held(case)
    client = desk.signed_in(builders.officer("auditor"))
    for state, count in (("standing", 1), ("to_review", 0), ("lifted", 0)):
        page = client.get(f"{LIST}?state={state}")
        assert len(page.context["cl"].result_list) == count
    LegalHold.objects.filter(pk=one.pk).update(review_date=civil_date(timezone.now()))
    page = client.get(f"{LIST}?state=to_review")
    assert "waktunya ditinjau" in page.content.decode()
    assert PLACE not in page.content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role not in HOLDERS])
def test_nobody_else_places_or_lifts(case: Appeal, role: Role) -> None:
    one = held(case)
    client = desk.signed_in(builders.officer(role))
    assert client.get(PLACE).status_code == 403
    assert client.post(PLACE, typed(case)).status_code == 403
    lift = reverse("admin:appeals_legalhold_lift", args=[one.pk])
    assert client.post(lift, {"why": "Putusan 12."}).status_code == 403
    assert client.get(LIST).status_code == (200 if role == Role.AUDITOR else 403)

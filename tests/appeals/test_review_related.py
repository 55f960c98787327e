"""The case page's buttons for putting first, merging, parting and linking."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appeals.models import Appeal
from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    return signed_in(builders.officer())


def _said(desk: Client, appeal: Appeal, verb: str, **typed: Any) -> Any:
    appeal.refresh_from_db()
    url = reverse("admin:appeals_appeal_step", args=[appeal.pk, verb])
    return desk.post(url, {"revision": appeal.revision, **typed}, follow=True)


def test_a_case_is_put_first_with_a_reason_and_back(desk: Client) -> None:
    appeal = builders.appeal()
    assert _said(desk, appeal, "put_first").status_code == 422
    page = _said(desk, appeal, "put_first", reason="health").content.decode()
    assert "Sakit, hamil, atau disabilitas" in page
    assert "chip-urgent" not in _said(desk, appeal, "put_among_others").content.decode()


def test_merging_and_parting_lead_between_both_numbers(desk: Client) -> None:
    block = builders.block()
    into, merged = builders.appeal_about(block), builders.rival_about(block)
    page = _said(desk, merged, "merge", number=into.reference.lower()).content.decode()
    assert f"/{into.pk}/change/" in page
    assert (
        merged.reference
        in desk.get(reverse("admin:appeals_appeal_change", args=[into.pk])).content.decode()
    )
    _said(desk, merged, "split")
    merged.refresh_from_db()
    assert merged.status == "submitted"


def test_a_number_that_does_not_fit_is_an_error_beside_the_field(desk: Client) -> None:
    appeal, stranger = builders.appeal(), builders.appeal()
    for number, words in (
        ("PRK-1", "tidak lengkap atau salah ketik"),
        (appeal.reference, "yang sedang Anda buka"),
        (stranger.reference, "tentang NIK lain"),
    ):
        answer = _said(desk, appeal, "merge", number=number)
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
        assert number in answer.content.decode()


def test_a_link_shows_on_both_pages_until_it_is_taken_away(desk: Client) -> None:
    one, other = builders.appeal(), builders.appeal()
    _said(desk, one, "link", number=other.reference, reason="household")
    auditor = signed_in(builders.officer("auditor"))
    for reader, case, linked in ((desk, one, other), (desk, other, one), (auditor, one, other)):
        url = reverse("admin:appeals_appeal_change", args=[case.pk])
        page = reader.get(url).content.decode()
        assert linked.reference in page
        assert "Kasus yang bertaut" in page
    assert _said(desk, other, "unlink", other=one.pk).status_code == 200
    url = reverse("admin:appeals_appeal_change", args=[one.pk])
    assert "Kasus yang bertaut" not in desk.get(url).content.decode()

"""What officers read of a filing besides the story, and of what was filed beside it."""

from typing import Any

import pytest
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from appeals.filing import GroundClaim, HelperSaid
from appeals.models import Appeal, Evidence
from portal.models import User
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db

_HELPER = HelperSaid("Rahmat Penolong", "village_office", phone="081200009001")


def _url(appeal: Appeal) -> str:
    return reverse("admin:appeals_appeal_change", args=[appeal.pk])


def _page(appeal: Appeal, user: User | None = None) -> str:
    response = signed_in(user or builders.officer()).get(_url(appeal))
    assert response.status_code == 200
    return str(response.content.decode())


def _letter(appeal: Appeal) -> Evidence:
    return Evidence.objects.create(
        appeal=appeal, kind="consent_letter", original_name="a.jpg", original_sha256="0" * 64,
        original_bytes=1, uploaded_at=NOON,
    )  # fmt: skip


def test_the_officer_reads_what_was_said_about_each_ground() -> None:
    claims = (GroundClaim("G03", "graduated", "Lulus bulan Mei."), GroundClaim("", "dont_know"))
    html = _page(builders.appeal_about(builders.block("G03"), claims=claims))
    for words in ("Saya sudah lulus", "Lulus bulan Mei.", "Saya tidak tahu alasannya"):
        assert words in html


def test_a_reason_that_is_offered_no_more_breaks_nothing() -> None:
    assert _page(builders.appeal(claims=(GroundClaim("G03", "of_old", "Kata saya."),)))


def test_the_helper_stands_masked_and_the_letter_is_looked_for() -> None:
    appeal = builders.appeal(helper=_HELPER)
    html = _page(appeal)
    assert "Kantor desa atau kelurahan" in html
    assert "Surat kuasanya belum ada" in html
    assert _HELPER.name not in html
    assert _HELPER.phone not in html
    _letter(appeal)
    assert "Surat kuasanya ada di antara berkas" in _page(appeal)


def test_the_letter_is_the_first_file() -> None:
    appeal = builders.appeal(helper=_HELPER)
    Evidence.objects.create(
        appeal=appeal, kind="ektp", original_name="b.jpg", original_sha256="1" * 64,
        original_bytes=1, uploaded_at=NOON,
    )  # fmt: skip
    _letter(appeal)
    html = _page(appeal)
    assert html.index("Surat kuasa</span>") < html.index("Foto e-KTP</span>")


def test_the_late_reason_is_read() -> None:
    assert "Saya baru tahu kemarin." in _page(
        builders.appeal(late_reason="Saya baru tahu kemarin.")
    )


def test_a_misused_nik_is_the_first_hint() -> None:
    html = _page(builders.appeal_about(builders.block(), lane="misuse"))
    hints = html[html.index('class="hints"') :]
    assert hints.index("NIK-nya dipakai orang lain") < hints.index("akun.")


def test_rivals_name_each_other_with_links_while_they_are_open() -> None:
    block = builders.block()
    first, second = builders.appeal_about(block), builders.rival_about(block)
    officer = builders.officer()
    for case, other in ((first, second), (second, first)):
        html = _page(case, officer)
        assert "Ada pengaduan lain tentang blokir ini" in html
        assert _url(other) in html
    assert "Ada pengaduan lain" not in _page(builders.appeal_about(builders.block()), officer)


def test_what_joined_is_read_on_the_leading_case_with_its_files() -> None:
    block = builders.block()
    first = builders.appeal_about(block)
    said: dict[str, Any] = {"chronology": "Ini ijazah saya.", "claims": (GroundClaim("G03"),)}
    joined = builders.appeal_about(block, **said)
    _letter(joined)
    html = _page(first)
    assert "Ini ijazah saya." in html
    assert "Surat kuasa</span>" in html
    assert _url(joined) in html
    assert f'href="{_url(first)}"' in _page(joined)


def test_a_joined_misuse_is_hinted_at_on_the_leading_case() -> None:
    block = builders.block()
    first = builders.appeal_about(block)
    builders.appeal_about(block, lane="misuse")
    assert "NIK-nya dipakai orang lain" in _page(first)


def test_an_auditor_reads_no_number_that_was_written_into_a_reason() -> None:
    claims = (GroundClaim("G03", "other", "Telepon saya 0812 0000 9001."),)
    appeal = builders.appeal(claims=claims, late_reason="Telepon 0812 0000 9002.")
    html = _page(appeal, builders.officer("auditor"))
    assert "0000 9001" not in html
    assert "0000 9002" not in html


def test_the_page_costs_the_same_with_more_that_joined(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    block = builders.block()
    first = builders.appeal_about(block)
    for _ in range(5):
        builders.appeal_about(block, claims=(GroundClaim("G03"),), helper=_HELPER)
        builders.rival_about(block)
    client = signed_in(builders.officer())
    client.get(_url(first))
    with django_assert_max_num_queries(37):
        client.get(_url(first))


def test_the_queue_marks_misuse_and_rivals() -> None:
    block = builders.block()
    builders.appeal_about(block, lane="misuse")
    builders.rival_about(block)
    url = reverse("admin:appeals_appeal_changelist")
    html = signed_in(builders.officer()).get(f"{url}?tab=open").content.decode()
    assert html.count("NIK dipakai orang lain") == 1
    assert html.count("ada pengaduan lain") == 2

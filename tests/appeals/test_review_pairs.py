"""The pages of photo pairs: what they show, who may look, what an officer says of one."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import Settings

from appeals.models import Appeal, DuplicateSearch, Evidence, PhotoPair
from appeals.review import pairs
from eligibility import photos
from portal.models import AuditEntry
from tests import builders
from tests.appeals.duplicates import case
from tests.appeals.test_review_photo_page import photo
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _evidence_folder(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path


def paired(first: Evidence, second: Evidence, **over: Any) -> PhotoPair:
    values: dict[str, Any] = {"distance": 3, "noticed_at": NOON}
    return PhotoPair.objects.create(first=first, second=second, **{**values, **over})


def two(**over: Any) -> PhotoPair:
    """Return a pair of two people's e-KTP photos."""
    return paired(photo(case()), photo(case()), **over)


def page_of(pair: PhotoPair, role: str = "agent") -> Any:
    client = signed_in(builders.officer(role))
    return client.get(reverse("admin:photo_pair", args=[pair.pk]))


def said(pair: PhotoPair, **fields: str) -> Any:
    client = signed_in(builders.officer())
    return client.post(reverse("admin:photo_pair_judge", args=[pair.pk]), fields)


def case_page(appeal: Appeal) -> str:
    client = signed_in(builders.officer())
    found = client.get(reverse("admin:appeals_appeal_change", args=[appeal.pk]))
    return found.content.decode()


def case_of(evidence: Evidence) -> Appeal:
    assert evidence.appeal is not None
    return evidence.appeal


def test_the_page_shows_both_cases_and_no_whole_number() -> None:
    pair = two()
    page = page_of(pair).content.decode()
    assert "beda 3 dari 256 titik" in page
    for side in (pair.first, pair.second):
        assert case_of(side).reference in page
        assert case_of(side).nik not in page
        assert case_of(side).kk not in page
    compared = reverse("admin:appeals_appeal_photo", args=[pair.first.appeal_id, pair.first_id])
    assert f"{compared}?bandingkan={pair.second_id}" in page


def test_opening_the_page_is_written_down_for_both_people() -> None:
    pair = two()
    page_of(pair)
    entries = AuditEntry.objects.filter(action="duplicate.viewed").order_by("pk")
    assert [entry.details for entry in entries] == [
        {"pair": pair.pk, "blurred": [pair.first_id]},
        {"pair": pair.pk, "blurred": [pair.second_id]},
    ]


@pytest.mark.parametrize("role", ["auditor", "privacy_officer", "rule_officer"])
def test_who_may_see_no_photos_sees_no_pairs(role: str) -> None:
    pair = two()
    client = signed_in(builders.officer(role))
    for name, key in (("photo_pair", pair.pk), ("photo_pairs", pair.first.appeal_id)):
        assert client.get(reverse(f"admin:{name}", args=[key])).status_code == 403
    judge = reverse("admin:photo_pair_judge", args=[pair.pk])
    assert client.post(judge, {"judgement": "same"}).status_code == 403


def test_an_erased_photo_is_shown_as_erased() -> None:
    pair = two()
    Evidence.objects.filter(pk=pair.first_id).update(state="erased", thumbnail_name="")
    page = page_of(pair).content.decode()
    assert "Sudah dihapus" in page
    assert "bandingkan=" not in page


def test_what_an_officer_says_is_kept_and_shown() -> None:
    pair = two()
    assert said(pair, judgement="different", note="Wajahnya lain.").status_code == 302
    page = page_of(pair).content.decode()
    assert "Wajahnya lain." in page
    assert "bukan foto yang sama dengan di" in case_page(case_of(pair.second))


def test_saying_nothing_is_an_error_beside_the_field_and_keeps_the_note() -> None:
    page = said(two(), note="Belum yakin.")
    assert page.status_code == 422
    assert "Pilih salah satu." in page.content.decode()
    assert "Belum yakin." in page.content.decode()


def test_the_slower_officer_reads_what_the_faster_one_said() -> None:
    pair = two()
    said(pair, judgement="same")
    page = said(pair, judgement="different", note="Saya ragu.")
    assert page.status_code == 409
    assert "Petugas lain baru saja menilai" in page.content.decode()
    assert "Saya ragu." in page.content.decode()
    pair.refresh_from_db()
    assert pair.judgement == "same"
    seen = pair.judged_at.isoformat() if pair.judged_at else ""
    assert said(pair, judgement="different", seen=seen).status_code == 302


@pytest.mark.parametrize("seen", ["kemarin", "2026-99-99T00:00", "x" * 500])
def test_a_strange_moment_is_a_conflict_or_a_first_word_but_no_fault(seen: str) -> None:
    assert said(two(), judgement="same", seen=seen).status_code in {302, 409}


def test_the_case_page_hints_at_the_closest_and_leads_to_the_rest() -> None:
    own = photo(case())
    for distance in range(6):
        paired(own, photo(case()), distance=distance)
    DuplicateSearch.objects.create(evidence=own, found=40)
    page = case_page(case_of(own))
    assert page.count("Foto ini juga ada di") == pairs.MOST_HINTS
    assert "beda 0 dari 256 titik" in page
    assert "beda 5 dari 256 titik" not in page
    assert "Ada 37 foto lain yang mirip. Daftar memuat yang paling mirip saja." in page
    assert reverse("admin:photo_pairs", args=[own.appeal_id]) in page


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (5, "Ada 2 foto lain yang mirip."),
        (6, "Ada 3 foto lain yang mirip. Daftar memuat yang paling mirip saja."),
        (200, "Ada 197 foto lain atau lebih yang mirip. Daftar memuat yang paling mirip saja."),
    ],
)
def test_the_hint_says_what_the_list_has(found: int, words: str) -> None:
    own = photo(case())
    for distance in range(5):
        paired(own, photo(case()), distance=distance)
    DuplicateSearch.objects.create(evidence=own, found=found)
    assert pairs.hints_about([own])[own.pk][-1].words == words


def test_a_file_sent_twice_is_called_the_same_file() -> None:
    pair = two(is_same_file=True, distance=0)
    assert "berkas yang sama persis" in case_page(case_of(pair.first))


def test_the_pairs_of_a_case_are_paged_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "PAGE_SIZE", 2)
    own = photo(case())
    rows = [paired(own, photo(case())) for _ in range(3)]
    client = signed_in(builders.officer())
    url = reverse("admin:photo_pairs", args=[own.appeal_id])
    first = client.get(url).content.decode()
    assert f"?after={rows[1].pk}" in first
    second = client.get(f"{url}?after={rows[1].pk}").content.decode()
    assert case_of(rows[0].second).reference in second
    assert "?after=" not in second
    assert client.get(f"{url}?after=zwei").status_code == 200


def test_pairs_of_a_case_are_looked_up_by_the_keys_of_its_files(
    django_assert_num_queries: Any,
) -> None:
    earlier, own = photo(case()), photo(case())
    rows = [paired(earlier, own), paired(own, photo(case()))]
    paired(photo(case()), photo(case()))
    with django_assert_num_queries(2) as asked:
        lines, _more = pairs.lines_of(case_of(own), after=None)
    assert [line.pair for line in lines] == rows[::-1]
    assert asked.captured_queries[1]["sql"].count("SELECT") == 1


def test_a_finding_leads_to_its_pair() -> None:
    one, other = builders.account(), builders.account()
    pair = two()
    photos.note_match(one, other, kind="card", reference=str(pair.pk), at=NOON)
    block = builders.block("G08", on=one, reference=str(pair.pk), other=other.pk)
    client = signed_in(builders.officer("supervisor"))
    page = client.get(reverse("admin:eligibility_block_change", args=[block.pk]))
    assert reverse("admin:photo_pair", args=[pair.pk]) in page.content.decode()


def test_hints_take_the_same_queries_for_one_photo_and_for_many(
    django_assert_num_queries: Any,
) -> None:
    files = [two().first for _ in range(6)]
    for some in (files[:1], files):
        with django_assert_num_queries(2):
            pairs.hints_about(some)

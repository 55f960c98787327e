"""Photos seen before: found across cases, within bounds, and never where they are ordinary."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db.models.functions import Now
from pytest_django import Settings

from appeals import lifecycle, tasks
from appeals.duplicates import judging, noticing, remembering, searching
from appeals.duplicates.bands import Space
from appeals.evidence import decoder
from appeals.models import Appeal, DuplicateSearch, Evidence, Fingerprint, PhotoPair
from eligibility import photos as eligibility_photos
from eligibility.models import PhotoMatch
from portal.models import AuditEntry
from tests import builders, documents, photos
from tests.appeals import cards, erasures
from tests.appeals.duplicates import case, case_of, copy_of, pair, picture, sent
from tests.builders import NOON

pytestmark = pytest.mark.django_db

Judgement = PhotoPair.Judgement


@pytest.fixture(autouse=True)
def _own_store(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture(autouse=True, scope="module")
def _child() -> Iterator[None]:
    yield
    decoder.close_idle()


def test_the_same_file_in_another_persons_case_is_found() -> None:
    one, other = sent(case(), picture()), sent(case(), picture())
    found = PhotoPair.objects.get()
    assert (found.first, found.second) == (one, other)
    assert (found.is_same_file, found.distance) == (True, 0)


def test_a_case_is_marked_until_its_last_pair_was_judged() -> None:
    one, other = sent(case(), picture()), sent(case(), picture())
    assert Appeal.objects.suspected().count() == 2
    officer = builders.officer()
    found = PhotoPair.objects.get()
    judging.judge(found, judgement=Judgement.DIFFERENT, note="", by=officer, at=NOON)
    assert not Appeal.objects.filter(evidence__in=(one, other)).suspected().exists()


def test_a_smaller_copy_that_was_compressed_again_is_found() -> None:
    found = pair()
    assert not found.is_same_file
    assert found.distance <= 12


def test_a_plain_picture_is_found_as_the_same_file_only() -> None:
    sent(case(), photos.jpeg())
    sent(case(), photos.jpeg(quality=40))
    assert not PhotoPair.objects.exists()
    sent(case(), photos.jpeg())
    assert PhotoPair.objects.get().is_same_file


def test_different_pictures_are_no_pair() -> None:
    for seed in range(3):
        sent(case(), picture(seed))
    assert not PhotoPair.objects.exists()
    assert Fingerprint.objects.count() == 3


def test_photos_of_one_person_are_no_pair() -> None:
    first = case()
    sent(first, picture(), kind="ektp")
    sent(first, picture(), kind="supporting")
    sent(case(nik=first.nik), copy_of())
    assert not PhotoPair.objects.exists()


def test_a_nik_that_was_corrected_is_still_the_same_person() -> None:
    first = case()
    again = case(nik=builders.nik())
    type(again).objects.filter(pk=again.pk).update(root=first, previous=first)
    sent(first, picture())
    sent(again, copy_of())
    assert not PhotoPair.objects.exists()


@pytest.mark.parametrize("kind", ["kk", "supporting", "consent_letter"])
def test_a_household_may_share_its_papers(kind: str) -> None:
    first = case()
    sent(first, picture(), kind="kk")
    sent(case(kk=first.kk), copy_of(), kind=kind)
    assert not PhotoPair.objects.exists()


@pytest.mark.parametrize("kind", ["ektp", "selfie_ektp"])
def test_a_household_does_not_share_what_is_one_persons(kind: str) -> None:
    first = case()
    sent(first, picture(), kind=kind)
    sent(case(kk=first.kk), copy_of(), kind=kind)
    assert PhotoPair.objects.exists()


def test_the_same_family_card_outside_the_household_is_found() -> None:
    assert pair(first="kk", second="kk")


def test_a_card_is_found_whatever_it_was_sent_as() -> None:
    assert pair(first="screenshot", second="ektp")
    PhotoPair.objects.all().delete()
    sent(case(), copy_of(), kind="supporting")
    assert PhotoPair.objects.count() == 1


@pytest.mark.parametrize("kind", ["screenshot", "supporting", "consent_letter"])
def test_screens_and_sheets_that_look_alike_are_no_pair_but_the_same_file_is(kind: str) -> None:
    sent(case(), picture(), kind=kind)
    sent(case(), copy_of(), kind=kind)
    assert not PhotoPair.objects.exists()
    sent(case(), picture(), kind=kind)
    assert PhotoPair.objects.get().is_same_file


def test_a_picture_that_many_send_gets_few_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noticing, "CLOSEST", 2)
    monkeypatch.setattr(noticing, "MOST_PAIRS", 3)
    rows = [sent(case(), picture(), kind="screenshot") for _ in range(7)]
    for row in rows:
        touching = PhotoPair.objects.filter(first=row) | PhotoPair.objects.filter(second=row)
        assert touching.count() <= 3
    assert DuplicateSearch.objects.get(pk=rows[-1].pk).found == 6


def kept(appeal: Appeal, bits: int) -> Evidence:
    """Return a file of the case that looks like these bits."""
    row = cards.ready_photo(appeal)
    remembering.remember(row, bits.to_bytes(32, "big"))
    return row


def test_a_flood_of_near_pictures_does_not_hide_the_closest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "MOST_NEAR", 2)
    sought, flood = 0b1111, case()
    for place in range(4):
        kept(flood, sought | 0b11111 << 20 + place)
    closest = [kept(case(), sought | 1 << 40).pk, kept(case(), sought | 1 << 41).pk]
    found = searching.nearest(sought.to_bytes(32, "big"), spaces=(Space.TELLING,))
    assert found == [(pk, 1) for pk in closest]


def test_no_search_compares_more_than_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_COMPARED", 3)
    flood = case()
    for _ in range(5):
        kept(flood, 0b1111)
    assert len(searching.nearest((0b1111).to_bytes(32, "big"), spaces=(Space.TELLING,))) == 3


def test_ones_own_copies_take_nobodys_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_LOOKED_AT", 1)
    own = case()
    for appeal in (own, case(nik=own.nik)):
        sent(appeal, picture(), kind="supporting")
    other = sent(case(), copy_of(), kind="selfie_ektp")
    PhotoPair.objects.all().delete()
    latest = sent(case(nik=own.nik), picture())
    assert (PhotoPair.objects.get().first, PhotoPair.objects.get().second) == (other, latest)


def test_rules_hear_of_a_card_and_of_a_selfie_given_for_two_accounts() -> None:
    for kind, sort in (("ektp", "card"), ("selfie_ektp", "selfie")):
        people = [builders.account(), builders.account(kk="3171010101990099")]
        for person, content in zip(people, (picture(), copy_of()), strict=True):
            sent(case_of(person), content, kind=kind)
        match = PhotoMatch.objects.get(account=people[0], other=people[1])
        assert (match.kind, match.reference) == (sort, str(PhotoPair.objects.latest("pk").pk))
        Fingerprint.objects.all().delete()


@pytest.mark.parametrize("kind", ["ektp", "selfie_ektp"])
@pytest.mark.parametrize("stranger", [0, 1])
def test_rules_hear_nothing_of_what_a_stranger_sent(kind: str, stranger: int) -> None:
    people = [builders.account(), builders.account()]
    cases = [case_of(person) for person in people]
    cases[stranger] = case_of(people[stranger], email="orang.lain@example.id")
    assert [one.account for one in cases] == people
    for one, content in zip(cases, (picture(), copy_of()), strict=True):
        sent(one, content, kind=kind)
    assert PhotoPair.objects.count() == 1
    assert not PhotoMatch.objects.exists()


def test_rules_hear_nothing_of_who_has_no_account_or_of_papers() -> None:
    pair()
    pair_of_papers = [(case(), "kk"), (case(), "supporting")]
    for (appeal, kind), content in zip(pair_of_papers, (picture(2), copy_of(2)), strict=True):
        sent(appeal, content, kind=kind)
    assert PhotoPair.objects.count() == 2
    assert not PhotoMatch.objects.exists()


def test_a_pair_is_audited_without_a_persons_number() -> None:
    found = pair()
    entry = AuditEntry.objects.get(action="duplicate.noticed")
    assert entry.details == {
        "files": [found.first_id, found.second_id],
        "distance": found.distance,
    }


def test_erased_files_are_found_no_more() -> None:
    at = builders.now()
    first = case(at=at)
    sent(first, picture())
    lifecycle.withdraw(first, at=at)
    erasures.granted(first, at=at)
    erasures.on(at + timedelta(days=20))
    assert Evidence.objects.get().state == "erased"
    sent(case(), picture())
    assert not PhotoPair.objects.exists()
    assert Fingerprint.objects.count() == 1


def test_what_was_written_about_a_pair_goes_with_its_files() -> None:
    found = pair()
    judging.judge(found, judgement=Judgement.SAME, note="Milik Siti.",
                     by=builders.officer(), at=NOON)  # fmt: skip
    remembering.forget([found.first_id])
    found.refresh_from_db()
    assert (found.note, found.judgement) == ("", "same")


@pytest.mark.parametrize("step", ["match", "finish"])
def test_killed_between_steps_a_search_is_done_again(
    monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    people = [builders.account(), builders.account()]
    sent(case_of(people[0]), picture())

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if step == "match":
            patch.setattr(eligibility_photos, "note_match", stop)
        else:
            patch.setattr(DuplicateSearch, "finish", stop)
        with pytest.raises(KeyboardInterrupt):
            sent(case_of(people[1]), copy_of())
    DuplicateSearch.objects.filter(done_at=None).update(lease_until=Now() - timedelta(seconds=1))
    tasks.find_duplicates()
    assert PhotoPair.objects.count() == 1
    assert PhotoMatch.objects.count() == 2
    assert AuditEntry.objects.filter(action="duplicate.noticed").count() == 1
    assert not DuplicateSearch.objects.owed().exists()


def test_a_second_search_changes_nothing() -> None:
    pair()
    DuplicateSearch.objects.update(done_at=None)
    tasks.find_duplicates()
    assert PhotoPair.objects.count() == 1


def test_a_search_that_fails_is_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(searching, "likes", fail)
    sent(case(), picture())
    assert DuplicateSearch.objects.get().last_fault == "searching failed"
    monkeypatch.undo()
    DuplicateSearch.objects.update(due_at=Now())
    tasks.find_duplicates()
    assert DuplicateSearch.objects.get().done_at


def test_a_job_whose_time_is_over_ends_and_spends_no_try(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise SoftTimeLimitExceeded

    with monkeypatch.context() as patch:
        patch.setattr(searching, "likes", stop)
        with pytest.raises(SoftTimeLimitExceeded):
            sent(case(), picture())
    search = DuplicateSearch.objects.get()
    assert (search.deliveries, search.lease_until, search.dead_at) == (0, None, None)


def test_an_officer_says_what_they_see_and_may_think_again() -> None:
    found, officer = pair(), builders.officer()
    judging.judge(found, judgement=Judgement.SAME, note="", by=officer, at=NOON)
    judging.judge(found, judgement=Judgement.DIFFERENT, note="Kembar.", by=officer, at=NOON)
    assert (found.judgement, found.note, found.judged_by) == ("different", "Kembar.", officer)
    entry = AuditEntry.objects.filter(action="duplicate.judged").latest("pk")
    assert entry.details == {"was": "same", "became": "different"}


def test_the_slower_of_two_officers_is_told() -> None:
    found = pair()
    as_both_saw_it = PhotoPair.objects.get(pk=found.pk)
    judging.judge(found, judgement=Judgement.SAME, note="", by=builders.officer(), at=NOON)
    with pytest.raises(judging.JudgedMeanwhile):
        judging.judge(as_both_saw_it, judgement=Judgement.DIFFERENT, note="",
                         by=builders.officer(), at=NOON)  # fmt: skip


def test_only_who_reviews_cases_judges_pairs() -> None:
    found = pair()
    with pytest.raises(judging.NotAllowed):
        judging.judge(found, judgement=Judgement.SAME, note="",
                         by=builders.officer("auditor"), at=NOON)  # fmt: skip


def test_a_card_on_a_further_page_of_a_document_is_found() -> None:
    card = sent(case(), picture())
    drawn = documents.album(photos.encoded(photos.patchwork(2)), copy_of())
    paper = sent(case(), drawn, kind="supporting")
    found = PhotoPair.objects.get()
    assert (found.first, found.second) == (card, paper.further_pages.get())
    erased = [paper.pk, found.second_id]
    remembering.forget(erased)
    assert not Fingerprint.objects.filter(pk__in=erased).exists()

"""Noting that a photo was given for two people."""

import pytest
from django.db import IntegrityError

from eligibility import photos
from eligibility.models import Account, ChangedAccount, PhotoMatch
from portal.models import AuditEntry
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db


def note(one: Account, other: Account, *, kind: str = "card", reference: str = "match 7") -> bool:
    return photos.note_match(one, other, kind=kind, reference=reference, at=NOON)


def test_both_accounts_get_a_row() -> None:
    one, other = people.account(), people.account()
    assert note(one, other)
    pairs = PhotoMatch.objects.order_by("pk").values_list("account", "other", "kind", "reference")
    assert set(pairs) == {(one.pk, other.pk, "card", "match 7"), (other.pk, one.pk, "card", "match 7")}  # fmt: skip


def test_both_accounts_are_screened_again() -> None:
    one, other = people.account(), people.account()
    note(one, other)
    noted = ChangedAccount.objects.values_list("account", flat=True)
    assert set(noted) == {one.pk, other.pk}


def test_the_trail_names_ids_only() -> None:
    one, other = people.account(), people.account()
    note(one, other)
    entry = AuditEntry.objects.get(action="photo.match")
    matches = sorted(PhotoMatch.objects.values_list("pk", flat=True))
    assert (entry.subject_id, entry.details) == (
        str(one.pk), {"other": other.pk, "kind": "card", "matches": matches}
    )  # fmt: skip


def test_noting_it_again_from_either_side_changes_nothing() -> None:
    one, other = people.account(), people.account()
    note(one, other)
    ChangedAccount.objects.all().delete()
    assert not note(other, one, reference="match 8")
    assert set(PhotoMatch.objects.values_list("reference", flat=True)) == {"match 7"}
    assert not ChangedAccount.objects.exists()
    assert AuditEntry.objects.filter(action="photo.match").count() == 1


def test_another_kind_of_photo_is_another_match() -> None:
    one, other = people.account(), people.account()
    note(one, other)
    assert note(one, other, kind="selfie")
    assert PhotoMatch.objects.count() == 4


def test_a_number_is_noted_for_who_gave_it_alone() -> None:
    giver, holder = people.account(), people.account()
    assert photos.note_number(giver, holder, reference="reading 7", at=NOON)
    assert not photos.note_number(giver, holder, reference="reading 8", at=NOON)
    assert (PhotoMatch.objects.get().account, PhotoMatch.objects.get().kind) == (giver, "number")
    assert list(ChangedAccount.objects.values_list("account", flat=True)) == [giver.pk]
    assert photos.note_number(holder, giver, reference="reading 9", at=NOON)
    with pytest.raises(ValueError, match="note_number"):
        note(giver, holder, kind="number")


def test_an_account_cannot_match_itself() -> None:
    one = people.account()
    with pytest.raises(photos.SameAccount, match=str(one.pk)):
        note(one, one)


def test_the_database_refuses_it_too() -> None:
    one = people.account()
    with pytest.raises(IntegrityError, match="a_photo_matches_somebody_else"):
        PhotoMatch.objects.create(account=one, other=one, kind="card", noticed_at=NOON)


def test_another_kind_than_card_and_selfie_is_refused() -> None:
    with pytest.raises(ValueError, match="screenshot"):
        note(people.account(), people.account(), kind="screenshot")

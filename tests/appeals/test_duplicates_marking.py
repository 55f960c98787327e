"""The mark of a look-alike photo: on every case on whose desk the photo lies, and no other."""

import uuid

import pytest

from appeals import lifecycle
from appeals.duplicates import judging, marking
from appeals.lifecycle import Again, OutcomeChosen, Ruling
from appeals.models import Appeal, PhotoPair
from tests import builders
from tests.appeals.duplicates import case
from tests.appeals.test_review_looking import photo
from tests.builders import NOON

pytestmark = pytest.mark.django_db


def paired(appeal: Appeal) -> PhotoPair:
    """Note that a photo of the case looks like one of somebody else's."""
    found = PhotoPair.objects.create(
        first=photo(appeal), second=photo(case()), distance=0, is_same_file=True, noticed_at=NOON
    )
    marking.mark(found)
    return found


def judge(pair: PhotoPair) -> None:
    said, officer = PhotoPair.Judgement.DIFFERENT, builders.officer()
    judging.judge(pair, judgement=said, note="", by=officer, at=NOON)


def is_marked(appeal: Appeal) -> bool:
    return Appeal.objects.get(pk=appeal.pk).has_lookalike


def test_a_photo_of_a_folded_filing_marks_the_case_that_holds_it_until_judged() -> None:
    block = builders.block()
    leading, folded = builders.appeal_about(block), builders.appeal_about(block)
    pair = paired(folded)
    assert is_marked(leading)
    judge(pair)
    assert not is_marked(leading)


def test_merging_and_parting_carry_the_mark_with_the_photo() -> None:
    block = builders.block()
    leading, rival = builders.appeal_about(block), builders.rival_about(block)
    pair = paired(rival)
    assert not is_marked(leading)
    lifecycle.merge(rival, into=leading, by=builders.officer(), at=NOON)
    assert is_marked(leading)
    rival.refresh_from_db()
    lifecycle.split(rival, by=builders.officer(), at=NOON)
    assert is_marked(rival)
    assert not is_marked(leading)
    judge(pair)
    assert not is_marked(rival)


def test_the_second_level_inherits_the_mark_with_the_photo() -> None:
    block = builders.block()
    appeal, officer = builders.appeal_about(block), builders.officer("supervisor")
    pair = paired(appeal)
    lifecycle.take(appeal, by=officer, at=NOON)
    upheld = (OutcomeChosen(block.pk, "upheld", "rule_applies"),)
    lifecycle.decide(appeal, by=officer, ruling=Ruling(upheld, "Sudah dibaca."), at=NOON)
    said = Again(token=uuid.uuid4(), text="Keliru.", block_ids=(block.pk,))
    banding = lifecycle.appeal_again(appeal, again=said, at=NOON)
    assert is_marked(banding)
    judge(pair)
    assert not is_marked(banding)

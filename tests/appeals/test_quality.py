"""The quality sample: drawn by chance, looked at by somebody else, and what a finding opens."""

import secrets
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import Settings

from appeals import conversation, lifecycle
from appeals.independence import Bar, bar_between, has_touched
from appeals.lifecycle import OutcomeChosen, Ruling, second_look
from appeals.models import Appeal, DeskProfile, Interest, QualityReview
from eligibility.models import Block
from portal import calendar
from portal.models import AuditEntry, OutgoingMessage, User
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def everything_drawn(settings: Settings) -> None:
    settings.QUALITY_REFUSALS_PERCENT = settings.QUALITY_GRANTS_PERCENT = 100


def decided(result: str = "upheld", by: User | None = None, block: Block | None = None) -> Appeal:
    appeal = builders.appeal_about(block or builders.block())
    officer = by or builders.officer()
    lifecycle.take(appeal, by=officer, at=NOON)
    reason = "rule_applies" if result == "upheld" else "proof_convinces"
    chosen = tuple(
        OutcomeChosen(one.pk, result, reason) for one in lifecycle.open_contested_blocks(appeal)
    )
    lifecycle.decide(appeal, by=officer, ruling=Ruling(chosen, "Sudah dibaca."), at=NOON)
    return appeal


def found_wrong(appeal: Appeal) -> QualityReview:
    reviewer = builders.officer()
    taken = lifecycle.take_next_review(reviewer, at=LATER)
    assert taken is not None
    assert taken.appeal == appeal
    words = "Ijazahnya sah."
    return lifecycle.review(taken, verdict="wrong_outcome", words=words, by=reviewer, at=LATER)


@pytest.mark.parametrize(("drawn", "picked"), [(4, True), (5, False)])
def test_five_of_a_hundred_refusals_are_drawn_and_two_grants(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, drawn: int, picked: bool
) -> None:
    settings.QUALITY_REFUSALS_PERCENT, settings.QUALITY_GRANTS_PERCENT = 5, 2
    monkeypatch.setattr(secrets, "randbelow", lambda _below: drawn)
    refused = decided()
    assert QualityReview.objects.filter(appeal=refused, percent=5).exists() == picked
    monkeypatch.setattr(secrets, "randbelow", lambda _below: drawn - 3)
    granted = decided("lifted")
    assert QualityReview.objects.filter(appeal=granted, percent=2).exists() == picked


def test_a_rehearsal_and_a_proposal_draw_nothing() -> None:
    block, officer = builders.block("G07"), builders.officer()
    appeal = builders.appeal_about(block)
    lifecycle.take(appeal, by=officer, at=NOON)
    ruling = Ruling((OutcomeChosen(block.pk, "lifted", "proof_convinces"),), "Sudah dibaca.")
    lifecycle.rehearse(appeal, by=officer, ruling=ruling, at=NOON)
    decision = lifecycle.decide(appeal, by=officer, ruling=ruling, at=NOON)
    assert not QualityReview.objects.exists()
    lifecycle.approve(decision, by=builders.officer("supervisor"), at=NOON)
    assert QualityReview.objects.get().decider == officer


def test_nobody_with_a_hand_in_the_case_is_given_it() -> None:
    decider, helper, other = builders.officer(), builders.officer(), builders.officer()
    appeal = decided(by=decider)
    conversation.note(appeal, by=helper, text="Perlu dicek.", at=NOON)
    assert lifecycle.take_next_review(decider, at=LATER) is None
    assert lifecycle.take_next_review(helper, at=LATER) is None
    mine = lifecycle.take_next_review(other, at=LATER)
    assert mine == lifecycle.take_next_review(other, at=LATER)
    assert lifecycle.take_next_review(builders.officer(), at=LATER) is None


def test_what_one_officer_may_not_look_at_hides_nothing_behind_it() -> None:
    barred, free = decided(), decided()
    Appeal.objects.filter(pk=barred.pk).update(province_code="31")
    Appeal.objects.filter(pk=free.pk).update(province_code="33")
    limited = builders.officer()
    DeskProfile.objects.create(user=limited, only_provinces=["33"])
    acquainted = builders.officer()
    Interest.objects.create(appeal=barred, officer=acquainted, how=Interest.How.FRIEND, at=NOON)
    assert barred.pk < free.pk
    for officer in (limited, acquainted):
        assert [row.appeal for row in second_look.open_to(officer)] == [free]
    taken = lifecycle.take_next_review(limited, at=LATER)
    assert taken is not None
    assert taken.appeal == free
    assert lifecycle.take_next_review(acquainted, at=LATER) is None


def test_what_nobody_judges_in_two_working_days_goes_to_others() -> None:
    decided()
    reviewer, other = builders.officer(), builders.officer()
    taken = lifecycle.take_next_review(reviewer, at=NOON)
    assert taken is not None
    last_day = calendar.add_working_days(calendar.civil_date(NOON), 2)
    assert lifecycle.release_unjudged(at=calendar.end_of_day(last_day)) == 0
    over = calendar.start_of_day(calendar.add_working_days(last_day, 1))
    assert lifecycle.release_unjudged(at=over) == 1
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.review(taken, verdict="agree", words="", by=reviewer, at=over)
    again = lifecycle.take_next_review(other, at=over)
    assert again == taken
    lifecycle.review(taken, verdict="agree", words="", by=other, at=over)
    assert lifecycle.release_unjudged(at=over + timedelta(days=30)) == 0
    assert AuditEntry.objects.filter(action="quality.released").count() == 1


@pytest.mark.parametrize("why", ["away", "left"])
def test_what_somebody_took_who_is_away_or_has_left_goes_to_others_at_once(why: str) -> None:
    decided()
    reviewer = builders.officer()
    taken = lifecycle.take_next_review(reviewer, at=LATER)
    assert taken is not None
    if why == "away":
        day = calendar.civil_date(LATER)
        lifecycle.announce(reviewer, lifecycle.Days(day, day), by=reviewer, at=LATER)
    else:
        User.objects.filter(pk=reviewer.pk).update(is_active=False)
    assert lifecycle.release_unjudged(at=LATER) == 1
    assert lifecycle.take_next_review(builders.officer(), at=LATER) == taken


@pytest.mark.parametrize("role", ["rule_officer", "privacy_officer", "auditor"])
def test_other_roles_review_nothing(role: str) -> None:
    decided()
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.take_next_review(builders.officer(role), at=LATER)


def test_only_its_reviewer_reviews_it_once_and_a_fault_needs_words() -> None:
    decided()
    reviewer = builders.officer()
    taken = lifecycle.take_next_review(reviewer, at=LATER)
    assert taken is not None

    def say(by: User, verdict: str, words: str = "") -> None:
        lifecycle.review(taken, verdict=verdict, words=words, by=by, at=LATER)

    for refused in ((builders.officer(), "agree"), (reviewer, "form_fault")):
        with pytest.raises(lifecycle.NotAllowed):
            say(*refused)
    say(reviewer, "form_fault", "Suratnya salah nama.")
    with pytest.raises(lifecycle.NotAllowed):
        say(reviewer, "agree")
    assert not Appeal.objects.exclude(previous=None).exists()


def test_a_wrong_refusal_opens_the_case_again_for_a_new_officer_and_the_person_is_told() -> None:
    decider, block = builders.officer(), builders.block()
    appeal = decided(by=decider, block=block)
    new = found_wrong(appeal).reopened
    assert new is not None
    assert (new.level, new.previous, new.status) == (1, appeal, "submitted")
    assert [row.block for row in new.contested.all()] == [block]
    assert has_touched(decider, new)
    mail = OutgoingMessage.objects.get(key__contains=":looked_again:")
    assert new.reference in mail.subject
    assert "putusan yang lama tetap berlaku" in mail.body


def test_a_wrong_grant_takes_nothing_away_without_a_new_decision() -> None:
    block = builders.block()
    new = found_wrong(decided("lifted", block=block)).reopened
    assert new is not None
    block.refresh_from_db()
    assert (block.status, new.contested.count(), new.status) == ("lifted", 0, "submitted")
    lifecycle.close_all_moot(at=LATER)
    new.refresh_from_db()
    assert new.status == "submitted"


def test_what_is_at_the_second_level_already_is_not_opened_twice() -> None:
    block = builders.block()
    appeal = decided(block=block)
    said = lifecycle.Again(token=appeal.form_token.__class__(int=7), text="Keliru.",
                           block_ids=(block.pk,))  # fmt: skip
    lifecycle.appeal_again(appeal, again=said, at=NOON)
    assert found_wrong(appeal).reopened is None
    assert appeal.next.count() == 1


@pytest.mark.parametrize("verdict", ["", "agree"])
def test_whoever_looked_at_a_decision_again_does_not_decide_the_second_level(verdict: str) -> None:
    block, reviewer = builders.block(), builders.officer()
    appeal = decided(block=block)
    taken = lifecycle.take_next_review(reviewer, at=LATER)
    assert taken is not None
    if verdict:
        lifecycle.review(taken, verdict=verdict, words="", by=reviewer, at=LATER)
    said = lifecycle.Again(token=uuid.uuid4(), text="Keliru.", block_ids=(block.pk,))
    banding = lifecycle.appeal_again(appeal, again=said, at=LATER)
    assert bar_between(reviewer, banding) is Bar.TOUCHED
    assert banding not in Appeal.objects.next_for(reviewer)
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.take(banding, by=reviewer, at=LATER)
    lifecycle.take(banding, by=builders.officer(), at=LATER)


def test_whoever_found_a_decision_wrong_takes_no_case_that_comes_of_it() -> None:
    found = found_wrong(decided())
    assert found.reviewer is not None
    assert found.reopened is not None
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.take(found.reopened, by=found.reviewer, at=LATER)
    lifecycle.take(found.reopened, by=builders.officer(), at=LATER)


def _page(user: User, name: str, *args: Any, **sent: Any) -> Any:
    address = reverse(f"admin:appeals_qualityreview_{name}", args=args)
    client = signed_in(user)
    return client.post(address, sent) if sent or name == "next" else client.get(address)


def test_an_officer_reviews_on_the_page_and_sees_no_findings_of_others() -> None:
    appeal = decided()
    decided()
    agent = builders.officer()
    answer = _page(agent, "next")
    key = QualityReview.objects.get(reviewer=agent).pk
    assert answer.url == reverse("admin:appeals_qualityreview_change", args=[key])
    assert appeal.reference in _page(agent, "change", key).content.decode()
    refused = _page(agent, "review", key, verdict="wrong_outcome", words="")
    assert refused.status_code == 422
    assert "Tulis apa yang keliru." in refused.content.decode()
    assert _page(agent, "review", key, verdict="agree", words="").status_code == 302
    other = QualityReview.objects.exclude(pk=key).get()
    assert _page(agent, "change", other.pk).status_code == 404
    assert other.appeal.reference not in _page(agent, "changelist").content.decode()
    assert (
        other.appeal.reference
        in _page(builders.officer("supervisor"), "changelist").content.decode()
    )


def test_words_about_a_decision_that_went_to_somebody_else_stay_readable() -> None:
    decided()
    agent = builders.officer()
    _page(agent, "next")
    key = QualityReview.objects.get(reviewer=agent).pk
    QualityReview.objects.update(reviewer=None, taken_at=None)
    answer = _page(agent, "review", key, verdict="wrong_outcome", words="Buktinya tidak dibaca.")
    assert answer.status_code == 409
    assert "Buktinya tidak dibaca." in answer.content.decode()
    assert not QualityReview.objects.exclude(reviewed_at=None).exists()

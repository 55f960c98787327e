"""Who is handed which case: ties, regions, full desks and days away, at every door."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django import Settings

from appeals import lifecycle
from appeals.independence import Bar
from appeals.lifecycle import Days, OutcomeChosen, Ruling
from appeals.models import Appeal, Decision, DeskNews, DeskProfile, Interest
from appeals.review.next_case import take_next
from portal.models import AuditEntry, User
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db

TODAY = NOON.date()
NEXT_WEEK = Days(TODAY, TODAY + timedelta(days=30))


def limit(officer: User, **limits: object) -> User:
    """Give `officer` a profile with these limits."""
    DeskProfile.objects.update_or_create(user=officer, defaults=limits)
    return officer


def of_same_card(officer: User, appeal: Appeal) -> None:
    limit(officer, kk=appeal.kk)


def of_the_accounts_card(officer: User, appeal: Appeal) -> None:
    account = builders.account(nik=appeal.nik, kk="3171010101159999")
    Appeal.objects.filter(pk=appeal.pk).update(account=account)
    limit(officer, kk="3171010101159999")


def about_themselves(officer: User, appeal: Appeal) -> None:
    limit(officer, nik=appeal.nik)


def from_a_declared_province(officer: User, _appeal: Appeal) -> None:
    limit(officer, declared_provinces=["31"])


def from_an_excluded_province(officer: User, _appeal: Appeal) -> None:
    limit(officer, excluded_provinces=["31"])


def from_outside_the_only_ones(officer: User, _appeal: Appeal) -> None:
    limit(officer, only_provinces=["91"])


def of_somebody_known(officer: User, appeal: Appeal) -> None:
    other = builders.appeal(nik=appeal.nik)
    lifecycle.declare_interest(other, by=officer, how="friend", at=NOON)
    Appeal.objects.filter(pk=other.pk).update(officer=officer, status="in_review")


_BARS: list[tuple[Callable[[User, Appeal], None], Bar]] = [
    (of_same_card, Bar.FAMILY),
    (of_the_accounts_card, Bar.FAMILY),
    (about_themselves, Bar.FAMILY),
    (from_a_declared_province, Bar.REGION),
    (from_an_excluded_province, Bar.REGION),
    (from_outside_the_only_ones, Bar.REGION),
    (of_somebody_known, Bar.KNOWN),
]


def ruling(appeal: Appeal) -> Ruling:
    blocks = lifecycle.open_contested_blocks(appeal)
    outcomes = tuple(OutcomeChosen(block.pk, "lifted", "proof_convinces") for block in blocks)
    return Ruling(outcomes, "Bukti Anda kami terima.")


@pytest.mark.parametrize(("tie", "bar"), _BARS)
def test_a_case_they_may_not_decide_is_refused_at_every_door(
    tie: Callable[[User, Appeal], None], bar: Bar
) -> None:
    barred, boss = builders.officer("supervisor"), builders.officer("supervisor")
    appeal = builders.appeal(kk="3171010101150077")
    tie(barred, appeal)
    appeal.refresh_from_db()
    assert take_next(barred, at=NOON) is None
    with pytest.raises(lifecycle.Barred) as refused:
        lifecycle.take(appeal, by=barred, at=NOON)
    assert refused.value.bar == bar
    with pytest.raises(lifecycle.Barred):
        lifecycle.reassign(appeal, to=barred, by=boss, at=NOON)
    Appeal.objects.filter(pk=appeal.pk).update(officer=barred, status="in_review")
    appeal.refresh_from_db()
    with pytest.raises(lifecycle.Barred):
        lifecycle.decide(appeal, by=barred, ruling=ruling(appeal), at=NOON)
    Appeal.objects.filter(pk=appeal.pk).update(status="for_approval")
    appeal.refresh_from_db()
    proposal = Decision.objects.create(
        appeal=appeal, conclusion="granted", explanation="x", proposed_by=boss, proposed_at=NOON
    )
    with pytest.raises(lifecycle.Barred):
        lifecycle.approve(proposal, by=barred, at=NOON)
    with pytest.raises(lifecycle.Barred):
        lifecycle.send_back(proposal, by=barred, at=NOON, note="Lagi")


def test_without_own_numbers_an_empty_family_card_is_no_tie() -> None:
    officer, appeal = limit(builders.officer(), nik="", kk=""), builders.appeal(kk="")
    assert take_next(officer, at=NOON) == appeal


def test_a_proposal_of_somebody_who_knows_the_person_is_not_signed() -> None:
    agent, boss, block = builders.officer(), builders.officer("supervisor"), builders.block("G07")
    appeal = builders.appeal_about(block)
    lifecycle.take(appeal, by=agent, at=NOON)
    proposal = lifecycle.decide(appeal, by=agent, ruling=ruling(appeal), at=NOON)
    lifecycle.declare_interest(appeal, by=agent, how="family", at=NOON)
    proposal.appeal = appeal
    with pytest.raises(lifecycle.Barred):
        lifecycle.approve(proposal, by=boss, at=NOON)
    lifecycle.send_back(proposal, by=boss, note="Petugas lain", at=NOON)
    assert lifecycle.hand_on_all(at=NOON) == 1
    appeal.refresh_from_db()
    assert (appeal.status, appeal.officer) == ("submitted", None)


def test_whoever_knows_the_person_says_so_and_never_gets_the_case_again() -> None:
    officer, appeal = builders.officer(), builders.appeal()
    lifecycle.take(appeal, by=officer, at=NOON)
    url = reverse("admin:appeals_appeal_step", args=[appeal.pk, "declare_interest"])
    client = signed_in(officer)
    assert client.post(url, {"revision": appeal.revision, "how": ""}).status_code == 422
    client.post(url, {"revision": appeal.revision, "how": "friend"})
    appeal.refresh_from_db()
    assert (appeal.status, appeal.officer) == ("submitted", None)
    assert take_next(officer, at=NOON) is None
    take = reverse("admin:appeals_appeal_step", args=[appeal.pk, "take"])
    refused = client.post(take, {"revision": appeal.revision})
    assert (refused.status_code, "Anda menyatakan kenal" in refused.content.decode()) == (409, True)
    assert AuditEntry.objects.get(action="interest.declared").details == {"how": "friend"}


def test_a_full_desk_takes_nothing_more_until_a_case_is_done(settings: Settings) -> None:
    settings.OFFICER_CAPACITY = 5
    officer = limit(builders.officer(), capacity=1)
    first, second = builders.appeal(), builders.appeal()
    assert take_next(officer, at=NOON) == first
    with pytest.raises(lifecycle.Full):
        take_next(officer, at=NOON)
    with pytest.raises(lifecycle.Full):
        lifecycle.take(second, by=officer, at=NOON)
    page = signed_in(officer).post(reverse("admin:appeals_appeal_next"), follow=True)
    assert "Anda sedang memeriksa 1 kasus" in page.content.decode()
    first.refresh_from_db()
    lifecycle.wait_for_source(first, by=officer, at=NOON)  # what waits for others takes no room
    assert take_next(officer, at=NOON) == second


def test_a_supervisor_gives_a_case_to_another_and_both_are_told() -> None:
    boss, was = builders.officer("supervisor"), builders.officer()
    to = builders.officer(last_name="Penerima")
    appeal = builders.appeal()
    lifecycle.take(appeal, by=was, at=NOON)
    url = reverse("admin:appeals_appeal_step", args=[appeal.pk, "reassign"])
    typed = {"revision": appeal.revision, "to": to.pk, "why": "Beban tidak seimbang"}
    assert signed_in(was).post(url, typed).status_code == 409
    signed_in(boss).post(url, typed)
    appeal.refresh_from_db()
    assert (appeal.status, appeal.officer) == ("in_review", to)
    told = DeskNews.objects.values_list("officer", "kind", "by")
    assert set(told) == {(to.pk, "given", boss.pk), (was.pk, "taken", boss.pk)}
    assert appeal.conversation.get().text == "Beban tidak seimbang"
    stale = signed_in(boss).post(url, {**typed, "to": was.pk})
    assert "lebih dulu" in stale.content.decode()
    back = reverse("admin:appeals_appeal_step", args=[appeal.pk, "hand_back"])
    page = signed_in(was).post(back, {"revision": typed["revision"]}).content.decode()
    assert "lebih dulu: kasus ini sekarang dipegang Petugas Penerima." in page
    assert "memindahkan kasus ke Petugas Penerima" in page


def test_a_case_that_waits_keeps_its_state_when_it_is_given_away() -> None:
    boss, was, to = builders.officer("supervisor"), builders.officer(), builders.officer()
    appeal = builders.appeal()
    lifecycle.take(appeal, by=was, at=NOON)
    lifecycle.wait_for_source(appeal, by=was, at=NOON)
    lifecycle.reassign(appeal, to=to, by=boss, at=NOON)
    assert (appeal.status, appeal.officer) == ("waiting_source", to)
    free = builders.appeal()
    lifecycle.reassign(free, to=to, by=boss, at=NOON)
    assert (free.status, free.officer) == ("in_review", to)


def test_while_away_nothing_is_handed_out_and_what_is_due_goes_back() -> None:
    officer, due = builders.officer(), builders.appeal()
    lifecycle.take(due, by=officer, at=NOON)
    builders.appeal()
    absence = lifecycle.announce(officer, NEXT_WEEK, by=officer, at=NOON)
    due.refresh_from_db()
    assert (due.status, due.officer) == ("submitted", None)
    assert DeskNews.objects.get().kind == "released"
    with pytest.raises(lifecycle.Away):
        take_next(officer, at=NOON)
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.announce(officer, NEXT_WEEK, by=officer, at=NOON)
    lifecycle.come_back(absence, by=officer, at=NOON)
    assert take_next(officer, at=NOON) == due


def test_an_absence_that_a_supervisor_set_is_not_ended_by_its_officer() -> None:
    officer, boss = builders.officer(), builders.officer("supervisor")
    absence = lifecycle.announce(officer, NEXT_WEEK, by=boss, at=NOON)
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.come_back(absence, by=officer, at=NOON)
    end = reverse("admin:appeals_deskprofile_back", args=[absence.pk])
    page = signed_in(officer).post(end, follow=True).content.decode()
    assert "Minta penyelia mengakhirinya" in page
    assert "Akhiri</button>" not in page
    lifecycle.come_back(absence, by=builders.officer("supervisor"), at=NOON)


def test_a_stand_in_gets_what_they_may_have_and_the_queue_the_rest() -> None:
    officer, boss = builders.officer(), builders.officer("supervisor")
    theirs, familys = builders.appeal(), builders.appeal(kk="3171010101150078")
    for appeal in (theirs, familys):
        lifecycle.take(appeal, by=officer, at=NOON)
    stand_in = limit(builders.officer(), kk=familys.kk)
    days = Days(TODAY + timedelta(days=1), TODAY + timedelta(days=30), stand_in)
    lifecycle.announce(officer, days, by=boss, at=NOON)
    theirs.refresh_from_db()
    assert theirs.officer == officer  # not before the first day
    assert lifecycle.hand_on_all(at=NOON + timedelta(days=1)) == 2
    assert lifecycle.hand_on_all(at=NOON + timedelta(days=1)) == 0
    theirs.refresh_from_db()
    familys.refresh_from_db()
    assert (theirs.officer, theirs.status) == (stand_in, "in_review")
    assert (familys.officer, familys.status) == (None, "submitted")
    with pytest.raises(lifecycle.Away):
        lifecycle.reassign(theirs, to=officer, by=boss, at=NOON + timedelta(days=1))


def test_an_officer_gives_no_case_to_a_chosen_colleague_nor_is_away_for_long() -> None:
    officer, colleague = builders.officer(), builders.officer()
    for days in (
        Days(TODAY, TODAY + timedelta(days=3), colleague), Days(TODAY, TODAY + timedelta(days=60)),
    ):  # fmt: skip
        with pytest.raises(lifecycle.NotAllowed):
            lifecycle.announce(officer, days, by=officer, at=NOON)
    lifecycle.announce(officer, Days(TODAY, TODAY + timedelta(days=59)), by=officer, at=NOON)


def test_nobody_speaks_about_a_colleagues_days() -> None:
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.announce(builders.officer(), NEXT_WEEK, by=builders.officer(), at=NOON)


def test_cases_of_whoever_left_go_back_to_the_queue() -> None:
    officer, appeal = builders.officer(), builders.appeal()
    lifecycle.take(appeal, by=officer, at=NOON)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert lifecycle.hand_on_all(at=NOON) == 1
    appeal.refresh_from_db()
    assert appeal.officer is None


def test_handing_back_keeps_the_reason_beside_the_case() -> None:
    officer, appeal = builders.officer(), builders.appeal()
    lifecycle.take(appeal, by=officer, at=NOON)
    url = reverse("admin:appeals_appeal_step", args=[appeal.pk, "hand_back"])
    signed_in(officer).post(url, {"revision": appeal.revision, "why": "Butuh penerjemah"})
    assert appeal.conversation.get().text == "Butuh penerjemah"
    assert not Interest.objects.exists()

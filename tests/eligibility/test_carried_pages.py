"""A block that goes on under a newer version: its page, its course, and whose remedy lifts it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from eligibility import remedies, screening
from eligibility.models import Account, Block, RulePolicy, ScreeningRun
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in
from tests.eligibility import people
from tests.eligibility.campaigns import LATER

pytestmark = pytest.mark.django_db

CARD = "3171010101150001"
NEXT_DAY = NOON + timedelta(days=1)


@pytest.fixture
def carried() -> Block:
    """Let the third recipient of a card be blocked by version 1 and go on under version 2."""
    RulePolicy.objects.exclude(rule="household").delete()
    for place in range(3):
        people.grant(people.account(), kk=CARD, granted_at=NOON - timedelta(days=90 - place))
    people.screen()
    first = builders.policy("household")
    RulePolicy.objects.create(
        rule="household", version=2, mode="block", limits={"most": 1}, legal_source="Pasal baru",
        valid_from=first.valid_from, enabled_at=NOON,
    )  # fmt: skip
    people.screen(at=NEXT_DAY)
    return Block.objects.get(carry_overs__isnull=False)


def version(number: int) -> RulePolicy:
    return RulePolicy.objects.get(rule="household", version=number)


def page(row: Block | Account) -> str:
    url = reverse(f"admin:eligibility_{row._meta.model_name}_change", args=[row.pk])
    return " ".join(signed_in(builders.officer("auditor")).get(url).content.decode().split())


def test_each_text_on_the_page_names_its_version(carried: Block) -> None:
    html = page(carried)
    for said in (
        "(menurut versi 2)",
        "Dasar hukum menurut versi 2</dt><dd>Pasal baru",
        "Fakta yang tersimpan, menurut versi 2",
        "Versi hari itu (versi 2)",
        "Dimulai oleh versi",
        "Sekarang bersandar pada versi",
    ):
        assert said in html


def test_the_course_has_the_step_from_one_version_to_the_other(carried: Block) -> None:
    assert "alasannya diperbarui menurut versi 2" in page(carried)


def test_who_undid_a_run_is_named_where_a_block_went_back(carried: Block) -> None:
    run = ScreeningRun.objects.get(carry_overs__isnull=False)
    asker = builders.officer("rule_officer", first_name="Dewi")
    screening.ask_roll_back(run, by=asker, reason="Batas keliru", at=NEXT_DAY)
    doer = builders.officer("supervisor", first_name="Budi")
    screening.roll_back(run, by=doer, at=NEXT_DAY + timedelta(hours=1))
    for html in (page(carried), page(carried.account)):
        (step,) = [part for part in html.split("<li>") if "kembali ke alasan semula" in part]
        assert "Budi" in step
        assert "mesin" not in step


def test_a_remedy_lifts_what_was_carried_over_under_its_version(carried: Block) -> None:
    by = builders.officer("rule_officer")
    remedy = remedies.open_for(title="t", explanation="e", policy=version(2), by=by, at=NEXT_DAY)
    remedies.approve(remedy, by=builders.officer("supervisor"), at=NEXT_DAY)
    while remedies.work_off(at=NEXT_DAY) is not None:
        pass
    carried.refresh_from_db()
    assert carried.status == "lifted"


def test_what_rests_on_another_version_now_is_told_and_left(carried: Block) -> None:
    cause = remedies.Cause(policy=version(1))
    reach = remedies.reach(cause)
    assert (reach.blocks, reach.elsewhere) == (0, 1)
    assert carried in cause.blocks()
    by = builders.officer("rule_officer")
    with pytest.raises(remedies.NothingToLift):
        remedies.open_for(title="t", explanation="e", policy=version(1), by=by, at=LATER)

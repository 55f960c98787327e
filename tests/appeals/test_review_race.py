"""Two officers at one moment: neither waits for work, and the slower one's words are kept."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.urls import reverse

from appeals import lifecycle
from appeals.models import Appeal, Decision, OfficerDraft
from appeals.review.next_case import take_next
from portal.models import User
from tests import builders
from tests.appeals.test_review_steps import ruling_fields, step, taken
from tests.desk import signed_in


def _taken(officer: User) -> Appeal | None:
    try:
        return take_next(officer, at=builders.NOON)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_case_being_handed_out_is_skipped_without_waiting() -> None:
    first, second = builders.officer(), builders.officer()
    oldest, next_oldest = builders.appeal(), builders.appeal()
    with transaction.atomic(), ThreadPoolExecutor(1) as other_desk:
        assert take_next(first, at=builders.NOON) == oldest
        assert other_desk.submit(_taken, second).result(timeout=10) == next_oldest


@pytest.mark.django_db
def test_the_slower_of_two_keeps_all_they_typed_though_the_block_is_gone() -> None:
    fast, slow = builders.officer(first_name="Siti", last_name="Cepat"), builders.officer()
    appeal = taken(fast)
    (block,) = lifecycle.open_contested_blocks(appeal)
    seen = Appeal.objects.get(pk=appeal.pk)
    typed = {
        **ruling_fields(appeal, explanation="Kata-kata pelan.", result="upheld"),
        f"reason_{block.pk}": "rule_applies",
        f"text_{block.pk}": "Keterangan pelan.",
    }
    assert step(fast, appeal, "decide", **ruling_fields(appeal)).status_code == 302
    answer = step(slow, seen, "decide", **typed)
    assert answer.status_code == 409
    assert "Siti Cepat lebih dulu" in answer.context["refusal"]
    form = answer.context["forms"]["decide"]
    assert {name: form[name].value() for name in typed} == typed
    assert "Keterangan pelan." in answer.content.decode()
    assert Decision.objects.get().proposed_by == fast
    kept = OfficerDraft.objects.get(officer=slow).typed
    assert {name: "".join(values) for name, values in kept.items()} == typed
    # What the page keeps by itself afterwards loses nothing either.
    keep = reverse("admin:appeals_appeal_keep", args=[appeal.pk, "decide"])
    signed_in(slow).post(keep, {**typed, "draft": "1"})
    assert OfficerDraft.objects.get(officer=slow).typed == kept

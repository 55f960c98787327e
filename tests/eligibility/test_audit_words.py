"""Words for officers and people: reasons in the trail, limits, and a remedy in English."""

from datetime import timedelta

import pytest

from eligibility import policies, remedies
from eligibility.models import Remedy
from portal import actions
from portal.models import AuditEntry
from tests import builders
from tests.builders import NOON
from tests.eligibility.drafts import draft

pytestmark = pytest.mark.django_db


def test_a_reason_is_an_officers_words_or_the_machines_put_into_words() -> None:
    assert actions.in_words({"reason": "stopped by staff"}) == [("alasan", "Dihentikan petugas.")]
    by = builders.officer("supervisor")
    policies.stop(builders.policy("age"), reason="Batas keliru", by=by, at=NOON)
    said = actions.in_words(AuditEntry.objects.get(action="policy.stop").details)
    assert ("alasan", "Batas keliru") in said


def test_limits_and_days_are_said_as_officers_say_them() -> None:
    details = {"limits": ["oldest=30", "youngest=18"], "valid_from": "2026-11-23"}
    assert actions.in_words(details) == [
        ("batas", "Umur tertua (tahun): 30, Umur termuda (tahun): 18"),
        ("berlaku sejak", "23 Nov 2026"),
    ]
    assert actions.in_words({"valid_until": None}) == [("berlaku sampai", "–")]


def test_blocks_are_said_to_be_numbers_or_a_count() -> None:
    assert actions.in_words({"blocks": 69}) == [("jumlah blokir", "69")]
    assert actions.in_words({"blocks": [69]}) == [("nomor blokir", "69")]


def test_a_limit_says_of_what() -> None:
    (limit,) = policies.limits_of(draft("household", limits={"most": 3}))
    assert limit.label == "Penerima dalam satu KK, paling banyak"


def test_who_reads_in_english_reads_the_english_explanation_where_there_is_one() -> None:
    block = builders.block()
    remedy = remedies.open_for(
        title="t", explanation="Berkasnya keliru.", explanation_en=" The file was wrong. ",
        policy=block.finding.policy, by=builders.officer("supervisor"),
        at=NOON + timedelta(hours=1),
    )  # fmt: skip
    assert remedy.explanation_in("en-gb") == "The file was wrong."
    assert remedy.explanation_in("id") == "Berkasnya keliru."
    assert Remedy(explanation="Berkasnya keliru.").explanation_in("en") == "Berkasnya keliru."

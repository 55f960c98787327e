"""The pages of blocks and findings: words for officers, and the person's own words quoted."""

import re

import pytest
from django.urls import reverse

from eligibility import blocking
from eligibility.explain import in_words
from eligibility.models import Block, Remedy
from eligibility.rules import catalogue
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db

_QUOTED = re.compile(r'<div class="quoted">.*?</dl>\s*</div>', re.DOTALL)


def page(block: Block, model: str = "block") -> str:
    """Return the block's page, or its account's."""
    key = block.pk if model == "block" else block.account_id
    url = reverse(f"admin:eligibility_{model}_change", args=[key])
    return signed_in(builders.officer("rule_officer")).get(url).content.decode()


@pytest.mark.parametrize("model", ["block", "account"])
@pytest.mark.parametrize("rule", [rule.code for rule in catalogue.RULES])
def test_what_speaks_to_the_person_is_quoted(rule: str, model: str) -> None:
    block = builders.block()
    Block.objects.filter(pk=block.pk).update(rule=rule)
    html = page(block, model)
    quoted = _QUOTED.findall(html)
    assert quoted
    assert "Alasan yang dibaca peserta" in quoted[0]
    assert "Anda" not in _QUOTED.sub("", html)


def test_a_block_that_a_remedy_lifted_names_and_links_it() -> None:
    remedy = Remedy.objects.create(
        title="Berkas Maret keliru",
        explanation="Datanya keliru.",
        policy=builders.policy(),
        opened_at=NOON,
        opened_by=builders.officer("rule_officer"),
    )
    block = builders.block()
    reason = f"remedy-{remedy.pk}"
    blocking.lift([block], by=builders.officer("supervisor"), reason=reason, at=NOON)
    html = page(block)
    assert reason not in html
    assert f"/remedy/{remedy.pk}/change/" in html
    assert "Dicabut bersama semua yang terkena kekeliruan yang sama" in html
    assert "Berkas Maret keliru" in html


def test_a_block_that_a_person_lifted_says_so_without_a_code() -> None:
    block = builders.block()
    blocking.lift([block], by=builders.officer(), reason="proof_convinces", at=NOON)
    html = page(block)
    assert "proof_convinces" not in html
    assert "Dicabut setelah diperiksa petugas" in html


@pytest.mark.parametrize(
    ("rule", "counted"),
    [
        ("shared_contact", "Jumlah keluarga, sedikitnya"),
        ("shared_payout", "Jumlah orang, sedikitnya"),
        ("velocity", "Jumlah akun, sedikitnya"),
    ],
)
def test_a_count_is_called_by_what_is_counted(rule: str, counted: str) -> None:
    assert [fact.label for fact in in_words(rule, {"at_least": 8})] == [counted]

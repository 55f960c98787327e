"""Accounts, blocks and findings in the staff site: masked, exact search, nothing to change."""

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eligibility.models import Block
from portal.models import Role
from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db

MODELS = ("account", "block", "finding", "rulepolicy", "screeningrun", "importbatch", "hold")


def change_url(row: Model) -> str:
    return reverse(f"admin:eligibility_{row._meta.model_name}_change", args=[row.pk])


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("role", Role.values)
def test_every_role_may_read_each_list(model: str, role: str) -> None:
    builders.block()
    client = signed_in(builders.officer(role))
    assert client.get(reverse(f"admin:eligibility_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:eligibility_{model}_add")).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_a_superuser_without_a_role_reads_nothing(model: str) -> None:
    user = builders.officer(is_superuser=True)
    user.groups.clear()
    url = reverse(f"admin:eligibility_{model}_changelist")
    assert signed_in(type(user).objects.get(pk=user.pk)).get(url).status_code == 403


def test_an_account_is_shown_masked_with_its_blocks() -> None:
    block = builders.block()
    html = signed_in(builders.officer()).get(change_url(block.account)).content.decode()
    account = block.account
    for value in (account.nik, account.kk, account.phone, account.email, account.name):
        assert value not in html
    assert "Masih bersekolah atau kuliah" in html


def test_the_list_of_accounts_is_masked() -> None:
    account = builders.account()
    url = reverse("admin:eligibility_account_changelist")
    html = signed_in(builders.officer("auditor")).get(url).content.decode()
    assert account.nik not in html
    assert account.external_id in html


@pytest.mark.parametrize("role", Role.values)
def test_nobody_changes_a_block_by_hand(role: str) -> None:
    block = builders.block()
    response = signed_in(builders.officer(role)).post(change_url(block), {"status": "lifted"})
    assert response.status_code == 403
    assert Block.objects.get(pk=block.pk).status == block.status


@pytest.mark.parametrize("field", ["nik", "external_id"])
def test_an_account_is_found_by_its_whole_number(field: str) -> None:
    account = builders.account()
    url = reverse("admin:eligibility_account_search")
    response = signed_in(builders.officer()).post(url, {"q": getattr(account, field)})
    assert response["Location"] == change_url(account)


@pytest.mark.parametrize("typed", ["", "317101", "Siti"])
def test_part_of_a_value_finds_no_account(typed: str) -> None:
    builders.account()
    url = reverse("admin:eligibility_account_search")
    response = signed_in(builders.officer()).post(url, {"q": typed})
    assert response["Location"] == reverse("admin:eligibility_account_changelist")


def test_a_list_never_counts_its_table() -> None:
    builders.account()
    client = signed_in(builders.officer())
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("admin:eligibility_account_changelist"))
    assert not [query for query in queries if "COUNT(" in query["sql"]]

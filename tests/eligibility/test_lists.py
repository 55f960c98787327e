"""The staff's lists: narrowed, leafed by key, found by number, deaf to what they do not know."""

import logging
import re
from collections.abc import Callable
from datetime import date, datetime
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.safestring import SafeString

from eligibility.models import Block
from portal.calendar import JAKARTA
from portal.models import Role, User
from portal.staff import RoleAdmin
from portal.templatetags.lists import labelled
from tests import builders
from tests.desk import signed_in
from tests.eligibility import people

pytestmark = pytest.mark.django_db

BLOCKS = "admin:eligibility_block_changelist"
LISTS = tuple(
    sorted(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        for model in admin.site._registry
        if model._meta.app_label in ("eligibility", "portal")
    )
)
ODD = (
    {"status__exact": "confirmed"},
    {"account__nik__startswith": "31"},
    {"p": "7"},
    {"p": "x"},
    {"o": "-9.x"},
    {"e": "1"},
    {"_to_field": "nik"},
    {"_popup": "1", "_facets": "1", "all": ""},
    {"before": "minus", "after": "\0"},
    {"before": "9" * 18, "status": "\ud7ff\0"},
    {"after": "9" * 40, "run": "9" * 40, "batch": "-1", "version": "99999999999"},
    {"since": "9999-12-31", "until": "0001-01-01"},
    {"rule": "' OR 1=1 --", "ground": "G99", "state": "gone", "partner": "x"},
)


def shown(query: dict[str, object], name: str = BLOCKS) -> list[int]:
    """Return the keys on the list's page, in order."""
    page = signed_in(builders.officer("supervisor")).get(f"{reverse(name)}?{urlencode(query)}")
    assert page.status_code == 200
    return [row.pk for row in page.context["cl"].result_list]


def everybody() -> Client:
    """Return a client who may open every list."""
    user = builders.officer("supervisor", is_superuser=True)
    user.groups.add(*Group.objects.all())
    return signed_in(User.objects.get(pk=user.pk))


@pytest.mark.parametrize(
    ("query", "lets_through"),
    [
        ({"status": "confirmed"}, True),
        ({"status": "lifted"}, False),
        ({"rule": "education", "ground": "G03", "version": 1}, True),
        ({"rule": "age"}, False),
        ({"ground": "G02"}, False),
        ({"version": 2}, False),
        ({"batch": 999}, False),
    ],
)
def test_blocks_are_narrowed(query: dict[str, object], lets_through: bool) -> None:
    block = builders.block()
    assert shown(query) == ([block.pk] if lets_through else [])


def test_a_day_counts_from_its_beginning_to_its_end_in_jakarta() -> None:
    block, day = builders.block(), date(2026, 3, 3)
    for at, is_in in (
        (datetime(2026, 3, 3, 0, 0, tzinfo=JAKARTA), True),
        (datetime(2026, 3, 3, 23, 59, 59, tzinfo=JAKARTA), True),
        (datetime(2026, 3, 4, 0, 0, tzinfo=JAKARTA), False),
        (datetime(2026, 3, 2, 23, 59, 59, tzinfo=JAKARTA), False),
    ):
        Block.objects.update(proposed_at=at)
        assert shown({"since": day, "until": day}) == ([block.pk] if is_in else []), at


def test_blocks_are_narrowed_by_run_and_account() -> None:
    first, second = builders.block(), builders.block()
    people.screen()
    assert shown({"account": second.account_id}) == [second.pk]
    assert shown({"run": first.run_id or 0}) == ([first.pk] if first.run_id else [])


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_deaf_to_what_it_does_not_know(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    builders.block()
    client = everybody()
    for query in ODD:
        page = client.get(f"{reverse(name)}?{urlencode(query)}")
        assert page.status_code == 200, query
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_what_is_not_understood_is_said() -> None:
    client = signed_in(builders.officer())
    html = client.get(f"{reverse(BLOCKS)}?status__exact=lifted").content.decode()
    assert "Saringan yang tidak dikenal atau tidak terbaca diabaikan." in html
    assert "diabaikan" not in client.get(f"{reverse(BLOCKS)}?status=lifted").content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_a_page_that_is_none_is_said_on_every_list(name: str) -> None:
    client = everybody()
    for word, value in (("before", "abc"), ("after", "-1"), ("before", "9" * 40)):
        asked = {"p" if name == "admin:portal_user_changelist" else word: value}
        html = client.get(f"{reverse(name)}?{urlencode(asked)}").content.decode()
        assert "Halaman yang diminta tidak ada. Ini daftar dari awalnya." in html, asked
    assert "Halaman yang diminta" not in client.get(reverse(name)).content.decode()


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("account", "Akun masuk lewat berkas"),
        ("block", "setelah aturan memeriksa akun"),
        ("importbatch", "Kirim berkas"),
        ("partner", "Tambah mitra"),
        ("webhookdelivery", "saat contoh dikirim"),
        ("fuse", "terlalu banyak blokir"),
    ],
)
def test_a_list_that_never_had_a_row_says_what_will_stand_there(model: str, said: str) -> None:
    html = everybody().get(reverse(f"admin:eligibility_{model}_changelist")).content.decode()
    assert "Belum ada" in html
    assert said in html
    assert "Tidak ada baris lagi." not in html


def test_filters_in_force_are_said_in_a_line_and_their_form_stays_folded() -> None:
    html = everybody().get(f"{reverse(BLOCKS)}?status=lifted&rule=age&run=7").content.decode()
    said = html.partition('class="narrowed"')[2].partition("</p>")[0]
    for words in ("Status: Dicabut", "Umur di luar batas program", "Nomor pemeriksaan: 7",
                  "Hapus saringan"):  # fmt: skip
        assert words in said
    assert '<details class="narrowing">' in html
    assert "Disaring:" not in everybody().get(reverse(BLOCKS)).content.decode()


def test_a_narrowed_list_without_a_row_says_so() -> None:
    html = everybody().get(f"{reverse(BLOCKS)}?status=lifted").content.decode()
    assert "Tidak ada yang cocok dengan saringan ini." in html
    assert "Belum ada blokir." not in html


@pytest.mark.parametrize("typed", ["PRK-AB12", "prk-ab12", " Prk-Ab12 ", "PRK -AB12"])
def test_an_account_is_found_however_its_number_is_typed(typed: str) -> None:
    person = people.account(external_id="PRK-AB12")
    door = reverse("admin:eligibility_account_search")
    answer = signed_in(builders.officer()).post(door, {"q": typed})
    assert answer["Location"] == reverse("admin:eligibility_account_change", args=[person.pk])


def test_of_two_numbers_that_differ_in_letters_the_one_typed_is_found() -> None:
    people.account(external_id="PRK-AB12")
    small = people.account(external_id="prk-ab12")
    door = reverse("admin:eligibility_account_search")
    answer = signed_in(builders.officer()).post(door, {"q": "prk-ab12"})
    assert answer["Location"] == reverse("admin:eligibility_account_change", args=[small.pk])


@pytest.mark.parametrize("model", ["account", "block", "finding"])
def test_a_search_for_nothing_says_what_to_type(model: str) -> None:
    door = reverse(f"admin:eligibility_{model}_search")
    html = signed_in(builders.officer()).post(door, {"q": "  "}, follow=True).content.decode()
    assert "Tulis dulu nomornya, lalu tekan Cari." in html
    assert "Tidak ada akun" not in html


def test_a_list_is_leafed_by_key_there_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RoleAdmin, "list_per_page", 2)
    newest_first = [builders.block().pk for _ in range(5)][::-1]
    client = signed_in(builders.officer())
    page = client.get(f"{reverse(BLOCKS)}?status=confirmed")
    seen = [row.pk for row in page.context["cl"].result_list]
    while older := page.context["cl"].older:
        page = client.get(reverse(BLOCKS) + older)
        seen += [row.pk for row in page.context["cl"].result_list]
    assert seen == newest_first
    back = client.get(reverse(BLOCKS) + page.context["cl"].newer)
    assert [row.pk for row in back.context["cl"].result_list] == newest_first[2:4]
    assert "status=confirmed" in back.context["cl"].newer


@pytest.mark.parametrize("role", [Role.AGENT, Role.AUDITOR])
@pytest.mark.parametrize("number", [lambda b: b.account.nik, lambda b: b.account.external_id])
def test_a_persons_blocks_are_found_without_the_number_in_an_address(
    role: Role, number: Callable[[Block], str]
) -> None:
    block = builders.block()
    builders.block()
    client = signed_in(builders.officer(role))
    answer = client.post(reverse("admin:eligibility_block_search"), {"q": number(block)})
    assert answer["Location"] == f"{reverse(BLOCKS)}?account={block.account_id}"
    assert [row.pk for row in client.get(answer["Location"]).context["cl"].result_list] == [
        block.pk
    ]


def test_a_block_is_found_by_its_own_number_and_nothing_by_a_wrong_one() -> None:
    block = builders.block()
    client, door = signed_in(builders.officer()), reverse("admin:eligibility_block_search")
    found = client.post(door, {"q": str(block.pk)})
    assert found["Location"] == reverse("admin:eligibility_block_change", args=[block.pk])
    assert client.post(door, {"q": "9" * 30})["Location"] == reverse(BLOCKS)


def test_no_list_counts_its_rows_or_asks_more_for_more_of_them() -> None:
    builders.block()
    one = queries_of_the_list()
    for _ in range(4):
        builders.block()
    assert len(queries_of_the_list()) == len(one)
    assert not [query for query in one if "COUNT(" in query]


def queries_of_the_list() -> list[str]:
    """Return what the list of blocks asks the database."""
    client = signed_in(builders.officer())
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{reverse(BLOCKS)}?status=confirmed")
    return [query["sql"] for query in queries]


@pytest.mark.parametrize(
    ("table", "index", "condition"),
    [
        ("account", "account_by_status", "status = 'blocked'"),
        ("account", "account_by_province", "province_code = '31'"),
        ("account", "account_by_batch", "batch_id = 1"),
        ("block", "block_by_status", "status = 'lifted'"),
        ("block", "block_by_rule", "rule = 'age'"),
        ("block", "block_by_ground", "ground = 'G02'"),
        ("block", "block_by_policy", "policy_id = 1"),
        ("block", "block_by_run", "run_id = 1"),
        ("finding", "finding_by_status", "status = 'open'"),
        ("finding", "finding_by_rule", "rule = 'age'"),
        ("finding", "finding_by_run", "run_id = 1"),
        ("finding", "finding_by_batch", "batch_id = 1"),
        ("importbatch", "batch_by_kind", "kind = 'grants'"),
        ("importbatch", "batch_by_source", "source = 'emis'"),
        ("partnercall", "call_by_partner", "partner_id = 1"),
        ("webhookdelivery", "webhook_by_endpoint", "endpoint_id = 1"),
        ("webhookdelivery", "webhook_dead", "done_at IS NULL AND dead_at IS NOT NULL"),
    ],
)
def test_the_newest_rows_of_a_filter_are_read_from_an_index_in_order(
    table: str, index: str, condition: str
) -> None:
    with connection.cursor() as cursor:
        # Of an empty table nothing is dear, so say what is: a sort, and reading all of it.
        for costly in ("seqscan", "sort", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{costly} = off")
        # Nor is the way by the key, whatever figures earlier tests left: it is not there.
        cursor.execute(
            f"ALTER TABLE eligibility_{table} DROP CONSTRAINT eligibility_{table}_pkey CASCADE"
        )
        cursor.execute(
            f"EXPLAIN SELECT * FROM eligibility_{table} WHERE {condition} ORDER BY id DESC LIMIT 51"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [index])
        assert cursor.fetchone(), index
    assert "Sort" not in plan
    assert index in plan


def test_a_lists_cells_know_their_columns_and_write_moments_as_pages_do() -> None:
    block = builders.block()
    Block.objects.filter(pk=block.pk).update(
        proposed_at=datetime(2026, 11, 22, 9, 5, tzinfo=JAKARTA), ended_at=None
    )
    html = signed_in(builders.officer()).get(reverse(BLOCKS)).content.decode()
    assert re.search(r'<td data-label="Diusulkan" [^>]*>22 Nov 2026, 09\.05</td>', html)
    assert re.search(r'<td data-label="Berakhir" [^>]*>–</td>', html)


def test_a_cell_with_braces_stays_as_it_is() -> None:
    cells = [SafeString('<td class="x">{0} {a}</td>')]
    assert list(labelled(cells, [{"text": "a & b"}])) == [
        '<td data-label="A &amp; b" class="x">{0} {a}</td>'
    ]

"""The staff's pages about partners: three roles look, supervisors act, a secret shows once."""

import re
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eligibility import announcements, partners, webhooks
from eligibility.models import Partner, PartnerKey, WebhookDelivery, WebhookEndpoint
from eligibility.webhooks import wire
from portal.calendar import JAKARTA, civil_date
from portal.models import Role
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db

MODELS = ("partner", "partnerkey", "webhookendpoint", "webhookdelivery")
LOOKERS = {"supervisor", "rule_officer", "auditor"}
TODAY = civil_date(builders.now())
DAY = {"expires": (TODAY + timedelta(days=30)).isoformat()}


def url(model: str, name: str, *args: int) -> str:
    return reverse(f"admin:eligibility_{model}_{name}", args=args)


def rows() -> dict[str, Any]:
    """Make a partner with a key, an address, and a dead letter."""
    by, at = builders.officer("supervisor"), builders.now()
    partner = partners.add("Platform Contoh", by=by, at=at)
    key, _ = partners.issue(
        partner, scopes=["status_all"], expires_at=at + timedelta(days=9), by=by, at=at
    )
    endpoint, _ = webhooks.add(
        partner, url="https://mitra.example/hook", events=WebhookEndpoint.Event.values,
        by=by, at=at,
    )  # fmt: skip
    announcements.blocked([builders.block().pk], at=NOON - timedelta(days=1))
    WebhookDelivery.objects.update(dead_at=NOON, deliveries=5, answered=500)
    delivery = WebhookDelivery.objects.first()
    return dict(zip(MODELS, (partner, key, endpoint, delivery), strict=True))


def press(role: str, address: str, **data: Any) -> HttpResponse:
    return signed_in(builders.officer(role)).post(address, data)  # type: ignore[return-value]


def shown_secret(answer: HttpResponse) -> str:
    found = re.search(r'id="secret">([^<]+)<', answer.content.decode())
    assert found is not None, answer.content.decode()[-3000:]
    return found[1]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("role", Role.values)
def test_three_roles_look(model: str, role: str) -> None:
    row = rows()[model]
    client = signed_in(builders.officer(role))
    expected = 200 if role in LOOKERS else 403
    for address in (url(model, "changelist"), url(model, "change", row.pk)):
        assert client.get(address).status_code == expected


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("role", ["rule_officer", "auditor"])
def test_only_supervisors_are_offered_changes(model: str, role: str) -> None:
    made = rows()
    page = signed_in(builders.officer(role)).get(url(model, "change", made[model].pk))
    pattern = re.compile(r"/(kunci|alamat|hentikan|aktifkan|ganti|cabut|rahasia|baru)/")
    assert not pattern.search(page.content.decode().partition("<h1")[2])


STEPS = [
    ("partner", "key"), ("partner", "endpoint"), ("partner", "stop"), ("partner", "start"),
    ("partnerkey", "rotate"), ("partnerkey", "revoke"), ("webhookendpoint", "secret"),
    ("webhookendpoint", "stop"), ("webhookendpoint", "start"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "name"), STEPS)
@pytest.mark.parametrize("role", [role for role in Role.values if role != "supervisor"])
def test_no_other_role_takes_a_step(model: str, name: str, role: str) -> None:
    row = rows()[model]
    assert press(role, url(model, name, row.pk)).status_code == 403


def test_a_superuser_without_the_role_issues_nothing() -> None:
    made = rows()
    user = builders.officer(is_superuser=True)
    user.groups.clear()
    client = signed_in(type(user).objects.get(pk=user.pk))
    assert client.post(url("partner", "key", made["partner"].pk)).status_code == 403


def test_a_partner_is_added() -> None:
    answer = press("supervisor", url("partner", "new"), name="Situs Utama", calls_per_minute=600)
    partner = Partner.objects.get(name="Situs Utama")
    assert answer["Location"] == url("partner", "change", partner.pk)


@pytest.mark.parametrize("name", ["", "platform contoh", "!!"])
def test_a_name_that_cannot_be_is_said_beside_the_field(name: str) -> None:
    rows()
    answer = press("supervisor", url("partner", "new"), name=name, calls_per_minute=600)
    assert answer.status_code == 422
    assert b"errorlist" in answer.content


def test_a_keys_secret_is_shown_once() -> None:
    made = rows()
    address = url("partner", "key", made["partner"].pk)
    answer = press("supervisor", address, scopes=["grants"], **DAY)
    secret = shown_secret(answer)
    key = partners.recognise(secret, at=builders.now())
    assert key is not None
    assert key.scopes == ["grants"]
    assert "no-store" in answer["Cache-Control"]
    for model, row in {**made, "partnerkey": key}.items():
        page = signed_in(builders.officer("supervisor")).get(url(model, "change", row.pk))
        assert secret.split("_", 2)[2] not in page.content.decode()


def look(model: str, name: str, *args: int) -> str:
    return signed_in(builders.officer("supervisor")).get(url(model, name, *args)).content.decode()


def test_a_keys_last_day_is_said_as_people_say_it() -> None:
    key = rows()["partnerkey"]
    PartnerKey.objects.update(expires_at=datetime(2027, 7, 1, tzinfo=JAKARTA))
    assert "Rabu, 30 Juni 2027" in look("partnerkey", "change", key.pk)
    for page in (look("partnerkey", "changelist"), look("partner", "change", key.partner_id)):
        assert "30 Jun 2027" in page
        assert "1 Jul 2027" not in page


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("partner", "key"), ("partner", "endpoint"), ("partnerkey", "change"),
        ("partnerkey", "rotate"), ("webhookendpoint", "change"), ("webhookendpoint", "secret"),
        ("webhookdelivery", "change"),
    ],
)  # fmt: skip
def test_the_way_back_names_what_people_know(model: str, name: str) -> None:
    made = rows()
    page = look(model, name, made[model].pk)
    crumbs = page.partition('class="breadcrumbs"')[2].partition("</div>")[0]
    known = {
        "partner": "Platform Contoh",
        "partnerkey": made["partnerkey"].prefix,
        "webhookendpoint": "mitra.example",
        "webhookdelivery": "Platform Contoh",
    }
    assert known[model] in crumbs
    assert f">{made[model].pk}<" not in crumbs


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("answered 503", "bukan dengan 2xx"),
        (wire.UNKNOWN_NAME, "tidak dikenal di internet"),
        (webhooks.STOPPED, "dihentikan"),
        ("something new", "something new"),
    ],
)
def test_why_a_message_did_not_arrive_is_said_in_words(fault: str, said: str) -> None:
    delivery = rows()["webhookdelivery"]
    WebhookDelivery.objects.update(last_fault=fault)
    assert said in look("webhookdelivery", "change", delivery.pk)


@pytest.mark.parametrize("days", [-1, partners.MOST_DAYS])
def test_a_key_that_ends_too_early_or_too_late_is_refused(days: int) -> None:
    day = (TODAY + timedelta(days=days)).isoformat()
    answer = press("supervisor", url("partner", "key", rows()["partner"].pk),
                   scopes=["grants"], expires=day)  # fmt: skip
    assert answer.status_code == 422
    assert PartnerKey.objects.count() == 1


def test_a_key_may_end_on_the_last_day_that_the_form_allows() -> None:
    day = (TODAY + timedelta(days=partners.MOST_DAYS - 2)).isoformat()
    answer = press("supervisor", url("partner", "key", rows()["partner"].pk),
                   scopes=["grants"], expires=day)  # fmt: skip
    assert shown_secret(answer)


def test_a_key_is_renewed_and_revoked() -> None:
    key = rows()["partnerkey"]
    answer = press(
        "supervisor", url("partnerkey", "rotate", key.pk), until=TODAY.isoformat(), **DAY
    )
    assert partners.recognise(shown_secret(answer), at=builders.now())
    press("supervisor", url("partnerkey", "revoke", key.pk))
    key.refresh_from_db()
    assert key.revoked_at is not None
    again = press("supervisor", url("partnerkey", "rotate", key.pk), until=TODAY.isoformat(), **DAY)
    assert again.status_code == 422


@pytest.mark.parametrize(("scopes", "is_said"), [(["status"], True), (["status_all"], False)])
def test_a_key_says_which_accounts_it_reads(scopes: list[str], is_said: bool) -> None:
    key = rows()["partnerkey"]
    PartnerKey.objects.update(scopes=scopes)
    page = look("partnerkey", "change", key.pk)
    assert ("hanya membaca akun yang pernah dikirim mitranya" in page) is is_said


def test_a_question_stands_before_a_key_is_revoked() -> None:
    key = rows()["partnerkey"]
    assert f'href="{url("partnerkey", "revoke", key.pk)}"' in look("partnerkey", "change", key.pk)
    asked = look("partnerkey", "revoke", key.pk)
    assert "langsung ditolak" in asked
    assert "Tidak jadi" in asked
    key.refresh_from_db()
    assert key.revoked_at is None


def test_a_revoked_key_is_not_asked_about_again() -> None:
    key = rows()["partnerkey"]
    press("supervisor", url("partnerkey", "revoke", key.pk))
    asked = look("partnerkey", "revoke", key.pk)
    assert "sudah tidak berlaku" in asked
    assert "Ya, cabut" not in asked


def test_a_partner_is_stopped_and_goes_on() -> None:
    partner = rows()["partner"]
    for name, is_active in (("stop", False), ("start", True)):
        for _ in range(2):  # the second time is refused with a message
            answer = press("supervisor", url("partner", name, partner.pk))
            assert answer.status_code == 302
        partner.refresh_from_db()
        assert partner.is_active is is_active


def test_an_address_is_added_with_its_secret() -> None:
    partner = rows()["partner"]
    answer = press("supervisor", url("partner", "endpoint", partner.pk),
                   url="https://lain.example/", events=["account.blocked"])  # fmt: skip
    assert shown_secret(answer).startswith("whsec_")


@pytest.mark.parametrize("there", ["http://mitra.example/", "https://10.0.0.1/", "https://a b/"])
def test_an_address_that_leads_inside_is_refused(there: str) -> None:
    answer = press("supervisor", url("partner", "endpoint", rows()["partner"].pk),
                   url=there, events=["account.blocked"])  # fmt: skip
    assert answer.status_code == 422
    assert WebhookEndpoint.objects.count() == 1


def test_an_address_gets_another_secret_and_is_stopped() -> None:
    endpoint = rows()["webhookendpoint"]
    answer = press("supervisor", url("webhookendpoint", "secret", endpoint.pk),
                   until=TODAY.isoformat())  # fmt: skip
    old = endpoint.secret
    endpoint.refresh_from_db()
    assert (endpoint.secret, endpoint.previous_secret) == (shown_secret(answer), old)
    for name in ("stop", "start"):
        press("supervisor", url("webhookendpoint", name, endpoint.pk))
        endpoint.refresh_from_db()
        assert endpoint.is_active is (name == "start")


@pytest.mark.parametrize("model", ["webhookendpoint", "webhookdelivery"])
@pytest.mark.parametrize(("role", "status"), [("rule_officer", 302), ("auditor", 403)])
def test_a_dead_letter_is_sent_again(model: str, role: str, status: int) -> None:
    made = rows()
    assert press(role, url(model, "again", made[model].pk)).status_code == status
    made["webhookdelivery"].refresh_from_db()
    assert (made["webhookdelivery"].dead_at is None) is (status == 302)


@pytest.mark.parametrize(("model", "name"), [*STEPS, ("webhookdelivery", "again")])
def test_looking_never_changes_anything(model: str, name: str) -> None:
    made = rows()
    before = (PartnerKey.objects.count(), WebhookEndpoint.objects.count())
    answer = signed_in(builders.officer("supervisor")).get(url(model, name, made[model].pk))
    assert answer.status_code in (200, 405)
    assert (PartnerKey.objects.count(), WebhookEndpoint.objects.count()) == before


@pytest.mark.parametrize("model", MODELS)
def test_a_list_costs_the_same_for_many_rows(model: str) -> None:
    rows()
    client = signed_in(builders.officer("supervisor"))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(url(model, "changelist"))
        counts.append(len(queries))
        announcements.blocked([builders.block().pk for _ in range(3)], at=NOON)
    assert counts[0] == counts[1]


def run(*words: str) -> str:
    out = StringIO()
    call_command("partner_key", *words, stdout=out)
    return out.getvalue()


def test_the_command_issues_renews_and_revokes() -> None:
    made, by = rows(), builders.officer("supervisor").username
    day = DAY["expires"]
    secret = run("issue", "Platform Contoh", "--scope=grants", "--expires", day, "--by", by)
    prefix = secret.splitlines()[-1].split("_")[1]
    renewed = run("rotate", prefix, "--until", str(TODAY), "--expires", day, "--by", by)
    assert partners.recognise(renewed.splitlines()[-1], at=builders.now())
    run("revoke", made["partnerkey"].prefix, "--by", by)
    made["partnerkey"].refresh_from_db()
    assert made["partnerkey"].revoked_at is not None


@pytest.mark.parametrize(
    "words",
    [
        ("issue", "Tidak Ada", "--scope=grants", "--by=penyelia"),
        ("issue", "Platform Contoh", "--scope=grants", "--by=nobody"),
        ("issue", "Platform Contoh", "--scope=grants", "--by=petugas"),
        ("rotate", "tidakada", "--until=2026-11-30", "--by=penyelia"),
    ],
)
def test_the_command_refuses_in_a_sentence(words: tuple[str, ...]) -> None:
    rows()
    builders.officer("supervisor", username="penyelia")
    builders.officer("agent", username="petugas")
    with pytest.raises(CommandError):
        run(*words, "--expires", DAY["expires"])


@pytest.mark.parametrize("day", ["9999-12-31", (TODAY + timedelta(days=400)).isoformat()])
@pytest.mark.parametrize(
    ("model", "name"), [("partnerkey", "rotate"), ("webhookendpoint", "secret")]
)
def test_an_old_secret_does_not_live_on_for_years(model: str, name: str, day: str) -> None:
    row = rows()[model]
    response = press("supervisor", url(model, name, row.pk), **DAY, until=day)
    assert response.status_code == 422
    assert "Paling lama" in response.content.decode()


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("partner", "new"), ("partner", "key"), ("partner", "endpoint"), ("partnerkey", "rotate"),
        ("webhookendpoint", "secret"),
    ],
)  # fmt: skip
def test_an_empty_form_lists_what_is_missing_and_leads_there(model: str, name: str) -> None:
    args = () if name == "new" else (rows()[model].pk,)
    html = press("supervisor", url(model, name, *args), sent="").content.decode()
    assert "Ada yang perlu diperbaiki" in html
    for stock in ("This field is required", "tidak boleh kosong", "Bidang ini"):
        assert stock not in html
    for target in re.findall(r'<li><a href="#([^"]+)">', html):
        assert f'id="{target}"' in html

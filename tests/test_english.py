"""The pages and letters in English: no Indonesian sentence is left on them."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from appeals import access, conversation, lifecycle
from appeals.models import Appeal
from eligibility import gelombang, partners, remedies, webhooks
from eligibility.models import Block, WebhookDelivery, WebhookEndpoint
from portal.models import OutgoingMessage, User
from tests import builders, desk
from tests.builders import NOON
from tests.eligibility import decisions, drafts, people
from tests.test_translations import INDONESIAN

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def browser() -> Client:
    return Client(headers=ENGLISH)


@pytest.fixture(autouse=True)
def fixed_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.codes.secrets.randbelow", lambda _: 123456)


def check(text: str) -> None:
    """Assert that no Indonesian function word is left in the words and attributes of a page."""
    left = {found[0] for found in INDONESIAN.finditer(shown(text))}
    assert not left, [line for line in shown(text).splitlines() if INDONESIAN.search(line)]


def shown(text: str) -> str:
    """Return the page's words: text, labels and the words that scripts take from attributes."""
    words = re.findall(r'(?:aria-label|alt|content|data-[\w-]+|placeholder|title)="([^"]*)"', text)
    return html.unescape("\n".join([*words, re.sub(r"<[^>]*>", "\n", text)]))


def seen(browser: Client, address: str, *, status: int = 200) -> str:
    """Return the page after checking its language and words."""
    response = browser.get(address)
    page = response.content.decode()
    assert response.status_code == status, address
    assert '<html lang="en' in page
    check(page)
    return page


def opened(browser: Client, appeal: Appeal) -> str:
    """Return the case's address after opening it by its link."""
    browser.get(access.secret_link(appeal).split("localhost:8000", 1)[1])
    return f"/kasus/{appeal.reference}/"


def filled() -> dict[str, str]:
    """Return the answers of a complete form."""
    person = builders.filing()
    return {
        "token": str(person.token), "consent_version": "2026-11", "send": "1",
        "name": "Ann Example", "email": person.email, "phone": person.phone, "nik": person.nik,
        "kk": person.kk, "birth_date": "12-05-1998", "membership": "participant",
        "subject": "Account blocked", "chronology": "I left school.", "consent": "on",
    }  # fmt: skip


def at_the_desk(user: User) -> Client:
    """Return the English browser of a member of staff."""
    client = desk.signed_in(user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def officer_of(appeal: Appeal) -> User:
    assert appeal.officer
    return appeal.officer


def in_review() -> Appeal:
    """Return an English speaker's appeal that an officer took."""
    block = builders.block()
    words = {"language": "en", "subject": "Account blocked", "chronology": "I left school."}
    appeal = builders.appeal_about(block, at=builders.now(), **words)
    lifecycle.take(appeal, by=builders.officer(first_name="Ann"), at=builders.now())
    return appeal


def decided(result: str, reason: str) -> Appeal:
    appeal = in_review()
    block = appeal.contested.get().block
    chosen = lifecycle.OutcomeChosen(block.pk, result, reason, "As said.")
    ruling = lifecycle.Ruling(outcomes=(chosen,), explanation="We looked at it.")
    lifecycle.decide(appeal, by=officer_of(appeal), ruling=ruling, at=builders.now())
    return appeal


@pytest.mark.parametrize("address", ["/", "/akun/", "/pengaduan/", "/kasus/"])
def test_a_first_page_is_english(browser: Client, address: str) -> None:
    assert "Account help" in seen(browser, address)


def test_pages_that_refuse_are_english(browser: Client) -> None:
    assert "no such page" in seen(browser, "/tidak-ada/", status=404)
    seen(browser, f"/k/PRK-2222222222/{'A' * 32}/", status=404)


@pytest.mark.parametrize("address", ["/akun/", "/pengaduan/", "/kasus/"])
def test_the_faults_of_an_empty_form_are_english(browser: Client, address: str) -> None:
    page = browser.post(address, {"send": "1"}, follow=True).content.decode()
    assert "put right" in page
    check(page)


def test_the_account_page_is_english(browser: Client) -> None:
    block = builders.block()
    browser.post("/akun/", {"nik": block.account.nik})
    assert "6-digit code" in seen(browser, "/akun/kode/")
    browser.post("/akun/kode/", {"code": "123456"})
    page = seen(browser, "/akun/status/")
    assert "Account blocked for now" in page
    assert "Tuesday, 3 March 2026" in page


def test_the_sent_page_is_english(browser: Client) -> None:
    browser.post("/pengaduan/", filled())
    assert "We have received your complaint" in seen(browser, "/pengaduan/terkirim/")


def test_the_case_page_is_english_when_files_are_needed(browser: Client) -> None:
    appeal = in_review()
    asks = [lifecycle.Ask("ektp", "Your card again."), lifecycle.Ask("", "Since when?")]
    conversation.say(appeal, text="Hello?", at=builders.now())
    lifecycle.ask(appeal, by=officer_of(appeal), questions=asks, at=builders.now())
    address = opened(browser, appeal)
    assert "We need 2 things from you" in seen(browser, address)
    assert "Withdraw this complaint?" in seen(browser, f"{address}tarik/")


@pytest.mark.parametrize(
    ("result", "reason", "said"),
    [
        ("lifted", "proof_convinces", "Block lifted"),
        ("upheld", "rule_applies", "Ask for the second level"),
    ],
)
def test_the_case_page_is_english_when_decided(
    browser: Client, result: str, reason: str, said: str
) -> None:
    assert said in seen(browser, opened(browser, decided(result, reason)))


def test_letters_follow_the_language_of_the_complaint() -> None:
    decided("upheld", "proof_missing")
    letters = list(OutgoingMessage.objects.values_list("subject", "body"))
    assert len(letters) >= 3
    for subject, body in letters:
        check(f"{subject}\n{body}")
    assert any("The proof we asked for is missing" in body for _, body in letters)


def test_the_staff_s_sign_in_page_is_english(browser: Client) -> None:
    assert "Sign in" in seen(browser, "/pmo/login/")
    page = browser.post("/pmo/login/", {"username": "nobody", "password": "x"}).content.decode()
    assert "Check both" in page
    check(page)


@pytest.mark.parametrize(
    ("role", "address", "said"),
    [
        ("agent", "/pmo/", "Staff area"),
        ("agent", "/pmo/appeals/appeal/?tab=open", "Reason for block"),
        ("agent", "/pmo/eligibility/account/", "Search a 16-digit NIK"),
        ("agent", "/pmo/eligibility/block/", "In force"),
        ("agent", "/pmo/eligibility/rulepolicy/", "from 11 Apr 2020"),
        ("auditor", "/pmo/portal/auditentry/", "Audit records"),
        ("supervisor", "/pmo/portal/outgoingmessage/", "Outgoing messages"),
        ("supervisor", "/pmo/laporan/", "Reports"),
        ("supervisor", "/pmo/laporan/ekspor/", "Ask for files"),
    ],
)
def test_a_staff_page_is_english(role: str, address: str, said: str) -> None:
    in_review()
    assert said in seen(at_the_desk(builders.officer(role, first_name="Ann")), address)


@pytest.mark.parametrize("role", ["agent", "supervisor", "auditor"])
def test_the_desk_s_case_page_is_english(role: str) -> None:
    appeal = in_review()
    user = officer_of(appeal) if role == "agent" else builders.officer(role, first_name="Ann")
    address = f"/pmo/appeals/appeal/{appeal.pk}/change/"
    assert "What the rules saw" in seen(at_the_desk(user), address)
    account = appeal.account
    assert account
    seen(at_the_desk(user), f"/pmo/eligibility/account/{account.pk}/change/")


def partner_rows() -> list[Model]:
    """Return a partner, its key, its address and a message that did not arrive."""
    by, at = builders.officer("supervisor"), builders.now()
    partner = partners.add("Platform", by=by, at=at)
    until = at + timedelta(days=9)
    key, _ = partners.issue(partner, scopes=["status_all"], expires_at=until, by=by, at=at)
    endpoint, _ = webhooks.add(
        partner, url="https://partner.example/hook", events=WebhookEndpoint.Event.values,
        by=by, at=at,
    )  # fmt: skip
    builders.block()
    WebhookDelivery.objects.update(dead_at=NOON, deliveries=5, answered=500)
    return [partner, key, endpoint, WebhookDelivery.objects.get()]


def rule_rows() -> list[Model]:
    """Return a draft with its dry run, a version in force, a fuse and what was decided."""
    draft = drafts.draft("age")
    drafts.tried(draft)
    decisions.decided(2, 1, batch=decisions.batch())
    return [draft, builders.policy(), decisions.blown_fuse(policy=builders.policy())]


def run_rows() -> list[Model]:
    """Return a run, what it found and blocked, the account, and the campaign that undoes it."""
    people.verdict(people.account())
    people.screen()
    block = Block.objects.get()
    run = block.finding.run
    assert run
    by = builders.officer("supervisor")
    remedy = remedies.open_for(
        run=run, title="March data", explanation="The data was wrong.", by=by, at=NOON
    )
    return [run, block.finding, block, block.account, remedy]


def data_rows() -> list[Model]:
    """Return a wave, an extension of its deadlines and a file."""
    wave = people.grant(people.account()).gelombang
    day = NOON.date()
    extension = gelombang.extend_deadlines(
        gelombang=wave, first_date=day, last_date=day, reason="site down",
        by=builders.officer("rule_officer"), at=NOON,
    )  # fmt: skip
    return [wave, extension, decisions.batch()]


@pytest.mark.parametrize("make", [partner_rows, rule_rows, run_rows, data_rows])
def test_the_pages_behind_the_rules_are_english(make: Callable[[], list[Model]]) -> None:
    client = at_the_desk(builders.officer("supervisor", first_name="Ann"))
    for row in make():
        name = f"admin:{row._meta.label_lower.replace('.', '_')}"
        seen(client, reverse(f"{name}_change", args=[row.pk]))
        seen(client, reverse(f"{name}_changelist"))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("deadlineextension/tambah/", "Days lost to a disruption"),
        ("fuse/tingkat/", "Share of blocks undone"),
        ("gelombang/buka/", "New wave"),
        ("importbatch/kirim/", "Columns of each kind of file"),
        ("partner/baru/", "Name of partner"),
        ("remedy/add/", "What was wrong?"),
        ("rulepolicy/susun/", "Choose the rule"),
        ("rulepolicy/susun/education/", "Legal basis"),
        ("screeningrun/mulai/", "Start screening all accounts"),
    ],
)
def test_a_form_behind_the_rules_is_english(address: str, said: str) -> None:
    builders.policy()
    role = "supervisor" if address.startswith(("partner", "remedy")) else "rule_officer"
    client = at_the_desk(builders.officer(role, first_name="Ann"))
    assert said in seen(client, f"/pmo/eligibility/{address}")

"""The staff site's door: password, second factor, lock-out, and sessions that end."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from portal import second_factor
from portal.models import AuditEntry, User
from tests import builders

pytestmark = pytest.mark.django_db

PASSWORD = "kuda-lumping-merah-7"


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """Hash quickly: how slowly passwords are hashed is not what these tests are about."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def agent() -> User:
    """An agent with a password."""
    user = builders.officer("agent")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def with_factor(settings: Settings) -> None:
    """The second factor is asked for."""
    settings.SECOND_FACTOR = True


@pytest.fixture
def without_factor(settings: Settings) -> None:
    """As in the demonstration."""
    settings.SECOND_FACTOR = False


def _sign_in(client: Client, username: str, password: str = PASSWORD, **over: Any) -> Any:
    return client.post("/pmo/login/", {"username": username, "password": password} | over)


def _code(device: Any, *, drift: int = 0) -> Any:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, drift)
    return f"{totp.token():06d}"


def _actions() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def _pass_time(monkeypatch: pytest.MonkeyPatch, **later: Any) -> None:
    now = timezone.now() + timedelta(**later)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


# --- Password -------------------------------------------------------------------------------


def test_without_a_second_factor_the_password_opens_the_site(
    client: Client, agent: User, without_factor: None
) -> None:
    _sign_in(client, agent.username)
    assert client.get("/pmo/").status_code == 200
    assert "staff.signed_in" in _actions()


def test_somebody_who_is_no_staff_stays_out(
    client: Client, agent: User, without_factor: None
) -> None:
    User.objects.update(is_staff=False)
    _sign_in(client, agent.username)
    assert client.get("/pmo/").status_code == 302


def test_a_disabled_person_is_out_at_once(
    client: Client, agent: User, without_factor: None
) -> None:
    _sign_in(client, agent.username)
    User.objects.update(is_active=False)
    assert client.get("/pmo/").status_code == 302


def test_a_wrong_password_is_written_down_without_what_was_typed(
    client: Client, agent: User, without_factor: None
) -> None:
    _sign_in(client, agent.username, "a-wrong-password")
    entry = AuditEntry.objects.get(action="staff.sign_in_failed")
    assert (entry.actor, entry.subject_id) == (None, str(agent.pk))
    assert "wrong" not in str(entry.details)


@pytest.mark.parametrize("is_known", [True, False])
def test_five_failures_lock_out_known_and_unknown_people_alike(
    client: Client, agent: User, without_factor: None, is_known: bool
) -> None:
    username = agent.username if is_known else "nobody"
    answers = [_sign_in(client, username, "a-wrong-password") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert _sign_in(client, username).status_code == 429
    assert "staff.locked_out" in _actions()


def test_the_lock_opens_after_fifteen_minutes(
    client: Client, agent: User, without_factor: None
) -> None:
    for _ in range(5):
        _sign_in(client, agent.username, "a-wrong-password")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert _sign_in(client, agent.username).status_code == 302


def test_the_lock_out_page_says_what_to_do(client: Client, without_factor: None) -> None:
    for _ in range(5):
        answer = _sign_in(client, "nobody", "a-wrong-password")
    assert "15 menit" in answer.content.decode()


# --- Sessions -------------------------------------------------------------------------------


def test_thirty_idle_minutes_end_the_session(
    client: Client, agent: User, without_factor: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sign_in(client, agent.username)
    _pass_time(monkeypatch, minutes=31)
    assert client.get("/pmo/").status_code == 302


def test_work_keeps_the_session_alive(
    client: Client, agent: User, without_factor: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sign_in(client, agent.username)
    for _ in range(3):
        _pass_time(monkeypatch, minutes=20)
        assert client.get("/pmo/").status_code == 200


def test_twelve_hours_end_the_session_of_the_busiest(
    client: Client, agent: User, without_factor: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sign_in(client, agent.username)
    for _ in range(36):
        _pass_time(monkeypatch, minutes=20)
        client.get("/pmo/")
    _pass_time(monkeypatch, minutes=1)
    assert client.get("/pmo/").status_code == 302


# --- Second factor --------------------------------------------------------------------------


def test_the_first_sign_in_enrols_a_phone(client: Client, agent: User, with_factor: None) -> None:
    _sign_in(client, agent.username)
    page = client.get("/pmo/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/pmo/kode/pasang/")
    device = TOTPDevice.objects.get(user=agent, confirmed=False)
    assert second_factor.secret_text(device) in page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()


def test_enrolling_shows_ten_recovery_codes_once(
    client: Client, agent: User, with_factor: None
) -> None:
    codes: list[str] = _enrol(client, agent)
    assert len(set(codes)) == 10
    assert client.get("/pmo/").status_code == 200
    assert client.get("/pmo/kode/pasang/").status_code == 302
    assert "staff.second_factor_enrolled" in _actions()


def _enrol(client: Client, agent: User) -> Any:
    _sign_in(client, agent.username)
    client.get("/pmo/kode/pasang/")
    device = TOTPDevice.objects.get(user=agent)
    page = client.post("/pmo/kode/pasang/", {"code": _code(device)})
    return page.context["codes"]


def test_a_wrong_first_code_enrols_nothing(client: Client, agent: User, with_factor: None) -> None:
    _sign_in(client, agent.username)
    client.get("/pmo/kode/pasang/")
    page = client.post("/pmo/kode/pasang/", {"code": "000000"})
    assert "tidak cocok" in page.content.decode()
    assert not TOTPDevice.objects.filter(confirmed=True).exists()
    assert client.get("/pmo/").status_code == 302


@pytest.fixture
def enrolled(client: Client, agent: User, with_factor: None) -> list[str]:
    """The agent's recovery codes; the phone is enrolled and the agent signed out."""
    codes: list[str] = _enrol(client, agent)
    client.post("/pmo/logout/")
    TOTPDevice.objects.update(last_t=-1)
    return codes


def test_the_password_alone_opens_nothing(client: Client, agent: User, enrolled: list[str]) -> None:
    _sign_in(client, agent.username)
    page = client.get("/pmo/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/pmo/kode/?")
    assert client.get("/pmo/password_change/").status_code == 302


def test_the_phones_code_opens_the_site(client: Client, agent: User, enrolled: list[str]) -> None:
    _sign_in(client, agent.username)
    answer = client.post("/pmo/kode/", {"code": _code(TOTPDevice.objects.get()), "next": "/pmo/x/"})
    assert (answer.status_code, answer["Location"]) == (302, "/pmo/x/")
    assert client.get("/pmo/").status_code == 200


def test_a_code_counts_once(client: Client, agent: User, enrolled: list[str]) -> None:
    code = _code(TOTPDevice.objects.get())
    _sign_in(client, agent.username)
    client.post("/pmo/kode/", {"code": code})
    client.post("/pmo/logout/")
    _sign_in(client, agent.username)
    client.post("/pmo/kode/", {"code": code})
    assert client.get("/pmo/").status_code == 302


def test_a_recovery_code_opens_the_site_once(
    client: Client, agent: User, enrolled: list[str]
) -> None:
    _sign_in(client, agent.username)
    client.post("/pmo/kode/", {"code": enrolled[0].upper()})
    assert client.get("/pmo/").status_code == 200
    assert StaticToken.objects.count() == 9


def test_wrong_codes_are_refused_slowed_down_and_written_down(
    client: Client, agent: User, enrolled: list[str]
) -> None:
    _sign_in(client, agent.username)
    page = client.post("/pmo/kode/", {"code": "000000"})
    assert "tidak cocok" in page.content.decode()
    client.post("/pmo/kode/", {"code": _code(TOTPDevice.objects.get())})
    assert client.get("/pmo/").status_code == 302
    assert "staff.second_factor_refused" in _actions()


def test_one_may_leave_before_the_second_factor(
    client: Client, agent: User, enrolled: list[str]
) -> None:
    _sign_in(client, agent.username)
    client.post("/pmo/kode/", {"leave": "1"})
    assert "_auth_user_id" not in client.session


def test_nobody_is_led_to_another_site(client: Client, agent: User, enrolled: list[str]) -> None:
    _sign_in(client, agent.username)
    answer = client.post(
        "/pmo/kode/",
        {"code": _code(TOTPDevice.objects.get()), "next": "https://elsewhere.example/"},
    )
    assert answer["Location"] == "/pmo/"


@pytest.mark.parametrize("page", ["/pmo/kode/", "/pmo/kode/pasang/"])
def test_a_stranger_is_led_to_the_sign_in(client: Client, with_factor: None, page: str) -> None:
    assert client.get(page)["Location"] == "/pmo/login/"


def test_a_lost_phone_is_forgotten_by_an_administrator(
    client: Client, agent: User, enrolled: list[str]
) -> None:
    second_factor.forget(agent, by=agent, at=timezone.now())
    assert not second_factor.has_device(agent)
    assert not StaticToken.objects.exists()
    assert "staff.second_factor_forgotten" in _actions()


def test_the_qr_code_is_a_picture_of_the_secret(agent: User) -> None:
    picture = second_factor.picture(second_factor.device_to_confirm(agent))
    assert base64.b64decode(picture.partition(",")[2]).startswith(b"<?xml")


# --- Making staff ---------------------------------------------------------------------------


def test_create_staff_makes_a_person_with_a_generated_password(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("create_staff", "rina", "--role", "supervisor", "--generate")
    user = User.objects.get(username="rina")
    password = capsys.readouterr().out.split("Password: ")[1].strip()
    assert (user.role_names, user.is_staff, user.is_superuser) == (
        frozenset({"supervisor"}), True, False,
    )  # fmt: skip
    assert user.check_password(password)
    assert "staff.created" in _actions()


@pytest.mark.parametrize("arguments", [["rina"], ["agent1", "--role", "agent"]])
def test_create_staff_refuses_nobody_in_particular_and_twice(arguments: str) -> None:
    User.objects.create(username="agent1")
    with pytest.raises(CommandError):
        call_command("create_staff", *arguments)


def test_create_staff_asks_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda _: PASSWORD)
    call_command("create_staff", "rina", "--role", "agent")
    assert User.objects.get(username="rina").check_password(PASSWORD)


def test_create_staff_refuses_a_weak_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda _: "rahasia")
    with pytest.raises(CommandError, match="12"):
        call_command("create_staff", "rina", "--role", "agent")


def test_one_address_cannot_go_on_trying_made_up_names(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.staff._SIGN_INS", 3)
    answers = [_sign_in(client, f"orang{number}").status_code for number in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert _actions().count("staff.sign_in_failed") == 3

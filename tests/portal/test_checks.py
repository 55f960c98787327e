"""What the system checks find between settings."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from portal import calendar, checks

PRODUCTION = {
    "PORTAL_MODE": "production",
    "SECRET_KEY": "k3y-" + "aB3$xY9!" * 8,
    "MASTER_KEYS": "2026a:" + "q" * 42 + "o=",
    "ALLOWED_HOSTS": "bantuan.example",
    "SITE_URL": "https://bantuan.example",
    "DATABASE_URL": "postgresql://portal:x@db.example/portal",
    "REDIS_URL": "redis://broker.example/0",
    "EMAIL_HOST": "smtp.example",
    "DEFAULT_FROM_EMAIL": "bantuan@bantuan.example",
}


@pytest.fixture
def production(settings: Settings) -> Settings:
    """Settings as production should have them."""
    settings.IN_PRODUCTION = settings.SECOND_FACTOR = settings.IS_HTTPS = True
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST = True, "smtp.example"
    settings.MASTER_KEYS = ["2026a:" + "q" * 42 + "o="]
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://bantuan.example", ["bantuan.example"]
    return settings


def _ids() -> list[str | None]:
    return [fault.id for fault in checks.production_is_safe()]


def test_safe_settings_pass(production: Settings) -> None:
    assert _ids() == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("SECOND_FACTOR", False, "portal.E001"),
        ("MASTER_KEYS", ["demo1:" + checks.DEMONSTRATION_KEY], "portal.E002"),
        ("IS_HTTPS", False, "portal.E003"),
        ("ALLOWED_HOSTS", ["other.example"], "portal.E004"),
        ("ALLOWED_HOSTS", ["bantuan.example", "*"], "portal.E005"),
        ("EMAIL_USE_TLS", False, "portal.E006"),
    ],
)
def test_each_unsafe_setting_is_named_with_a_hint(
    production: Settings, name: str, value: Any, code: str
) -> None:
    setattr(production, name, value)
    faults = checks.production_is_safe()
    assert [fault.id for fault in faults] == [code]
    assert faults[0].hint


def test_the_demonstration_may_be_convenient(settings: Settings) -> None:
    settings.IN_PRODUCTION, settings.SECOND_FACTOR = False, False
    assert _ids() == []


@pytest.mark.parametrize(("seconds", "codes"), [(10, []), (11, ["portal.E007"])])
def test_a_lease_outlasts_the_mail_server(
    settings: Settings, seconds: int, codes: list[str]
) -> None:
    settings.EMAIL_TIMEOUT = seconds
    assert [fault.id for fault in checks.leases_outlast_the_server()] == codes


@pytest.mark.parametrize(
    ("until", "codes"), [(date(2027, 1, 19), []), (date(2027, 1, 18), ["portal.W001"])]
)
def test_holidays_must_reach_sixty_days_ahead(
    monkeypatch: pytest.MonkeyPatch, until: Any, codes: Any
) -> None:
    monkeypatch.setattr(calendar, "covered_until", lambda: until)
    monkeypatch.setattr(calendar, "civil_date", lambda _: date(2026, 11, 20))
    assert [fault.id for fault in checks.calendar_reaches_far_enough()] == codes


def _deploy_check(tmp_path: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | PRODUCTION | {"PORTAL_VAR": str(tmp_path)} | changes
    for of_the_tests in ("EMAIL_PORT", "DJANGO_ALLOW_ASYNC_UNSAFE"):
        environment.pop(of_the_tests, None)
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_production_settings_pass_djangos_deployment_check(tmp_path: Path) -> None:
    found = _deploy_check(tmp_path)
    assert found.returncode == 0, found.stderr


def test_production_without_the_second_factor_does_not_start(tmp_path: Path) -> None:
    found = _deploy_check(tmp_path, SECOND_FACTOR="false")
    assert found.returncode != 0
    assert "portal.E001" in found.stderr


@pytest.mark.parametrize(("query", "seconds"), [("", "5"), ("?connect_timeout=9", "9")])
def test_connecting_to_the_database_ends_after_seconds(
    query: str, seconds: Any, tmp_path: Path
) -> None:
    url = PRODUCTION["DATABASE_URL"] + query
    values = {**PRODUCTION, "PORTAL_VAR": str(tmp_path), "DATABASE_URL": url}
    told = "from portal import settings as s; print(s.DATABASES['default']['OPTIONS'])"
    done = subprocess.run(
        [sys.executable, "-c", told], env=values, capture_output=True, text=True, check=True
    )
    assert f"'connect_timeout': '{seconds}'" in done.stdout


@pytest.mark.parametrize(
    ("bits", "codes"), [(9, ["portal.E008"]), (10, []), (20, []), (21, ["portal.E008"])]
)
def test_the_work_asked_of_browsers_is_neither_nothing_nor_minutes(
    settings: Settings, bits: int, codes: list[str]
) -> None:
    settings.PROOF_BITS = bits
    assert [fault.id for fault in checks.floods_are_answered_in_time()] == codes

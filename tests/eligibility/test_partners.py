"""Partners and their keys: who issues them, how they end, and that the secret is kept nowhere."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from eligibility import partners
from eligibility.models import Partner, PartnerCall, PartnerKey
from eligibility.tasks import forget_partner_calls
from portal.calendar import JAKARTA
from portal.models import AuditEntry, User
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db

MONTH = NOON + timedelta(days=30)


def partner(name: str = "Platform Contoh") -> Partner:
    return partners.add(name, by=builders.officer("supervisor"), at=NOON)


def issue(of: Partner | None = None, **over: Any) -> tuple[PartnerKey, str]:
    values: dict[str, Any] = {
        "scopes": ["status"],
        "expires_at": MONTH,
        "by": builders.officer("supervisor"),
        "at": NOON,
    }
    return partners.issue(of or partner(), **{**values, **over})


def is_known(secret: str, *, at: datetime = NOON) -> bool:
    return partners.recognise(secret, at=at) is not None


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_a_key_is_recognised_by_its_secret() -> None:
    key, secret = issue()
    assert secret.startswith(f"pk_{key.prefix}_")
    assert partners.recognise(secret, at=NOON) == key


def test_the_secret_is_kept_nowhere() -> None:
    key, secret = issue()
    plain = secret.split("_", 2)[2]
    assert plain not in str(PartnerKey.objects.filter(pk=key.pk).values())
    assert plain not in str(list(AuditEntry.objects.values()))


def test_a_key_ends_on_its_day() -> None:
    _, secret = issue()
    assert is_known(secret, at=MONTH - timedelta(seconds=1))
    assert not is_known(secret, at=MONTH)


def test_a_revoked_key_ends_at_once() -> None:
    key, secret = issue()
    partners.revoke(key, by=builders.officer("supervisor"), at=NOON)
    assert not is_known(secret)
    with pytest.raises(partners.NotAllowed):
        partners.revoke(key, by=builders.officer("supervisor"), at=NOON)


def test_the_old_key_lives_beside_the_new_one_until_its_day() -> None:
    key, old = issue()
    until = NOON + timedelta(days=7)
    by = builders.officer("supervisor")
    renewed, new = partners.rotate(key, until=until, expires_at=MONTH, by=by, at=NOON)
    assert is_known(old)
    assert is_known(new)
    assert not is_known(old, at=until)
    assert renewed.scopes == key.scopes


def test_a_rotation_never_lengthens_the_old_key() -> None:
    key, old = issue()
    by = builders.officer("supervisor")
    partners.rotate(key, until=MONTH + timedelta(days=9), expires_at=MONTH, by=by, at=NOON)
    assert not is_known(old, at=MONTH)


@pytest.mark.parametrize("how", ["ended", "past"])
def test_a_rotation_is_refused(how: str) -> None:
    key, _ = issue()
    at = MONTH if how == "ended" else NOON
    until = at - timedelta(seconds=1)
    by = builders.officer("supervisor")
    with pytest.raises(partners.NotAllowed):
        partners.rotate(key, until=until, expires_at=at + timedelta(days=1), by=by, at=at)


@pytest.mark.parametrize("role", ["agent", "rule_officer", "privacy_officer", "auditor"])
def test_only_supervisors_issue_keys(role: str) -> None:
    with pytest.raises(partners.NotAllowed):
        issue(by=builders.officer(role))


@pytest.mark.parametrize("kind", ["superuser", "left"])
def test_nobody_goes_around_the_role(kind: str) -> None:
    by = builders.officer("supervisor", is_superuser=kind == "superuser", is_active=kind != "left")
    if kind == "superuser":
        by.groups.clear()
    with pytest.raises(partners.NotAllowed):
        issue(by=User.objects.get(pk=by.pk))


@pytest.mark.parametrize(
    "over",
    [
        {"scopes": []},
        {"scopes": ["everything"]},
        {"expires_at": NOON},
        {"expires_at": NOON + timedelta(days=partners.MOST_DAYS, seconds=1)},
    ],
)
def test_a_key_of_another_shape_is_refused(over: dict[str, Any]) -> None:
    with pytest.raises(partners.NotAllowed):
        issue(**over)


def test_a_stopped_partner_has_no_valid_key_until_it_goes_on() -> None:
    mine, by = partner(), builders.officer("supervisor")
    _, secret = issue(mine)
    partners.deactivate(mine, by=by, at=NOON)
    assert not is_known(secret)
    with pytest.raises(partners.NotAllowed):
        issue(mine)
    partners.activate(mine, by=by, at=NOON)
    assert is_known(secret)


def test_stopping_twice_is_refused() -> None:
    mine, by = partner(), builders.officer("supervisor")
    partners.deactivate(mine, by=by, at=NOON)
    with pytest.raises(partners.NotAllowed):
        partners.deactivate(mine, by=by, at=NOON)
    partners.activate(mine, by=by, at=NOON)
    with pytest.raises(partners.NotAllowed):
        partners.activate(mine, by=by, at=NOON)


@pytest.mark.parametrize("name", ["", "  ", "!!!", "x" * 81, "Platform contoh", "platform-contoh"])
def test_a_name_that_reads_like_another_is_refused(name: str) -> None:
    partner("Platform Contoh")
    with pytest.raises(partners.NotAllowed):
        partner(name)


@pytest.mark.parametrize("calls", [0, partners.MOST_CALLS_PER_MINUTE + 1])
def test_a_rate_nobody_needs_is_refused(calls: int) -> None:
    with pytest.raises(partners.NotAllowed):
        partners.add("Lain", calls_per_minute=calls, by=builders.officer("supervisor"), at=NOON)


def test_use_is_noted_once_a_minute() -> None:
    key, secret = issue()
    for seconds in (0, 59, 60):
        partners.recognise(secret, at=NOON + timedelta(seconds=seconds))
        key.refresh_from_db()
        assert key.last_used_at == NOON + timedelta(seconds=seconds - seconds % 60)


def test_a_wrong_secret_is_no_use() -> None:
    key, secret = issue()
    partners.recognise(secret + "x", at=NOON)
    key.refresh_from_db()
    assert key.last_used_at is None


def test_a_key_outlives_a_change_of_the_master_key(settings: Any) -> None:
    key, secret = issue()
    old = list(settings.MASTER_KEYS)
    settings.MASTER_KEYS = ["next:" + "bmV4dC1rZXktb2YtdGhlLXRlc3RzLTMyLWJ5dGVzISE=", *old]
    assert is_known(secret)
    key.refresh_from_db()
    settings.MASTER_KEYS = settings.MASTER_KEYS[:1]
    assert is_known(secret, at=NOON + timedelta(minutes=2))


def test_every_step_is_written_down() -> None:
    mine, by = partner(), builders.officer("supervisor")
    key, _ = issue(mine)
    partners.rotate(key, until=NOON, expires_at=MONTH, by=by, at=NOON)
    partners.revoke(key, by=by, at=NOON)
    partners.deactivate(mine, by=by, at=NOON)
    partners.activate(mine, by=by, at=NOON)
    steps = ["add", "key_issue", "key_issue", "key_rotate", "key_revoke", "deactivate", "activate"]
    assert actions() == [f"partner.{step}" for step in steps]


def called(of: Partner, *, days_ago: int, number: int = 1) -> PartnerCall:
    return PartnerCall.objects.create(
        partner=of, idempotency_key=f"{days_ago}-{number}", body_digest="0" * 64,
        called_at=NOON - timedelta(days=days_ago),
    )  # fmt: skip


def test_calls_are_forgotten_when_no_key_of_their_time_can_live() -> None:
    mine = partner()
    kept = called(mine, days_ago=400)
    for number in range(5):
        called(mine, days_ago=401, number=number)
    assert partners.forget_calls(at=NOON, batch=2) == 5
    assert list(PartnerCall.objects.all()) == [kept]
    assert partners.forget_calls(at=NOON) == 0
    counts = AuditEntry.objects.filter(action="partner.forget_calls").order_by("pk")
    assert [entry.details for entry in counts] == [{"count": 2}, {"count": 2}, {"count": 1}]


def test_the_nightly_job_forgets_old_calls() -> None:
    called(partner(), days_ago=800)
    forget_partner_calls()
    assert not PartnerCall.objects.exists()


def test_a_keys_last_day_is_the_one_before_midnight() -> None:
    key, _ = issue(expires_at=datetime(2027, 7, 1, 0, 0, tzinfo=JAKARTA))
    assert key.last_day == date(2027, 6, 30)


def test_two_names_that_imports_cut_to_one_source_are_refused() -> None:
    long = "Badan Penyelenggara Pelatihan Kerja Wilayah"
    partner(f"{long} Barat")
    with pytest.raises(partners.NotAllowed, match="reads the same"):
        partner(f"{long} Timur")

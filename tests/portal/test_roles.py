"""Who sees and changes what on the platform's staff pages."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from portal import audit, outbox
from portal.models import AuditEntry, OutgoingMessage, Role, User
from portal.staff import RoleAdmin
from tests import builders

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 5, tzinfo=UTC)


@pytest.fixture
def enter(client: Client, settings: Settings) -> Callable[[User], Client]:
    """Sign somebody in, without a second factor."""
    settings.SECOND_FACTOR = False

    def enter(user: User) -> Client:
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def administrator() -> User:
    """A superuser without any role."""
    return User.objects.create(username="admin1", is_staff=True, is_superuser=True)


@pytest.fixture
def dead_message() -> OutgoingMessage:
    """A message the server refused."""
    outbox.queue(to="budi@contoh.example", subject="Perihal", body="Isi", key="k", at=AT)
    OutgoingMessage.objects.update(dead_at=AT, deliveries=5, last_fault="recipient refused (550)")
    return OutgoingMessage.objects.get()


def test_the_five_roles_are_groups() -> None:
    assert set(Group.objects.values_list("name", flat=True)) >= set(Role.values)


def test_only_pages_that_ask_for_roles_are_registered() -> None:
    assert all(isinstance(page, RoleAdmin) for page in admin.site._registry.values())


@pytest.mark.parametrize(
    ("role", "code"),
    [("agent", 403), ("supervisor", 403), ("rule_officer", 403), ("privacy_officer", 200),
     ("auditor", 200)],
)  # fmt: skip
def test_the_trail_is_for_privacy_officers_and_auditors(
    enter: Callable[[User], Client], role: str, code: int
) -> None:
    assert enter(builders.officer(role)).get("/pmo/portal/auditentry/").status_code == code


def test_a_superuser_has_no_bypass(enter: Callable[[User], Client], administrator: User) -> None:
    client = enter(administrator)
    assert client.get("/pmo/portal/auditentry/").status_code == 403
    assert client.get("/pmo/portal/outgoingmessage/").status_code == 403


def test_an_entry_is_read_and_never_changed(enter: Callable[[User], Client]) -> None:
    audit.record("test.done", by=None, at=AT)
    entry = AuditEntry.objects.earliest("pk")
    page = f"/pmo/portal/auditentry/{entry.pk}/change/"
    client = enter(builders.officer("auditor"))
    assert client.get(page).status_code == 200
    assert client.post(page, {"action": "x"}).status_code == 403
    assert client.get("/pmo/portal/auditentry/add/").status_code == 403
    assert client.get(f"/pmo/portal/auditentry/{entry.pk}/delete/").status_code == 403


def test_the_trail_is_never_counted(enter: Callable[[User], Client]) -> None:
    client = enter(builders.officer("auditor"))
    with CaptureQueriesContext(connection) as queries:
        client.get("/pmo/portal/auditentry/")
    statements = [query["sql"] for query in queries if "portal_auditentry" in query["sql"]]
    assert statements
    assert not any("COUNT(" in statement for statement in statements)


def test_messages_show_neither_address_nor_words(
    enter: Callable[[User], Client], dead_message: OutgoingMessage
) -> None:
    client = enter(builders.officer("supervisor"))
    for page in ("", f"{dead_message.pk}/change/"):
        html = client.get(f"/pmo/portal/outgoingmessage/{page}").content.decode()
        assert "recipient refused (550)" in html
        assert "budi@" not in html
        assert "Perihal" not in html
        assert "Isi" not in html


def test_a_supervisor_has_dead_messages_tried_again(
    enter: Callable[[User], Client], dead_message: OutgoingMessage
) -> None:
    client = enter(builders.officer("supervisor"))
    client.post(
        "/pmo/portal/outgoingmessage/",
        {"action": "try_again", "_selected_action": [dead_message.pk]},
    )
    dead_message.refresh_from_db()
    assert (dead_message.dead_at, dead_message.deliveries) == (None, 0)
    assert AuditEntry.objects.get(action="messages.revived").details == {"count": 1}


def test_an_auditor_has_nothing_tried_again(
    enter: Callable[[User], Client], dead_message: OutgoingMessage
) -> None:
    client = enter(builders.officer("auditor"))
    client.post(
        "/pmo/portal/outgoingmessage/",
        {"action": "try_again", "_selected_action": [dead_message.pk]},
    )
    dead_message.refresh_from_db()
    assert dead_message.dead_at is not None


def test_an_administrator_gives_roles_and_it_is_written_down(
    enter: Callable[[User], Client], administrator: User
) -> None:
    agent = builders.officer("agent")
    group = Group.objects.get(name="supervisor")
    enter(administrator).post(
        f"/pmo/portal/user/{agent.pk}/change/",
        {"username": agent.username, "is_active": "on", "groups": [group.pk]},
    )
    assert User.objects.get(pk=agent.pk).has_role(Role.SUPERVISOR)
    entry = AuditEntry.objects.get(action="staff.saved")
    assert (entry.actor, entry.subject_id) == (administrator, str(agent.pk))
    assert entry.details["roles"] == ["supervisor"]


def test_an_administrator_makes_staff(enter: Callable[[User], Client], administrator: User) -> None:
    enter(administrator).post(
        "/pmo/portal/user/add/",
        {"username": "rina", "usable_password": "true", "password1": "kuda-lumping-merah-7",
         "password2": "kuda-lumping-merah-7"},
    )  # fmt: skip
    assert User.objects.get(username="rina").is_staff


def test_an_administrator_forgets_a_lost_phone(
    enter: Callable[[User], Client], administrator: User
) -> None:
    agent = builders.officer("agent")
    enter(administrator).post(
        "/pmo/portal/user/", {"action": "forget_second_factor", "_selected_action": [agent.pk]}
    )
    assert AuditEntry.objects.filter(action="staff.second_factor_forgotten").exists()


@pytest.mark.parametrize("role", Role.values)
def test_no_role_makes_staff(enter: Callable[[User], Client], role: str) -> None:
    client = enter(builders.officer(role))
    assert client.get("/pmo/portal/user/").status_code == 403
    assert client.get("/pmo/portal/user/add/").status_code == 403


@pytest.mark.parametrize("role", Role.values)
def test_every_role_has_an_index_page(enter: Callable[[User], Client], role: str) -> None:
    assert enter(builders.officer(role)).get("/pmo/").status_code == 200


def test_whoever_has_left_has_no_role() -> None:
    officer = builders.officer("supervisor")
    officer.is_active = False
    assert not officer.has_role(Role.SUPERVISOR)

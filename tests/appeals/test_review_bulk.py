"""Acting on the cases that were checked: a page that asks once more, then all or none."""

from typing import Any

import pytest
from django.urls import reverse

from appeals import lifecycle
from appeals.models import Appeal, Message, Priority, PriorityChange
from portal.models import User
from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


def _said(user: User, page: str, *cases: Appeal, **typed: Any) -> Any:
    picks = [f"{case.pk}:{case.revision}" for case in cases]
    url = reverse(f"admin:appeals_appeal_{page}")
    sent = {"pick": picks, "back": "tab=open&level=1", **typed}
    return signed_in(user).post(url, sent, follow=page == "bulk")


def test_the_queue_offers_what_the_role_may_do() -> None:
    builders.appeal()
    url = reverse("admin:appeals_appeal_changelist") + "?tab=open"
    pages = {
        role: signed_in(builders.officer(role)).get(url).content.decode()
        for role in ("agent", "supervisor", "auditor")
    }
    assert ["assign" in page for page in pages.values()] == [False, True, False]
    assert 'name="pick"' in pages["agent"]
    assert 'name="pick"' not in pages["auditor"]


def test_a_page_asks_once_more_and_then_all_is_done() -> None:
    agent, cases = builders.officer(), [builders.appeal(), builders.appeal()]
    answer = _said(agent, "bulk", *cases, action="note")
    assert answer.redirect_chain == [(reverse("admin:appeals_appeal_bulk"), 302)]
    asked = answer.content.decode()
    assert all(case.reference in asked for case in cases)
    assert not Message.objects.exists()
    missing = _said(agent, "bulk_do", *cases, action="note", text=" ")
    assert (missing.status_code, "Tulis dulu" in missing.content.decode()) == (422, True)
    done = _said(agent, "bulk_do", *cases, action="note", text="Dicek bersama.")
    assert done["Location"].endswith("?tab=open&level=1")
    assert Message.objects.filter(is_internal=True).count() == 2


def test_a_refused_case_is_named_with_all_still_checked_and_nothing_done() -> None:
    supervisor, agent = builders.officer("supervisor"), builders.officer()
    free, moved = builders.appeal(), builders.appeal()
    lifecycle.take(Appeal.objects.get(pk=moved.pk), by=agent, at=builders.now())
    answer = _said(supervisor, "bulk_do", free, moved, action="assign", to=supervisor.pk)
    page = answer.content.decode()
    assert (answer.status_code, page.count("checked")) == (409, 2)
    assert "Petugas lebih dulu." in page
    assert f'value="{moved.pk}:{moved.revision + 1}"' in page
    free.refresh_from_db()
    assert free.officer is None


def test_a_case_that_is_over_says_so_and_what_to_do_while_nothing_is_put_first() -> None:
    agent, free, over = builders.officer(), builders.appeal(), builders.appeal()
    lifecycle.withdraw(over, at=builders.now())
    answer = _said(agent, "bulk_do", free, over, action="urgent", reason="income")
    page = answer.content.decode()
    assert (answer.status_code, page.count('class="why-not"')) == (409, 1)
    assert f'id="why-{over.pk}"' in page
    assert "sudah selesai, jadi tidak bisa diubah lagi. Hapus centangnya." in page
    assert not Appeal.objects.urgent().exists()


def test_putting_first_says_at_once_which_cases_are_over_or_urgent_already() -> None:
    agent, free, over, urgent = builders.officer(), *(builders.appeal() for _ in range(3))
    lifecycle.withdraw(over, at=builders.now())
    reason = PriorityChange.Reason.INCOME
    lifecycle.set_priority(urgent, Priority.URGENT, reason=reason, by=agent, at=builders.now())
    page = _said(agent, "bulk", free, over, urgent, action="urgent").content.decode()
    assert page.count('class="why-not"') == 2
    assert "Kasus ini sudah selesai" in page
    assert "Kasus ini sudah mendesak." in page
    assert not PriorityChange.objects.filter(appeal=free).exists()


def test_closing_says_at_once_what_would_be_refused() -> None:
    agent, case = builders.officer(), builders.appeal_about(builders.block())
    page = _said(agent, "bulk", case, action="close_moot").content.decode()
    assert "Belum ada petugas yang membuka kasus ini." in page
    lifecycle.reassign(case, to=agent, by=builders.officer("supervisor"), at=builders.now())
    page = _said(agent, "bulk", case, action="close_moot").content.decode()
    assert "Petugas memegang kasus ini, tetapi belum ada petugas yang membukanya." in page


@pytest.mark.parametrize(
    "typed",
    [
        {"action": "assign"},
        {"action": "note", "pick": []},
        {"action": "note", "pick": ["x:1", "1", "9:9:9"]},
        {"action": "note", "pick": [f"{number}:1" for number in range(101)]},
    ],
)
def test_what_cannot_be_asked_leads_back_to_the_queue(typed: dict[str, Any]) -> None:
    answer = _said(builders.officer(), "bulk", builders.appeal(), **typed)
    (to, status), *_ = answer.redirect_chain
    assert (to.split("?")[0], status) == (reverse("admin:appeals_appeal_changelist"), 302)

"""The menus at the top: who sees which, in what order, and where one is."""

import pytest
from django.test import Client

from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


def _menus(role: str) -> list[tuple[str, list[str]]]:
    context = signed_in(builders.officer(role)).get("/pmo/").context
    return [
        (str(menu.title), [str(link.title) for link in menu.links]) for menu in context["menus"]
    ]


def test_the_cases_come_first_and_no_page_stands_outside_a_menu() -> None:
    """A list that no app placed would show up under the last title."""
    titles = [title for title, _links in _menus("supervisor")]
    assert titles[0] == "Pengaduan"
    assert "Lainnya" not in titles


def test_each_role_sees_only_the_pages_it_may_open() -> None:
    """An agent has no report and no trail; a supervisor has the report, an auditor both."""
    seen = {
        role: [link for _title, links in _menus(role) for link in links]
        for role in ("agent", "supervisor", "auditor")
    }
    assert "Laporan" not in seen["agent"]
    assert "Laporan" in seen["supervisor"]
    assert "Catatan audit" not in seen["supervisor"]
    assert {"Laporan", "Catatan audit"} <= set(seen["auditor"])


def test_every_link_of_a_menu_opens_for_whoever_sees_it() -> None:
    """No role is led to a page that refuses it."""
    for role in ("agent", "supervisor", "rule_officer", "privacy_officer", "auditor"):
        client = signed_in(builders.officer(role))
        for menu in client.get("/pmo/").context["menus"]:
            for link in menu.links:
                assert client.get(link.address).status_code == 200, (role, link.address)


def test_a_page_below_a_list_marks_the_list_and_its_menu() -> None:
    """The list itself is the page; a form below it stands within."""
    client = signed_in(builders.officer("rule_officer"))
    for path, current in (("rulepolicy/", "page"), ("rulepolicy/susun/", "true")):
        menus = client.get(f"/pmo/eligibility/{path}").context["menus"]
        marked = [(menu.is_here, link.current) for menu in menus for link in menu.links]
        assert [mark for mark in marked if mark[1]] == [(True, current)]


def test_nobody_is_shown_menus_at_the_door() -> None:
    """The sign-in page has no navigation."""
    assert b"desk-nav" not in Client().get("/pmo/login/").content

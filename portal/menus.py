"""The menus at the top of the staff's pages: each app says which of its pages stand together.

Owns order and what a person is shown of them; who may open a page, its admin says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.models import Role, User

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is no list of rows: its name in the URLs, and who is led there (or everybody)."""

    title: Words
    url_name: str
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Menu:
    """Pages that stand together, in the order they are shown."""

    title: Words
    pages: tuple[type[Model] | Page, ...]
    place: int


@dataclass(frozen=True, slots=True)
class Link:
    """One page of a menu; `current` is aria-current's value: the page itself, or one below it."""

    title: Words
    address: str
    current: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A menu as one person sees it; `is_here` says that one of its links is current."""

    title: Words
    links: tuple[Link, ...]
    is_here: bool


_MENUS: list[Menu] = []


def add(title: Words, *pages: type[Model] | Page, place: int) -> None:
    """Put a menu into the line at the top; lower places come first."""
    _MENUS.append(Menu(title, pages, place))


def shown(apps: Sequence[Any], *, user: User, path: str) -> list[Shown]:
    """Return the menus with the lists in `apps`, Django admin's own for `user`, seen at `path`."""
    lists = {model["model"]: model for app in apps for model in app["models"] if model["admin_url"]}
    found = [
        _shown(menu.title, _addresses(menu.pages, lists, user=user), path=path)
        for menu in sorted(_MENUS, key=lambda menu: menu.place)
    ]
    placed = {page for menu in _MENUS for page in menu.pages}
    others = [_named(model) for kind, model in lists.items() if kind not in placed]
    return [menu for menu in (*found, _shown(_("Lainnya"), others, path=path)) if menu.links]


def _addresses(
    pages: Iterable[type[Model] | Page], lists: dict[type[Model], Any], *, user: User
) -> list[tuple[Words, str]]:
    found: list[tuple[Words, str]] = []
    for page in pages:
        if isinstance(page, Page):
            if not page.roles or user.has_role(*page.roles):
                found.append((page.title, reverse(page.url_name)))
        elif page in lists:
            found.append(_named(lists[page]))
    return found


def _named(model: Any) -> tuple[Words, str]:  # noqa: ANN401 - Django admin's dictionary
    return capfirst(model["name"]), model["admin_url"]


def _shown(title: Words, addresses: Sequence[tuple[Words, str]], *, path: str) -> Shown:
    links = tuple(Link(name, address, _current(address, path)) for name, address in addresses)
    return Shown(title, links, any(link.current for link in links))


def _current(address: str, path: str) -> str:
    if address == path:
        return "page"
    return "true" if path.startswith(address) else ""

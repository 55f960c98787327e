"""Where Django admin meets the review desk: which pages stand under which address."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from appeals.review import (
    bulk_doors,
    draft_doors,
    pair_doors,
    photos,
    presence_doors,
    queue_doors,
    saved_view_doors,
    views,
)
from appeals.review.offered import READERS, REVIEWERS
from portal.staff import RoleAdmin

_View = Callable[..., HttpResponseBase]  # Django's own: each takes its path's parts


class AppealDesk(RoleAdmin):
    """The queue and the case pages; Django's add, change and delete pages do not exist here."""

    view_roles = READERS
    change_roles = REVIEWERS

    def get_urls(self) -> list[URLPattern]:
        """Serve the desk's pages only."""
        return [
            self._page("", queue_doors.show_queue, "changelist"),
            self._page("cari/", queue_doors.find, "search"),
            self._page("berikutnya/", views.next_case, "next"),
            self._page("banyak/", bulk_doors.choose, "bulk"),
            self._page("banyak/lakukan/", bulk_doors.carry_out, "bulk_do"),
            self._page("tampilan/", saved_view_doors.save, "view_save"),
            self._page("tampilan/<int:pk>/", saved_view_doors.change, "view"),
            self._page("tampilan/<int:pk>/hapus/", saved_view_doors.remove, "view_remove"),
            self._page("<int:pk>/change/", views.show_case, "change"),
            self._page("<int:pk>/langkah/<slug:verb>/", views.take_step, "step"),
            self._page("<int:pk>/simpan/<slug:verb>/", draft_doors.keep, "keep"),
            self._page("<int:pk>/buang/<slug:verb>/", draft_doors.throw_away, "throw_away"),
            self._page("<int:pk>/teks/", draft_doors.insert_text, "insert_text"),
            self._page("<int:pk>/pratinjau/", views.preview, "preview"),
            self._page("<int:pk>/buka/", views.reveal, "reveal"),
            self._page("<int:pk>/hadir/", presence_doors.beat, "presence"),
            self._page("<int:pk>/foto/<int:evidence_pk>/", photos.photo, "photo"),
        ]

    def _page(self, route: str, view: _View, name: str) -> URLPattern:
        return path(route, self.admin_site.admin_view(view), name=f"appeals_appeal_{name}")


class EvidenceDesk(RoleAdmin):
    """Photos, one address each; there is no list of them."""

    view_roles = REVIEWERS

    def has_module_permission(self, request: object) -> bool:
        """Keep photos out of the index."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Serve images only."""
        return [
            self._page("<int:pk>/image/", photos.image, "image"),
            self._page("<int:pk>/thumbnail/<str:key>/", photos.thumbnail, "thumbnail"),
        ]

    def _page(self, route: str, view: _View, name: str) -> URLPattern:
        return path(route, self.admin_site.admin_view(view), name=f"appeals_evidence_{name}")


class PairDesk(RoleAdmin):
    """Pairs of photos that look alike: one, those of a case, and what officers say of them."""

    view_roles = REVIEWERS

    def has_module_permission(self, request: object) -> bool:
        """Keep pairs out of the index: a case leads to its own."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Serve the pages of pairs; their names say nothing of appeals, so that others may link."""
        return [
            self._page("<int:pk>/", pair_doors.show_pair, "photo_pair"),
            self._page("<int:pk>/nilai/", pair_doors.judge_pair, "photo_pair_judge"),
            self._page("kasus/<int:pk>/", pair_doors.show_pairs, "photo_pairs"),
        ]

    def _page(self, route: str, view: _View, name: str) -> URLPattern:
        return path(route, self.admin_site.admin_view(view), name=name)

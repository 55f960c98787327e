"""The doors of saved lists: keep one, rename or share it, and let it go."""

from http import HTTPStatus

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from appeals.models import SavedView
from appeals.review import queue, saved_views
from appeals.review.doorkeeper import staff_only
from appeals.review.narrowing import Narrowing
from appeals.review.offered import READERS
from portal.models import User


class ViewForm(forms.Form):
    """A list's name, and whether everybody sees it."""

    name = forms.CharField(
        label=gettext_lazy("Nama tampilan"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Beri nama dulu.")},
    )
    is_shared = forms.BooleanField(
        label=gettext_lazy("Tampilkan untuk semua petugas"), required=False
    )

    def __init__(self, user: User, *, data: QueryDict | None = None, view: SavedView) -> None:
        initial = {"name": view.name, "is_shared": view.is_shared}
        super().__init__(data, auto_id="view-%s", initial=initial)
        if not saved_views.may_share(user):
            del self.fields["is_shared"]


@require_http_methods(["GET", "POST"])
@staff_only(*READERS)
def save(request: HttpRequest, user: User) -> HttpResponse:
    """Ask for the name of a new list, and keep it."""
    asked = QueryDict(request.POST.get("query") if request.method == "POST" else "") or request.GET
    tab = asked.get("tab", "") if asked.get("tab") in queue.TABS else "mine"
    query = urlencode(Narrowing(asked).chosen())
    return _answer(request, user, SavedView(owner=user, tab=tab, query=query))


@require_http_methods(["GET", "POST"])
@staff_only(*READERS)
def change(request: HttpRequest, user: User, *, pk: int) -> HttpResponse:
    """Show a list of the officer's own, and keep its new name."""
    return _answer(request, user, get_object_or_404(SavedView, pk=pk, owner=user))


@require_POST
@staff_only(*READERS)
def remove(request: HttpRequest, user: User, *, pk: int) -> HttpResponse:
    """Let a list of the officer's own go."""
    view = get_object_or_404(SavedView, pk=pk, owner=user)
    saved_views.remove(view, by=user, at=timezone.now())
    messages.success(request, _("Tampilan “%(name)s” dihapus.") % {"name": view.name})
    return redirect("admin:appeals_appeal_changelist")


def _answer(request: HttpRequest, user: User, view: SavedView) -> HttpResponse:
    is_sent = request.method == "POST"
    form = ViewForm(user, data=request.POST if is_sent else None, view=view)
    if is_sent and form.is_valid() and _kept(form, view, user):
        messages.success(request, _("Tampilan “%(name)s” tersimpan.") % {"name": view.name})
        return redirect(address_of(view))
    context = {
        **admin.site.each_context(request),
        "title": _("Tampilan antrean"),
        "form": form,
        "view": view,
        "is_new": view._state.adding,
        "what": ", ".join(
            each for each in (str(queue.TABS[view.tab].label), _filters(view)) if each
        ),
        "query": urlencode({"tab": view.tab}) + (f"&{view.query}" if view.query else ""),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_sent else HTTPStatus.OK
    return TemplateResponse(request, "appeals/review/saved_view.html", context, status=status)


def _kept(form: ViewForm, view: SavedView, user: User) -> bool:
    """Keep what was typed; say beside the field why it is not kept."""
    view.name = form.cleaned_data["name"]
    view.is_shared = form.cleaned_data.get("is_shared", False)
    at = timezone.now()
    try:
        if view._state.adding:
            saved_views.save(view, at=at)
        else:
            saved_views.change(view, by=user, at=at)
    except saved_views.NameTaken:
        form.add_error("name", _("Nama ini sudah Anda pakai. Pilih nama lain."))
    except saved_views.TooMany:
        words = _("Anda sudah menyimpan %(most)d tampilan. Hapus satu dulu.")
        form.add_error(None, words % {"most": saved_views.MOST})
    return form.is_valid()


def _filters(view: SavedView) -> str:
    return Narrowing(QueryDict(view.query)).in_words


def address_of(view: SavedView) -> str:
    """Return where the list opens."""
    found: str = redirect("admin:appeals_appeal_changelist")["Location"]
    return f"{found}?tab={view.tab}" + (f"&{view.query}" if view.query else "")

"""Supervisors set hours, closed days and banners; each change is written down and shows at once."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import truncatechars
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal import actions, audit, lists, office
from portal.audit import Detail
from portal.models import Banner, ClosedDay, OpeningHours, Role, User
from portal.staff import RoleAdmin

if TYPE_CHECKING:
    _BannerForm = forms.ModelForm[Banner]
else:
    _BannerForm = forms.ModelForm

_PREVIEW = "_preview"
_Row: TypeAlias = OpeningHours | ClosedDay | Banner


class OfficeAdmin(RoleAdmin):
    """What the three lists share: who may change them, and that it is written down."""

    view_roles = (Role.AUDITOR,)
    change_roles = (Role.SUPERVISOR,)
    list_words = (lists.PAGE,)
    actions = None
    formfield_overrides: ClassVar[Mapping[Any, Mapping[str, Any]]] = {  # Any: Django's
        models.TimeField: {
            "form_class": forms.TimeField,
            "widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        },
        models.DateField: {
            "form_class": forms.DateField,
            "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        },
        models.DateTimeField: {
            "form_class": forms.DateTimeField,
            "widget": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
        },
    }
    # The first word of the actions in the trail.
    word: ClassVar[str]

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[lists.NarrowedList]:
        """Leaf by page: the rows are few and have an order of their own."""
        return lists.NarrowedList

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,  # noqa: ANN401 - Django's
        **kwargs: Any,  # noqa: ANN401 - Django's
    ) -> HttpResponse:
        """Offer no saving that stays: the page is too short for so many buttons."""
        context["show_save_and_continue"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest, *args: object) -> bool:
        """Supervisors."""
        return self.has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, *args: Any) -> None:  # noqa: ANN401 - Django's
        """Save, write it down, and let the pages know."""
        super().save_model(request, obj, form, *args)
        self._record(request, obj, "saved", fields=sorted(form.changed_data))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:  # noqa: ANN401 - Django's
        """Write it down, remove it, and let the pages know."""
        self._record(request, obj, "removed")
        super().delete_model(request, obj)

    def _record(self, request: HttpRequest, row: _Row, what: str, **more: Detail) -> None:
        by = request.user if isinstance(request.user, User) else None
        details = {**row.written_down(), **more}
        audit.record(f"office.{self.word}_{what}", by=by, subject=row, at=timezone.now(), **details)
        office.forget()
        transaction.on_commit(office.forget)


@admin.register(OpeningHours)
class OpeningHoursAdmin(OfficeAdmin):
    """A row a weekday; a weekday without one is closed."""

    bare_words = _("Belum ada jam layanan. Tambahkan jam untuk tiap hari.")
    word = "hours"
    list_display = ("name", "opens_at", "closes_at")
    fields = ("weekday", "opens_at", "closes_at")
    ordering = ("weekday",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Supervisors: without its row a weekday is closed."""
        return self.has_change_permission(request)

    @admin.display(description=_("hari dalam minggu"))
    def name(self, hours: OpeningHours) -> str:
        """The weekday."""
        return str(hours.get_weekday_display())


@admin.register(ClosedDay)
class ClosedDayAdmin(OfficeAdmin):
    """Days on which nobody answers."""

    bare_words = _("Belum ada hari tutup. Tambahkan hari libur kantor di sini.")
    word = "closed_day"
    list_display = ("day", "reason")
    fields = ("day", "reason")
    ordering = ("-day",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Supervisors: a day may turn out to be an open one."""
        return self.has_change_permission(request)


class BannerForm(_BannerForm):
    """A banner; asked for a preview, it is never valid, and so never saved."""

    class Meta:
        model = Banner
        fields = ("text", "text_en", "tone", "starts_at", "ends_at", "closes_intake")
        widgets: ClassVar[Mapping[str, forms.Widget]] = {
            "text": forms.Textarea(attrs={"rows": 3, "cols": 60}),
            "text_en": forms.Textarea(attrs={"rows": 3, "cols": 60}),
        }

    @property
    def is_preview(self) -> bool:
        """Whether the person wants to see it only."""
        return _PREVIEW in self.data

    def clean(self) -> dict[str, Any]:
        """Keep a preview from being saved."""
        cleaned = super().clean() or {}
        if self.is_preview:
            self.add_error(None, ValidationError("", code="preview"))
        return cleaned


@admin.register(Banner)
class BannerAdmin(OfficeAdmin):
    """Notices for everybody; past ones stay as they were."""

    bare_words = _("Belum ada pengumuman. Pengumuman tampil di atas semua halaman publik.")
    word = "banner"
    form = BannerForm
    list_display = ("words", "tone", "shows", "starts_at", "ends_at", "closes")
    fields = BannerForm.Meta.fields
    ordering = ("-starts_at", "-pk")
    change_form_template = "admin/portal/banner/change_form.html"

    @admin.display(description=_("pengumuman"))
    def words(self, banner: Banner) -> str:
        """How it begins."""
        return truncatechars(banner.text, 60)

    @admin.display(description=_("keadaan"))
    def shows(self, banner: Banner) -> str:
        """Whether people see it now."""
        now = timezone.now()
        if now < banner.starts_at:
            return gettext("○ belum tampil")
        return gettext("● sedang tampil") if now < banner.ends_at else gettext("✓ sudah lewat")

    @admin.display(description=_("penerimaan"))
    def closes(self, banner: Banner) -> str:
        """Whether it closes the intake, in a word."""
        return gettext("ditutup") if banner.closes_intake else gettext("tetap buka")

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,  # noqa: ANN401 - Django's
        **kwargs: Any,  # noqa: ANN401 - Django's
    ) -> HttpResponse:
        """Show what people would see: what was typed for a preview, else what is kept."""
        context["show_save_and_add_another"] = False
        form = context["adminform"].form
        if getattr(form, "is_preview", False):
            if set(form.errors) == {"__all__"} and len(form.non_field_errors()) == 1:
                context["errors"] = None
            context["preview"] = form.instance
        elif context.get("original"):
            context["preview"] = context["original"]
        return super().render_change_form(request, context, *args, **kwargs)


MODELS = (OpeningHours, ClosedDay, Banner)

actions.name(
    "office",
    hours_saved=_("Jam layanan disimpan"),
    hours_removed=_("Jam layanan dihapus"),
    closed_day_saved=_("Hari tutup disimpan"),
    closed_day_removed=_("Hari tutup dihapus"),
    banner_saved=_("Pengumuman disimpan"),
)

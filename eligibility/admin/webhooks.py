"""Addresses that hear of blocks, and what was sent there; dead letters are sent again here."""

from datetime import date, datetime
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from eligibility import webhooks
from eligibility.admin import filters
from eligibility.admin.partner_forms import SecretForm, end_of, last_day_before
from eligibility.admin.partners import MOVED_ON, PartnerPages
from eligibility.admin.reading import officer_in
from eligibility.models import WebhookDelivery, WebhookEndpoint
from eligibility.webhooks import wire
from portal.leases import LEASE_RAN_OUT
from portal.models import Role, User
from portal.staff import has_role

SENDERS = (Role.SUPERVISOR, Role.RULE_OFFICER)
# More dead letters than this are sent again in several goes.
_MOST_AGAIN = 1_000

_FAULTS = {
    wire.UNANSWERED: _("Tidak ada jawaban dalam 10 detik, atau jawabannya terputus."),
    wire.UNCONNECTED: _("Tidak bisa tersambung, atau sambungannya terputus."),
    wire.BAD_CERTIFICATE: _("Sertifikat TLS tidak berlaku untuk alamat ini."),
    wire.UNKNOWN_NAME: _("Nama alamat ini tidak dikenal di internet."),
    wire.INSIDE: _("Alamat ini menuju ke jaringan dalam, jadi kami tidak mengirim ke sana."),
    wire.OTHER_PORT: _("Alamat ini bukan di port 443 atau 8443."),
    webhooks.STOPPED: _("Alamat atau mitranya dihentikan."),
    LEASE_RAN_OUT: _("Pengiriman terputus di pihak kami."),
}


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(PartnerPages):
    """Addresses of partners."""

    bare_words = _("Belum ada alamat. Penyelia menambahkannya di halaman mitra.")
    list_display = ("row_number", "partner", "url", "is_active")
    list_select_related = ("partner",)
    narrowing = filters.EndpointFilters
    page_template = "admin/eligibility/webhookendpoint/page.html"
    page_related = ("partner",)

    def get_urls(self) -> list[URLPattern]:
        """Add the steps of an address."""
        return [
            self.door("<int:pk>/rahasia/", self.secret_view, "secret"),
            self.door("<int:pk>/hentikan/", self.stop_view, "stop"),
            self.door("<int:pk>/aktifkan/", self.start_view, "start"),
            self.door("<int:pk>/kirim-ulang/", self.again_view, "again"),
            self.door("<int:pk>/contoh/", self.sample_view, "sample"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, row: WebhookEndpoint) -> dict[str, object]:  # type: ignore[override]
        """Return what the address hears and what has not reached it."""
        to = WebhookDelivery.objects.filter(endpoint=row)
        return {
            **super().page_context(request, row),
            "events": [WebhookEndpoint.Event(event).label for event in row.events],
            "owed": to.owed().order_by("due_at", "pk")[:20],
            "dead": to.dead().order_by("-pk")[:20],
            "arrived": to.exclude(done_at=None).order_by("-pk")[:10],
            "previous_day": _last_day_of_the_old_secret(row, at=timezone.now()),
            "may_send": has_role(request, *SENDERS),
        }

    def named(self, row: WebhookEndpoint) -> str:
        """Return the host: the whole address is too long for a heading."""
        return urlsplit(row.url).hostname or row.url

    def secret_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask how long the old secret signs, make another, and show it once."""
        by = officer_in(request, Role.SUPERVISOR)
        endpoint = self.row(request, pk)
        form = SecretForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            until = end_of(form.cleaned_data["until"])
            secret = webhooks.rotate_secret(endpoint, until=until, by=by, at=timezone.now())
            return self.secret_page(request, endpoint, secret, heading=_("Rahasia webhook"))
        return self.form_page(
            request, endpoint, form, heading=_("Ganti rahasia"), button=_("Buat rahasia baru")
        )

    @method_decorator(require_POST)
    def stop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send nothing more there."""
        return self.step(request, pk, webhooks.deactivate, said=_("Alamat dihentikan."))

    @method_decorator(require_POST)
    def start_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send there again."""
        return self.step(request, pk, webhooks.activate, said=_("Alamat aktif lagi."))

    @method_decorator(require_POST)
    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the address's dead letters again, the oldest first."""
        by = officer_in(request, *SENDERS)
        to = WebhookDelivery.objects.dead().filter(endpoint=self.row(request, pk))
        _send_again(request, to.order_by("pk")[:_MOST_AGAIN], by=by)
        return redirect("admin:eligibility_webhookendpoint_change", pk)

    @method_decorator(require_POST)
    def sample_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the address a sample, and lead to what becomes of it."""
        by = officer_in(request, *SENDERS)
        try:
            owed = webhooks.send_sample(self.row(request, pk), by=by, at=timezone.now())
        except webhooks.TooOften:
            words = _("Alamat ini sudah mendapat %(most)d contoh dalam satu jam. Coba lagi nanti.")
            messages.error(request, words % {"most": webhooks.MOST_SAMPLES})
        except webhooks.NotAllowed:
            messages.error(request, MOVED_ON)
        else:
            messages.success(request, _("Contoh sedang dikirim. Jawabannya muncul di bawah."))
            return redirect("admin:eligibility_webhookdelivery_change", owed.pk)
        return redirect("admin:eligibility_webhookendpoint_change", pk)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(PartnerPages):
    """Messages to partners: owed, arrived and dead."""

    bare_words = _(
        "Belum ada kiriman. Kiriman muncul saat ada blokir, atau saat contoh dikirim dari halaman alamat."
    )
    list_display = ("row_number", "said", "address", "state", "deliveries", "answered", "due_at")
    narrowing = filters.DeliveryFilters
    list_select_related = ("endpoint",)
    page_template = "admin/eligibility/webhookdelivery/page.html"
    page_related = ("endpoint__partner",)

    def get_urls(self) -> list[URLPattern]:
        """Add sending again."""
        again = self.door("<int:pk>/kirim-ulang/", self.again_view, "again")
        return [again, *super().get_urls()]

    def page_context(self, request: HttpRequest, row: WebhookDelivery) -> dict[str, object]:  # type: ignore[override]
        """Return how it went."""
        return {
            **super().page_context(request, row),
            "state": self.state(row),
            "fault": _fault_in_words(row.last_fault),
            "is_dead": row.dead_at is not None and row.done_at is None,
            "is_awaited": row.event == WebhookDelivery.TEST and not (row.dead_at or row.done_at),
            "may_send": has_role(request, *SENDERS),
        }

    def named(self, row: WebhookDelivery) -> str:
        """Return the number: a message has no name."""
        return str(_("Kiriman %(number)s") % {"number": row.pk})

    @admin.display(description=_("kejadian"))
    def said(self, delivery: WebhookDelivery) -> str:
        """The event in words."""
        return str(delivery.get_event_display())

    @admin.display(description=_("alamat"))
    def address(self, delivery: WebhookDelivery) -> str:
        """Where it goes."""
        return delivery.endpoint.url

    @admin.display(description=_("keadaan"))
    def state(self, delivery: WebhookDelivery) -> str:
        """Say what became of the message."""
        if delivery.done_at:
            return str(_("sampai"))
        return str(_("tidak sampai") if delivery.dead_at else _("menunggu"))

    @method_decorator(require_POST)
    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send one dead letter again."""
        by = officer_in(request, *SENDERS)
        one = WebhookDelivery.objects.filter(pk=self.row(request, pk).pk)
        _send_again(request, one, by=by)
        return redirect("admin:eligibility_webhookdelivery_change", pk)


def _fault_in_words(fault: str) -> str:
    """Return what went wrong as officers read it; a number that was answered stands beside it."""
    if fault.startswith(webhooks.ANSWERED):
        return str(_("Mitra menjawab, tetapi bukan dengan 2xx."))
    return str(_FAULTS.get(fault, fault))


def _last_day_of_the_old_secret(endpoint: WebhookEndpoint, *, at: datetime) -> date | None:
    """Return the last day on which messages carry the old secret's signature, too."""
    until = endpoint.previous_until
    return last_day_before(until) if until and until > at else None


def _send_again(request: HttpRequest, deliveries: QuerySet[WebhookDelivery], *, by: User) -> None:
    count = webhooks.send_again(deliveries, by=by, at=timezone.now())
    if not count:
        messages.error(request, MOVED_ON)
        return
    said = ngettext("%(count)d kiriman dicoba lagi.", "%(count)d kiriman dicoba lagi.", count)
    messages.success(request, said % {"count": count})

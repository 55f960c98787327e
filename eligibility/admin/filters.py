"""By what each list of eligibility's may be narrowed; which columns have an index, models say."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eligibility import policies, remedies
from eligibility.admin.policy_page import State as PolicyState
from eligibility.grounds import Ground
from eligibility.models import (
    Account,
    Block,
    Finding,
    ImportBatch,
    Partner,
    RulePolicy,
    ScreeningRun,
    WebhookDelivery,
    WebhookEndpoint,
)
from eligibility.rules import catalogue
from portal import regions
from portal.calendar import civil_date
from portal.lists import Choice, Day, FromDay, Hidden, Narrowing, Number, ToDay, Version, Word

_Lookups = Mapping[str, str | Callable[[Any], Q]]


def _rules() -> list[tuple[str, str]]:
    return [(rule.code, policies.title_of(rule.code)) for rule in catalogue.RULES]


def _grounds() -> list[tuple[str, str]]:
    return [(code, f"{code} {label}") for code, label in Ground.choices]


def _provinces() -> list[tuple[str, str]]:
    return [(code, f"{code} {name}") for code, name in regions.PROVINCES.items()]


def _partners() -> list[tuple[int, str]]:
    return list(Partner.objects.order_by("name").values_list("pk", "name"))


class HoldState(models.TextChoices):
    STANDING = "standing", _("Berlaku")
    RELEASED = "released", _("Dilepas")


class BatchState(models.TextChoices):
    TAKEN_IN = "taken_in", _("Selesai")
    OPEN = "open", _("Belum selesai")
    FAULTY = "faulty", _("Gagal")
    WITHDRAWN = "withdrawn", _("Ditarik")


class ActiveState(models.TextChoices):
    ACTIVE = "active", _("Aktif")
    STOPPED = "stopped", _("Dihentikan")


class KeyState(models.TextChoices):
    VALID = "valid", _("Berlaku")
    REVOKED = "revoked", _("Dicabut")
    EXPIRED = "expired", _("Kedaluwarsa")


class DeliveryState(models.TextChoices):
    OWED = "owed", _("Menunggu")
    ARRIVED = "arrived", _("Sampai")
    DEAD = "dead", _("Tidak sampai")


class FuseState(models.TextChoices):
    BLOWN = "blown", _("Putus")
    RESET = "reset", _("Dipasang lagi")


def _versions(version: int) -> Q:
    """Return the condition by keys, not by a join: the index of the rows' own column serves."""
    found = RulePolicy.objects.filter(version=version)
    return Q(policy__in=list(found.values_list("pk", flat=True)))


def _endpoints(partner: Any) -> Q:  # noqa: ANN401 - a key, as a text
    """Return the condition by keys, as above."""
    found = WebhookEndpoint.objects.filter(partner=partner)
    return Q(endpoint__in=list(found.values_list("pk", flat=True)))


def _batch_state(state: str) -> Q:
    standing = Q(withdrawn_at=None)
    return {
        BatchState.TAKEN_IN: standing & Q(fault="") & ~Q(finished_at=None),
        BatchState.OPEN: standing & Q(fault="", finished_at=None),
        BatchState.FAULTY: standing & ~Q(fault=""),
        BatchState.WITHDRAWN: ~standing,
    }[BatchState(state)]


def _remedy_state(state: str) -> Q:
    """Return the condition that is `remedies.state`, in the database's terms."""
    return {
        remedies.State.FINISHED: ~Q(finished_at=None),
        remedies.State.STOPPED: Q(finished_at=None) & ~Q(stopped_at=None),
        remedies.State.RUNNING: Q(finished_at=None, stopped_at=None) & ~Q(approved_at=None),
        remedies.State.WAITING: Q(finished_at=None, stopped_at=None, approved_at=None),
    }[remedies.State(state)]


def _delivery_state(state: str) -> Q:
    return {
        DeliveryState.OWED: Q(done_at=None, dead_at=None),
        DeliveryState.ARRIVED: ~Q(done_at=None),
        DeliveryState.DEAD: Q(done_at=None) & Q(dead_at__isnull=False),
    }[DeliveryState(state)]


def _policy_state(state: str) -> Q:
    """Return the condition that is `policy_page.state_of`, in the database's terms."""
    today = civil_date(timezone.now())
    is_stopped = Q(stopped_at__isnull=False)
    is_over = is_stopped | Q(valid_until__lt=today) | Q(valid_until__lt=F("valid_from"))
    return {
        PolicyState.STOPPED: is_stopped,
        PolicyState.DRAFT: Q(enabled_at=None, discarded_at=None),
        PolicyState.DISCARDED: Q(enabled_at=None) & ~Q(discarded_at=None),
        PolicyState.ENDED: ~Q(enabled_at=None) & is_over & ~is_stopped,
        PolicyState.WAITING: ~Q(enabled_at=None) & ~is_over & Q(valid_from__gt=today),
        PolicyState.IN_FORCE: ~Q(enabled_at=None) & ~is_over & Q(valid_from__lte=today),
    }[PolicyState(state)]


def _key_state(state: str) -> Q:
    now = timezone.now()
    return {
        KeyState.VALID: Q(revoked_at=None, expires_at__gt=now),
        KeyState.REVOKED: Q(revoked_at__isnull=False),
        KeyState.EXPIRED: Q(revoked_at=None, expires_at__lte=now),
    }[KeyState(state)]


class AccountFilters(Narrowing):
    """Accounts: where they stand, where they come from, when they registered, in which file."""

    status = Choice(_("Status"), Account.Status.choices)
    province = Choice(_("Provinsi di NIK"), _provinces)
    since = Day(_("Mendaftar sejak"))
    until = Day(_("Mendaftar sampai"))
    batch = Number(_("Nomor impor"))
    lookups: ClassVar[_Lookups] = {
        "province": "province_code",
        "since": "registered_on__gte",
        "until": "registered_on__lte",
    }


class BlockFilters(Narrowing):
    """Blocks: by what they are, when they were proposed, and what they came from."""

    status = Choice(_("Status"), Block.Status.choices)
    rule = Choice(_("Aturan"), _rules)
    ground = Choice(_("Alasan"), _grounds)
    version = Version(_("Versi aturan"))
    since = FromDay(_("Diusulkan sejak"))
    until = ToDay(_("Diusulkan sampai"))
    run = Number(_("Nomor pemeriksaan"))
    batch = Number(_("Nomor impor"))
    account = Hidden()

    lookups: ClassVar[_Lookups] = {
        "version": _versions,
        "since": "proposed_at__gte",
        "until": "proposed_at__lt",
        "batch": "finding__batch",
    }


class FindingFilters(Narrowing):
    """Findings: by what they are and what they came from."""

    status = Choice(_("Status"), Finding.Status.choices)
    rule = Choice(_("Aturan"), _rules)
    ground = Choice(_("Alasan"), _grounds)
    run = Number(_("Nomor pemeriksaan"))
    batch = Number(_("Nomor impor"))
    account = Hidden()


class HoldFilters(Narrowing):
    """Holds: those that stand, and those released."""

    state = Choice(_("Keadaan"), HoldState.choices)
    account = Hidden()

    lookups: ClassVar[_Lookups] = {
        "state": lambda state: Q(released_at__isnull=state == HoldState.STANDING)
    }


class RunFilters(Narrowing):
    """Runs: how they went, whom they reached, when."""

    status = Choice(_("Status"), ScreeningRun.Status.choices)
    reach = Choice(_("Jangkauan"), ScreeningRun.Reach.choices)
    since = FromDay(_("Sejak"))
    until = ToDay(_("Sampai"))
    lookups: ClassVar[_Lookups] = {"since": "at__gte", "until": "at__lt"}


class BatchFilters(Narrowing):
    """Files of facts: what they hold, whose they are, what became of them."""

    kind = Choice(_("Jenis"), ImportBatch.Kind.choices)
    source = Word(_("Sumber"))
    state = Choice(_("Keadaan"), BatchState.choices)
    since = Day(_("Data sejak"))
    until = Day(_("Data sampai"))

    lookups: ClassVar[_Lookups] = {
        "since": "source_date__gte",
        "until": "source_date__lte",
        "state": _batch_state,
    }


class PolicyFilters(Narrowing):
    """Versions of rules: of which rule, how they act, where they are today."""

    rule = Choice(_("Aturan"), _rules)
    mode = Choice(_("Cara"), RulePolicy.Mode.choices)
    state = Choice(_("Keadaan"), PolicyState.choices)
    lookups: ClassVar[_Lookups] = {"state": _policy_state}


class RemedyFilters(Narrowing):
    """Campaigns: where they are, and for what."""

    state = Choice(_("Keadaan"), remedies.State.choices)
    batch = Number(_("Nomor impor"))
    run = Number(_("Nomor pemeriksaan"))
    policy = Number(_("Nomor kebijakan"))
    lookups: ClassVar[_Lookups] = {"state": _remedy_state}


class ActiveFilters(Narrowing):
    """Partners: those that may call, and those stopped."""

    state = Choice(_("Keadaan"), ActiveState.choices)
    lookups: ClassVar[_Lookups] = {"state": lambda state: Q(is_active=state == ActiveState.ACTIVE)}


class EndpointFilters(ActiveFilters):
    """Addresses: whose, and whether messages go there."""

    partner = Choice(_("Mitra"), _partners)


class KeyFilters(Narrowing):
    """Keys: whose, and whether they still open."""

    partner = Choice(_("Mitra"), _partners)
    state = Choice(_("Keadaan"), KeyState.choices)
    lookups: ClassVar[_Lookups] = {"state": _key_state}


class CallFilters(Narrowing):
    """Calls: whose, when, with which batch."""

    partner = Choice(_("Mitra"), _partners)
    since = FromDay(_("Sejak"))
    until = ToDay(_("Sampai"))
    batch = Number(_("Nomor impor"))
    lookups: ClassVar[_Lookups] = {"since": "called_at__gte", "until": "called_at__lt"}


class DeliveryFilters(Narrowing):
    """Messages to partners: what became of them, what they are about, where they go."""

    state = Choice(_("Keadaan"), DeliveryState.choices)
    event = Choice(_("Kejadian"), WebhookDelivery._meta.get_field("event").choices)
    partner = Choice(_("Mitra"), _partners)
    endpoint = Number(_("Nomor alamat"))
    lookups: ClassVar[_Lookups] = {
        "state": _delivery_state,
        "partner": _endpoints,
    }


class FuseFilters(Narrowing):
    """Fuses: of which rule, blown or reset."""

    rule = Choice(_("Aturan"), _rules)
    state = Choice(_("Keadaan"), FuseState.choices)
    lookups: ClassVar[_Lookups] = {
        "state": lambda state: Q(reset_at__isnull=state == FuseState.BLOWN)
    }

"""The fuse that blows when people overturn a rule too often: who is told, and who resets it.

Owns Fuse rows. A blown fuse is honoured where findings become blocks (blocking): from then on the
rule only flags, in that version, source or batch.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eligibility import policies
from eligibility.explain.facts import source_name
from eligibility.fuse import counting
from eligibility.fuse.counting import Rate
from eligibility.models import Fuse, RulePolicy
from eligibility.policies import InForce
from portal import audit, outbox
from portal.calendar import civil_date
from portal.models import Role, User

_TOLD = (Role.SUPERVISOR, Role.RULE_OFFICER)


class NotAllowed(Exception):
    """A fuse may not be reset by this person or any more; the message is for officers."""


@transaction.atomic
def check(*, at: datetime) -> list[Fuse]:
    """Blow the fuse of every scope that people overturn too often, and tell about it.

    Only what blocks by itself now has a fuse. Safe to run again and concurrently: a scope has
    one blown fuse at most.
    """
    counting.lock()
    counting.count(at=at)
    acting = {governed.policy.pk: governed.rule.code for governed in _acting(at)}
    blown = {_scope(fuse) for fuse in Fuse.objects.blown()}
    return [
        _blow(rate, at=at)
        for rate in counting.rates_of_blocking()
        if (rate.rule in acting.values() if rate.policy is None else rate.policy.pk in acting)
        and _scope(rate) not in blown
        and is_too_often(rate)
    ]


def is_too_often(rate: Rate) -> bool:
    """Say whether the share is past the threshold for sure: the interval's lower end, too."""
    is_known = rate.decided >= settings.FUSE_LEAST_DECIDED
    return is_known and rate.lowest > settings.FUSE_SHARE / 100


@transaction.atomic
def reset(fuse: Fuse, *, by: User, reason: str, at: datetime) -> Fuse:
    """Let the rule block again in the fuse's scope; only decisions from now on count.

    Raises NotAllowed: no supervisor or rule officer, somebody whose own policy or file it is
    about, no reason, or reset before.
    """
    counting.lock()
    fuse = Fuse.objects.select_for_update(of=("self",)).get(pk=fuse.pk)
    if refusal := obstacle(fuse, by=by):
        raise NotAllowed(refusal)
    reason = reason.strip()
    if not reason:
        raise NotAllowed(_("Tulis apa yang sudah dibetulkan."))
    fuse.reset_at, fuse.reset_by, fuse.reset_reason = at, by, reason[:200]
    fuse.save(update_fields=["reset_at", "reset_by", "reset_reason"])
    counting.count_again(fuse.rule, at=at)
    audit.record("fuse.reset", by=by, subject=fuse, at=at, rule=fuse.rule)
    return fuse


def obstacle(fuse: Fuse, *, by: User) -> str:
    """Return why `by` may not reset the fuse, in a sentence; empty: they may."""
    if not by.has_role(*_TOLD):
        return _("Hanya penyelia atau petugas aturan yang memasang sekering lagi.")
    if fuse.reset_at is not None:
        return _("Sekering ini sudah dipasang lagi.")
    policy, batch = fuse.policy, fuse.batch
    if policy and by.pk in {policy.drafted_by_id, policy.endorsed_by_id, policy.enabled_by_id}:
        return _("Kebijakan ini Anda susun atau aktifkan. Orang lain yang harus memasangnya lagi.")
    if batch and batch.requested_by_id == by.pk:
        return _("Berkas ini Anda yang kirim. Orang lain yang harus memasangnya lagi.")
    return ""


def still_blown(rule: str) -> list[str]:
    """Return the parts of the rule that only flag, in words, the earliest blown first."""
    blown = Fuse.objects.blown().filter(rule=rule).select_related("policy", "batch")
    return [scope_in_words(fuse) for fuse in blown.order_by("blown_at", "pk")]


def _acting(at: datetime) -> list[InForce]:
    """Return what blocks by itself today."""
    in_force = policies.in_force(on=civil_date(at))
    return [governed for governed in in_force if governed.policy.mode == RulePolicy.Mode.BLOCK]


def _scope(of: Fuse | Rate) -> tuple[str, int | None, str, int | None]:
    policy = of.policy.pk if of.policy else None
    return of.rule, policy, of.source, of.batch.pk if of.batch else None


def _blow(rate: Rate, *, at: datetime) -> Fuse:
    fuse = Fuse.objects.create(
        rule=rate.rule,
        policy=rate.policy,
        source=rate.source,
        batch=rate.batch,
        decided=rate.decided,
        overturned=rate.overturned,
        lowest=rate.lowest,
        highest=rate.highest,
        blown_at=at,
    )
    audit.record(
        "fuse.blown",
        by=None,
        subject=fuse,
        at=at,
        rule=rate.rule,
        policy=rate.policy.pk if rate.policy else None,
        source=rate.source,
        batch=rate.batch.pk if rate.batch else None,
        decided=rate.decided,
        overturned=rate.overturned,
    )
    with translation.override(settings.LANGUAGE_CODE):
        _tell(fuse, at=at)
    return fuse


def _tell(fuse: Fuse, *, at: datetime) -> None:
    """Owe supervisors and rule officers a message; it names the rule, never a person."""
    subject = _("Aturan hanya menandai lagi: %(rule)s") % {"rule": policies.title_of(fuse.rule)}
    body = _(
        "Terlalu banyak blokir aturan “%(rule)s” (%(scope)s) dibatalkan: %(overturned)s dari "
        "%(decided)s yang diputus orang.\n\n"
        "Mulai sekarang temuannya hanya menandai akun, tidak memblokir. Periksa aturan atau "
        "datanya, lalu pasang lagi sekeringnya di halaman ini:\n%(address)s"
    ) % {
        "rule": policies.title_of(fuse.rule),
        "scope": scope_in_words(fuse),
        "overturned": fuse.overturned,
        "decided": fuse.decided,
        "address": settings.SITE_URL + reverse("admin:eligibility_fuse_change", args=[fuse.pk]),
    }
    roles = [role.value for role in _TOLD]
    people = User.objects.filter(is_active=True, groups__name__in=roles).exclude(email="")
    outbox.queue_all(
        [
            outbox.Mail(person.email, subject, body, key=f"fuse-{fuse.pk}-{person.pk}")
            for person in people.order_by("pk").distinct()
        ],
        at=at,
    )


def scope_in_words(of: Fuse | Rate) -> str:
    """Return which part of the rule is meant, in the active language."""
    if of.policy is not None:
        return _("versi %(version)s") % {"version": of.policy.version}
    if of.batch is not None:
        day = date_format(of.batch.source_date, "j F Y")
        return _("berkas %(source)s, data per %(day)s") % {
            "source": source_name(of.batch.source), "day": day
        }  # fmt: skip
    if of.source:
        return _("sumber %(source)s") % {"source": source_name(of.source)}
    return _("seluruhnya")

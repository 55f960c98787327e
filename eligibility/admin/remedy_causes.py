"""The causes a campaign may have, as officers know them: named in words, picked, looked up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eligibility import policies
from eligibility.admin.account_page import link_to
from eligibility.explain import source_name
from eligibility.models import ImportBatch, RulePolicy, ScreeningRun
from eligibility.remedies import Cause
from eligibility.rules import catalogue
from eligibility.sources import NAMES
from portal.calendar import JAKARTA

# Of each kind so many are offered; who wants an older one looks it up.
MOST = 6
# Enough for one of each rule.
_MOST_VERSIONS = 24
_MOST_FOUND = 30
# Keys of rows are shorter than this many digits.
_KEY_DIGITS = 19


@dataclass(frozen=True, slots=True)
class Named:
    """A cause in words, where it can be read about, and where its campaign is opened."""

    label: str
    address: str
    remedy_address: str


@dataclass(frozen=True, slots=True)
class Group:
    """Causes of one kind."""

    title: str
    causes: list[Named]


def asked(query: Mapping[str, str]) -> Cause | None:
    """Return the cause that an address names (?batch=12, ?policy=3, ?run=7); None: none we know."""
    if (key := _key(query.get("batch", ""))) is not None:
        batch = ImportBatch.objects.filter(pk=key).first()
        return Cause(batch=batch) if batch else None
    if (key := _key(query.get("policy", ""))) is not None:
        policy = RulePolicy.objects.filter(pk=key).first()
        return Cause(policy=policy) if policy else None
    if (key := _key(query.get("run", ""))) is not None:
        run = ScreeningRun.objects.filter(pk=key).first()
        return Cause(run=run) if run else None
    return None


def is_asked(query: Mapping[str, str]) -> bool:
    """Say whether an address names a cause, whether or not there is one."""
    return any(query.get(kind) for kind in ("batch", "policy", "run"))


def named(cause: Cause) -> Named:
    """Return what officers call the cause."""
    label, row = in_words(cause), cause.row
    kinds = {ImportBatch: "batch", RulePolicy: "policy", ScreeningRun: "run"}
    address = f"{reverse('admin:eligibility_remedy_add')}?{kinds[type(row)]}={row.pk}"
    return Named(label, link_to(row, label).address, address)


def in_words(cause: Cause) -> str:
    """Return a file's kind, source and day; a version's rule; or a run's number and moment."""
    row = cause.row
    if isinstance(row, ImportBatch):
        return _("%(kind)s dari %(source)s per %(day)s (impor %(number)s)") % {
            "kind": row.get_kind_display(),
            "source": source_name(row.source),
            "day": date_format(row.source_date, "j F Y"),
            "number": row.pk,
        }
    if isinstance(row, RulePolicy):
        rule = policies.title_of(row.rule)
        return _("%(rule)s, versi %(version)s") % {"rule": rule, "version": row.version}
    return _("Pemeriksaan %(number)s, %(moment)s") % {
        "number": row.pk,
        "moment": date_format(timezone.localtime(row.at, JAKARTA), "j F Y H.i"),
    }


@dataclass(frozen=True, slots=True)
class Advice:
    """What is to be mended first, or others are hit by it, and the page that does so."""

    sentence: str
    button: str
    address: str


def advice(cause: Cause, *, today: date) -> Advice | None:
    """Return what to do before a campaign; None: the cause blocks nobody any more."""
    batch, policy = cause.batch, cause.policy
    if batch is not None and batch.withdrawn_at is None:
        return Advice(
            _("Impor ini belum ditarik. Tarik dulu, supaya datanya tidak memblokir orang lain."),
            _("Tarik impor ini…"),
            reverse("admin:eligibility_importbatch_withdraw", args=[batch.pk]),
        )
    governing = {one.policy.pk for one in policies.in_force(on=today) if one.acts}
    if policy is not None and policy.pk in governing:
        return Advice(
            _(
                "Versi ini masih berlaku, jadi pemeriksaan berikutnya memakainya lagi. Hentikan "
                "dulu, supaya tidak memblokir orang lain."
            ),
            _("Hentikan versi ini…"),
            reverse("admin:eligibility_rulepolicy_stop", args=[policy.pk]),
        )
    return None


def recent() -> list[Group]:
    """Return the newest causes of each kind that may have blocked somebody."""
    batches = ImportBatch.objects.exclude(finished_at=None).order_by("-pk")
    versions = RulePolicy.objects.exclude(enabled_at=None).order_by("-enabled_at", "-pk")
    runs = ScreeningRun.objects.filter(newly_blocked__gt=0).order_by("-pk")
    return _groups(batches[:MOST], versions[:_MOST_VERSIONS], runs[:MOST])


def found(text: str) -> list[Group]:
    """Return the causes with that number, or with those words in their name."""
    key = _key(text)
    if key is not None:
        return _groups(ImportBatch.objects.filter(pk=key), (), ScreeningRun.objects.filter(pk=key))
    wanted = text.casefold().split()
    codes = [code for code, name in NAMES.items() if _has(wanted, str(name))]
    kinds = [kind.value for kind in ImportBatch.Kind if _has(wanted, str(kind.label))]
    rules = [rule.code for rule in catalogue.RULES if _has(wanted, str(rule.title))]
    batches = ImportBatch.objects.exclude(finished_at=None).filter(
        Q(source__in=codes) | Q(kind__in=kinds) | Q(source__icontains=text)
    )
    versions = RulePolicy.objects.exclude(enabled_at=None).filter(rule__in=rules)
    return _groups(
        batches.order_by("-pk")[:_MOST_FOUND],
        versions.order_by("rule", "-version")[:_MOST_FOUND],
        (),
    )


def _groups(
    batches: Iterable[ImportBatch],
    versions: Iterable[RulePolicy],
    runs: Iterable[ScreeningRun],
) -> list[Group]:
    groups = [
        Group(_("Impor data"), [named(Cause(batch=batch)) for batch in batches]),
        Group(_("Kebijakan aturan"), [named(Cause(policy=version)) for version in versions]),
        Group(_("Pemeriksaan massal"), [named(Cause(run=run)) for run in runs]),
    ]
    return [group for group in groups if group.causes]


def _has(wanted: Iterable[str], name: str) -> bool:
    """Say whether all words stand in the name."""
    return all(word in name.casefold() for word in wanted)


def _key(text: str) -> int | None:
    """Return the number, or None for what is no row's key."""
    if not (text.isascii() and text.isdigit() and len(text) < _KEY_DIGITS):
        return None
    return int(text)

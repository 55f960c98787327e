"""What a draft says, whether it may say so, and how officers read it. Writes nothing."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eligibility.models import RulePolicy
from eligibility.rules import catalogue
from eligibility.rules.base import BadLimits, Waves
from eligibility.rules.limits import Senseless, senseless

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text

_LAST_WAVE = 32_767  # what the column holds


class NotAllowed(Exception):
    """A step on a policy is refused; the message is a sentence for officers."""


class Terms(TypedDict):
    """What a rule officer writes: how a rule is applied, by which law, from when to when."""

    mode: str
    limits: Mapping[str, int]
    legal_source: str
    valid_from: date
    valid_until: NotRequired[date | None]
    first_wave: NotRequired[int | None]
    last_wave: NotRequired[int | None]
    note: NotRequired[str]


class PartOfTerms(TypedDict, total=False):
    """Terms of which some are not said yet, as on a form half right."""

    mode: str
    limits: Mapping[str, int]
    legal_source: str
    valid_from: date
    valid_until: date | None
    first_wave: int | None
    last_wave: int | None


# The limits of all rules, as officers call them; a limit without a line here shows its own name.
LIMITS: "Mapping[str, Text]" = {
    "youngest": gettext_lazy("Umur termuda (tahun)"),
    "oldest": gettext_lazy("Umur tertua (tahun)"),
    "most": gettext_lazy("Paling banyak"),
    "days": gettext_lazy("Batas waktu (hari)"),
    "from_wave": gettext_lazy("Batas waktu itu berlaku sejak gelombang"),
    "days_before": gettext_lazy("Batas waktu gelombang sebelumnya (hari)"),
    "minutes": gettext_lazy("Dalam waktu (menit)"),
    "least_seconds": gettext_lazy("Waktu isi tersingkat (detik)"),
}


# What "most" counts, by rule.
_MOST_OF: "Mapping[str, Text]" = {
    "household": gettext_lazy("Penerima dalam satu KK, paling banyak"),
    "velocity": gettext_lazy("Pendaftaran dari satu tempat, paling banyak"),
    "purchase_burst": gettext_lazy("Pembelian dari satu perangkat, paling banyak"),
    "shared_contact": gettext_lazy("Keluarga dengan kontak atau perangkat sama, paling banyak"),
    "shared_payout": gettext_lazy("Orang dengan satu rekening, paling banyak"),
}


def label_of(rule_code: str, limit: str) -> "Text":
    """Return what officers call the limit of that rule."""
    own = _MOST_OF.get(rule_code) if limit == "most" else None
    return own or LIMITS.get(limit, limit)


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a rule in words, and what it was before (None: it was not said)."""

    name: str
    label: str
    value: int
    before: int | None = None

    @property
    def is_changed(self) -> bool:
        """Whether it differs from the version compared with."""
        return self.before is not None and self.before != self.value


def limits_of(policy: RulePolicy, *, before: RulePolicy | None = None) -> list[Limit]:
    """Return the limits of `policy` in words, with those of `before` beside them."""
    now = _all_limits(policy.rule, policy.limits)
    then = _all_limits(policy.rule, before.limits) if before else {}
    return [
        Limit(name, str(label_of(policy.rule, name)), value, then.get(name))
        for name, value in now.items()
    ]


def _all_limits(rule_code: str, stored: Mapping[str, int]) -> dict[str, int]:
    """Return the stored limits and, for those left out, the rule's own."""
    rule = catalogue.rule(rule_code)
    if rule is None:
        return dict(stored)
    limits = rule.read_limits(stored)
    return {name: getattr(limits, name) for name in rule.limits.__dataclass_fields__}


def rule_of(code: str) -> catalogue.AnyRule:
    """Return the rule of that code; raises NotAllowed: the portal does not know it."""
    rule = catalogue.rule(code)
    if rule is None:
        raise NotAllowed(_("Portal tidak mengenal aturan itu."))
    return rule


def title_of(code: str) -> str:
    """Return the rule's name in words; a policy may outlive its rule."""
    rule = catalogue.rule(code)
    return (
        str(rule.title) if rule else _("Aturan yang tidak dipakai lagi (%(code)s)") % {"code": code}
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that could never hold: what it is about, and the sentence to show beside it.

    `about` names one of Terms, or one limit of the rule.
    """

    about: str
    sentence: str


def check(rule_code: str, terms: Terms, *, today: date) -> None:
    """Raise NotAllowed for terms that could never hold: limits, law, days or waves."""
    rule = rule_of(rule_code)
    found = [_in_full(rule, fault) for fault in faults(rule, terms, today=today)]
    if found:
        raise NotAllowed(" ".join(found))


def _in_full(rule: catalogue.AnyRule, fault: Fault) -> str:
    """Return the sentence as it reads away from its field: of a limit it says which one."""
    is_limit = fault.about in rule.limits.__dataclass_fields__
    return f"{label_of(rule.code, fault.about)}: {fault.sentence}" if is_limit else fault.sentence


def faults(rule: catalogue.AnyRule, said: "Terms | PartOfTerms", *, today: date) -> Iterator[Fault]:
    """Yield everything that is wrong with what is said so far; what is left out is not judged."""
    if "mode" in said and said["mode"] not in RulePolicy.Mode.values:
        yield Fault("mode", _("Pilih caranya: mati, amati, tandai, atau blokir."))
    yield from _faults_of_limits(rule, said.get("limits", {}))
    if "legal_source" in said and not said["legal_source"].strip():
        yield Fault("legal_source", _("Tulis dasar hukumnya: peraturan dan pasalnya."))
    yield from _faults_of_days(said.get("valid_from"), said.get("valid_until"), today=today)
    yield from _faults_of_waves(said.get("first_wave"), said.get("last_wave"))


def _faults_of_limits(rule: catalogue.AnyRule, limits: Mapping[str, int]) -> Iterator[Fault]:
    try:
        rule.read_limits(limits)
    except BadLimits:
        known = ", ".join(rule.limits.__dataclass_fields__)
        yield Fault(
            "limits",
            _("Batas aturan ini harus bilangan bulat di atas nol, dan hanya: %(known)s.")
            % {"known": known}
            if known
            else _("Aturan ini tidak mengenal batas."),
        )
        return
    for odd in senseless(rule.limits, limits):
        yield Fault(odd.about, _why_senseless(rule, odd))


def _why_senseless(rule: catalogue.AnyRule, odd: Senseless) -> str:
    if odd.highest is not None:
        return _("Paling besar %(most)s.") % {"most": odd.highest}
    return _("Tidak boleh lebih kecil dari “%(other)s”.") % {
        "other": label_of(rule.code, odd.floor)
    }


def _faults_of_days(first: date | None, last: date | None, *, today: date) -> Iterator[Fault]:
    if first is not None and first < today:
        words = _("Kebijakan berlaku paling cepat hari ini; pilih tanggal mulai lain.")
        yield Fault("valid_from", words)
    if first is not None and last is not None and last < first:
        yield Fault("valid_until", _("Hari terakhir tidak boleh sebelum hari pertama."))


def _faults_of_waves(first: int | None, last: int | None) -> Iterator[Fault]:
    for about, wave in (("first_wave", first), ("last_wave", last)):
        if wave is not None and not 1 <= wave <= _LAST_WAVE:
            yield Fault(
                about,
                _("Nomor gelombang harus bilangan di atas nol, paling besar %(most)s.")
                % {"most": _LAST_WAVE},
            )
    if first is not None and last is not None and last < first:
        words = _("Gelombang terakhir tidak boleh sebelum gelombang pertama.")
        yield Fault("last_wave", words)


def terms_of(policy: RulePolicy) -> Terms:
    """Return what `policy` says, as a draft would say it."""
    return Terms(
        mode=policy.mode,
        limits=policy.limits,
        legal_source=policy.legal_source,
        valid_from=policy.valid_from,
        valid_until=policy.valid_until,
        first_wave=policy.first_wave,
        last_wave=policy.last_wave,
        note=policy.note,
    )


def waves_of(policy: RulePolicy) -> Waves:
    """Return the waves the policy asks for; newer versions may take some of them away."""
    return Waves(policy.first_wave, policy.last_wave)


def digest_of(policy: RulePolicy) -> str:
    """Return the SHA-256 of what decides whom the policy hits; days and words do not."""
    decisive: dict[str, Any] = {
        "rule": policy.rule,
        "mode": policy.mode,
        "limits": _all_limits(policy.rule, policy.limits),
        "waves": [policy.first_wave, policy.last_wave],
    }
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()

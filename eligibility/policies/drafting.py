"""How a policy comes about and ends: drafted, tried dry, endorsed, enabled, ended or stopped.

The only writer of RulePolicy. Who may do what stands here, so that no door can skip it: nobody
enables what they drafted, and what reaches many needs a third person.
"""

from datetime import date, datetime, timedelta
from typing import Unpack

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eligibility.models import DryRun, RulePolicy
from eligibility.policies.reach import FRESH, fresh_dry_run, reach_of
from eligibility.policies.terms import NotAllowed, Terms, check, terms_of
from portal import audit
from portal.calendar import civil_date
from portal.models import Role, User

_DAY = timedelta(days=1)


@transaction.atomic
def draft(*, rule: str, by: User, at: datetime, **terms: Unpack[Terms]) -> RulePolicy:
    """Draft the next version of `rule`. Raises NotAllowed: not a rule officer, or bad terms."""
    _be_rule_officer(by)
    check(rule, terms, today=civil_date(at))
    _lock(rule)
    newest = RulePolicy.objects.filter(rule=rule).aggregate(version=Max("version"))["version"]
    policy = RulePolicy.objects.create(
        rule=rule, version=(newest or 0) + 1, drafted_by=by, drafted_at=at, **_columns(terms)
    )
    _record("draft", policy, by=by, at=at)
    return policy


@transaction.atomic
def revise(policy: RulePolicy, *, by: User, at: datetime, **terms: Unpack[Terms]) -> RulePolicy:
    """Write a draft anew; whoever does is its drafter now, and an endorsement is void."""
    policy = _locked(policy)
    _check_revise(policy, by=by, at=at)
    check(policy.rule, terms, today=civil_date(at))
    return _write(
        "revise",
        policy,
        by=by,
        at=at,
        values={
            "drafted_by": by,
            "drafted_at": at,
            "endorsed_by": None,
            "endorsed_at": None,
            **_columns(terms),
        },
    )


@transaction.atomic
def discard(policy: RulePolicy, *, by: User, at: datetime) -> RulePolicy:
    """Drop a draft that nobody wants any more; its version number stays taken."""
    policy = _locked(policy)
    _check_discard(policy, by=by, at=at)
    return _write("discard", policy, by=by, at=at, values={"discarded_at": at})


@transaction.atomic
def endorse(policy: RulePolicy, *, by: User, at: datetime) -> RulePolicy:
    """Stand behind a draft of great reach, as the second of three people."""
    policy = _locked(policy)
    _check_endorse(policy, by=by, at=at)
    return _write("endorse", policy, by=by, at=at, values={"endorsed_by": by, "endorsed_at": at})


@transaction.atomic
def enable(policy: RulePolicy, *, by: User, at: datetime) -> RulePolicy:
    """Let a draft govern from its first day on.

    Needs another person than its drafter and endorser, and a dry run of exactly this draft.
    Older versions that it takes over for good end the day before.
    """
    policy = _locked(policy)
    _check_enable(policy, by=by, at=at)
    enabled = _write("enable", policy, by=by, at=at, values={"enabled_by": by, "enabled_at": at})
    for older in _taken_over(enabled):
        last_day = enabled.valid_from - _DAY
        _write("end", older, by=by, at=at, values={"valid_until": last_day})
    return enabled


@transaction.atomic
def end(policy: RulePolicy, *, last_day: date, by: User, at: datetime) -> RulePolicy:
    """Let an enabled policy end with `last_day`, today at the earliest; never later than it did."""
    policy = _locked(policy)
    check_end(policy, last_day=last_day, by=by, at=at)
    return _write("end", policy, by=by, at=at, values={"valid_until": last_day})


def check_end(policy: RulePolicy, *, last_day: date, by: User, at: datetime) -> None:
    """Raise NotAllowed where `end` would; changes nothing, for a page that asks first."""
    _check_end(policy, by=by, at=at)
    if last_day < civil_date(at):
        raise NotAllowed(_("Kebijakan berakhir paling cepat hari ini."))
    if last_day == date.max:
        raise NotAllowed(_("Pilih hari terakhir yang lebih awal."))
    if policy.valid_until is not None and last_day >= policy.valid_until:
        raise NotAllowed(_("Kebijakan ini sudah berakhir lebih cepat; pilih tanggal lebih awal."))
    _refuse_revival(policy, after=last_day)


@transaction.atomic
def stop(policy: RulePolicy, *, reason: str, by: User, at: datetime) -> RulePolicy:
    """Stop an enabled policy at once: what is screened from now on is not screened by it.

    A chunk under way may finish. Until its last day the rule is as if it were off, so that no
    older version comes back; one officer may do it, for it stops nobody.
    """
    policy = _locked(policy)
    _check_stop(policy, by=by, at=at)
    reason = reason.strip()
    if not reason:
        raise NotAllowed(_("Tulis mengapa versi ini dihentikan."))
    values: dict[str, object] = {"stopped_at": at, "stopped_by": by, "stop_reason": reason}
    return _write("stop", policy, by=by, at=at, values=values, reason=reason)


def obstacle(verb: str, policy: RulePolicy, *, by: User, at: datetime) -> str:
    """Return why `by` may not take the step `verb` now, in a sentence; empty: they may."""
    try:
        _CHECKS[verb](policy, by=by, at=at)
    except NotAllowed as refusal:
        return str(refusal)
    return ""


def open_drafts(rule: str) -> list[RulePolicy]:
    """Return the drafts of a rule that nobody has enabled or discarded, the newest first."""
    drafts = RulePolicy.objects.drafts().filter(rule=rule).select_related("drafted_by")
    return list(drafts.order_by("-version"))


def predecessor(policy: RulePolicy, *, on: date) -> RulePolicy | None:
    """Return the version of the rule to compare with.

    Of a draft the newest other one valid on `on`; of an enabled version the one enabled before.
    """
    others = RulePolicy.objects.filter(rule=policy.rule, version__lt=policy.version)
    others = others.exclude(enabled_at=None) if policy.enabled_at else others.valid(on=on)
    return others.with_replaced_at().order_by("-version").first()


def _check_revise(policy: RulePolicy, *, by: User, at: datetime) -> None:
    _be_rule_officer(by)
    _be_draft(policy)


def _check_discard(policy: RulePolicy, *, by: User, at: datetime) -> None:
    _check_revise(policy, by=by, at=at)


def _check_endorse(policy: RulePolicy, *, by: User, at: datetime) -> None:
    _be_approver(by)
    _be_draft(policy)
    if policy.drafted_by_id == by.pk:
        raise NotAllowed(_("Anda yang menyusun draf ini. Orang lain yang harus menyetujuinya."))
    if policy.endorsed_at is not None:
        raise NotAllowed(_("Draf ini sudah disetujui."))
    _have_dry_run(policy, at=at)


def _check_enable(policy: RulePolicy, *, by: User, at: datetime) -> None:
    _be_approver(by)
    _be_draft(policy)
    if policy.drafted_by_id == by.pk:
        raise NotAllowed(_("Anda yang menyusun draf ini. Orang lain yang harus mengaktifkannya."))
    if policy.endorsed_by_id == by.pk:
        raise NotAllowed(_("Anda yang menyetujui draf ini. Orang ketiga yang mengaktifkannya."))
    check(policy.rule, terms_of(policy), today=civil_date(at))
    tried = _have_dry_run(policy, at=at)
    if policy.endorsed_at is None:
        _be_of_small_reach(policy, tried, at=at)
    newer = RulePolicy.objects.filter(rule=policy.rule, version__gt=policy.version)
    if newer.exclude(enabled_at=None).exists():
        raise NotAllowed(_("Versi yang lebih baru sudah aktif. Susun versi baru."))


def _check_end(policy: RulePolicy, *, by: User, at: datetime) -> None:
    _be_approver(by)
    if policy.enabled_at is None:
        raise NotAllowed(_("Kebijakan ini belum aktif. Draf dibuang, bukan diakhiri."))
    _be_going(policy)
    if policy.valid_until is not None and policy.valid_until <= civil_date(at):
        raise NotAllowed(_("Kebijakan ini sudah berakhir."))


def _check_stop(policy: RulePolicy, *, by: User, at: datetime) -> None:
    _be_approver(by)
    if policy.enabled_at is None:
        raise NotAllowed(_("Kebijakan ini belum aktif. Draf dibuang, bukan dihentikan."))
    _be_going(policy)
    if policy.valid_until is not None and policy.valid_until < max(
        civil_date(at), policy.valid_from
    ):
        raise NotAllowed(_("Kebijakan ini sudah berakhir."))


_CHECKS = {
    "revise": _check_revise,
    "discard": _check_discard,
    "endorse": _check_endorse,
    "enable": _check_enable,
    "end": _check_end,
    "stop": _check_stop,
}


def _be_rule_officer(by: User) -> None:
    if not by.has_role(Role.RULE_OFFICER):
        raise NotAllowed(_("Hanya petugas aturan yang menyusun kebijakan."))


def _be_approver(by: User) -> None:
    if not by.has_role(Role.RULE_OFFICER, Role.SUPERVISOR):
        raise NotAllowed(_("Hanya petugas aturan atau penyelia yang mengambil langkah ini."))


def _be_draft(policy: RulePolicy) -> None:
    if policy.enabled_at is not None:
        raise NotAllowed(_("Kebijakan ini sudah aktif dan tidak bisa diubah. Susun versi baru."))
    if policy.discarded_at is not None:
        raise NotAllowed(_("Draf ini sudah dibuang."))


def _be_going(policy: RulePolicy) -> None:
    if policy.stopped_at is not None:
        raise NotAllowed(_("Kebijakan ini sudah dihentikan."))


def _have_dry_run(policy: RulePolicy, *, at: datetime) -> DryRun:
    tried = fresh_dry_run(policy, at=at)
    if tried is None:
        raise NotAllowed(
            _("Coba dulu draf ini tanpa akibat; hasilnya berlaku %(days)s hari.")
            % {"days": FRESH.days}
        )
    return tried


def _be_of_small_reach(policy: RulePolicy, tried: DryRun, *, at: datetime) -> None:
    reach = reach_of(policy, tried, at=at)
    if not reach.is_great:
        return
    if reach.own > reach.most:
        raise NotAllowed(
            _("Kebijakan ini baru mengenai banyak orang. Orang lain harus menyetujui dulu.")
        )
    versions = ", ".join(str(other.version) for other in reach.others)
    raise NotAllowed(
        _(
            "Bersama versi %(versions)s yang baru saja diaktifkan, kebijakan ini baru mengenai "
            "banyak orang. Orang lain harus menyetujui dulu."
        )
        % {"versions": versions}
    )


def _taken_over(policy: RulePolicy) -> list[RulePolicy]:
    """Return the older versions that can never govern again, since `policy` has no last day.

    Ended on paper, too, so that ending `policy` one day wakes none of them.
    """
    if policy.valid_until is not None:
        return []
    older = RulePolicy.objects.filter(rule=policy.rule, version__lt=policy.version)
    older = older.exclude(enabled_at=None).filter(
        Q(valid_until=None) | Q(valid_until__gte=policy.valid_from)
    )
    if policy.first_wave is not None:
        older = older.filter(first_wave__gte=policy.first_wave)
    if policy.last_wave is not None:
        older = older.filter(last_wave__lte=policy.last_wave)
    return list(older.order_by("version").select_for_update(of=("self",)))


def _refuse_revival(policy: RulePolicy, *, after: date) -> None:
    """Refuse to bring an older version back alone: that is enabling it without a second person."""
    older = RulePolicy.objects.in_force(on=after + _DAY).filter(
        rule=policy.rule, version__lt=policy.version
    )
    if policy.last_wave is not None:
        older = older.filter(Q(first_wave=None) | Q(first_wave__lte=policy.last_wave))
    if policy.first_wave is not None:
        older = older.filter(Q(last_wave=None) | Q(last_wave__gte=policy.first_wave))
    if revived := older.order_by("-version").first():
        raise NotAllowed(
            _("Versi %(version)s akan berlaku lagi sesudah akhir %(day)s. Susun versi baru saja.")
            % {"version": revived.version, "day": date_format(after, "j F Y")}
        )


def _lock(rule: str) -> None:
    """Let one step on a rule's versions wait for the other, also for the very first version."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"eligibility.rule.{rule}"]
        )


def _locked(policy: RulePolicy) -> RulePolicy:
    _lock(policy.rule)
    return RulePolicy.objects.select_for_update(of=("self",)).get(pk=policy.pk)


def _columns(terms: Terms) -> dict[str, object]:
    return {
        "mode": terms["mode"],
        "limits": dict(terms["limits"]),
        "legal_source": terms["legal_source"].strip(),
        "valid_from": terms["valid_from"],
        "valid_until": terms.get("valid_until"),
        "first_wave": terms.get("first_wave"),
        "last_wave": terms.get("last_wave"),
        "note": terms.get("note", "").strip(),
    }


def _write(
    action: str,
    policy: RulePolicy,
    *,
    by: User,
    at: datetime,
    values: dict[str, object],
    **more: str,
) -> RulePolicy:
    RulePolicy.objects.filter(pk=policy.pk).update(**values)
    policy.refresh_from_db()
    _record(action, policy, by=by, at=at, **more)
    return policy


def _record(action: str, policy: RulePolicy, *, by: User, at: datetime, **more: str) -> None:
    audit.record(
        f"policy.{action}",
        by=by,
        subject=policy,
        at=at,
        rule=policy.rule,
        version=policy.version,
        mode=policy.mode,
        limits=[f"{name}={value}" for name, value in sorted(policy.limits.items())],
        valid_from=policy.valid_from.isoformat(),
        valid_until=policy.valid_until.isoformat() if policy.valid_until else None,
        **more,
    )

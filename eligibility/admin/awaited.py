"""What of eligibility waits for one person's signature, for the first page of the staff."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from eligibility import policies
from eligibility.admin.account_page import name_of
from eligibility.models import DryRun, Remedy, RulePolicy
from portal import awaiting
from portal.awaiting import Awaited
from portal.models import Role, User


def remedies(user: User, at: datetime) -> list[Awaited]:
    """Return the campaigns of others that nobody has signed or stopped."""
    if not user.has_role(Role.SUPERVISOR):
        return []
    rows = Remedy.objects.filter(approved_at=None, stopped_at=None).exclude(opened_by=user)
    found = rows.select_related("opened_by").order_by("pk")[: awaiting.MOST + 1]
    things = [
        Awaited(
            _("Pemulihan bersama: %(title)s, dibuka %(who)s")
            % {"title": row.title, "who": name_of(row.opened_by)},
            reverse("admin:eligibility_remedy_change", args=[row.pk]),
        )
        for row in found
    ]
    rest = Awaited(_("Pemulihan bersama lainnya"), reverse("admin:eligibility_remedy_changelist"))
    return awaiting.cut(things, rest=rest)


def drafts(user: User, at: datetime) -> list[Awaited]:
    """Return the drafts of others that were tried, and that this person has not agreed to yet."""
    if not user.has_role(Role.RULE_OFFICER, Role.SUPERVISOR):
        return []
    tried = DryRun.objects.filter(policy=OuterRef("pk"), done_at__isnull=False)
    rows = RulePolicy.objects.drafts().filter(Exists(tried))
    rows = rows.exclude(drafted_by=user).exclude(endorsed_by=user).order_by("pk")
    things = [
        Awaited(
            _("Draf kebijakan: %(rule)s, versi %(version)s")
            % {"rule": policies.title_of(row.rule), "version": row.version},
            reverse("admin:eligibility_rulepolicy_change", args=[row.pk]),
        )
        for row in rows[: awaiting.MOST + 1]
    ]
    rest = Awaited(_("Draf kebijakan lainnya"), reverse("admin:eligibility_rulepolicy_changelist"))
    return awaiting.cut(things, rest=rest)

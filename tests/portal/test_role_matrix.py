"""Every staff address, step and action by every role; a new one fails here until it is listed.

Letters are roles: a agent, s supervisor, r rule officer, p privacy officer, u auditor, and x an
administrator, a superuser without a role. A page is read by GET, a door acted on by POST.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone
from pytest_django import Settings

from appeals.lifecycle.steps import STEPS
from portal.models import Role, User
from portal.security import FRESH_AT
from tests import builders

pytestmark = pytest.mark.django_db

ROLES = {"a": Role.AGENT, "s": Role.SUPERVISOR, "r": Role.RULE_OFFICER,
         "p": Role.PRIVACY_OFFICER, "u": Role.AUDITOR}  # fmt: skip

# Who reads, who acts, and where: the names of the addresses.
RIGHTS = {
    ("", ""): """
      autocomplete eligibility_account_add eligibility_account_delete eligibility_block_add
      eligibility_block_delete eligibility_finding_add eligibility_finding_delete
      eligibility_hold_add eligibility_hold_delete eligibility_partner_add
      eligibility_partner_delete eligibility_partnerkey_add eligibility_partnerkey_delete
      eligibility_partnercall_add eligibility_partnercall_delete eligibility_fuse_add
      eligibility_fuse_delete eligibility_gelombang_add eligibility_gelombang_delete
      eligibility_deadlineextension_add eligibility_deadlineextension_delete
      eligibility_importbatch_add eligibility_importbatch_delete eligibility_rulepolicy_add
      eligibility_rulepolicy_delete eligibility_remedy_delete eligibility_screeningrun_add
      eligibility_screeningrun_delete eligibility_webhookendpoint_add
      eligibility_webhookendpoint_delete eligibility_webhookdelivery_add
      eligibility_webhookdelivery_delete appeals_interest_add appeals_interest_delete
      appeals_datarequest_add appeals_datarequest_delete appeals_deletionlist_add
      appeals_deletionlist_delete appeals_legalhold_add appeals_legalhold_delete
      appeals_evidencecheck_add appeals_evidencecheck_delete appeals_filingfault_add
      appeals_filingfault_delete appeals_lostfile_add appeals_lostfile_delete
      appeals_decisiontext_add appeals_decisiontext_delete appeals_reconciliation_add
      appeals_reconciliation_delete appeals_escalation_add appeals_escalation_delete
      appeals_sourcerequest_add appeals_sourcerequest_delete appeals_qualityreview_add
      appeals_qualityreview_delete appeals_questionitem_add appeals_questionitem_delete
      portal_banner_delete portal_user_delete portal_auditentry_add portal_auditentry_delete
      portal_outgoingmessage_add portal_outgoingmessage_delete
    """,
    ("asrpux", ""): """
      password_change_done jsi18n eligibility_account_history eligibility_block_history
      eligibility_finding_history eligibility_hold_history eligibility_partner_history
      eligibility_partnerkey_history eligibility_partnercall_history eligibility_fuse_history
      eligibility_gelombang_history eligibility_deadlineextension_history
      eligibility_importbatch_history eligibility_rulepolicy_history eligibility_remedy_history
      eligibility_screeningrun_history eligibility_webhookendpoint_history
      eligibility_webhookdelivery_history appeals_interest_history appeals_datarequest_history
      appeals_deletionlist_history appeals_legalhold_history appeals_evidencecheck_history
      appeals_filingfault_history appeals_lostfile_history appeals_decisiontext_history
      appeals_reconciliation_history appeals_escalation_history appeals_sourcerequest_history
      appeals_qualityreview_history appeals_questionitem_history portal_openinghours_history
      portal_closedday_history portal_banner_history portal_user_history portal_auditentry_history
      portal_outgoingmessage_history
    """,
    ("asrpu", ""): """
      eligibility_account_change eligibility_block_change eligibility_finding_change
      eligibility_hold_change eligibility_fuse_rates eligibility_fuse_change
      eligibility_gelombang_change eligibility_deadlineextension_change
      eligibility_importbatch_progress eligibility_importbatch_rejects
      eligibility_importbatch_change eligibility_rulepolicy_progress eligibility_rulepolicy_change
      eligibility_remedy_progress eligibility_remedy_everyone eligibility_remedy_change
      eligibility_screeningrun_progress eligibility_screeningrun_change
    """,
    ("s", "s"): """
      report_download report_plans report_plan_add report_plan report_plan_remove
      eligibility_partner_new eligibility_partner_key eligibility_partner_endpoint
      eligibility_partnerkey_rotate eligibility_partnerkey_revoke eligibility_webhookendpoint_secret
      appeals_decisiontext_write appeals_questionitem_new portal_openinghours_add
      portal_openinghours_delete portal_closedday_add portal_closedday_delete portal_banner_add
    """,
    ("", "sr"): """
      eligibility_rulepolicy_step
      eligibility_account_screen eligibility_fuse_reset eligibility_importbatch_approve
      eligibility_rulepolicy_end eligibility_remedy_approve eligibility_remedy_stop
      eligibility_remedy_resume eligibility_screeningrun_stop eligibility_screeningrun_resume
      eligibility_screeningrun_ask_roll_back eligibility_screeningrun_take_back
      eligibility_webhookendpoint_sample eligibility_webhookendpoint_again
      eligibility_webhookdelivery_again
    """,
    ("", "as"): """
      appeals_appeal_bulk_do
      appeals_appeal_next appeals_appeal_step appeals_appeal_keep appeals_appeal_throw_away
      appeals_appeal_presence appeals_appeal_insert_text appeals_appeal_preview appeals_appeal_reveal
      appeals_deskprofile_news appeals_deskprofile_back photo_pair_judge appeals_qualityreview_next
      appeals_qualityreview_review
      appeals_sourcerequest_letter
    """,
    ("asrpu", "asrpu"): """
      eligibility_account_changelist eligibility_block_changelist eligibility_finding_changelist
      eligibility_hold_changelist eligibility_fuse_changelist eligibility_gelombang_changelist
      eligibility_deadlineextension_changelist eligibility_importbatch_changelist
      eligibility_rulepolicy_changelist eligibility_remedy_changelist
      eligibility_screeningrun_changelist
    """,
    ("", "s"): """
      report_cancel report_plan_pause report_plan_go_on
      eligibility_partner_stop eligibility_partner_start eligibility_webhookendpoint_stop
      eligibility_webhookendpoint_start appeals_deskprofile_limits appeals_deskprofile_away
      appeals_deskprofile_declared
      appeals_filingfault_see appeals_filingfault_settle appeals_decisiontext_follow
      appeals_decisiontext_end appeals_questionitem_retire
    """,
    ("asrpux", "asrpux"): """
      fresh kept_form mailbox mail index password_change view_on_site
    """,
    ("r", "r"): """
      eligibility_gelombang_open eligibility_gelombang_close eligibility_deadlineextension_extend
      eligibility_importbatch_send eligibility_rulepolicy_choose eligibility_rulepolicy_draft
      eligibility_rulepolicy_revise
    """,
    ("su", "su"): """
      appeals_interest_changelist appeals_filingfault_changelist appeals_reconciliation_changelist
      appeals_escalation_changelist portal_openinghours_changelist portal_closedday_changelist
      portal_banner_changelist
    """,
    ("", "p"): """
      appeals_datarequest_answer appeals_datarequest_sign appeals_datarequest_retry
      appeals_datarequest_reveal appeals_deletionlist_draw_up appeals_deletionlist_drop
      appeals_deletionlist_retry
    """,
    ("su", ""): """
      report_dashboard report_board report_rules report_opinions report_photos report_remedies
      report_definitions appeals_deskprofile_changelist appeals_interest_change
      appeals_filingfault_change appeals_reconciliation_change appeals_escalation_change
    """,
    ("sr", "sr"): """
      eligibility_importbatch_withdraw eligibility_rulepolicy_stop eligibility_remedy_add
      eligibility_screeningrun_start eligibility_screeningrun_roll_back
      eligibility_screeningrun_ask_resume
    """,
    ("as", ""): """
      appeals_evidence_image appeals_evidence_thumbnail appeals_deskprofile_own photo_pair
      photo_pairs
    """,
    ("sru", "sru"): """
      eligibility_partner_changelist eligibility_partnerkey_changelist
      eligibility_partnercall_changelist eligibility_webhookendpoint_changelist
      eligibility_webhookdelivery_changelist
    """,
    ("sru", ""): """
      eligibility_partner_change eligibility_partnerkey_change eligibility_partnercall_change
      eligibility_webhookendpoint_change eligibility_webhookdelivery_change
    """,
    ("pu", ""): """
      appeals_datarequest_change appeals_deletionlist_progress appeals_deletionlist_cases
      appeals_deletionlist_change portal_auditentry_change
    """,
    ("su", "s"): """
      report_exports report_export report_statistics portal_openinghours_change portal_closedday_change portal_banner_change
    """,
    ("spu", "spu"): """
      appeals_legalhold_changelist appeals_evidencecheck_changelist appeals_lostfile_changelist
      portal_outgoingmessage_changelist
    """,
    ("x", "x"): """
      auth_user_password_change portal_user_changelist portal_user_add portal_user_change
    """,
    ("as", "as"): """
      caller_desk caller_filed appeals_appeal_photo appeals_appeal_bulk
    """,
    ("", "asrpu"): """
      eligibility_account_search eligibility_block_search eligibility_finding_search
    """,
    ("aspu", ""): """
      appeals_appeal_changelist appeals_appeal_change appeals_decisiontext_change
    """,
    ("pu", "pu"): """
      appeals_datarequest_changelist appeals_deletionlist_changelist portal_auditentry_changelist
    """,
    ("spu", ""): """
      appeals_legalhold_change appeals_evidencecheck_change appeals_lostfile_change
    """,
    ("asu", "asu"): """
      appeals_sourcerequest_changelist appeals_qualityreview_changelist
      appeals_questionitem_changelist
    """,
    ("asu", ""): """
      appeals_sourcerequest_change appeals_qualityreview_change appeals_questionitem_change
    """,
    ("s", ""): """
      report_officers appeals_deskprofile_officer
    """,
    ("p", "p"): """
      appeals_deletionlist_propose appeals_deletionlist_sign
    """,
    ("", "asp"): """
      eligibility_account_reveal
    """,
    ("", "sru"): """
      eligibility_remedy_export
    """,
    ("", "aspu"): """
      appeals_appeal_view_remove
    """,
    ("", "pu"): """
      appeals_deletionlist_proof
    """,
    ("sp", "sp"): """
      appeals_legalhold_place
    """,
    ("", "sp"): """
      appeals_legalhold_lift
    """,
    ("aspu", "aspu"): """
      appeals_appeal_view_save appeals_appeal_view appeals_appeal_search
      appeals_decisiontext_changelist
    """,
    ("spu", "s"): """
      portal_outgoingmessage_change
    """,
}
# Nobody is signed in there, or leaves.
OUTSIDE = {"login", "logout", "second_factor", "enrol"}
_ARGUMENTS = {"int": "987654321", "path": "987654321", "str": "x", "slug": "coba"}


def addresses(patterns: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and the address of each staff page; unnamed ones only redirect."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and pattern.name and route.startswith("pmo/"):
            filled = re.sub(r"<(?:(\w+):)?\w+>", lambda found: _ARGUMENTS[found[1] or "str"], route)
            yield pattern.name, "/" + filled


def status_of(user: User, method: str, url: str) -> int:
    """Return how the view behind `url` answers `user`; no page is drawn, no session is read."""
    request = getattr(RequestFactory(), method)(url)
    request.user = user
    request.session = SessionStore()
    request.session[FRESH_AT] = int(timezone.now().timestamp())
    request._messages = FallbackStorage(request)
    request._dont_enforce_csrf_checks = True
    view, arguments, named = request.resolver_match = resolve(url)
    try:
        return int(view(request, *arguments, **named).status_code)
    except PermissionDenied:
        return 403
    except Http404:
        return 404


def users() -> dict[str, User]:
    """Return a member of staff for each letter."""
    found = {letter: builders.officer(role) for letter, role in ROLES.items()}
    found["x"] = User.objects.create(username="admin1", is_staff=True, is_superuser=True)
    return found


def let_in(people: dict[str, User], method: str, url: str) -> str:
    """Return the letters of those who are not refused."""
    codes = {letter: status_of(user, method, url) for letter, user in people.items()}
    return "".join(letter for letter, code in codes.items() if code not in (403, 405))


def test_every_staff_address_lets_in_whom_the_matrix_names_and_nobody_else(
    settings: Settings,
) -> None:
    settings.SECOND_FACTOR = False
    people = users()
    listed = {name: rights for rights, names in RIGHTS.items() for name in names.split()}
    found = {}
    for name, url in addresses(get_resolver().url_patterns):
        if name in OUTSIDE or "(" in url:
            continue
        acts = "" if name.endswith("_history") else let_in(people, "post", url)
        found[name] = (let_in(people, "get", url), acts)
    unlisted = {name: rights for name, rights in found.items() if listed.get(name) != rights}
    assert unlisted == {}, "list these in RIGHTS, once they are what domain.md says"
    assert set(listed) - set(found) == set()


def test_every_step_is_taken_by_whom_the_matrix_names() -> None:
    found = {
        verb: "".join(letter for letter, role in ROLES.items() if role in (step.roles or ()))
        for verb, step in STEPS.items()
    }
    assert found == STEP_RIGHTS


def test_every_action_on_a_list_is_offered_to_whom_the_matrix_names() -> None:
    found: dict[str, str] = {}
    for letter, user in users().items():
        request = RequestFactory().get("/pmo/")
        request.user = user
        for page in admin.site._registry.values():
            for action in page.get_actions(request):
                name = f"{page.opts.label_lower}.{action}"
                found[name] = found.get(name, "") + letter
    assert found == ACTION_RIGHTS


# "": the person, or the portal itself.
STEP_RIGHTS = {
    "take": "as",
    "hand_back": "as",
    "assign": "s",
    "reassign": "s",
    "stand_in": "",
    "release": "",
    "recuse": "as",
    "ask": "as",
    "answer": "",
    "continue_without_answer": "as",
    "wait_for_source": "as",
    "resume": "as",
    "propose": "as",
    "decide": "as",
    "approve": "s",
    "send_back": "s",
    "retract": "as",
    "unanswered": "",
    "source_changed": "",
    "end_wait": "",
    "grant_by_silence": "",
    "withdraw": "",
    "merge": "as",
    "join": "",
    "part": "",
    "split": "as",
    "void": "as",
    "close_moot": "",
    "close": "",
}
ACTION_RIGHTS = {
    "portal.outgoingmessage.try_again": "s",
    "portal.user.forget_second_factor": "x",
}

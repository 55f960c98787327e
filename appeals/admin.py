"""Registers the appeals' desks with the staff site, and the report beside them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models import (
    Appeal,
    DataRequest,
    DecisionText,
    DeletionList,
    DeskProfile,
    Escalation,
    Evidence,
    EvidenceCheck,
    FilingFault,
    Interest,
    LegalHold,
    LostFile,
    PhotoPair,
    QualityReview,
    QuestionItem,
    Reconciliation,
    SourceRequest,
)
from appeals.reports import export_list
from appeals.reports import trail_words as report_words  # noqa: F401 - names what the trail holds
from appeals.review import action_words  # noqa: F401 - names what the audit trail holds
from appeals.review.awaited import decisions
from appeals.review.clock_desks import EscalationDesk, QuestionItemDesk, SourceRequestDesk
from appeals.review.desk import AppealDesk, EvidenceDesk, PairDesk
from appeals.review.fault_desk import FilingFaultDesk, ReconciliationDesk
from appeals.review.officer_desk import InterestDesk, OfficerDesk
from appeals.review.quality_desk import QualityReviewDesk
from appeals.review.storage_desk import EvidenceCheckDesk, LostFileDesk
from appeals.review.text_desk import DecisionTextDesk
from appeals.rights import action_words as rights_words  # noqa: F401 - as above
from appeals.rights.awaited import deletion_lists, erasures
from appeals.rights.deletion_desk import DeletionListDesk
from appeals.rights.desk import DataRequestDesk
from appeals.rights.hold_desk import LegalHoldDesk
from portal import awaiting, menus
from portal.models import Role

admin.site.register(Appeal, AppealDesk)
admin.site.register(Evidence, EvidenceDesk)
admin.site.register(DeskProfile, OfficerDesk)
admin.site.register(Interest, InterestDesk)
admin.site.register(PhotoPair, PairDesk)
admin.site.register(DataRequest, DataRequestDesk)
admin.site.register(DeletionList, DeletionListDesk)
admin.site.register(LegalHold, LegalHoldDesk)
admin.site.register(EvidenceCheck, EvidenceCheckDesk)
admin.site.register(FilingFault, FilingFaultDesk)
admin.site.register(LostFile, LostFileDesk)
admin.site.register(DecisionText, DecisionTextDesk)
admin.site.register(Reconciliation, ReconciliationDesk)
admin.site.register(Escalation, EscalationDesk)
admin.site.register(SourceRequest, SourceRequestDesk)
admin.site.register(QualityReview, QualityReviewDesk)
admin.site.register(QuestionItem, QuestionItemDesk)

menus.add(
    pgettext_lazy("plural", "Pengaduan"),
    Appeal,
    Escalation,
    SourceRequest,
    QualityReview,
    QuestionItem,
    FilingFault,
    Reconciliation,
    LostFile,
    EvidenceCheck,
    DecisionText,
    place=10,
)
_EXAMINERS = (Role.AGENT, Role.SUPERVISOR)
menus.add(
    _("Meja"),
    menus.Page(_("Meja saya"), "admin:appeals_deskprofile_own", _EXAMINERS),
    menus.Page(_("Pengaduan lewat telepon"), "caller_desk", _EXAMINERS),
    DeskProfile,
    Interest,
    place=12,
)
menus.add(_("Data pribadi"), DataRequest, LegalHold, DeletionList, place=15)
_REPORT = menus.Page(_("Laporan"), "report_dashboard", (Role.SUPERVISOR, Role.AUDITOR))
_BOARD = menus.Page(_("Papan penyelia"), "report_board", (Role.SUPERVISOR, Role.AUDITOR))
menus.add(_("Laporan"), _BOARD, _REPORT, place=60)
awaiting.add(decisions, export_list.awaited, deletion_lists, erasures)

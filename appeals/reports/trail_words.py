"""What details of the trail's entries mean, and what their rows are called that no page lists.

What the actions are called, and most details, the doors say beside their own work.
"""

from django.utils.translation import gettext_lazy as _

from appeals.data_requests import Reason
from appeals.models import (
    Appeal,
    Consent,
    DataRequest,
    Decision,
    Evidence,
    Export,
    Outcome,
    QualityReview,
    SourceRequest,
)
from appeals.models.clock import AnswerReminder
from appeals.models.erasure import Correction, ErasurePart
from appeals.models.stages import STAGES
from appeals.reports import words
from eligibility.models import PhotoMatch
from portal import actions
from portal.models import OutgoingMessage

actions.name_details(
    account=_("nomor akun"),
    card=_("nomor foto kartu"),
    completion_days=_("hari penyelesaian pelatihan"),
    datum=_("data yang diperbaiki"),
    deadline_days=_("hari batas waktu"),
    due=_("jatuh tempo"),
    end=_("berakhir karena"),
    inquiry=_("nomor pertanyaan ke lembaga"),
    institution=_("lembaga"),
    is_shared=_("dibagikan"),
    kinds=_("yang dihapus"),
    month=_("bulan"),
    proposed_by=_("nomor petugas yang mengusulkan"),
    request=_("nomor permintaan data"),
    reviewer=_("nomor petugas penilai"),
    stage=_("kapan"),
    verdict=_("penilaian"),
    virus=_("virus"),
)
for _detail, _choices in (
    ("became", STAGES.items()),
    ("was", STAGES.items()),
    ("channel", [*OutgoingMessage.Channel.choices, *Appeal.Channel.choices]),
    ("conclusion", Decision.Conclusion.choices),
    ("datum", Correction.Datum.choices),
    ("end", SourceRequest.End.choices),
    ("format", Export.Format.choices),
    ("institution", SourceRequest.Institution.choices),
    ("kind", Consent.Kind.choices),
    ("kind", DataRequest.Kind.choices),
    ("kind", Evidence.Kind.choices),
    ("kind", PhotoMatch.Kind.choices),
    ("kinds", ErasurePart.Kind.choices),
    ("of", Export.Subject.choices),
    ("reason", Reason.choices),
    ("reason", words.REASON.items()),
    ("result", [*Outcome.Result.choices, *DataRequest.Result.choices]),
    ("stage", AnswerReminder.Stage.choices),
    ("verdict", QualityReview.Verdict.choices),
):
    actions.name_values(_detail, _choices)
actions.name_subjects({
    "appeals.caselink": _("tautan pengaduan"),
    "appeals.contactchange": _("penggantian kontak"),
    "appeals.correction": _("perbaikan data"),
    "appeals.decision": _("putusan"),
    "appeals.draft": _("isian yang belum dikirim"),
    "appeals.erasure": _("penghapusan data"),
    "appeals.export": _("ekspor"),
    "appeals.feedback": _("penilaian peserta"),
    "appeals.filewaiver": _("pernyataan tentang berkas"),
    "appeals.letter": _("surat"),
    "appeals.message": _("catatan atau pesan"),
    "appeals.question": _("pertanyaan ke peserta"),
    "appeals.savedview": _("tampilan antrean"),
    "appeals.statisticsedition": _("edisi statistik"),
    "eligibility.blockletter": _("surat blokir"),
    "eligibility.dryrun": _("uji coba aturan"),
    "eligibility.grant": _("bantuan"),
    "eligibility.importorder": _("pesanan impor"),
    "eligibility.photomatch": _("foto yang sama"),
    "eligibility.refunddemand": _("tagihan pengembalian"),
    "eligibility.trainingpurchase": _("pembelian pelatihan"),
})  # fmt: skip

"""What details of the trail's entries mean, and what their rows are called that no page lists.

What the actions are called, and most details, the doors say beside their own work.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext
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
from appeals.reports.subjects import SUBJECTS, Filter, Subject
from eligibility.models import PhotoMatch
from portal import actions
from portal.models import OutgoingMessage


def _subject(details: Mapping[str, object]) -> Subject | None:
    """Return what the entry's export or plan is of; none of another day's."""
    of = str(details.get("of", ""))
    return SUBJECTS[Export.Subject(of)] if of in Export.Subject.values else None


def _columns(keys: Sequence[str], details: Mapping[str, object]) -> str:
    """Return the columns' titles, as the file of the entry had them."""
    if not keys:
        return gettext("yang biasa")
    subject = _subject(details)
    if subject is None:
        return ", ".join(keys)
    if details.get("is_unmasked"):
        subject = subject.opened()
    titles = {column.key: str(column.title) for column in subject.columns}
    return ", ".join(titles.get(key, key) for key in keys)


def _filters(pairs: Sequence[str], details: Mapping[str, object]) -> str:
    """Return each filter as its form calls it, of what the trail keeps: "level=2"."""
    subject = _subject(details)
    known = {each.key: each for each in subject.filters} if subject else {}
    said = []
    for pair in pairs:
        key, _is, value = pair.partition("=")
        if (each := known.get(key)) is None:
            said.append(pair)
            continue
        said.append(f"{each.label}: {_value(each, value)}")
    return ", ".join(said) or "–"


def _value(of: Filter, value: str) -> str:
    """Return what the value is called; a file of a million entries asks no table for names."""
    if of.key == "officer":
        return gettext("nomor %(number)s") % {"number": value}
    return value if of.key == "wave" else str(of.words().get(value, value))


def _days(days: Sequence[str], _details: Mapping[str, object]) -> str:
    """Return the first and the last day, one where they are the same."""
    said = [_day(day) for day in dict.fromkeys(days)]
    if len(said) != 2:
        return ", ".join(said)
    return gettext("%(first)s sampai %(last)s") % {"first": said[0], "last": said[1]}


def _day(said: str) -> str:
    try:
        return date_format(date.fromisoformat(said), "j M Y")
    except ValueError:
        return said


actions.read_lists("columns", _columns)
actions.read_lists("filters", _filters)
actions.read_lists("days", _days)
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

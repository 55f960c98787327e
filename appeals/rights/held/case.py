"""What is held about one case, for whoever proved to be its holder.

Leaves out what belongs to others: officers' names, the helper's contacts, internal notes, other
filings about the same account, and blocks that no decision has told of.
"""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from appeals.evidence.reading.owed import READ_KINDS
from appeals.grounds import reason_words
from appeals.letters import content_of
from appeals.models import Appeal, Decision, Evidence, Letter, Outcome, Reading
from appeals.rights.held.lines import Line, Paper, Part, Photo, Record, Section, choice
from appeals.rights.held.looked import looks_at
from eligibility.explain import title_of
from eligibility.grounds import Ground
from portal.models import OutgoingMessage


def part_of(appeal: Appeal) -> Part:
    """Return the case's part of the copy."""
    photos = _photos(appeal)
    evidence = [photo.evidence.pk for photo in photos]
    # A letter to an institution may name what stands against the account: not the filer's.
    own = appeal.letters.exclude(kind=Letter.Kind.INQUIRY).order_by("pk")
    letters = [Paper(f"surat/{one.number}.pdf", one) for one in own]
    sections = (
        Section("case", _("Isi pengaduan"), [_case(appeal)]),
        Section("claims", _("Keterangan Anda per alasan"), list(_claims(appeal))),
        Section("helper", _("Penolong"), list(_helper(appeal)), note=_("Nama dan nomor penolong "
                "adalah data orang itu, jadi tidak ada di sini.")),
        Section("consents", _("Persetujuan"), list(_consents(appeal))),
        Section("files", _("Foto dan berkas"), list(_files(photos))),
        Section("readings", _("Yang dibaca mesin di foto kartu"), list(_readings(photos)),
                note=_("Mesin bisa salah baca. Yang memutus tetap orang.")),
        Section("steps", _("Perjalanan pengaduan"), list(_steps(appeal))),
        Section("conversation", _("Percakapan"), list(_conversation(appeal))),
        Section("questions", _("Pertanyaan petugas dan jawaban Anda"), list(_questions(appeal))),
        Section("decisions", _("Putusan"), list(_decisions(appeal))),
        Section("letters", _("Surat"), list(_letters(letters))),
        Section("messages", _("Pesan yang kami kirim"), list(_messages(appeal))),
        Section("corrections", _("Data yang diperbaiki"), list(_corrections(appeal))),
        Section("contact_changes", _("Perubahan kontak"), list(_contact_changes(appeal))),
        Section("feedback", _("Penilaian Anda"), list(_feedback(appeal))),
        Section("looks", _("Siapa yang melihat"), looks_at(
            {"appeals.appeal": [appeal.pk], "appeals.evidence": evidence})),
    )  # fmt: skip
    title = _("Pengaduan %(number)s") % {"number": appeal.reference}
    return Part("case", title, [one for one in sections if one.records], photos, letters)


def _case(appeal: Appeal) -> Record:
    return (
        Line("number", _("Nomor pengaduan"), appeal.reference),
        choice(appeal, "status", _("Keadaan"), key="state"),
        Line("level", _("Tingkat"), appeal.level),
        choice(appeal, "lane", _("Jalur")),
        choice(appeal, "channel", _("Masuk lewat")),
        Line("language", _("Bahasa"), appeal.language),
        Line("name", _("Nama"), appeal.name),
        Line("nik", _("NIK"), appeal.nik),
        Line("kk", _("Nomor KK"), appeal.kk),
        Line("birth_date", _("Tanggal lahir"), appeal.birth_date),
        Line("email", _("E-mail"), appeal.email),
        Line("phone", _("Nomor HP"), appeal.phone),
        choice(appeal, "membership", _("Peserta atau calon")),
        Line("province_code", _("Kode provinsi di NIK"), appeal.province_code),
        Line("subject", _("Judul"), appeal.subject),
        Line("chronology", _("Kronologi"), appeal.chronology),
        Line("happened_on", _("Tanggal kejadian"), appeal.happened_on),
        Line("late_reason", _("Alasan terlambat"), appeal.late_reason),
        Line("submitted_at", _("Dikirim"), appeal.submitted_at),
        Line("due_date", _("Putusan paling lambat"), appeal.due_date),
        Line("decided_at", _("Diputus"), appeal.decided_at),
        Line("closed_at", _("Selesai"), appeal.closed_at),
    )  # fmt: skip


def _claims(appeal: Appeal) -> Iterator[Record]:
    for claim in appeal.claims.order_by("pk"):
        ground = str(Ground(claim.ground).label) if claim.ground else _("Saya tidak tahu alasannya")
        reason = str(reason_words(claim.ground, claim.reason)) if claim.reason else ""
        yield (
            Line("ground", _("Alasan blokir"), claim.ground, ground),
            Line("reason", _("Sebabnya"), claim.reason, reason),
            Line("statement", _("Keterangan"), claim.statement),
        )


def _helper(appeal: Appeal) -> Iterator[Record]:
    helper = getattr(appeal, "helper", None)
    if helper is not None:
        relation = str(helper.get_relation_display())
        yield (Line("relation", _("Hubungan dengan Anda"), helper.relation, relation),)


def _consents(appeal: Appeal) -> Iterator[Record]:
    for consent in appeal.consents.order_by("pk"):
        yield (
            choice(consent, "kind", _("Untuk")),
            Line("version", _("Versi"), consent.version),
            Line("wording", _("Bunyinya"), consent.wording),
            Line("given_at", _("Diberikan"), consent.given_at),
            Line("withdrawn_at", _("Ditarik"), consent.withdrawn_at),
        )


def _photos(appeal: Appeal) -> list[Photo]:
    """Return each picture of the case; a document's pages bear its number and their own."""
    photos: list[Photo] = []
    number = 0
    for row in appeal.evidence.in_order():
        number += row.first_page_id is None
        photos.append(Photo(_photo_name(appeal, row, number), row))
    return photos


def _photo_name(appeal: Appeal, row: Evidence, number: int) -> str:
    if row.state != Evidence.State.READY or not row.image_name:
        return ""
    page = f"-{row.page:02d}" if row.pages > 1 else ""
    return f"foto/{appeal.reference}-{number:02d}-{row.kind}{page}.jpg"


def _files(photos: Sequence[Photo]) -> Iterator[Record]:
    """Yield what is known of each file as it was sent, whatever number of pages it has."""
    for photo in photos:
        row = photo.evidence
        if row.first_page_id is None:
            pages = [
                one.name
                for one in photos
                if row.pk in {one.evidence.pk, one.evidence.first_page_id}
            ]
            yield _file(row, ", ".join(filter(None, pages)))


def _file(row: Evidence, names: str) -> Record:
    return (
        choice(row, "kind", _("Jenis")),
        choice(row, "state", _("Keadaan")),
        Line("original_name", _("Nama berkas di HP Anda"), row.original_name),
        Line("original_bytes", _("Besarnya, dalam bita"), row.original_bytes),
        Line("original_sha256", _("Sidik berkas (SHA-256)"), row.original_sha256),
        Line("uploaded_at", _("Dikirim"), row.uploaded_at),
        Line("pages", _("Halaman"), row.pages),
        Line("file", _("Di dalam unduhan ini"), names, names or _("tidak ada gambarnya")),
    )


def _readings(photos: Sequence[Photo]) -> Iterator[Record]:
    cards = [photo.evidence.pk for photo in photos if photo.evidence.kind in READ_KINDS]
    rows = Reading.objects.filter(evidence__in=cards)
    for row in rows.exclude(done_at=None).select_related("evidence").order_by("pk"):
        yield (
            choice(row.evidence, "kind", _("Foto")),
            Line("nik", _("NIK"), row.nik),
            Line("nik_percent", _("Keyakinan NIK, persen"), row.nik_percent),
            Line("kk", _("Nomor KK"), row.kk),
            Line("kk_percent", _("Keyakinan nomor KK, persen"), row.kk_percent),
            Line("name", _("Nama"), row.name),
            Line("name_percent", _("Keyakinan nama, persen"), row.name_percent),
            Line("birth_date", _("Tanggal lahir"), row.birth_date),
            Line("birth_date_percent", _("Keyakinan tanggal lahir, persen"),
                 row.birth_date_percent),
            Line("read_at", _("Dibaca"), row.done_at),
        )  # fmt: skip


def _steps(appeal: Appeal) -> Iterator[Record]:
    for step in appeal.steps.order_by("pk"):
        yield (
            Line("at", _("Waktu"), step.at),
            choice(step, "became", _("Menjadi")),
        )


def _conversation(appeal: Appeal) -> Iterator[Record]:
    for message in appeal.conversation.filter(is_internal=False).order_by("pk"):
        yield (
            Line("at", _("Waktu"), message.at),
            choice(message, "author", _("Dari")),
            Line("text", _("Isi"), message.text),
        )


def _questions(appeal: Appeal) -> Iterator[Record]:
    for question in appeal.questions.order_by("pk"):
        yield (
            Line("asked_at", _("Ditanyakan"), question.asked_at),
            Line("text", _("Pertanyaan"), question.text),
            Line("answer", _("Jawaban Anda"), question.answer),
            Line("answered_at", _("Dijawab"), question.answered_at),
        )


def _decisions(appeal: Appeal) -> Iterator[Record]:
    told = appeal.decisions.filter(voided_at=None, effective_at__isnull=False).order_by("pk")
    for decision in told:
        yield (
            Line("effective_at", _("Berlaku sejak"), decision.effective_at),
            choice(decision, "conclusion", _("Putusan")),
            Line("explanation", _("Penjelasan"), decision.said),
        )  # fmt: skip
        yield from (_outcome(outcome) for outcome in _outcomes(decision))


def _outcomes(decision: Decision) -> Iterator[Outcome]:
    yield from decision.outcomes.select_related("block").order_by("pk")


def _outcome(outcome: Outcome) -> Record:
    return (
        Line("ground", _("Alasan blokir"), outcome.block.ground, title_of(outcome.block)),
        choice(outcome, "result", _("Hasil")),
        choice(outcome, "reason", _("Pertimbangan")),
        Line("text", _("Keterangan"), outcome.text),
    )


def _letters(papers: Sequence[Paper]) -> Iterator[Record]:
    for paper in papers:
        letter, content = paper.letter, content_of(paper.letter)
        yield (
            Line("number", _("Nomor surat"), letter.number),
            choice(letter, "kind", _("Jenis")),
            Line("issued_at", _("Tanggal"), letter.issued_at),
            Line("file", _("Di dalam unduhan ini"), paper.name),
            Line("text", _("Isi"), "\n".join(content.lines)),
        )


def _corrections(appeal: Appeal) -> Iterator[Record]:
    for one in appeal.corrections.order_by("pk"):
        yield (
            choice(one, "datum", _("Yang diperbaiki")),
            Line("was", _("Yang lama"), one.was),
            Line("became", _("Yang baru"), one.became),
            Line("at", _("Waktu"), one.at),
        )


def _messages(appeal: Appeal) -> Iterator[Record]:
    """The bodies hold secret links and stay out; only what went to this case's contact counts."""
    rows = OutgoingMessage.objects.filter(
        key__startswith=f"appeal:{appeal.pk}:", recipient__in=[appeal.email, appeal.phone]
    )
    for message in rows.order_by("pk"):
        yield (
            Line("queued_at", _("Ditulis"), message.created_at),
            Line("sent_at", _("Terkirim"), message.done_at),
            Line("subject", _("Judul"), message.subject),
        )


def _contact_changes(appeal: Appeal) -> Iterator[Record]:
    for change in appeal.contact_changes.order_by("pk"):
        yield (
            choice(change, "field", _("Yang diganti")),
            Line("value", _("Yang baru"), change.value),
            Line("was", _("Yang lama"), change.was),
            Line("asked_at", _("Diminta"), change.asked_at),
            Line("confirmed_at", _("Dipastikan"), change.confirmed_at),
            Line("withdrawn_at", _("Dibatalkan"), change.withdrawn_at),
        )


def _feedback(appeal: Appeal) -> Iterator[Record]:
    feedback = getattr(appeal, "feedback", None)
    if feedback is not None:
        yield (
            Line("score", _("Nilai, 1 sampai 5"), feedback.score),
            Line("understood", _("Putusannya bisa dipahami"), feedback.understood),
            Line("text", _("Catatan"), feedback.text),
            Line("at", _("Waktu"), feedback.at),
        )

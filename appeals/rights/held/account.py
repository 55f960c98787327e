"""What is held about an account, for whoever proved to be its owner.

Leaves out what belongs to others: members of the family card, accounts that share a telephone or
a device, officers' names, and cases that somebody else filed about the same NIK.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from appeals.models import Appeal
from appeals.rights.held.lines import Line, Part, Record, Section, choice
from appeals.rights.held.looked import looks_at
from eligibility.explain import explain_all, how_it_ended, in_words, source_name
from eligibility.explain.facts import INTERNAL
from eligibility.models import (
    Account,
    Block,
    BlockLetter,
    Finding,
    ReferenceListEntry,
    Restoration,
    TrainingPurchase,
)
from eligibility.policies import title_of
from eligibility.restoration import describe

_OVER = frozenset({Block.Status.LIFTED, Block.Status.SUPERSEDED, Block.Status.EXPIRED,
                   Block.Status.DISMISSED})  # fmt: skip


def part_of(account: Account) -> Part:
    """Return the account's part of the copy."""
    sections = (
        Section("account", _("Data akun"), [_account(account)]),
        Section("events", _("Pendaftaran dan gabung gelombang"), list(_events(account))),
        Section("registers", _("Jawaban lembaga"), list(_verdicts(account))),
        Section("lists", _("Daftar lembaga yang memuat NIK Anda"), list(_entries(account))),
        Section("findings", _("Temuan aturan"), list(_findings(account)), note=_("Kalau aturan "
                "membandingkan akun, data akun orang lain tidak ada di sini.")),
        Section("blocks", _("Blokir"), list(_blocks(account))),
        Section("letters", _("Surat tentang blokir"), list(_letters(account))),
        Section("grants", _("Bantuan yang Anda terima"), list(_grants(account))),
        Section("purchases", _("Pelatihan"), list(_purchases(account))),
        Section("refunds", _("Tagihan pengembalian"), list(_refunds(account))),
        Section("restorations", _("Yang dikembalikan"), list(_restorations(account))),
        Section("looks", _("Siapa yang melihat"), looks_at({"eligibility.account": [account.pk]})),
    )  # fmt: skip
    return Part("account", _("Akun Prakerja"), [one for one in sections if one.records])


def cases_of(account: Account) -> list[Appeal]:
    """Return the cases about this NIK that were filed from the account's own contact."""
    return list(Appeal.objects.filed_by(account).order_by("pk"))


def _account(account: Account) -> Record:
    return (
        Line("number", _("Nomor akun"), account.external_id),
        choice(account, "status", _("Status")),
        Line("name", _("Nama"), account.name),
        Line("nik", _("NIK"), account.nik),
        Line("kk", _("Nomor KK"), account.kk),
        Line("birth_date", _("Tanggal lahir"), account.birth_date),
        choice(account, "sex", _("Jenis kelamin")),
        Line("phone", _("Nomor HP"), account.phone),
        Line("email", _("E-mail"), account.email),
        choice(account, "education", _("Pendidikan")),
        choice(account, "employment", _("Pekerjaan")),
        choice(account, "citizenship", _("Kewarganegaraan")),
        Line("declared_office", _("Jabatan yang diakui"), account.declared_office),
        Line("payout_account", _("Rekening insentif"), account.payout_account),
        Line("registered_at", _("Mendaftar"), account.registered_at),
        Line("province_code", _("Kode provinsi di NIK"), account.province_code),
        Line("nik_birth_date", _("Tanggal lahir di NIK"), account.nik_birth_date),
        choice(account, "nik_sex", _("Jenis kelamin di NIK")),
        Line("blocked_since", _("Diblokir sejak"), account.blocked_since),
        Line("recorded_at", _("Dicatat di sini"), account.created_at),
    )  # fmt: skip


def _events(account: Account) -> Iterator[Record]:
    for event in account.events.order_by("at", "pk"):
        yield (
            choice(event, "kind", _("Kejadian")),
            Line("at", _("Waktu"), event.at),
            Line("device", _("Perangkat"), event.device),
            Line("address", _("Alamat jaringan"), event.address),
            Line("form_seconds", _("Lama mengisi, dalam detik"), event.form_seconds),
        )


def _verdicts(account: Account) -> Iterator[Record]:
    for verdict in account.verdicts.order_by("since", "pk"):
        yield (
            Line("register", _("Lembaga"), verdict.register, source_name(verdict.register)),
            choice(verdict, "verdict", _("Jawaban")),
            Line("since", _("Sejak"), verdict.since),
            Line("as_of", _("Terakhir"), verdict.as_of),
        )


def _entries(account: Account) -> Iterator[Record]:
    for entry in ReferenceListEntry.objects.filter(nik=account.nik).order_by("since", "pk"):
        yield (
            Line("source", _("Daftar"), entry.source, source_name(entry.source)),
            Line("office", _("Jabatan"), entry.office, source_name(entry.office)),
            Line("since", _("Sejak"), entry.since),
            Line("as_of", _("Terakhir"), entry.as_of),
        )


def _findings(account: Account) -> Iterator[Record]:
    rows = Finding.objects.filter(account=account).select_related("policy")
    for finding in rows.order_by("found_at", "pk"):
        facts = [
            fact for fact in in_words(finding.rule, finding.facts) if fact.name not in INTERNAL
        ]
        yield (
            Line("rule", _("Aturan"), finding.rule, title_of(finding.rule)),
            Line("policy_version", _("Versi kebijakan"), finding.policy.version),
            Line("found_at", _("Ditemukan"), finding.found_at),
            choice(finding, "status", _("Keadaan"), key="state"),
            *(Line(f"fact_{fact.name}", fact.label, fact.text) for fact in facts),
        )


def _blocks(account: Account) -> Iterator[Record]:
    rows = account.blocks.select_related("policy", "finding__policy").order_by("proposed_at", "pk")
    blocks = list(rows)
    for block, why in zip(blocks, explain_all(blocks), strict=True):
        over = how_it_ended(block) if block.status in _OVER else ""
        yield (
            Line("ground", _("Alasan"), block.ground, why.title),
            choice(block, "status", _("Status")),
            Line("why", _("Penjelasan"), why.why),
            Line("source", _("Sumber data"), why.source),
            Line("source_date", _("Data per tanggal"), why.source_date),
            Line("policy_version", _("Versi kebijakan"), why.policy_version),
            Line("legal_source", _("Dasar hukum"), why.legal_source),
            Line("proposed_at", _("Diusulkan"), block.proposed_at),
            Line("confirmed_at", _("Ditetapkan"), block.confirmed_at),
            Line("upheld_at", _("Dipertahankan"), block.upheld_at),
            Line("ended_at", _("Berakhir"), block.ended_at),
            Line("how_it_ended", _("Cara berakhirnya"), over),
        )


def _letters(account: Account) -> Iterator[Record]:
    for letter in BlockLetter.objects.filter(block__account=account).order_by("pk"):
        yield (
            choice(letter, "kind", _("Jenis")),
            Line("written_at", _("Ditulis"), letter.done_at),
        )


def _grants(account: Account) -> Iterator[Record]:
    for grant in account.grants.select_related("gelombang").order_by("granted_at", "pk"):
        yield (
            Line("wave", _("Gelombang"), grant.gelombang.number),
            Line("granted_at", _("Diterima"), grant.granted_at),
            Line("kk", _("Nomor KK waktu itu"), grant.kk),
            Line("first_training_until", _("Beli pelatihan pertama sampai"),
                 grant.first_training_until),
            Line("first_bought_at", _("Pelatihan pertama dibeli"), grant.first_bought_at),
            Line("days_added", _("Hari yang ditambahkan"), grant.days_added),
        )  # fmt: skip


def _purchases(account: Account) -> Iterator[Record]:
    for one in TrainingPurchase.objects.filter(grant__account=account).order_by("bought_at", "pk"):
        yield (
            Line("number", _("Nomor pembelian"), one.external_id),
            Line("bought_at", _("Dibeli"), one.bought_at),
            Line("complete_until", _("Selesaikan sampai"), one.complete_until),
            Line("completed_at", _("Diselesaikan"), one.completed_at),
            Line("device", _("Perangkat"), one.device),
        )


def _refunds(account: Account) -> Iterator[Record]:
    for demand in account.refund_demands.order_by("demanded_at", "pk"):
        yield (
            Line("number", _("Nomor tagihan"), demand.external_id),
            Line("amount", _("Jumlah, dalam rupiah"), demand.amount),
            Line("demanded_at", _("Ditagih"), demand.demanded_at),
            Line("withdrawn_at", _("Dicabut"), demand.withdrawn_at),
        )


def _restorations(account: Account) -> Iterator[Record]:
    rows = Restoration.objects.filter(block__account=account).select_related("wave")
    for one in rows.order_by("restored_at", "pk"):
        yield (
            Line("restored_at", _("Waktu"), one.restored_at),
            Line("kind", _("Yang dikembalikan"), one.kind, describe(one)),
        )

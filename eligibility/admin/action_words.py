"""What eligibility's actions and their details are called in the audit trail."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from eligibility.admin import masking
from eligibility.admin.run_figures import STOPPED_FOR
from eligibility.models import (
    Block,
    ImportBatch,
    PartnerKey,
    RulePolicy,
    ScreeningRun,
    WebhookEndpoint,
)
from eligibility.policies.terms import LIMITS
from eligibility.rules import catalogue
from portal import actions


def _limit(said: str) -> str:
    """Return a limit as officers call it, of what the trail keeps: "oldest=64"."""
    name, _is, value = said.partition("=")
    return f"{LIMITS.get(name, name)}: {value}"


def _day(said: str) -> str:
    try:
        return date_format(date.fromisoformat(said), "j M Y")
    except ValueError:
        return said


actions.name(
    "account",
    viewed=_("Akun dibuka"),
    revealed=_("Data akun yang disamarkan dibuka"),
)
actions.name(
    "block",
    apply=_("Blokir dipasang aturan"),
    carry_over=_("Blokir dilanjutkan dengan temuan baru"),
    put_back=_("Blokir dikembalikan ke temuan sebelumnya"),
    propose_again=_("Blokir kembali menjadi usulan"),
    confirm=_("Blokir ditetapkan"),
    dismiss=_("Usulan blokir tidak diteruskan"),
    uphold=_("Blokir dipertahankan"),
    lift=_("Blokir dicabut"),
    supersede=_("Blokir berakhir karena sumber diganti"),
    expire=_("Blokir berakhir pada waktunya"),
    cease=_("Blokir berakhir karena datanya tidak berlaku lagi"),
    undo=_("Blokir dibatalkan bersama pemeriksaannya"),
)
actions.name("fuse", blown=_("Sekering putus"), reset=_("Sekering dipasang lagi"))
actions.name(
    "gelombang",
    open=_("Gelombang dibuka"),
    close=_("Gelombang ditutup"),
    extend=_("Batas waktu diperpanjang"),
)
actions.name(
    "hold",
    place=_("Penangguhan dipasang"),
    answer=_("Penangguhan mendapat hasil"),
    release=_("Penangguhan dilepas"),
)
actions.name(
    "import",
    order=_("Berkas data dikirim"),
    finish=_("Berkas data selesai dibaca"),
    discard=_("Berkas data dibuang"),
    end_unnamed=_("Penghapusan baris yang tidak disebut disetujui"),
    rejects=_("Baris yang ditolak diunduh"),
    withdraw=_("Impor data ditarik"),
)
actions.name(
    "partner",
    add=_("Mitra ditambahkan"),
    activate=_("Mitra diaktifkan"),
    deactivate=_("Mitra dihentikan"),
    batch=_("Data diterima dari mitra"),
    forget_calls=_("Jawaban panggilan lama dihapus"),
    key_issue=_("Kunci mitra diterbitkan"),
    key_rotate=_("Kunci mitra diganti"),
    key_revoke=_("Kunci mitra dicabut"),
)
actions.name("photo", match=_("Foto dicatat sama dengan foto akun lain"))
actions.name(
    "policy",
    draft=_("Kebijakan disusun"),
    revise=_("Draf kebijakan diubah"),
    discard=_("Draf kebijakan dibuang"),
    endorse=_("Draf kebijakan disetujui"),
    enable=_("Kebijakan diaktifkan"),
    end=_("Kebijakan diakhiri"),
    stop=_("Kebijakan dihentikan seketika"),
    take_over=_("Kebijakan diganti versi baru"),
)
actions.name("policy", **{"try": _("Kebijakan dicoba")})
actions.name(
    "remedy",
    opened=_("Pemulihan bersama dibuka"),
    approved=_("Pemulihan bersama disetujui"),
    stopped=_("Pemulihan bersama dihentikan"),
    resumed=_("Pemulihan bersama dilanjutkan"),
    finished=_("Pemulihan bersama selesai"),
    exported=_("Daftar pemulihan bersama diunduh"),
)
actions.name("restoration", made=_("Hak dipulihkan"))
actions.name(
    "screening",
    start=_("Pemeriksaan dimulai"),
    stop=_("Pemeriksaan dihentikan"),
    resume=_("Pemeriksaan dilanjutkan"),
    ask_resume=_("Kelanjutan pemeriksaan diminta"),
    take_back=_("Permintaan tentang pemeriksaan ditarik"),
    ask_roll_back=_("Pembatalan pemeriksaan diminta"),
    roll_back=_("Pembatalan pemeriksaan dimulai"),
    rolled_back=_("Pemeriksaan selesai dibatalkan"),
)
actions.name(
    "webhook",
    add=_("Alamat webhook ditambahkan"),
    activate=_("Alamat webhook diaktifkan"),
    deactivate=_("Alamat webhook dihentikan"),
    rotate_secret=_("Rahasia webhook diganti"),
    send_again=_("Kiriman webhook dicoba lagi"),
    test=_("Contoh webhook dikirim"),
    forget=_("Kiriman webhook lama dihapus"),
)
actions.name_details(
    accounts=_("nomor akun di portal"),
    batch=_("nomor impor"),
    blocks=_("jumlah blokir"),
    calls=_("panggilan per menit"),
    days=_("hari"),
    decided=_("diputus"),
    delivery=_("nomor kiriman"),
    dry_run=_("nomor uji coba"),
    events=_("kejadian"),
    field=_("data"),
    grants=_("penetapan penerima"),
    kind=_("jenis"),
    left=_("dibiarkan"),
    lifted=_("dicabut"),
    limits=_("batas"),
    lines=_("baris di berkas"),
    matches=_("foto yang sama"),
    mode=_("cara"),
    new=_("nomor kunci baru"),
    note=_("keterangan"),
    number=_("nomor"),
    other=_("akun lain"),
    overturned=_("dibatalkan"),
    partner=_("nomor mitra"),
    passed_over=_("dilewati"),
    policy=_("nomor kebijakan"),
    purchases=_("pelatihan dibeli"),
    put_back=_("dikembalikan"),
    reach=_("jangkauan"),
    read=_("baris dibaca"),
    reason=_("alasan"),
    reference=_("untuk"),
    refused=_("baris ditolak"),
    removed=_("baris dihapus"),
    rows=_("baris"),
    rule=_("aturan"),
    scopes=_("hak"),
    source=_("sumber"),
    undone=_("dibatalkan"),
    valid_from=_("berlaku sejak"),
    valid_until=_("berlaku sampai"),
    version=_("versi"),
    wave=_("gelombang"),
    why=_("alasan"),
)
actions.name_lists(blocks=_("nomor blokir"))
actions.read_values("limits", _limit)
actions.read_values("valid_from", _day)
actions.read_values("valid_until", _day)
actions.name_values("field", masking.Field.choices)
actions.name_values("reason", [*masking.Reason.choices, *Block.End.choices])
actions.name_values("kind", ImportBatch.Kind.choices)
actions.name_values("scopes", PartnerKey.Scope.choices)
actions.name_values("events", WebhookEndpoint.Event.choices)
actions.name_values("mode", RulePolicy.Mode.choices)
actions.name_values("rule", ((rule.code, rule.title) for rule in catalogue.RULES))
actions.name_values("reason", STOPPED_FOR.items())
actions.name_values("reach", ScreeningRun.Reach.choices)

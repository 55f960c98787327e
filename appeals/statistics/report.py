"""What the report says: sentences, charts and tables, in the active language.

It knows nothing but `Published`: what is withheld there is not at hand here. No figure is added
up or set off against another on the way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appeals.figures import LEAST, Line, Published, map_picture, naming
from appeals.figures.definitions import PUBLISHED, Chapter
from appeals.figures.naming import Row
from appeals.models import StatisticsEdition
from portal.templatetags.dates import weekday_moment

HIDDEN = "–"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text below headings; the first column is words, the others figures."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two counts of one label, drawn together; None: withheld."""

    label: str
    first: int | None
    second: int | None


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn; `kind` is columns, stacks or steps. `keys` name the first and second count."""

    kind: str
    pairs: Sequence[Pair]
    keys: Sequence[str]
    words: str


@dataclass(frozen=True, slots=True)
class Map:
    """The provinces with their colours, and what the colours mean."""

    shapes: Sequence[map_picture.Shape]
    legend: Sequence[map_picture.Swatch]
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter of figures: what it is about, its finding, a picture and the tables beside it."""

    heading: str
    finding: str
    picture: Chart | Map
    tables: Sequence[Table]
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All of it, in its order."""

    title: str
    month: str
    facts: Sequence[tuple[str, str]]
    summary: Sequence[str]
    parts: Sequence[Part]
    definitions: Sequence[Chapter]
    method: Sequence[str]


_Column = tuple[str, Callable[[Line], str]]


def of(published: Published, edition: StatisticsEdition, *, at: datetime) -> Report:
    """Return the report of the months in `published`, made at `at`."""
    is_told = published.total.filed is not None or published.total.decided is not None
    return Report(
        title=_("Statistik pengaduan blokir akun Kartu Prakerja"),
        month=_month(published.last),
        facts=_facts(published, edition, at=at),
        summary=_summary(published),
        parts=_parts(published) if is_told else (),
        definitions=PUBLISHED,
        method=_method(),
    )


def _month(day: date) -> str:
    return date_format(day, "F Y", use_l10n=False)


def _facts(
    published: Published, edition: StatisticsEdition, *, at: datetime
) -> Sequence[tuple[str, str]]:
    span = {"first": _month(published.first), "last": _month(published.last)}
    facts = [
        (_("Penerbit"), _("Manajemen Pelaksana Program Kartu Prakerja, bantuan akun")),
        (_("Masa"), _("%(first)s sampai %(last)s, seluruh Indonesia") % span),
        (_("Dibuat"), weekday_moment(at)),
        (_("Edisi"), str(edition.number)),
        (_("Sumber"), _("Catatan pengaduan di portal bantuan akun")),
        (_("Angka yang sama"), settings.SITE_URL + reverse("transparency")),
    ]
    if edition.reason:
        facts.append((_("Sebab edisi baru"), edition.reason))
    return facts


def _summary(published: Published) -> Sequence[str]:
    total = published.total
    said = []
    if total.filed is not None:
        said.append(_("%(filed)s blokir diadukan.") % {"filed": number(total.filed)})
    if total.decided is not None:
        said.append(_("%(decided)s sudah diputus.") % {"decided": number(total.decided)})
    if total.share is not None:
        said.append(_("%(share)s %% blokir yang diputus dicabut.") % {"share": total.share})
    if total.median is not None:
        words = _("Separuh pengaduan diputus dalam %(days)s hari kerja atau kurang.")
        said.append(words % {"days": total.median})
    return said or [_("Angkanya masih terlalu sedikit. Kalau ditampilkan, orangnya bisa ditebak.")]


def _parts(published: Published) -> Sequence[Part]:
    months = naming.by_month(published)
    return (
        _flow(published, months),
        _grounds(naming.by_ground(published)),
        _days(published, months),
        _provinces(published),
    )


def _flow(published: Published, months: Sequence[Row]) -> Part:
    filed, decided = pgettext("figures", "Masuk"), pgettext("figures", "Diputus")
    total = Row(_("Semua bulan"), published.total)
    said = {"filed": number(published.total.filed), "decided": number(published.total.decided)}
    return Part(
        heading=_("Masuk dan diputus menurut bulan"),
        finding=_("Masuk %(filed)s, diputus %(decided)s") % said,
        picture=Chart(
            "columns",
            [Pair(_short(row), row.line.filed, row.line.decided) for row in months],
            (filed, decided),
            _("Batang: blokir yang diadukan setiap bulan. Garis: yang diputus. "
              "Angkanya ada di tabel."),
        ),
        tables=[_table(_("Seluruh Indonesia, bulan demi bulan"), _("Bulan"),
                       [*months, total], columns=_outcomes())],
    )  # fmt: skip


def _grounds(grounds: Sequence[Row]) -> Part:
    told = [row for row in grounds if row.line.filed and row.line.code]
    said = {"ground": told[0].name, "filed": number(told[0].line.filed)} if told else {}
    finding = _("Terbanyak: %(ground)s, %(filed)s") % said if told else ""
    return Part(
        heading=_("Hasil menurut alasan blokir"),
        finding=finding,
        picture=Chart(
            "stacks",
            [Pair(row.name, row.line.lifted, row.line.upheld) for row in grounds],
            (pgettext("figures", "Dicabut"), _("Tetap")),
            _("Batang: blokir yang dicabut, lalu yang tetap berlaku. Angkanya ada di tabel."),
        ),
        tables=[_table(_("Dua belas bulan, menurut alasan blokir"), _("Alasan"),
                       grounds, columns=_outcomes())],
    )  # fmt: skip


def _days(published: Published, months: Sequence[Row]) -> Part:
    median = published.total.median
    words = _("Separuh diputus dalam %(days)s hari kerja atau kurang")
    column = [(_("Hari kerja"), lambda line: number(line.median))]
    return Part(
        heading=_("Hari kerja sampai diputus"),
        finding=words % {"days": median} if median is not None else "",
        picture=Chart(
            "steps",
            [Pair(_short(row), row.line.median, None) for row in months],
            (_("Waktu tengah, hari kerja"),),
            _("Titik: waktu tengah setiap bulan, dalam hari kerja. Angkanya ada di tabel."),
        ),
        tables=[
            _table(_("Waktu tengah menurut bulan"), _("Bulan"), months, columns=column),
        ],
    )  # fmt: skip


def _provinces(published: Published) -> Part:
    provinces = naming.by_province(published)
    told = [row for row in provinces if row.line.filed]
    said = {"province": told[0].name, "filed": number(told[0].line.filed)} if told else {}
    return Part(
        heading=_("Menurut provinsi"),
        finding=_("Terbanyak: %(province)s, %(filed)s") % said if told else "",
        picture=Map(
            map_picture.shapes(published),
            map_picture.legend(),
            _("Peta Indonesia: makin gelap, makin banyak blokir yang diadukan. "
              "Angkanya ada di tabel."),
        ),
        tables=[_table(_("Dua belas bulan, menurut provinsi; yang terbanyak di atas"),
                       _("Provinsi"), provinces,
                       columns=_outcomes())],
        notes=(
            _("Provinsi adalah tempat NIK pertama kali dibuat. "
              "Provinsi yang tidak disebut belum punya pengaduan."),
            _("Peta memakai batas provinsi sebelum 2022; "
              "provinsi baru berwarna seperti induknya."),
            _("Peta: Bashir Arrohman dan Victor Cazanave, @svg-maps/indonesia, CC BY 4.0, "
              "disederhanakan."),
        ),
    )  # fmt: skip


def _method() -> Sequence[str]:
    return (
        _("Portal mencatat setiap pengaduan dan putusan. "
          "Catatan itu dihitung oleh mesin, tanpa diubah tangan."),
        _("Angka yang sama ada di halaman angka pengaduan, juga sebagai CSV."),
        _("Tanda – berarti tidak ditampilkan: jumlahnya di bawah %(least)s, "
          "atau jumlah kecil lain bisa dihitung dari situ.") % {"least": LEAST},
        _("Setiap jumlah dibulatkan ke puluhan, supaya satu orang tidak terlihat dari selisih "
          "dua laporan. Jumlah baris bisa sedikit berbeda dari totalnya."),
        _("Karena itu angkanya diam, lalu berubah sepuluh sekaligus."),
        _("“Diputus” adalah dicabut atau tetap. "
          "Jawaban atas pengaduan tanpa blokir tidak dihitung."),
        _("Grafik memakai angka yang sama dengan tabelnya. Yang tidak ditampilkan, tidak digambar."),
        _("Laporan yang sudah terbit tidak diubah. "
          "Perbaikan terbit sebagai edisi baru, dengan nomor dan sebabnya."),
        _("Angka bulan lama bisa berubah di laporan berikutnya: putusan banding menggantikan "
          "putusan pertama."),
    )  # fmt: skip


def _outcomes() -> list[_Column]:
    return [
        (pgettext("figures", "Masuk"), lambda line: number(line.filed)),
        (pgettext("figures", "Diputus"), lambda line: number(line.decided)),
        (pgettext("figures", "Dicabut"), lambda line: number(line.lifted)),
        (_("Tetap"), lambda line: number(line.upheld)),
        (_("Persen dicabut"), lambda line: number(line.share)),
        (_("Hari kerja"), lambda line: number(line.median)),
    ]


def _table(title: str, first: str, rows: Sequence[Row], *, columns: Sequence[_Column]) -> Table:
    return Table(
        title,
        (first, *(head for head, _show in columns)),
        [(_named(row), *(show(row.line) for _head, show in columns)) for row in rows],
    )


def _named(row: Row) -> str:
    return _month(row.month) if row.month else row.name


def _short(row: Row) -> str:
    return date_format(row.month, "M y", use_l10n=False) if row.month else row.name


def number(count: int | None) -> str:
    """Return a figure as it is printed; what is withheld is a dash."""
    return HIDDEN if count is None else number_format(count, force_grouping=True)

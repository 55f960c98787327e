"""What stands around an export's rows: its watermark, and numbers that stay text in a CSV."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from appeals.models import Export
from appeals.reports import words
from appeals.reports.export_order import order_of
from appeals.reports.subjects import Subject

# Longer runs of digits lose their end when a spreadsheet reads them as a number.
_DIGITS_KEPT = 11


def watermark_title() -> str:
    """Return what the watermark's sheet or line is called."""
    return _("Tentang berkas ini")


def watermark(export: Export, subject: Subject) -> Sequence[tuple[str, str]]:
    """Return who asked for what, when, why, and how it may be used: a label and a text each."""
    order = order_of(export)
    days = f"{words.day(export.from_date)} - {words.day(export.until_date)}"
    lines = [
        (_("Ekspor"), str(export.pk)),
        (_("Diminta oleh"), export.requested_by.identity),
        (_("Diminta pada"), f"{words.moment(export.requested_at)} WIB"),
        (_("Tujuan"), export.purpose),
        (_("Hari"), days),
        (_("Saringan"), ", ".join(subject.filters_in_words(order.choice)) or _("Tidak ada")),
        (_("Kolom"), ", ".join(subject.header(order.choice))),
    ]
    if not export.is_unmasked:
        return [*lines, (_("Perhatian"), _("Data pribadi disamarkan. Setiap unduhan dicatat."))]
    if export.format == Export.Format.CSV:
        mark = _("Di depan NIK, nomor KK, dan telepon ada tanda ' supaya tetap teks.")
        lines.append((_("Angka"), mark))
    judge = export.judged_by.identity if export.judged_by else ""
    return [
        *lines,
        (_("Disetujui oleh"), judge),
        (
            _("PERHATIAN"),
            _("DATA PRIBADI TERBUKA. Hanya untuk tujuan di atas. Hapus setelah dipakai."),
        ),
    ]


def page_top(export: Export) -> str:
    """Return what stands above each page: who asked for it when, and whether data are open."""
    about = _("Ekspor %(number)s, diminta %(who)s, %(moment)s WIB") % {
        "number": export.pk,
        "who": export.requested_by.identity,
        "moment": words.moment(export.requested_at),
    }
    return f"{_open_or_masked(export)} {about}"


def page_bottom(export: Export) -> str:
    """Return what stands below each page: the purpose."""
    return _("Tujuan: %(purpose)s") % {"purpose": export.purpose}


def _open_or_masked(export: Export) -> str:
    if export.is_unmasked:
        return _("DATA PRIBADI TERBUKA. Hanya untuk tujuan di bawah.")
    return _("Data pribadi disamarkan.")


def as_text(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Yield the rows with a mark before numbers that a spreadsheet would cut: NIK, KK, telephone.

    A CSV file has no cells of text, and a NIK read as a number loses its last digit.
    """
    for row in rows:
        yield [f"'{value}" if _would_be_cut(value) else value for value in row]


def _would_be_cut(value: str) -> bool:
    return value.isdigit() and (
        len(value) > _DIGITS_KEPT or (value.startswith("0") and len(value) > 1)
    )

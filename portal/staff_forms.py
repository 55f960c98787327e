"""What forms on the staff's pages say of a field that is empty or cannot be read: our own words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text

_ANY: Mapping[str, "Text"] = {
    "required": _("Isi dulu bagian ini."),
    "max_length": _("Paling panjang %(limit_value)d huruf. Sekarang %(show_value)d."),
    "min_length": _("Paling pendek %(limit_value)d huruf. Sekarang %(show_value)d."),
    "min_value": _("Paling kecil %(limit_value)s."),
    "max_value": _("Paling besar %(limit_value)s."),
    "null_characters_not_allowed": _("Ada tanda yang tidak bisa disimpan. Ketik ulang."),
}
# The first that fits counts, so the narrower kinds stand first.
_OF_A_KIND: tuple[tuple[type[forms.Field], Mapping[str, "Text"]], ...] = (
    (
        forms.DateField,
        {
            "required": _("Pilih tanggalnya."),
            "invalid": _("Tanggal ini tidak terbaca. Tulis seperti 2026-12-31."),
        },
    ),
    (
        forms.DateTimeField,
        {
            "required": _("Pilih tanggal dan jamnya."),
            "invalid": _("Waktu ini tidak terbaca. Tulis seperti 2026-12-31T08:00."),
        },
    ),
    (
        forms.IntegerField,
        {
            "required": _("Tulis angkanya."),
            "invalid": _("Tulis dengan angka saja, misalnya 120."),
        },
    ),
    (
        forms.MultipleChoiceField,
        {
            "required": _("Pilih paling sedikit satu."),
            "invalid_choice": _("Pilihan ini tidak ada. Pilih dari daftar."),
            "invalid_list": _("Pilihan ini tidak terbaca. Pilih dari daftar."),
        },
    ),
    (
        forms.ChoiceField,
        {
            "required": _("Pilih salah satu."),
            "invalid_choice": _("Pilihan ini tidak ada. Pilih dari daftar."),
        },
    ),
    (
        forms.FileField,
        {
            "required": _("Pilih berkasnya."),
            "invalid": _("Berkasnya tidak ikut terkirim. Pilih lagi."),
            "missing": _("Berkasnya tidak ikut terkirim. Pilih lagi."),
            "empty": _("Berkas ini kosong."),
        },
    ),
)


class StaffForm(forms.Form):
    """A form whose refusals are plain; what a field says by itself goes first."""

    use_required_attribute = False

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type] # Django's
        for field in self.fields.values():
            _speak_plainly(field)

    def add_field(self, name: str, field: forms.Field) -> None:
        """Add a field that only some of these forms have; it speaks as plainly."""
        self.fields[name] = field
        _speak_plainly(field)


def _speak_plainly(field: forms.Field) -> None:
    """Give the field our words wherever it would say Django's."""
    stock = _stock(field)
    narrower = next((words for kind, words in _OF_A_KIND if isinstance(field, kind)), {})
    for code, words in {**_ANY, **narrower}.items():
        if field.error_messages.get(code) == stock.get(code):
            field.error_messages[code] = words


def _stock(field: forms.Field) -> dict[str, "Text"]:
    """Return what the field's kind says when its form gave it no words."""
    stock: dict[str, Text] = {}
    for kind in reversed(type(field).__mro__):
        stock.update(getattr(kind, "default_error_messages", {}))
    return stock
